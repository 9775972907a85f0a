/**
 * Importing on the screen: the file, its password, which format, and what will come.
 */
import { BLANK, span } from "../line.ts";
import type { ImportStep, LayerOf, Model } from "../model.ts";
import { toEnrol, willCome, type PreviewStep } from "../import-preview.ts";
import type { Form } from "../form.ts";
import { drawForm } from "./form.ts";
import { previewLines } from "./import-preview.ts";
import { paragraph, pointed, type Screen } from "./screen.ts";

export function importScreen(model: Model, { step }: LayerOf<"import">): Screen {
  const text = model.words.text.import;
  switch (step.at) {
    case "files":
      return asking(model, step.form, text.filesHint);
    case "password":
      return asking(model, step.form, text.passwordHint);
    case "format":
      return choosing(model, step);
    default:
      return previewing(model, step);
  }
}

function asking(model: Model, form: Form, advice: string): Screen {
  const { words, size, glyphs } = model;
  const { hints, working } = words.text;
  return {
    title: words.text.import.title,
    body: [
      BLANK,
      ...paragraph(form.isBusy ? working : advice, size.columns, { tone: "quiet" }),
      BLANK,
      ...drawForm(model, form).lines,
    ],
    hints: [
      { key: glyphs.enter, does: hints.go },
      { key: "Esc", does: hints.back },
    ],
  };
}

function choosing(model: Model, step: Extract<ImportStep, { at: "format" }>): Screen {
  const { words, size, glyphs } = model;
  return {
    title: words.text.import.title,
    body: [
      BLANK,
      ...paragraph(words.text.import.formatHint, size.columns),
      BLANK,
      ...step.choices.map((choice, index) => pointed(index === step.index, glyphs, span(choice))),
    ],
    hints: [
      { key: glyphs.enter, does: words.text.hints.choose },
      { key: "Esc", does: words.text.hints.back },
    ],
  };
}

function previewing(model: Model, step: PreviewStep): Screen {
  const { words, glyphs } = model;
  const { hints } = words.text;
  const { result } = step;
  const count = willCome(step);
  const { head, count: lines, page, from } = previewLines(model, step);
  const top = Math.min(step.top, Math.max(0, lines - page));
  return {
    title: words.text.import.title,
    body: [...head, BLANK, ...from(top)],
    hints: step.isBusy
      ? [{ key: "", does: words.text.working }]
      : [
          ...(count === 0 ? [] : [{ key: glyphs.enter, does: `${hints.import} ${count}` }]),
          ...(result.duplicates === 0 ? [] : [{ key: "D", does: hints.duplicates }]),
          ...(toEnrol(step) === 0 ? [] : [{ key: "E", does: hints.byName }]),
          ...(lines > page ? [{ key: `${glyphs.up}${glyphs.down}`, does: hints.list }] : []),
          { key: "Esc", does: hints.back },
        ],
  };
}
