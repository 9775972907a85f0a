/** Points in time: the list, and what one of them has that isn't here as it was then. */
import { printable } from "../../client/printable.ts";
import type { PointStep } from "../backup-steps.ts";
import { shownName } from "../device-list.ts";
import { bodyRows, isNarrow } from "../frame-size.ts";
import { BLANK, span, type Line } from "../line.ts";
import { errorText } from "../messages.ts";
import { differenceRows, pointRows } from "../model-points.ts";
import type { LayerOf, Model } from "../model.ts";
import { scrollTo } from "../movement.ts";
import { ago, fullTime } from "./ago.ts";
import { keyName } from "./key-names.ts";
import { drawDifference } from "./prove.ts";
import { paragraph, pointed, type Screen } from "./screen.ts";
import { sizeText } from "./size-text.ts";
import { yesNoHints } from "./yes-no.ts";

/** Pointer, box and the spaces around them. */
const LEAD = 10;

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

function pointScreen(model: Model, step: Extract<PointStep, { at: "point" }>): Screen {
  const { words, size } = model;
  const { found, top, left, isBusy } = step;
  const { hints } = words.text;
  const { points: text } = words.text.backup;
  const back = { key: "Esc", does: hints.back };
  const say = (sentence: string, style = {}): readonly Line[] => paragraph(sentence, size.columns, style);
  if (found === null) return { title: text.title, body: [BLANK, ...say(text.comparing)], hints: [back] };
  const by = found.author === "" ? "" : `, ${text.by(shownName(words, printable(found.author)))}`;
  const head = say(`${text.at(fullTime(found.at))}${by}`, { bold: true });
  const { differences } = found;
  if (differences.length === 0) {
    return { title: text.title, body: [BLANK, ...head, BLANK, ...say(text.same)], hints: [back] };
  }
  const note = say(isBusy ? words.text.working : text.differs(differences.length), { tone: "quiet" });
  const rows = Math.min(differenceRows(model), bodyRows(size) - head.length - note.length);
  const from = scrollTo(step.index, top, { count: differences.length, page: rows });
  const shown = differences.slice(from, from + rows).map((one, at) => {
    const box = span(left.includes(one.id) ? "[ ] " : "[x] ");
    const what = drawDifference(model, one, { lead: LEAD, isOfBackup: false });
    return pointed(from + at === step.index, model.glyphs, box, ...what);
  });
  const isAnything = left.length < differences.length;
  return {
    title: text.title,
    body: [...head, ...note, ...shown],
    hints: isBusy
      ? []
      : [
          ...(isAnything ? yesNoHints(model, hints.bringBack, hints.no) : [back]),
          { key: keyName(model, "space"), does: hints.toggle },
        ],
  };
}
