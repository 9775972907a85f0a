/**
 * The document's accounts as plain objects, with their secrets.
 *
 * Reads defensively: fields may come from another device or a newer holt. A malformed field reads as if it were
 * absent, an account whose one-time password can't be read has `otp: null`; nothing throws and nothing is repaired.
 */
import type { Doc } from "yjs";
import type { Account } from "./account.ts";
import { accountMap, accountsOf, asAccountMap, type AccountMap } from "./document.ts";
import { readCounter } from "./counter.ts";
import { COUNTER_PREFIX, HISTORY_PREFIX, KEY, TAG_PREFIX } from "./schema.ts";
import { readHistory, typeOfValue, valueToOtp } from "./stored-otp.ts";

export function readAccount(doc: Doc, id: string): Account | undefined {
  const map = isReadableId(id) ? accountMap(doc, id) : undefined;
  return map && toAccount(id, map);
}

/** All, those in the trash included, in no particular order. */
export function readAccounts(doc: Doc): Account[] {
  const accounts: Account[] = [];
  for (const [id, value] of accountsOf(doc).entries()) {
    const map = isReadableId(id) ? asAccountMap(value) : undefined;
    if (map !== undefined) accounts.push(toAccount(id, map));
  }
  return accounts;
}

function toAccount(id: string, map: AccountMap): Account {
  const tags: string[] = [];
  let hasHistory = false;
  let hasCounter = false;
  for (const [key, value] of map.entries()) {
    if (key.startsWith(TAG_PREFIX) && value === true) tags.push(key.slice(TAG_PREFIX.length));
    else if (key.startsWith(HISTORY_PREFIX)) hasHistory = true;
    else if (key.startsWith(COUNTER_PREFIX)) hasCounter = true;
  }
  const otp = valueToOtp(map.get(KEY.otp));
  return {
    id,
    otp,
    type: otp?.type ?? typeOfValue(map.get(KEY.otp)),
    counter: hasCounter && otp?.type === "hotp" ? readCounter(map).next : 0,
    issuer: toText(map.get(KEY.issuer)) ?? "",
    name: toText(map.get(KEY.name)) ?? "",
    note: toText(map.get(KEY.note)),
    recoveryCodes: toText(map.get(KEY.recoveryCodes)),
    tags: tags.sort(),
    pinned: map.get(KEY.pinned) === true,
    createdAt: toTime(map.get(KEY.createdAt)) ?? 0,
    trashedAt: toTime(map.get(KEY.trashedAt)),
    verified: toFlag(map.get(KEY.verified)),
    history: hasHistory ? readHistory(map) : [],
  };
}

/** Ids become keys of plain objects in many places: what names a built-in member is none of ours. */
const isReadableId = (id: string): boolean =>
  /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(id) && !(id in Object.prototype);

const toText = (value: unknown): string | null => (typeof value === "string" ? value : null);
const toFlag = (value: unknown): boolean | null => (typeof value === "boolean" ? value : null);
const toTime = (value: unknown): number | null =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : null;
