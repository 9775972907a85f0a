/** The points in time on a line from the oldest to the newest, each where it belongs. */
import { BLANK, line, span, spread, type Line } from "../line.ts";
import type { Model } from "../model.ts";
import { shortTime } from "./ago.ts";

const MARGIN = 1;

export function drawTimeline(model: Model): readonly Line[] {
  const { backup, glyphs, size, now } = model;
  const points = backup.points ?? [];
  const newest = points[0]?.at;
  const oldest = points.at(-1)?.at;
  // Read aloud it says nothing.
  if (newest === undefined || oldest === undefined || newest === oldest || glyphs.isSpoken) return [];
  const width = size.columns - 2 * MARGIN;
  const places = new Set(
    points.map(({ at }) => Math.round(((at - oldest) / (newest - oldest)) * (width - 1))),
  );
  const cells = Array.from({ length: width }, (_, at) => (places.has(at) ? glyphs.dot : glyphs.rule));
  const ends = spread(
    [span(shortTime(oldest, now), { tone: "quiet" })],
    [span(shortTime(newest, now), { tone: "quiet" })],
    width,
  );
  return [BLANK, line(" ", span(cells.join(""), { tone: "accent" })), line(" ", ...ends)];
}
