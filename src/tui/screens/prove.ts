/** Proving the backup: what is typed, what is being done, and what came of it. */
import { printable } from "../../client/printable.ts";
import type { AccountDifference, BackupResult } from "../../protocol/backup-api.ts";
import { bodyRows } from "../frame-size.ts";
import { BLANK, line, span, type Line } from "../line.ts";
import type { LayerOf, Model } from "../model.ts";
import { fit, widthOf } from "../text-fit.ts";
import { shortTime } from "./ago.ts";
import { failedBody } from "./failed.ts";
import { jobScreen } from "./job.ts";
import { paragraph, type Screen } from "./screen.ts";
import { drawSecret } from "./secret.ts";

export function proveScreen(model: Model, { step }: LayerOf<"backup-prove">): Screen {
  const { words, size, glyphs } = model;
  const { hints } = words.text;
  const { prove } = words.text.backup;
  const { title } = prove;
  switch (step.at) {
    case "typed": {
      const head = paragraph(prove.ask, size.columns, { tone: "quiet" });
      return {
        title,
        body: [...head, ...drawSecret(model, step.form, bodyRows(size) - head.length)],
        hints: [
          { key: glyphs.enter, does: hints.prove },
          { key: "Esc", does: hints.back },
        ],
      };
    }
    case "done":
      return { title, body: doneBody(model, step.result), hints: [{ key: glyphs.enter, does: hints.done }] };
    default:
      return jobScreen(model, title, step);
  }
}

function doneBody(model: Model, result: BackupResult): readonly Line[] {
  const { words, size, glyphs, now } = model;
  const { prove } = words.text.backup;
  if (result.type !== "verified") return failedBody(model, "", { type: "internal", detail: result.type });
  const { accounts, asOf, lastAuthor, differences } = result;
  const say = (text: string, style = {}): readonly Line[] => paragraph(text, size.columns, style);
  const when = say(prove.asOf(shortTime(asOf, now), printable(lastAuthor)));
  if (differences.length === 0) {
    return [
      BLANK,
      ...say(`${glyphs.done} ${prove.proven(accounts)}`, { bold: true, tone: "good" }),
      BLANK,
      ...when,
    ];
  }
  const head = [
    ...say(`${glyphs.trouble} ${prove.differs(differences.length)}`, { bold: true, tone: "bad" }),
    ...when,
  ];
  const tail = say(prove.differsAdvice);
  const room = bodyRows(size) - head.length - tail.length;
  return [...head, ...drawDifferences(model, differences, { rows: room, isOfBackup: true }), ...tail];
}

const LEAST_NAME = 12;
const LEAD = 6;

interface Shown {
  /** Cells of the row that are taken. */
  readonly lead: number;
  /** What is meant by missing: in the backup, or here. */
  readonly isOfBackup: boolean;
}

/** One account a row. */
const drawDifferences = (
  model: Model,
  differences: readonly AccountDifference[],
  { rows, isOfBackup }: { rows: number; isOfBackup: boolean },
): readonly Line[] =>
  differences
    .slice(0, Math.max(0, rows))
    .map((one) => line("   ", ...drawDifference(model, one, { lead: LEAD, isOfBackup })));

/** What an account is called, and what differs. */
export function drawDifference(
  { words, size, glyphs }: Model,
  { issuer, name, type, fields: changed }: AccountDifference,
  { lead, isOfBackup }: Shown,
): Line {
  const { difference } = words.text.backup;
  const { fields } = words.text;
  const names = changed.map((field) => fields[field]?.toLowerCase() ?? field).join(", ");
  const what = {
    missing: isOfBackup ? difference.missingThere : difference.missing,
    extra: isOfBackup ? difference.extraThere : difference.extra,
    code: difference.code,
    changed: difference.changed(names),
  }[type];
  // The name gives way, down to what tells accounts apart.
  const room = Math.max(LEAST_NAME, size.columns - lead - widthOf(what));
  const who = fit(printable([issuer, name].filter((part) => part !== "").join(" ")), room);
  return line(span(who, { bold: true }), span(` ${glyphs.between} ${what}`, { tone: "quiet" }));
}
