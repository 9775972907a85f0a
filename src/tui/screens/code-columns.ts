/**
 * The columns of the Codes screen for a width: what there is no room for is left out as a whole, in this order:
 * the next code, the bar, the account's name. A shorter bar comes before a name that is cut.
 */
import { hasInlineNext, isNarrow } from "../frame-size.ts";
import { groupCode } from "../code-time.ts";
import type { Model } from "../model.ts";
import { widthOf } from "../text-fit.ts";

export interface CodeColumns {
  readonly issuer: number;
  /** 0: not shown. */
  readonly name: number;
  readonly code: number;
  readonly bar: number;
  readonly seconds: number;
  readonly next: number;
}

/** Pointer, star or sign, and the spaces around them. */
const LEAD = 5;
export const GAP = 2;
const BAR = 8;
/** Names come before a long bar. */
const SHORT_BAR = 4;
const SECONDS = 6;
const LEAST_ISSUER = 8;
const MOST_ISSUER = 28;
const MOST_NAME = 40;
/** What the issuer has of the room for both, where neither gets all it wishes. */
const ISSUER_SHARE = 0.45;

export function codeColumns({ size, list, words, glyphs }: Model): CodeColumns {
  const code = groupCode("0".repeat(list.digits)).length;
  const next = hasInlineNext(size) ? widthOf(words.text.codes.next) + 1 + code : 0;
  const hasBar = !isNarrow(size) && !glyphs.isSpoken;
  const fixed = LEAD + GAP + code + SECONDS + (hasBar ? GAP : 0) + (next > 0 ? GAP + next : 0) + 1;
  const space = size.columns - fixed;
  const rest = { code, seconds: SECONDS, next };
  if (isNarrow(size)) return { ...rest, issuer: Math.max(LEAST_ISSUER, space), name: 0, bar: 0 };
  const issuerWish = Math.max(LEAST_ISSUER, Math.min(MOST_ISSUER, list.issuerWidth));
  const nameWish = Math.min(MOST_NAME, list.nameWidth);
  const wish = issuerWish + (nameWish === 0 ? 0 : GAP + nameWish);
  const bar = hasBar ? Math.max(SHORT_BAR, Math.min(BAR, space - wish)) : 0;
  const room = space - bar;
  if (nameWish === 0) return { ...rest, issuer: Math.min(room, issuerWish), name: 0, bar };
  const shared = room - GAP;
  if (wish <= room) return { ...rest, issuer: issuerWish, name: nameWish, bar };
  const issuer = Math.min(issuerWish, Math.max(Math.floor(shared * ISSUER_SHARE), shared - nameWish));
  return { ...rest, issuer, name: shared - issuer, bar };
}
