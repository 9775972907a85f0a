/**
 * Undo as data: the fields that an edit changed, taken back later, over restarts too.
 *
 * An entry is plain (CBOR holds it) and holds secrets: it is stored sealed. Taking it back is an edit like any other,
 * so the redo entry is the entry of that edit: `toUndoEntry` of its changes.
 *
 * Rules: HOTP counters are never taken back. Undoing an addition puts the account in the trash: nothing is lost. A
 * field that someone changed meanwhile is left alone and named as a conflict. A purge can't be undone.
 */
import type { Doc } from "yjs";
import type { ActivityType } from "../protocol/view.ts";
import type { Making } from "./accounts.ts";
import { setField } from "./accounts.ts";
import { accountMap, type AccountMap } from "./document.ts";
import { ACCOUNT_ITSELF, type FieldChange } from "./edit.ts";
import { isEqualValue, toFieldValue } from "./field-value.ts";
import { replaceOtp } from "./re-enrol.ts";
import { restoreAccount, untrashAccount } from "./restore.ts";
import { COUNTER_PREFIX, HISTORY_PREFIX, KEY } from "./schema.ts";

export interface UndoEntry {
  readonly action: ActivityType;
  /** "GitHub (sven)", or the number of accounts. */
  readonly text: string;
  readonly changes: readonly FieldChange[];
}

interface UndoConflict {
  readonly accountId: string;
  readonly key: string;
}

/** An account that came back from the trash as a new one: entries that name the old id follow it. */
export interface Renamed {
  readonly from: string;
  readonly to: string;
}

export interface Undone {
  /** How many fields or accounts were taken back. */
  readonly taken: number;
  readonly conflicts: readonly UndoConflict[];
  readonly renamed: readonly Renamed[];
}

export interface UndoMaking extends Making {
  /** Whether another device may have seen the trashing: then accounts come back under a new id. */
  readonly shared: boolean;
}

/** null where nothing of the edit can be taken back (a purge, an advanced counter). */
export function toUndoEntry({ action, text, changes }: UndoEntry): UndoEntry | null {
  const whole = new Map<string, FieldChange>();
  for (const change of changes) if (change.key === ACCOUNT_ITSELF) whole.set(change.accountId, change);
  const kept = changes.filter((change) => {
    const itself = whole.get(change.accountId);
    return itself === undefined ? isUndoable(change.key) : change === itself && itself.after === true;
  });
  return kept.length === 0 ? null : { action, text, changes: kept };
}

/** To be run inside `edit`. */
export function applyUndo(doc: Doc, entry: UndoEntry, making: UndoMaking): Undone {
  const conflicts: UndoConflict[] = [];
  const renamed: Renamed[] = [];
  let taken = 0;
  for (const [accountId, changes] of Map.groupBy(entry.changes, (change) => change.accountId)) {
    const map = accountMap(doc, accountId);
    const fitting = map === undefined ? [] : changes.filter((change) => isAsLeft(map, change));
    const fits = new Set(fitting);
    for (const change of changes) if (!fits.has(change)) conflicts.push({ accountId, key: change.key });
    if (map === undefined) continue;
    taken += fitting.length;
    const newId = takeBack({ doc, accountId, map, changes: fitting, making });
    if (newId !== accountId) renamed.push({ from: accountId, to: newId });
  }
  return { taken, conflicts, renamed };
}

/** Accounts that an edit brought back as new ones, on this device or another. */
export function renamedIn(changes: readonly FieldChange[]): readonly Renamed[] {
  return changes.flatMap(({ accountId, key, after }) =>
    key === KEY.restoredFrom && typeof after === "string" ? [{ from: after, to: accountId }] : [],
  );
}

export function renameInEntry(entry: UndoEntry, renamed: readonly Renamed[]): UndoEntry {
  const newIds = new Map(renamed.map(({ from, to }) => [from, to]));
  const changes = entry.changes.map((change) => ({
    ...change,
    accountId: newIds.get(change.accountId) ?? change.accountId,
  }));
  return { ...entry, changes };
}

const isUndoable = (key: string): boolean =>
  !key.startsWith(COUNTER_PREFIX) &&
  !key.startsWith(HISTORY_PREFIX) &&
  key !== KEY.restoredFrom &&
  key !== KEY.restoredAs;

/** The field still is what the edit made of it; an added account isn't in the trash yet. */
function isAsLeft(map: AccountMap, { key, after }: FieldChange): boolean {
  if (key === ACCOUNT_ITSELF) return !map.has(KEY.trashedAt);
  return isEqualValue(toFieldValue(map.get(key)), after);
}

interface Taking {
  readonly doc: Doc;
  readonly accountId: string;
  readonly map: AccountMap;
  readonly changes: readonly FieldChange[];
  readonly making: UndoMaking;
}

/** Returns the id that the account has afterwards. */
function takeBack({ doc, accountId, map, changes, making }: Taking): string {
  const beforeByKey = new Map(changes.map(({ key, before }) => [key, before]));
  const otp = beforeByKey.get(KEY.otp);
  if (otp !== undefined) replaceOtp(doc, map, otp, making);
  for (const [key, before] of beforeByKey) {
    if (key === ACCOUNT_ITSELF) setField(map, KEY.trashedAt, making.now);
    else if (key !== KEY.otp && key !== KEY.trashedAt) setField(map, key, before);
  }
  if (!beforeByKey.has(KEY.trashedAt)) return accountId;
  const trashedAt = beforeByKey.get(KEY.trashedAt);
  if (trashedAt !== undefined) {
    setField(map, KEY.trashedAt, trashedAt);
    return accountId;
  }
  const restored = making.shared ? restoreAccount(doc, accountId, making) : untrashAccount(doc, accountId);
  return restored.ok ? restored.value : accountId;
}
