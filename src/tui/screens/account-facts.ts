/** What an account is, in a few cells: "TOTP · 6 digits · 30 s · SHA1". Rows of a label and a value. */
import { TO_ENROL, type AccountLabel } from "../../protocol/account.ts";
import { line, span, type Line, type Span } from "../line.ts";
import type { Model } from "../model.ts";
import { pad, widthOf, wrap } from "../text-fit.ts";

export function otpText({ words, glyphs }: Model, label: AccountLabel): string {
  const { text } = words;
  if (!label.usable) return unusableText(label, text);
  const type = text.options[label.type] ?? label.type;
  const parts = [type, `${label.digits} ${(text.fields["digits"] ?? "").toLowerCase()}`];
  if (label.period !== null) parts.push(`${label.period} s`);
  if (label.type === "totp" || label.type === "hotp") parts.push(label.algorithm);
  return parts.join(` ${glyphs.between} `);
}

/** Why an account gives no codes. */
export const unusableText = ({ type }: AccountLabel, { codes }: Model["words"]["text"]): string =>
  type === TO_ENROL ? codes.toEnrol : codes.needsNewer;

/** A label and its value, which goes on below itself where it is long. */
export function factRows(
  { words, size }: Model,
  facts: readonly (readonly [string, string | Span])[],
): readonly Line[] {
  const labels = facts.map(([id]) => words.text.fields[id] ?? id);
  const labelWidth = Math.min(18, Math.max(...labels.map(widthOf)) + 2);
  return facts.flatMap(([, value], index) => {
    const part = typeof value === "string" ? span(value) : value;
    const rows = wrap(part.text, Math.max(8, size.columns - labelWidth - 3));
    return rows.map((row, at) =>
      line(
        " ",
        span(pad(at === 0 ? (labels[index] ?? "") : "", labelWidth), { tone: "quiet" }),
        span(row, part.style),
      ),
    );
  });
}
