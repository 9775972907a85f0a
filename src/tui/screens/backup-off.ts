/** Turning backup off: what goes, who agrees, and the receipt. */
import { printable } from "../../client/printable.ts";
import type { BackupResult, ReceiptView } from "../../protocol/backup-api.ts";
import { bodyRows } from "../frame-size.ts";
import { BLANK, type Line } from "../line.ts";
import { deleteWays, nameToType } from "../model-backup-off.ts";
import type { LayerOf, Model } from "../model.ts";
import { fullTime } from "./ago.ts";
import { drawChoices } from "./choices.ts";
import { drawFacts } from "./facts.ts";
import { askBody, jobScreen } from "./job.ts";
import { paragraph, type Hint, type Screen } from "./screen.ts";
import { drawSecret } from "./secret.ts";

export function offScreen(model: Model, { step }: LayerOf<"backup-off">): Screen {
  const { words, size, glyphs } = model;
  const { hints } = words.text;
  const { off, job } = words.text.backup;
  const { title } = off;
  const back: Hint = { key: "Esc", does: hints.back };
  const go: Hint = { key: glyphs.enter, does: hints.go };
  const say = (text: string, style = {}): readonly Line[] => paragraph(text, size.columns, style);
  switch (step.at) {
    case "what": {
      const whats = off.whats.map((text, at) => ({ text, note: off.whatNotes[at] ?? "" }));
      const body = [
        ...say(off.what, { bold: true }),
        BLANK,
        ...drawChoices(model, whats, step.index),
        BLANK,
        ...say(off.stays, { tone: "quiet" }),
      ];
      return { title, body: lead(model, body), hints: [go, back] };
    }
    case "how": {
      const hows = deleteWays(model).map((way) => ({ text: off.hows[way], note: off.howNotes[way] }));
      const isAlone = hows.length === 1;
      const body = [...(isAlone ? [] : [...say(off.how), BLANK]), ...drawChoices(model, hows, step.index)];
      return { title, body: lead(model, body), hints: [{ ...go, does: hints.choose }, back] };
    }
    case "typed": {
      const head = say(job.typeInstead, { bold: true });
      const body = [BLANK, ...head, ...drawSecret(model, step.form, bodyRows(size) - head.length - 1)];
      return { title, body, hints: [{ ...go, does: hints.delete }, back] };
    }
    case "name":
      return {
        title,
        body: askBody(model, off.typeName(printable(nameToType(model))), step.form),
        hints: [{ ...go, does: hints.delete }, back],
      };
    case "done":
      return { title, body: doneBody(model, step.result), hints: [{ ...go, does: hints.done }] };
    default:
      return jobScreen(model, title, step);
  }
}

const lead = ({ size }: Model, body: readonly Line[]): readonly Line[] =>
  body.length < bodyRows(size) ? [BLANK, ...body] : body;

function doneBody(model: Model, result: BackupResult): readonly Line[] {
  const { words, size, glyphs } = model;
  const { off } = words.text.backup;
  if (result.type !== "disabled") return [];
  const { receipt, deletesAt } = result;
  const say = (text: string, style = {}): readonly Line[] => paragraph(text, size.columns, style);
  if (receipt === null) {
    const text = deletesAt === null ? off.pending : off.pendingAt(fullTime(deletesAt));
    return [BLANK, ...say(text, { bold: true }), BLANK, ...say(off.stays)];
  }
  const body = [
    ...say(`${glyphs.done} ${off.done}`, { bold: true, tone: "good" }),
    BLANK,
    ...drawReceipt(model, receipt),
    BLANK,
    ...say(off.kept, { tone: "quiet" }),
  ];
  return lead(model, body);
}

function drawReceipt(model: Model, { relay, at, what, fingerprint }: ReceiptView): readonly Line[] {
  const { off } = model.words.text.backup;
  return drawFacts(model, [
    [off.receipt.relay, printable(relay)],
    [off.receipt.at, fullTime(at)],
    [off.receipt.what, off.whatDeleted[what]],
    [off.receipt.key, printable(fingerprint)],
  ]);
}
