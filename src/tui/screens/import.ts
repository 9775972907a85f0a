/**
 * Importing on the screen: the file, its password, which format, and what will come.
 */
import { printable } from "../../client/printable.ts";
import { accountName } from "../account-name.ts";
import { bodyRows } from "../frame-size.ts";
import { BLANK, line, span, type Line } from "../line.ts";
import type { ImportStep, LayerOf, Model } from "../model.ts";
import { willCome } from "../model-import.ts";
import type { Form } from "../form.ts";
import { drawForm } from "./form.ts";
import { otpText } from "./account-facts.ts";
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

function previewing(model: Model, step: Extract<ImportStep, { at: "preview" }>): Screen {
  const { words, size, glyphs } = model;
  const text = words.text.import;
  const { hints } = words.text;
  const { result } = step;
  const count = willCome(step);
  const head: readonly Line[] = [
    ...paragraph(
      `${text.preview(result.format)} ${glyphs.between} ${count === 0 ? text.nothing : text.will(count)}`,
      size.columns,
      { bold: true },
    ),
    ...(result.duplicates === 0
      ? []
      : paragraph(
          step.onDuplicate === "skip"
            ? text.duplicatesSkipped(result.duplicates)
            : text.duplicatesAdded(result.duplicates),
          size.columns,
          { tone: "warn" },
        )),
    ...result.notices.flatMap((notice) =>
      paragraph(`! ${printable(notice)}`, size.columns, { tone: "warn" }),
    ),
  ];
  const rows: readonly Line[] = [
    ...(result.skipped.length === 0
      ? []
      : paragraph(`${glyphs.trouble} ${text.skipped(result.skipped.length)}`, size.columns, { tone: "bad" })),
    ...result.skipped.flatMap(({ where, reason }) =>
      paragraph(`  ${printable(where)}: ${printable(reason)}`, size.columns),
    ),
    ...result.accounts.map((label) =>
      line(
        span(`  ${glyphs.between} `, { tone: "quiet" }),
        span(accountName(label)),
        span(`  ${otpText(model, label)}`, { tone: "quiet" }),
      ),
    ),
  ];
  const room = Math.max(1, bodyRows(size) - head.length - 2);
  const top = Math.min(step.top, Math.max(0, rows.length - room));
  return {
    title: text.title,
    body: [...head, BLANK, ...rows.slice(top, top + room)],
    hints: step.isBusy
      ? [{ key: "", does: words.text.working }]
      : [
          ...(count === 0 ? [] : [{ key: glyphs.enter, does: `${hints.import} ${count}` }]),
          ...(result.duplicates === 0 ? [] : [{ key: "D", does: hints.duplicates }]),
          { key: `${glyphs.up}${glyphs.down}`, does: hints.list },
          { key: "Esc", does: hints.back },
        ],
  };
}
