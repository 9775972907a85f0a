/** Facts as rows of a name and a value: side by side, and below one another where the value needs the whole line. */
import { isNarrow } from "../frame-size.ts";
import { line, span, type Line } from "../line.ts";
import type { Model } from "../model.ts";
import { pad, widthOf, wrap } from "../text-fit.ts";

export type Fact = readonly [name: string, value: string];
const GAP = 2;
const MARGIN = 1;

export function drawFacts({ size }: Model, facts: readonly Fact[]): readonly Line[] {
  const nameWidth = Math.max(...facts.map(([name]) => widthOf(name))) + GAP;
  const room = size.columns - MARGIN - nameWidth - MARGIN;
  return facts.flatMap(([name, value]): readonly Line[] => {
    const isLong = isNarrow(size) && wrap(value, room).length > 1;
    if (isLong) {
      return [
        ...(name === "" ? [] : [line(" ", span(name, { tone: "quiet" }))]),
        ...wrap(value, size.columns - MARGIN).map((part) => line(" ", span(part))),
      ];
    }
    return wrap(value, room).map((part, index) =>
      line(" ", span(pad(index === 0 ? name : "", nameWidth), { tone: "quiet" }), span(part)),
    );
  });
}
