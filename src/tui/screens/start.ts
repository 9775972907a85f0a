/**
 * Before the vault is open: starting, the three doors and what is behind them, the passphrase.
 */
import { printable } from "../../client/printable.ts";
import { bodyRows } from "../frame-size.ts";
import { BLANK, line, span } from "../line.ts";
import type { Model, Phase } from "../model.ts";
import { drawChoices } from "./choices.ts";
import { drawForm } from "./form.ts";
import { joinScreen } from "./join.ts";
import { recoverScreen } from "./recover.ts";
import { indent, paragraph, pointed, type Screen } from "./screen.ts";
import { vaultFormScreen } from "./vault-form.ts";

type PhaseOf<S extends Phase["status"]> = Extract<Phase, { status: S }>;

export function startScreen(model: Model): Screen {
  const { phase } = model;
  switch (phase.status) {
    case "doors":
      return doors(model, phase);
    case "new-vault":
      return vaultFormScreen(model, phase.form, model.words.text.start.newVault);
    case "join":
      return joinScreen(model, phase.flow);
    case "recover":
      return recoverScreen(model, phase.flow);
    case "locked":
      return unlock(model, phase);
    case "unreachable":
      return unreachable(model, phase);
    default:
      return {
        title: null,
        body: [BLANK, indent(line(span(model.words.text.start.starting, { tone: "quiet" })))],
        hints: [],
      };
  }
}

function doors(model: Model, phase: PhaseOf<"doors">): Screen {
  const { words, size, glyphs } = model;
  const { start, hints } = words.text;
  const head =
    phase.movedTo === null
      ? paragraph(start.welcome, size.columns, { bold: true })
      : paragraph(start.damaged(printable(phase.movedTo)), size.columns, { tone: "bad" });
  const choices = start.doors.map((text, index) => ({ text, note: start.doorNotes[index] ?? "" }));
  const whole = drawChoices(model, choices, phase.index);
  // A low window has the doors alone, where what they say would push one of them out.
  const rows =
    head.length + whole.length <= bodyRows(size)
      ? whole
      : choices.map(({ text }, index) =>
          pointed(index === phase.index, glyphs, span(`${index + 1}  ${text}`)),
        );
  return {
    title: null,
    body: [BLANK, ...head, BLANK, ...rows],
    hints: [
      { key: `${glyphs.up}${glyphs.down}`, does: hints.choose },
      { key: glyphs.enter, does: hints.go },
      { key: "q", does: hints.quit },
    ],
  };
}

function unlock(model: Model, { form }: PhaseOf<"locked">): Screen {
  const { words, size, glyphs } = model;
  const { start, hints } = words.text;
  return {
    title: null,
    body: [
      BLANK,
      ...paragraph(start.unlock, size.columns, { bold: true }),
      BLANK,
      ...(form.isBusy ? paragraph(start.unlocking, size.columns) : drawForm(model, form).lines),
    ],
    hints: [
      { key: glyphs.enter, does: hints.unlock },
      { key: "Ctrl-C", does: hints.quit },
    ],
  };
}

function unreachable({ words, size, glyphs }: Model, { error }: PhaseOf<"unreachable">): Screen {
  const { start, hints } = words.text;
  const { message, hints: tries } = words.error(error);
  return {
    title: null,
    body: [
      BLANK,
      ...paragraph(`${glyphs.trouble} ${start.unreachable}`, size.columns, { tone: "bad", bold: true }),
      ...paragraph(message, size.columns),
      ...tries.flatMap((hint) => paragraph(hint, size.columns, { tone: "quiet" })),
      BLANK,
      ...paragraph(start.retrying, size.columns, { tone: "quiet" }),
    ],
    hints: [{ key: "q", does: hints.quit }],
  };
}
