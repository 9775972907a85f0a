/**
 * The Codes screen: the search or filter, the rows in sight, and, where columns are missing, a line about the
 * selected account.
 */
import { printable } from "../../client/printable.ts";
import { isSearching, verifiedOf } from "../codes-order.ts";
import { selectedLabel } from "../codes-copy.ts";
import { codeAt, groupCode } from "../code-time.ts";
import { bodyRows, hasFilterLine, hasInlineNext, isNarrow, listRows } from "../frame-size.ts";
import { BLANK, line, span, spread, type Line } from "../line.ts";
import type { Action } from "../keymap.ts";
import type { Model } from "../model.ts";
import { pad, widthOf } from "../text-fit.ts";
import { codeColumns } from "./code-columns.ts";
import { drawCodeRow, NEXT_WITHIN_SECONDS } from "./code-row.ts";
import { drawTyped } from "./form.ts";
import { hint, keyOf } from "./key-names.ts";
import { indent, paragraph, type Hint, type Screen } from "./screen.ts";

export function codesScreen(model: Model): Screen {
  const rows = drawRows(model);
  const filter = hasFilterLine(model) ? [drawFilter(model)] : [];
  const filler = Array.from({ length: Math.max(0, listRows(model) - rows.length) }, () => BLANK);
  const about = hasInlineNext(model.size) ? [] : [drawAbout(model)];
  const body = [...filter, ...rows, ...filler, ...about].slice(0, bodyRows(model.size));
  return { title: null, body, hints: hintsFor(model) };
}

function drawRows(model: Model): readonly Line[] {
  const { list, accounts } = model;
  if (list.order.length === 0) return drawEmpty(model);
  const columns = codeColumns(model);
  const hits = isSearching(list) ? (list.search?.hits ?? []) : [];
  const inSight = list.order.slice(list.top, list.top + listRows(model));
  return inSight.flatMap((id) => {
    const label = accounts.get(id);
    return label === undefined
      ? []
      : [
          drawCodeRow(
            model,
            label,
            columns,
            hits.find((hit) => hit.id === id),
          ),
        ];
  });
}

function drawFilter(model: Model): Line {
  const { list, words, glyphs, size, accounts } = model;
  const text = words.text.codes;
  const all = [...accounts.values()].filter(({ trashedAt }) => trashedAt === null).length;
  const count = span(`${text.of(list.order.length, all)} `, { tone: "quiet" });
  const { done, asked } = verifiedOf(model);
  const checklist = list.isChecklist ? [span(`${text.checklist(done, asked)}  `, { tone: "accent" })] : [];
  const tag = list.tag === null ? [] : [span(`${text.tag(printable(list.tag))}  `, { tone: "accent" })];
  const search =
    list.search === null
      ? []
      : [
          span("/ ", { tone: "accent", bold: true }),
          ...drawTyped(list.search.field, {
            glyphs,
            width: size.columns - 20,
            hasCursor: list.search.isEditing,
          }),
        ];
  return spread(line(" ", ...checklist, ...tag, ...search), list.isChecklist ? [] : [count], size.columns);
}

function drawEmpty(model: Model): readonly Line[] {
  const { list, words, size, view } = model;
  const text = words.text.codes;
  if (isSearching(list)) {
    return list.search?.hits === null
      ? []
      : [
          ...paragraph(text.noMatch, size.columns),
          ...paragraph(text.noMatchHint, size.columns, { tone: "quiet" }),
        ];
  }
  if (list.isChecklist) return paragraph(text.allVerified, size.columns);
  if (list.tag !== null) return paragraph(text.noTagged, size.columns);
  if (view === null) return [];
  const actions = ["add", "import", "devices", "help"] as const;
  const keys = actions.map((action) => keyOf(model, action));
  const keyWidth = Math.max(...keys.map(widthOf));
  const hints = text.emptyHints.flatMap((does, at) =>
    paragraph(does, size.columns - keyWidth - 3).map((part, index) =>
      line(
        span(`   ${pad(index === 0 ? (keys[at] ?? "") : "", keyWidth)}`, { bold: true, tone: "accent" }),
        " ",
        ...part,
      ),
    ),
  );
  return [BLANK, ...paragraph(text.empty, size.columns, { bold: true }), BLANK, ...hints];
}

/** What the columns leave out: the name, and in the last seconds the next code. */
function drawAbout(model: Model): Line {
  const { words, glyphs, now, list } = model;
  const label = selectedLabel(model);
  if (label === undefined) return BLANK;
  const current = codeAt(list.codes.get(label.id), now);
  const hasNext =
    current !== undefined && current.next !== null && current.secondsLeft <= NEXT_WITHIN_SECONDS;
  const next = hasNext ? `${words.text.codes.next} ${groupCode(current.next ?? "")}` : "";
  const name = label.issuer === "" ? "" : printable(label.name);
  const parts = [next, name, ...label.tags.map((tag) => `#${printable(tag)}`)].filter((part) => part !== "");
  return indent(line(span(parts.join(` ${glyphs.between} `), { tone: "quiet" })));
}

function hintsFor(model: Model): readonly Hint[] {
  const { list, words, glyphs, settings } = model;
  const { hints } = words.text;
  const enter = (does: string): Hint => ({ key: glyphs.enter, does });
  if (list.search?.isEditing === true) {
    return [
      enter(hints.copy),
      { key: "Esc", does: isSearching(list) ? hints.clear : hints.back },
      { key: "Tab", does: hints.list },
    ];
  }
  const by = (action: Action, does: string): Hint => hint(model, action, does);
  if (model.accounts.size === 0 && model.view !== null) {
    return [by("add", hints.add), by("import", hints.import), by("help", hints.help), by("quit", hints.quit)];
  }
  const label = selectedLabel(model);
  const isCounter = label?.type === "hotp";
  const { done, asked } = verifiedOf(model);
  const left = asked - done;
  return [
    ...(label === undefined ? [] : [by("copy", isCounter ? hints.newCode : hints.copy)]),
    ...(isCounter || label === undefined || isNarrow(model.size) ? [] : [by("copyNext", hints.next)]),
    ...(settings.hideCodes && label !== undefined ? [by("reveal", hints.reveal)] : []),
    ...(label?.verified === false ? [by("verify", hints.verified)] : []),
    ...(left > 0 && !list.isChecklist ? [by("checklist", hints.checklist(left))] : []),
    ...(list.isChecklist ? [{ key: "Esc", does: hints.allAccounts }] : []),
    by("search", hints.search),
    by("help", hints.help),
    // The header of a narrow window has no room for their names.
    ...(isNarrow(model.size) ? [{ key: "1-4", does: hints.screens }] : []),
    by("add", hints.add),
    ...(label === undefined ? [] : [by("edit", hints.edit), by("trash", hints.trash)]),
    ...(model.view?.undo ? [by("undo", hints.undo)] : []),
    by("quit", hints.quit),
  ];
}
