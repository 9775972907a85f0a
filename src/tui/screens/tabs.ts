/** The Activity screen: what happened, newest first; the chosen entry whole below the list, where it is cut. */
import { printable } from "../../client/printable.ts";
import { bodyRows, isNarrow } from "../frame-size.ts";
import { BLANK, line, lineWidth, span, type Line } from "../line.ts";
import { activityRows, isActivityTyping, shownActivity, wholeRows } from "../model-activity.ts";
import type { ActivityEntry } from "../../protocol/view.ts";
import type { Model } from "../model.ts";
import { scrollTo } from "../movement.ts";
import { briefTime, fullTime } from "./ago.ts";
import { drawTyped } from "./form.ts";
import { hint } from "./key-names.ts";
import { paragraph, pointed, type Screen } from "./screen.ts";

const MOST_WHOLE_ROWS = 6;

export function activityScreen(model: Model): Screen {
  const { words, activity, size, glyphs } = model;
  const { activity: text, hints } = words.text;
  const shown = shownActivity(model);
  const index = Math.min(activity.index, Math.max(0, shown.length - 1));
  const selected = shown[index];
  const lines = selected === undefined ? [] : drawWhole(model, selected);
  // An entry that is longer than its place takes more from the list.
  const page = Math.max(1, activityRows(model) - Math.max(0, lines.length - wholeRows(size)));
  const top = scrollTo(index, activity.top, { count: shown.length, page });
  const rows = shown.slice(top, top + page).map((entry, at): Line => {
    const time = isNarrow(size) ? briefTime(entry.at, model.now) : fullTime(entry.at);
    const by = isNarrow(size) || entry.by === "" ? "" : `  ${text.by(printable(entry.by))}`;
    return line(
      ...pointed(
        top + at === index,
        glyphs,
        span(time, { tone: "quiet" }),
        span(`  ${printable(words.activity(entry))}`),
      ),
      span(by, { tone: "quiet" }),
    );
  });
  const { filter } = activity;
  const head: readonly Line[] =
    filter === null
      ? []
      : [
          line(
            " ",
            span("/ ", { tone: "accent", bold: true }),
            ...drawTyped(filter.field, { glyphs, width: size.columns - 6, hasCursor: filter.isEditing }),
          ),
        ];
  const isCut = isNarrow(size) || lineWidth(rows[index - top] ?? BLANK) > size.columns;
  const filler = Math.max(0, activityRows(model) + wholeRows(size) - rows.length - lines.length);
  const whole = isCut ? [...Array.from({ length: filler }, () => BLANK), ...lines] : [];
  const isEmpty = shown.length === 0 && !activity.isAsking;
  return {
    title: null,
    body: [
      ...head,
      ...(isEmpty ? [BLANK, ...paragraph(filter === null ? text.empty : text.noMatch, size.columns)] : rows),
      ...whole,
    ].slice(0, bodyRows(size)),
    hints: isActivityTyping(model)
      ? [
          { key: glyphs.enter, does: hints.list },
          { key: "Esc", does: hints.clear },
        ]
      : [
          hint(model, "search", hints.filter),
          ...(model.view?.undo ? [hint(model, "undo", hints.undo)] : []),
          ...tabHints(model),
        ],
  };
}

/** All of it, for a row that has no room for that. */
function drawWhole({ words, size }: Model, entry: ActivityEntry): readonly Line[] {
  const by = entry.by === "" ? "" : ` ${words.text.activity.by(entry.by)}`;
  const text = `${fullTime(entry.at)} ${words.activity(entry)}${by}`;
  return paragraph(printable(text), size.columns, { tone: "quiet" }).slice(0, MOST_WHOLE_ROWS);
}

const tabHints = (model: Model): Screen["hints"] => [
  { key: "1-4", does: model.words.text.hints.screens },
  hint(model, "help", model.words.text.hints.help),
  hint(model, "quit", model.words.text.hints.quit),
];
