/** Short texts side by side, as many to a line as fit: none is cut, and none is broken where it fits a line. */
import { widthOf, wrap } from "../text-fit.ts";

export function flowParts(parts: readonly string[], between: string, width: number): readonly string[] {
  const lines: string[] = [];
  let current = "";
  for (const part of parts) {
    if (part === "") continue;
    const longer = current === "" ? part : `${current}${between}${part}`;
    if (widthOf(longer) <= width) {
      current = longer;
      continue;
    }
    if (current !== "") lines.push(current);
    const wrapped = wrap(part, width);
    lines.push(...wrapped.slice(0, -1));
    current = wrapped.at(-1) ?? "";
  }
  return current === "" ? lines : [...lines, current];
}
