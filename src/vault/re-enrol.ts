/**
 * Replacing an account's one-time password, without losing the old one or repeating a counter.
 *
 * The old and the new one are both written into the history (stored-otp.ts says why). A HOTP counter belongs to its
 * key: the same key goes on counting, a key that was in use before goes on where it was left, a new one begins at 0.
 */
import type { Doc } from "yjs";
import { TO_ENROL } from "../protocol/account.ts";
import { formatHex } from "../protocol/bytes.ts";
import type { Random } from "../protocol/sodium.ts";
import type { ReplacedOtp } from "./account.ts";
import { readCounter, resetCounter } from "./counter.ts";
import type { AccountMap } from "./document.ts";
import { isEqualValue, toFieldValue, type FieldValue } from "./field-value.ts";
import { historyKey, KEY } from "./schema.ts";
import { isSameKey, otpToValue, readReplaced, typeOfValue, type Replaced } from "./stored-otp.ts";

const HISTORY_KEY_BYTES = 10;

export function replaceOtp(
  doc: Doc,
  map: AccountMap,
  next: FieldValue,
  { now, random }: { readonly now: number; readonly random: Random },
): void {
  const present = toFieldValue(map.get(KEY.otp));
  if (isEqualValue(present, next)) return;
  const known = readReplaced(map);
  const isKnown = known.some(({ otp }) => isEqualValue(otp, next));
  if (present !== undefined && typeOfValue(present) !== TO_ENROL) {
    const entry = known.find(({ otp }) => isEqualValue(otp, present));
    const counter = isHotp(present) ? Math.max(readCounter(map).next, entry?.counter ?? 0) : 0;
    const replaced: Replaced = { otp: present, replacedAt: now, counter };
    map.set(entry?.key ?? newKey(random), { ...replaced });
  }
  if (!isKnown) map.set(newKey(random), { otp: next, replacedAt: now, counter: 0 } satisfies Replaced);
  map.set(KEY.otp, next);
  if (!isSameKey(present, next) && map.has(KEY.verified)) map.delete(KEY.verified);
  if (isHotp(next) && !isSameKey(present, next)) {
    resetCounter(map, doc.clientID, counterOf(next, known));
  }
}

/** One that was replaced in another vault: an import brings it along. */
export function rememberReplaced(map: AccountMap, { otp, replacedAt }: ReplacedOtp, random: Random): void {
  writeReplaced(map, { otp: otpToValue(otp), replacedAt, counter: 0 }, random);
}

function writeReplaced(map: AccountMap, entry: Replaced, random: Random): void {
  map.set(historyKey(formatHex(random(HISTORY_KEY_BYTES))), { ...entry });
}

function counterOf(otp: FieldValue, known: readonly Replaced[]): number {
  const counters = known.filter((entry) => isSameKey(entry.otp, otp)).map((entry) => entry.counter);
  return Math.max(0, ...counters);
}

const newKey = (random: Random): string => historyKey(formatHex(random(HISTORY_KEY_BYTES)));
const isHotp = (value: FieldValue): boolean => typeOfValue(value) === "hotp";
