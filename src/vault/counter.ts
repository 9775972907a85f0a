/**
 * HOTP counters (RFC 4226): each device writes its own key `counter/⟨clientID⟩` → [resets, n]; the greatest over all
 * devices is in force, and n is the counter whose code comes next.
 *
 * Setting it by hand raises `resets`, so that a lower number set on purpose wins over higher ones used elsewhere.
 * Whoever shows a code makes the advance durable first.
 */
import { LARGEST_COUNTER } from "./account.ts";
import type { AccountMap } from "./document.ts";
import { COUNTER_PREFIX, counterKey } from "./schema.ts";

export interface Counter {
  readonly resets: number;
  readonly next: number;
}

const START: Counter = { resets: 0, next: 0 };

export function readCounter(map: AccountMap): Counter {
  let greatest = START;
  for (const [key, value] of map.entries()) {
    if (!key.startsWith(COUNTER_PREFIX)) continue;
    const counter = parseCounter(value);
    if (counter !== undefined && isGreater(counter, greatest)) greatest = counter;
  }
  return greatest;
}

/** The counter whose code is to be shown; undefined when all are used up. */
export function takeCounter(map: AccountMap, clientId: number): number | undefined {
  const { resets, next } = readCounter(map);
  if (next > LARGEST_COUNTER) return undefined;
  writeCounter(map, clientId, { resets, next: next + 1 });
  return next;
}

/** Wins over every advance that was made without knowing of it. */
export function resetCounter(map: AccountMap, clientId: number, next: number): void {
  writeCounter(map, clientId, { resets: readCounter(map).resets + 1, next });
}

export function writeCounter(map: AccountMap, clientId: number, { resets, next }: Counter): void {
  map.set(counterKey(clientId), [resets, next]);
}

function parseCounter(value: unknown): Counter | undefined {
  if (!Array.isArray(value)) return undefined;
  const [resets, next] = value as readonly unknown[];
  return isCount(resets) && isCount(next) ? { resets, next } : undefined;
}

const isCount = (value: unknown): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
export const isGreater = (a: Counter, b: Counter): boolean =>
  a.resets > b.resets || (a.resets === b.resets && a.next > b.next);
