/** Joining the vault of another device, step by step; at the doors as over the Devices screen. */
import { printable } from "../../client/printable.ts";
import { shownName } from "../device-list.ts";
import type { JoinFlow, JoinMerge } from "../flow-steps.ts";
import type { Form } from "../form.ts";
import { bodyRows } from "../frame-size.ts";
import { BLANK, type Line } from "../line.ts";
import type { Model } from "../model.ts";
import { failedBody } from "./failed.ts";
import { drawForm, inSight } from "./form.ts";
import { paragraph, type Hint, type Screen } from "./screen.ts";
import { vaultFormScreen } from "./vault-form.ts";
import { drawWords } from "./words.ts";
import { yesNoHints } from "./yes-no.ts";

export function joinScreen(model: Model, { step, hasVault }: JoinFlow): Screen {
  const { words, size, glyphs } = model;
  const { hints } = words.text;
  const { join } = words.text.devices;
  const title = hasVault ? join.titleAgain : join.title;
  const back: Hint = { key: "Esc", does: hints.back };
  switch (step.at) {
    case "link":
      return asking(model, step.form, title);
    case "vault":
      return vaultFormScreen(model, step.form, title);
    case "waiting":
      return { title, body: waiting(model, step.fingerprint), hints: [{ key: "Esc", does: hints.cancel }] };
    case "merge":
      return {
        title,
        body: merging(model, step.merge, step.isBusy),
        hints: step.isBusy ? [] : yesNoHints(model, hints.join, hints.no),
      };
    case "syncing":
      return {
        title,
        body: [BLANK, ...paragraph(join.syncing, size.columns, { bold: true })],
        hints: [{ key: "Ctrl-C", does: hints.quit }],
      };
    default:
      return {
        title,
        body: failedBody(model, join.failed, step.error),
        hints: [{ key: glyphs.enter, does: hints.again }, back],
      };
  }
}

function asking(model: Model, form: Form, title: string): Screen {
  const { words, size, glyphs } = model;
  const { hints } = words.text;
  const note = paragraph(words.text.devices.join.linkHint, size.columns, { tone: "quiet" });
  const rows = bodyRows(size) - note.length - 2;
  return {
    title,
    body: [BLANK, ...note, BLANK, ...inSight(drawForm(model, form), Math.max(2, rows))],
    hints: [
      { key: glyphs.enter, does: hints.go },
      { key: "Esc", does: hints.back },
    ],
  };
}

function waiting(model: Model, fingerprint: string | null): readonly Line[] {
  const { words, size } = model;
  const { join } = words.text.devices;
  if (fingerprint === null) return [BLANK, ...paragraph(join.reaching, size.columns)];
  return [
    BLANK,
    ...paragraph(join.waiting, size.columns, { bold: true }),
    BLANK,
    ...drawWords(model, fingerprint),
    BLANK,
    ...paragraph(join.compare, size.columns),
  ];
}

/** Which vault, whose, and what would go in. */
function merging({ words, size }: Model, merge: JoinMerge, isBusy: boolean): readonly Line[] {
  const { join } = words.text.devices;
  const more = merge.devices.length - NAMES_SHOWN;
  const names = merge.devices.slice(0, NAMES_SHOWN).map((name) => shownName(words, name));
  const say = (text: string, style = {}): readonly Line[] => paragraph(text, size.columns, style);
  return [
    BLANK,
    ...say(join.mergeTitle(printable(merge.vaultId).slice(0, VAULT_ID_SHOWN)), { bold: true }),
    ...say(join.mergeDevices(names.join(", ") + (more > 0 ? ` +${more}` : ""))),
    ...(merge.theirs === null ? [] : say(join.mergeTheirs(merge.theirs))),
    BLANK,
    ...say(join.mergeOurs(merge.ours), { bold: true }),
    BLANK,
    ...say(isBusy ? join.merging : join.mergeLeave),
  ];
}
/** Enough to tell two vaults apart. */
const VAULT_ID_SHOWN = 8;
const NAMES_SHOWN = 3;
