/** The form for a way in, with all the words that were typed below it, and how many they are. */
import { printable } from "../../client/printable.ts";
import { valueOf, type Form } from "../form.ts";
import { BLANK, type Line } from "../line.ts";
import type { Model } from "../model.ts";
import { countWords } from "../secret-form.ts";
import { drawForm, inSight } from "./form.ts";
import { paragraph } from "./screen.ts";

/** At most `rows` lines. */
export function drawSecret(model: Model, form: Form, rows: number): readonly Line[] {
  const { words, size } = model;
  const { backup } = words.text;
  const drawn = drawForm(model, form);
  const count = countWords(form);
  if (form.isBusy) return [BLANK, ...paragraph(words.text.working, size.columns)].slice(0, rows);
  if (count === null || count === 0) return [BLANK, ...inSight(drawn, Math.max(2, rows - 1))].slice(0, rows);
  const counted = paragraph(backup.secret.counted(count), size.columns, { tone: "quiet" });
  const whole = paragraph(printable(valueOf(form, "recoveryWords")), size.columns, { bold: true });
  const shown = inSight(drawn, Math.max(2, rows - counted.length));
  const left = rows - shown.length - counted.length;
  // The field shows its end alone.
  return [
    ...(left > whole.length ? [BLANK] : []),
    ...shown,
    ...counted,
    ...(left >= whole.length ? whole : []),
  ];
}
