/**
 * The preview of an import: how many accounts come, what can't and why, then every account of the file, with the
 * duplicates told apart by a word.
 */
import { printable } from "../../client/printable.ts";
import { accountName } from "../account-name.ts";
import { bodyRows } from "../frame-size.ts";
import type { PreviewedAccount, PreviewStep } from "../import-preview.ts";
import { toEnrol, willCome } from "../import-preview.ts";
import { line, span, spread, type Line } from "../line.ts";
import type { Model } from "../model.ts";
import { fit, widthOf } from "../text-fit.ts";
import { otpText } from "./account-facts.ts";
import { indent, paragraph } from "./screen.ts";

export interface PreviewLines {
  readonly head: readonly Line[];
  /** How many lines are scrolled below the head, and how many of them are in sight. */
  readonly count: number;
  readonly page: number;
  /** Those in sight: of ten thousand accounts only these are drawn. */
  readonly from: (top: number) => readonly Line[];
}

export function previewLines(model: Model, step: PreviewStep): PreviewLines {
  const { words, size, glyphs } = model;
  const text = words.text.import;
  const { result, accounts } = step;
  const count = willCome(step);
  const found = `${text.preview(result.format)} ${glyphs.between} ${count === 0 ? text.nothing : text.will(count)}`;
  const bound = toEnrol(step);
  const names = step.keepsNames ? text.namesKept : text.namesLeft;
  const duplicates = step.onDuplicate === "skip" ? text.duplicatesSkipped : text.duplicatesAdded;
  const head: readonly Line[] = [
    ...paragraph(found, size.columns, { bold: true }),
    ...(result.duplicates === 0
      ? []
      : paragraph(duplicates(result.duplicates), size.columns, { tone: "warn" })),
    ...(bound === 0 ? [] : paragraph(names(bound), size.columns, { tone: "warn" })),
  ];
  const skipped = result.skipped.flatMap(({ where, reason }) =>
    paragraph(`${printable(where)}: ${printable(reason)}`, size.columns - 2).map((part) => indent(part, 2)),
  );
  const first: readonly Line[] = [
    ...result.notices.flatMap((notice) =>
      paragraph(`! ${printable(notice)}`, size.columns, { tone: "warn" }),
    ),
    ...(skipped.length === 0
      ? []
      : paragraph(`${glyphs.trouble} ${text.skipped(result.skipped.length)}`, size.columns, { tone: "bad" })),
    ...skipped,
  ];
  const page = Math.max(1, bodyRows(size) - head.length - 1);
  return {
    head,
    count: first.length + accounts.length,
    page,
    from: (top) => [
      ...first.slice(top, top + page),
      ...accounts
        .slice(Math.max(0, top - first.length), Math.max(0, top + page - first.length))
        .map((account) => drawAccount(model, account, step.onDuplicate === "skip")),
    ],
  };
}

/** The name first; what there is no room for is left out as a whole. */
function drawAccount(model: Model, { label, isDuplicate }: PreviewedAccount, isLeftOut: boolean): Line {
  const { glyphs, words, size } = model;
  const text = words.text.import;
  const isQuiet = isDuplicate && isLeftOut;
  const sign = isDuplicate ? span("  = ", { tone: "warn" }) : span("  + ", { tone: "good" });
  const mark = isDuplicate ? [span(`  ${text.duplicate}`, { tone: "warn" })] : [];
  const markWidth = mark.reduce((width, part) => width + widthOf(part.text), 0);
  const name = fit(accountName(label), size.columns - 5 - markWidth);
  const start = line(sign, span(name, isQuiet ? { tone: "quiet" } : {}), ...mark);
  const kind = otpText(model, label);
  const type = label.usable ? (words.text.options[label.type] ?? label.type) : kind;
  const room = size.columns - 6 - widthOf(name) - markWidth;
  const end = [kind, type].find((candidate) => widthOf(candidate) <= room) ?? "";
  return spread(
    start,
    [span(end === "" ? "" : `${end}${glyphs.isSpoken ? "" : " "}`, { tone: "quiet" })],
    size.columns,
  );
}
