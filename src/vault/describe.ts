/**
 * The changes of an edit → what happened to each account, for activity: names of fields, never values.
 *
 * Serves edits of this device and of others alike. An account that came back from the trash as a new one counts as
 * restored, and the old one's end isn't told.
 */
import type { AccountName } from "../protocol/account.ts";
import type { ActivityType } from "../protocol/view.ts";
import { ACCOUNT_ITSELF, type FieldChange } from "./edit.ts";
import { isEqualValue, member } from "./field-value.ts";
import { COUNTER_PREFIX, HISTORY_PREFIX, KEY, TAG_PREFIX } from "./schema.ts";

export interface AccountEvent {
  readonly type: Extract<ActivityType, `account-${string}` | "code-advanced">;
  /** As it is called now; a purged one as it was called. */
  readonly account: AccountName;
  /** Sorted names of changed fields; empty where the account came or went. */
  readonly fields: readonly string[];
}

/** `nameOf` looks accounts up after the edit. */
export function describeChanges(
  changes: readonly FieldChange[],
  nameOf: (id: string) => AccountName | undefined,
): readonly AccountEvent[] {
  const moved = new Set(
    changes.flatMap(({ key, after }) => (key === KEY.restoredFrom && after ? [after] : [])),
  );
  const events: AccountEvent[] = [];
  for (const [id, own] of Map.groupBy(changes, (change) => change.accountId)) {
    const type = moved.has(id) ? undefined : typeOf(own);
    if (type === undefined) continue;
    const cameOrWent = own.some(({ key }) => key === ACCOUNT_ITSELF);
    const account = nameOf(id) ?? nameIn(id, own);
    events.push({ type, account, fields: cameOrWent ? [] : fieldsOf(own) });
  }
  return events;
}

function typeOf(changes: readonly FieldChange[]): AccountEvent["type"] | undefined {
  const changed = (key: string): FieldChange | undefined => changes.find((change) => change.key === key);
  const itself = changed(ACCOUNT_ITSELF);
  if (itself?.after === true) return changed(KEY.restoredFrom) ? "account-restored" : "account-added";
  if (itself !== undefined) return "account-purged";
  const trashed = changed(KEY.trashedAt);
  if (trashed !== undefined) return trashed.after === undefined ? "account-restored" : "account-trashed";
  const fields = fieldsOf(changes);
  if (fields.length === 1 && fields[0] === "verified" && changed(KEY.verified)?.after === true) {
    return "account-verified";
  }
  if (fields.length === 1 && fields[0] === "counter" && !changes.some(isReset)) return "code-advanced";
  return fields.length > 0 ? "account-edited" : undefined;
}

function fieldsOf(changes: readonly FieldChange[]): readonly string[] {
  return [...new Set(changes.flatMap(fieldsOfChange))].sort();
}

function fieldsOfChange({ key, before, after }: FieldChange): readonly string[] {
  if (key === KEY.otp)
    return OTP_PARTS.filter((part) => !isEqualValue(member(before, part), member(after, part)));
  if (key.startsWith(TAG_PREFIX)) return ["tags"];
  if (key.startsWith(COUNTER_PREFIX)) return ["counter"];
  if (key.startsWith(HISTORY_PREFIX)) return [];
  return SHOWN_KEYS.has(key) ? [key] : [];
}

const OTP_PARTS = ["type", "secret", "algorithm", "digits", "period", "pin"];
const SHOWN_KEYS: ReadonlySet<string> = new Set([
  KEY.issuer,
  KEY.name,
  KEY.note,
  KEY.recoveryCodes,
  KEY.pinned,
  KEY.verified,
]);

/** Set by hand, not counted on. */
function isReset({ key, before, after }: FieldChange): boolean {
  const resets = (value: unknown): number => (Array.isArray(value) ? Number(value[0]) : 0);
  return key.startsWith(COUNTER_PREFIX) && resets(after) > resets(before);
}

function nameIn(id: string, changes: readonly FieldChange[]): AccountName {
  const text = (key: string): string => {
    const change = changes.find((candidate) => candidate.key === key);
    const value = change?.after ?? change?.before;
    return typeof value === "string" ? value : "";
  };
  return { id, issuer: text(KEY.issuer), name: text(KEY.name) };
}
