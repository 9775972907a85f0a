/**
 * One edit of the document: what to seal, and what changed.
 *
 * `update` is exactly this transaction (Yjs v1), for a draft; `changes` are its effects as fields, for activity and
 * undo. Also fits what comes from elsewhere: `edit(doc, () => applyUpdate(doc, bytes)).changes`.
 * Yjs has no rollback: where `fn` throws, or the update can't be stored, the document is ahead of the store and has
 * to be dropped and loaded again.
 */
import * as Y from "yjs";
import { accountsOf, asAccountMap, asMap, restoredAs, type AccountMap } from "./document.ts";
import { toFieldValue, type FieldValue } from "./field-value.ts";
import { KEY } from "./schema.ts";

/** `key` of the account itself: `after: true` when it came, `before: true` when it went. */
export const ACCOUNT_ITSELF = "";

/** An absent `before` or `after` means that the field was or is not there. */
export interface FieldChange {
  readonly accountId: string;
  readonly key: string;
  readonly before?: FieldValue;
  readonly after?: FieldValue;
}

export interface Edited<T> {
  readonly value: T;
  /** null: nothing changed. */
  readonly update: Uint8Array | null;
  readonly changes: readonly FieldChange[];
}

export function edit<T>(doc: Y.Doc, fn: () => T): Edited<T> {
  if (doc._transaction !== null) throw new Error("an edit inside an edit");
  const accounts = accountsOf(doc);
  let update: Uint8Array | null = null;
  const changes: FieldChange[] = [];
  const onUpdate = (bytes: Uint8Array): void => void (update = bytes);
  const onChange = (events: readonly Y.YEvent<Y.AbstractType<unknown>>[]): void => {
    for (const event of events) collectChanges(accounts, event, changes);
  };
  doc.on("update", onUpdate);
  accounts.observeDeep(onChange);
  try {
    const value = doc.transact(fn);
    return { value, update, changes };
  } finally {
    accounts.unobserveDeep(onChange);
    doc.off("update", onUpdate);
  }
}

type Event = Y.YEvent<Y.AbstractType<unknown>>;

function collectChanges(accounts: Y.Map<unknown>, event: Event, changes: FieldChange[]): void {
  if (event.target === accounts) {
    for (const [id, { action, oldValue }] of event.changes.keys) {
      if (action !== "add") collectRemoved(id, oldValue, event, changes);
      if (action !== "delete") collectAdded(id, accounts.get(id), changes);
    }
  } else if (event.target.parent === accounts && event.target instanceof Y.Map) {
    const id = event.target._item?.parentSub;
    if (typeof id === "string") collectFields(id, event.target as AccountMap, event, changes);
  }
}

/**
 * Of an account that came, its fields are in the document: only whether it came back from the trash is told beside
 * it. An import of ten thousand would otherwise name sixty thousand fields that nobody asks for.
 */
function collectAdded(accountId: string, value: unknown, changes: FieldChange[]): void {
  const map = asAccountMap(value);
  if (map === undefined) return;
  changes.push({ accountId, key: ACCOUNT_ITSELF, after: true });
  const key = KEY.restoredFrom;
  pushChange(changes, { accountId, key, before: undefined, after: toFieldValue(map.get(key)) });
}

/** The fields of a removed account hang on its deleted items until the observers have run. */
function collectRemoved(accountId: string, value: unknown, event: Event, changes: FieldChange[]): void {
  const map = asMap(value);
  if (map === undefined || typeof valueBefore(map, KEY.restoredAs, event) === "string") return;
  changes.push({ accountId, key: ACCOUNT_ITSELF, before: true });
  for (const key of map._map.keys()) {
    pushChange(changes, {
      accountId,
      key,
      before: toFieldValue(valueBefore(map, key, event)),
      after: undefined,
    });
  }
}

/** Of a field that is deleted now; undefined where it was deleted before. */
function valueBefore(map: AccountMap, key: string, event: Event): unknown {
  let item: Y.Item | null = map._map.get(key) ?? null;
  while (item !== null && event.adds(item)) item = item.left;
  return item === null || !event.deletes(item) ? undefined : item.content.getContent().at(-1);
}

/** Of an account that came back from the trash as another one, nothing is told any more but that it went. */
function collectFields(accountId: string, map: AccountMap, event: Event, changes: FieldChange[]): void {
  const { keys } = event.changes;
  const isGone = restoredAs(map) !== undefined;
  const wasGone = isGone && keys.get(KEY.restoredAs)?.action !== "add";
  if (wasGone) return;
  if (isGone) changes.push({ accountId, key: ACCOUNT_ITSELF, before: true });
  for (const [key, { action, oldValue }] of keys) {
    const before = action === "add" ? undefined : toFieldValue(oldValue);
    const after = action === "delete" || isGone ? undefined : toFieldValue(map.get(key));
    pushChange(changes, { accountId, key, before, after });
  }
}

interface Seen {
  readonly accountId: string;
  readonly key: string;
  readonly before: FieldValue | undefined;
  readonly after: FieldValue | undefined;
}

/** Absent members are left out, so that a change can be stored as it is. */
function pushChange(changes: FieldChange[], { accountId, key, before, after }: Seen): void {
  if (key === ACCOUNT_ITSELF || (before === undefined && after === undefined)) return;
  changes.push({
    accountId,
    key,
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
  });
}
