/** Name and passphrase of a device that gets its first vault, with how strong the passphrase is. */
import { focused, valueOf, type Form } from "../form.ts";
import { bodyRows } from "../frame-size.ts";
import { BLANK } from "../line.ts";
import type { Model } from "../model.ts";
import { strengthOf } from "../../protocol/passphrase-strength.ts";
import { drawForm, inSight } from "./form.ts";
import { paragraph, type Screen } from "./screen.ts";

export function vaultFormScreen(model: Model, form: Form, title: string): Screen {
  const { words, size, glyphs } = model;
  const { start, hints } = words.text;
  const isBare = valueOf(form, "protection") === "none";
  const passphrase = valueOf(form, "passphrase");
  const isTyped = passphrase !== "" && focused(form)?.id === "passphrase";
  const advice = isBare
    ? paragraph(`! ${start.nonePassphraseHint}`, size.columns, { tone: "warn" })
    : paragraph(start.passphraseHint, size.columns, { tone: "quiet" });
  const strength = strengthOf(passphrase);
  const tone = { weak: "warn", fair: "warn", strong: "good" } as const;
  const hint = isTyped
    ? paragraph(start.strength[strength], size.columns, { tone: tone[strength] })
    : form.isBusy
      ? paragraph(start.creating, size.columns)
      : [BLANK];
  const drawn = drawForm(model, form);
  // In a low window how strong it is counts more than what it is for: nothing is cut in the middle of a sentence.
  const hasAdvice = bodyRows(size) >= drawn.lines.length + hint.length + advice.length + 2 || !isTyped;
  const below = [...hint, BLANK, ...(hasAdvice ? advice : [])];
  const rows = bodyRows(size) - below.length - 1;
  return {
    title,
    body: [BLANK, ...inSight(drawn, Math.max(2, rows)), ...below].slice(0, bodyRows(size)),
    hints: [
      { key: glyphs.enter, does: hints.go },
      { key: "Esc", does: hints.back },
      { key: "Tab", does: hints.nextField },
      { key: "Ctrl-C", does: hints.quit },
    ],
  };
}
