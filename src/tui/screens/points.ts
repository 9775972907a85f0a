/** Points in time: the list, and what one of them has that isn't here as it was then. */
import { printable } from "../../client/printable.ts";
import type { PointStep } from "../backup-steps.ts";
import { shownName } from "../device-list.ts";
import { bodyRows, isNarrow } from "../frame-size.ts";
import { BLANK, span, type Line } from "../line.ts";
import { errorText } from "../messages.ts";
import { pointRows } from "../model-points.ts";
import type { LayerOf, Model } from "../model.ts";
import { ago, fullTime } from "./ago.ts";
import { drawDifferences } from "./prove.ts";
import { paragraph, pointed, type Screen } from "./screen.ts";
import { sizeText } from "./size-text.ts";
import { yesNoHints } from "./yes-no.ts";

export function pointsScreen(model: Model, layer: LayerOf<"points">): Screen {
  const { words, size, glyphs, backup, now } = model;
  const { hints } = words.text;
  const { points: text, agoOf } = words.text.backup;
  if (layer.step.at === "point") return pointScreen(model, layer.step);
  const all = backup.points ?? [];
  const page = pointRows(model);
  const rows = all
    .slice(layer.top, layer.top + page)
    .map((point, at) =>
      pointed(
        layer.top + at === layer.index,
        glyphs,
        span(fullTime(point.at)),
        span(`  ${agoOf(ago(words, now / 1000 - point.at))}`, { tone: "quiet" }),
        span(isNarrow(size) ? "" : `  ${sizeText(point.bytes)}`, { tone: "quiet" }),
      ),
    );
  const empty =
    backup.error !== null
      ? words.text.backup.pointsUnknown(errorText(model, backup.error))
      : backup.points === null
        ? words.text.backup.looking
        : text.none;
  return {
    title: text.title,
    body: [
      BLANK,
      ...paragraph(all.length === 0 ? empty : text.text, size.columns, { tone: "quiet" }),
      BLANK,
      ...rows,
    ].slice(0, bodyRows(size)),
    hints: [
      ...(all.length === 0 ? [] : [{ key: glyphs.enter, does: hints.compare }]),
      { key: "Esc", does: hints.back },
    ],
  };
}

function pointScreen(model: Model, { found, top, isBusy }: Extract<PointStep, { at: "point" }>): Screen {
  const { words, size, glyphs } = model;
  const { hints } = words.text;
  const { points: text } = words.text.backup;
  const back = { key: "Esc", does: hints.back };
  const say = (sentence: string, style = {}): readonly Line[] => paragraph(sentence, size.columns, style);
  if (found === null) return { title: text.title, body: [BLANK, ...say(text.comparing)], hints: [back] };
  const by = found.author === "" ? "" : `, ${text.by(shownName(words, printable(found.author)))}`;
  const head = say(`${text.at(fullTime(found.at))}${by}`, { bold: true });
  if (found.differences.length === 0) {
    return { title: text.title, body: [BLANK, ...head, BLANK, ...say(text.same)], hints: [back] };
  }
  const note = say(isBusy ? words.text.working : text.differs(found.differences.length), { tone: "quiet" });
  const rows = bodyRows(size) - head.length - note.length;
  const shown = found.differences.slice(top);
  return {
    title: text.title,
    body: [...head, ...note, ...drawDifferences(model, shown, { rows, isOfBackup: false })],
    hints: isBusy
      ? []
      : [
          ...yesNoHints(model, hints.bringBack, hints.no),
          ...(found.differences.length > rows
            ? [{ key: `${glyphs.up}${glyphs.down}`, does: hints.list }]
            : []),
        ],
  };
}
