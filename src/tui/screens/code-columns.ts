/**
 * The columns of the Codes screen for a width: what there is no room for is left out as a whole, in this order:
 * the next code, the bar, the account's name.
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
const SECONDS = 6;
const LEAST_ISSUER = 8;
const MOST_ISSUER = 28;
const MOST_NAME = 40;

export function codeColumns({ size, list, words, glyphs }: Model): CodeColumns {
  const code = groupCode("0".repeat(list.digits)).length;
  const next = hasInlineNext(size) ? widthOf(words.text.codes.next) + 1 + code : 0;
  const bar = isNarrow(size) || glyphs.isSpoken ? 0 : BAR;
  const fixed = LEAD + GAP + code + (bar > 0 ? GAP + bar : 0) + SECONDS + (next > 0 ? GAP + next : 0) + 1;
  const room = size.columns - fixed;
  if (isNarrow(size))
    return { issuer: Math.max(LEAST_ISSUER, room), name: 0, code, bar, seconds: SECONDS, next };
  const issuerWish = Math.max(LEAST_ISSUER, Math.min(MOST_ISSUER, list.issuerWidth));
  const nameWish = Math.min(MOST_NAME, list.nameWidth);
  if (nameWish === 0)
    return { issuer: Math.min(room, issuerWish), name: 0, code, bar, seconds: SECONDS, next };
  const shared = room - GAP;
  if (issuerWish + nameWish <= shared)
    return { issuer: issuerWish, name: nameWish, code, bar, seconds: SECONDS, next };
  const issuer = Math.min(issuerWish, Math.max(Math.floor(shared * 0.42), shared - nameWish));
  return { issuer, name: shared - issuer, code, bar, seconds: SECONDS, next };
}
