/**
 * How the screen is divided: header, body, health line, key hints; and which layout a width allows.
 */
import type { Model, Size } from "./model.ts";

export const SMALLEST: Size = { columns: 40, rows: 12 };
/** Header, health line, key hints. */
const CHROME_ROWS = 3;
/** Below this width there is one thing per line. */
const NARROW = 60;

export const isTooSmall = ({ columns, rows }: Size): boolean =>
  columns < SMALLEST.columns || rows < SMALLEST.rows;
/** What a banner leaves of the window. */
export const belowBanner = ({ columns, rows }: Size): Size => ({ columns, rows: rows - 1 });
export const isNarrow = ({ columns }: Size): boolean => columns < NARROW;
export const bodyRows = ({ rows }: Size): number => Math.max(1, rows - CHROME_ROWS);

/** A width below which the next code stands below the list, with the name of the selected account. */
const INLINE_NEXT = 76;
export const hasInlineNext = ({ columns }: Size): boolean => columns >= INLINE_NEXT;

/** The line with the search text or a filter, above the list. */
export const hasFilterLine = ({ list }: Model): boolean =>
  list.search !== null || list.tag !== null || list.isChecklist;
/** Rows for accounts on the Codes screen. */
export const listRows = (model: Model): number =>
  bodyRows(model.size) - (hasFilterLine(model) ? 1 : 0) - (hasInlineNext(model.size) ? 0 : 1);
