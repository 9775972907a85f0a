/** Moving in a list of any kind: the keys that move, and where they lead. */
import { actionOf } from "./keymap.ts";

/** The new index; undefined where the key doesn't move. `page` is how many rows are in sight. */
export function moveBy(
  keyName: string,
  index: number,
  { count, page }: { count: number; page: number },
): number | undefined {
  const last = Math.max(0, count - 1);
  const to = (next: number): number => Math.min(last, Math.max(0, next));
  switch (actionOf(keyName)) {
    case "down":
      return to(index + 1);
    case "up":
      return to(index - 1);
    case "first":
      return 0;
    case "last":
      return last;
    case "halfDown":
      return to(index + Math.max(1, Math.floor(page / 2)));
    case "halfUp":
      return to(index - Math.max(1, Math.floor(page / 2)));
    case "pageDown":
      return to(index + Math.max(1, page - 1));
    case "pageUp":
      return to(index - Math.max(1, page - 1));
    default:
      return undefined;
  }
}

/** The first row in sight, moved as little as keeps `index` in sight. */
export function scrollTo(
  index: number,
  top: number,
  { count, page }: { count: number; page: number },
): number {
  const lowest = Math.max(0, count - page);
  const next = index < top ? index : index >= top + page ? index - page + 1 : top;
  return Math.min(lowest, Math.max(0, next));
}

/** A text without a selection: the first line in sight; undefined where the key doesn't move. */
export function scrollBy(
  keyName: string,
  top: number,
  { lines, page }: { lines: number; page: number },
): number | undefined {
  const count = Math.max(0, lines - page) + 1;
  return moveBy(keyName, Math.min(top, count - 1), { count, page });
}
