/**
 * Activity as sealed rows: who changed what and when. Facts only, never a secret value.
 */
import type { CborValue } from "../protocol/codec.ts";
import { isMap, listOf, mapOf, textOf, wholeOf } from "../protocol/shape.ts";
import { ACTIVITY_TYPES, type ActivityEntry, type ActivityType } from "../protocol/view.ts";
import type { RecordBox } from "./record-box.ts";
import type { Range, StoreReader, StoreWriter } from "./store.ts";

/** What a change says of itself; number, time and device are added when it is stored. */
export type Happening = Omit<ActivityEntry, "seq" | "at" | "by">;

/** A year of busy days; older entries make room. */
const KEPT_ENTRIES = 10_000;

/** For what is not about one account. */
export const happening = (type: ActivityType, details: ActivityEntry["details"] = {}): Happening => ({
  type,
  account: null,
  accountId: null,
  fields: [],
  details,
});

export function appendActivity(
  rows: StoreWriter,
  box: RecordBox,
  entry: Omit<ActivityEntry, "seq">,
): ActivityEntry {
  const seq = rows.append("activity", box.seal("activity", toPayload(entry)));
  // Numbers have no gaps to speak of, and counting ten thousand rows on each edit would be felt.
  rows.removeThrough("activity", seq - KEPT_ENTRIES);
  return { seq, ...entry };
}

/** Newest first. `damaged`: rows that don't open. */
export function readActivity(
  rows: StoreReader,
  box: RecordBox,
  range: Range,
): { readonly entries: readonly ActivityEntry[]; readonly damaged: readonly number[] } {
  const entries: ActivityEntry[] = [];
  const damaged: number[] = [];
  for (const row of rows.rows("activity", { ...range, newestFirst: true })) {
    const entry = toEntry(row.seq, box.open("activity", row));
    if (entry === undefined) damaged.push(row.seq);
    else entries.push(entry);
  }
  return { entries, damaged };
}

const toPayload = ({
  at,
  type,
  by,
  account,
  accountId,
  fields,
  details,
}: Omit<ActivityEntry, "seq">): CborValue => ({
  at,
  type,
  by,
  account,
  accountId,
  fields,
  details,
});

function toEntry(seq: number, payload: CborValue | undefined): ActivityEntry | undefined {
  const map = mapOf(payload, "at", "type", "by", "account", "accountId", "fields", "details");
  const at = wholeOf(map?.at);
  const type = ACTIVITY_TYPES.find((known) => known === map?.type);
  const by = textOf(map?.by);
  const fields = listOf(map?.fields)?.filter((field) => typeof field === "string");
  const details = detailsOf(map?.details);
  if (at === undefined || type === undefined || by === undefined || !fields || !details) return undefined;
  const account = textOf(map?.account) ?? null;
  const accountId = textOf(map?.accountId) ?? null;
  return { seq, at, type, by, account, accountId, fields, details };
}

function detailsOf(value: CborValue | undefined): ActivityEntry["details"] | undefined {
  if (!isMap(value)) return undefined;
  const facts = Object.entries(value).filter(
    (fact): fact is [string, string | number] => typeof fact[1] === "string" || typeof fact[1] === "number",
  );
  return Object.fromEntries(facts);
}
