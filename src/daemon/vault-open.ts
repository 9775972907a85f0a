/**
 * Keyring and rows → the open vault (vault-session.ts).
 */
import type { Doc } from "yjs";
import type { AccountLabel } from "../protocol/account.ts";
import { isEqualBytes } from "../protocol/bytes.ts";
import type { HoltError } from "../protocol/errors.ts";
import { memberIdOfText } from "../protocol/ids.ts";
import { type Keyring, wipeKeyring } from "../protocol/keyring.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import type { ActivityEntry } from "../protocol/view.ts";
import { ACCOUNT_ITSELF, type FieldChange } from "../vault/edit.ts";
import { nameOfDevice } from "../vault/devices.ts";
import { clockOf } from "../vault/document.ts";
import { type Lift, type Lifted, liftOwn } from "../vault/lift.ts";
import { readAccount, readAccounts } from "../vault/read-accounts.ts";
import { createSearchIndex, forgetSearches, type SearchIndex } from "../vault/search.ts";
import { createRecordBox } from "./record-box.ts";
import type { StoreWriter } from "./store.ts";
import { appendActivity, happening, type Happening, readActivity } from "./vault-activity.ts";
import { describeEdit } from "./vault-describe.ts";
import { type DocumentEdit, openDocument } from "./vault-document.ts";
import { nextGeneration } from "./vault-generation.ts";
import { identify } from "./vault-identity.ts";
import { createVaultLabels } from "./vault-labels.ts";
import { createLinkMemory } from "./vault-link-memory.ts";
import { repairRows, type RottenRows, rottenStacks } from "./vault-repair.ts";
import type { EditDone, EditRequest, Incoming, SessionOptions, VaultSession } from "./vault-session.ts";
import { writeRoster } from "./vault-roster.ts";
import { createUndoStacks, type UndoStep } from "./vault-undo.ts";
import type { UndoTable } from "./vault-undo-rows.ts";
import { countUse, loadUsage, storeUsage } from "./vault-usage.ts";

/** Takes the keyring over: `end` wipes it, and so does a failure. */
export function openSession(options: SessionOptions): Result<VaultSession, HoltError> {
  const opened = openParts(options);
  if (!opened.ok) {
    wipeKeyring(options.keyring);
    return opened;
  }
  const session = createSession(options, opened.value);
  if (!isInDoubt(options, opened.value)) return ok(session);
  const renewed = session.renew({ isTold: true });
  if (renewed.ok) return ok(session);
  session.end();
  return renewed;
}

type Parts = Exclude<ReturnType<typeof openParts>, { readonly ok: false }>["value"];

function openParts(options: SessionOptions) {
  const { keyring, store, problems, tools, databaseFile, now, copies, roster } = options;
  const box = createRecordBox(tools, keyring.localKey);
  const link = createLinkMemory({ store, box, keyring, sodium: tools.sodium, roster });
  if (!link.ok) return link;
  const memory = link.value;
  const identity = identify(tools.sodium, keyring, memory.record().generation);
  const opened = openDocument({
    store,
    box,
    clientId: identity.clientId,
    databaseFile,
    now,
    isLinked: memory.isLinked,
    onOutbox: memory.addToOutbox,
    onReload: memory.reload,
  });
  if (!opened.ok) return opened;
  const { document, damage } = opened.value;
  const rest = store.read((rows) => ({ usage: loadUsage(rows, box), stacks: rottenStacks(rows, box) }));
  if (!rest.ok) return rest;
  const { usage, stacks } = rest.value;
  const repair = (rotten: RottenRows): void =>
    repairRows({ store, box, document, problems, device: identity.deviceName, now }, rotten);
  repair({ document: damage, usage: usage.damaged, ...stacks, ...(copies && { copies }) });
  const undoStacks = createUndoStacks({ store, box, isShared: memory.isShared });
  const activity = store.read((rows) => rows.lastSeq("activity"));
  if (!activity.ok) return activity;
  const { usageById } = usage;
  const lastActivity = activity.value;
  const isDamaged = damage.drafts.length + damage.missing + damage.checkpoints.length > 0;
  return ok({ identity, box, document, usageById, undoStacks, repair, lastActivity, memory, isDamaged });
}

/**
 * Where it isn't known how much the log has (the record of it was lost), others may have built on what would be taken
 * out: then all stays as it is, and reading the log anew tells what it lacks.
 */
function liftUnknown(doc: Doc, lift: Lift): Lifted {
  try {
    return liftOwn(doc, lift);
  } catch {
    return liftOwn(doc, { ...lift, fromClock: clockOf(doc, lift.clientId) });
  }
}

/** The link's memory says that this database is not the one it was, or its rows have holes: see `renew`. */
function isInDoubt({ installation }: SessionOptions, { memory, isDamaged }: Parts): boolean {
  const record = memory.record();
  if (record.home === null) return false;
  const isElsewhere =
    record.installation !== null && installation !== null && !isEqualBytes(record.installation, installation);
  return isElsewhere || isDamaged || memory.isDamaged;
}

function createSession(options: SessionOptions, parts: Parts): VaultSession {
  const { keyring, store, problems, tools, now, defer, emit } = options;
  const { identity, box, document, usageById, undoStacks, repair, memory } = parts;
  let { lastActivity } = parts;
  let labels = createVaultLabels({ doc: document.doc(), usageById });
  let labelled = document.doc();
  let search: SearchIndex | undefined;
  /** The sync record waits to be written, unless memory was thrown away since. */
  let queuedAt: number | undefined;
  let isOpen = true;
  /** The record that said how much the log has was lost: what may be in the log must not be made again beside it. */
  let isOwnClockKnown = !memory.isDamaged;

  const making = () => ({ now: Math.floor(now() / 1000), random: tools.random });
  const append = (rows: StoreWriter, said: Happening): ActivityEntry =>
    appendActivity(rows, box, { ...said, at: making().now, by: ownName() });
  /** Another device may have renamed this one. */
  const ownName = (): string => nameOfDevice(document.doc(), identity.memberId) || identity.deviceName;

  /** What every write ends with: whether storage works is news when it changes. */
  const settle = <T>(result: Result<T, HoltError>): Result<T, HoltError> => {
    const reason = !result.ok && result.error.type === "storage" ? result.error.reason : null;
    if ((result.ok || reason !== null) && problems.setFailing(reason)) emit({ type: "state" });
    return result;
  };

  const refresh = (ids: Iterable<string>): void => {
    search = undefined;
    if (labelled !== document.doc()) return relabel();
    const { changed, removed } = labels.refresh(ids);
    if (changed.length + removed.length > 0) emit({ type: "accounts", changed, removed });
  };

  /** It is another document: any account may be another one, or none. */
  const relabel = (): void => {
    const past = labels.all();
    labelled = document.doc();
    labels = createVaultLabels({ doc: labelled, usageById });
    const removed = past.flatMap(({ id }) => (labels.get(id) === undefined ? [id] : []));
    emit({ type: "accounts", changed: labels.all(), removed });
  };

  const runChores = (): void => {
    defer(() => {
      const chore = isOpen ? document.takeChore() : undefined;
      if (chore === undefined) return;
      const isDone = settle(chore()).ok;
      // It may have thrown memory away for what is stored, and with it what sync stands on.
      if (labelled !== document.doc()) refresh([]);
      if (isDone) runChores();
    });
  };

  /** `along` stores what goes with the edit besides its activity. */
  const run = <T>(
    { act, describe }: Omit<EditRequest<T>, "isUndoable">,
    along: (rows: StoreWriter, said: Happening, changes: readonly FieldChange[]) => void,
  ): Result<EditDone<T>, HoltError> => {
    let entry: ActivityEntry | null = null;
    undoStacks.settle(false);
    const edited = document.edit({
      act,
      along: (rows, { value, changes }) => {
        const said = describe?.(value) ?? describeEdit(changes, (id) => readAccount(document.doc(), id));
        for (const id of removedAccounts(changes)) rows.removeUsage(id);
        if (said === undefined) return;
        entry = append(rows, said);
        along(rows, said, changes);
      },
    } satisfies DocumentEdit<T>);
    settle(edited);
    undoStacks.settle(edited.ok && edited.value.isStored);
    if (!edited.ok) {
      if (labelled !== document.doc()) refresh([]);
      return edited;
    }
    const { value, changes, isStored } = edited.value;
    if (!isStored) return ok({ value, entry: null });
    afterEdit(changes, entry);
    return ok({ value, entry });
  };

  const afterEdit = (changes: readonly FieldChange[], entry: ActivityEntry | null): void => {
    for (const id of removedAccounts(changes)) usageById.delete(id);
    lastActivity = entry?.seq ?? lastActivity;
    refresh(changes.map(({ accountId }) => accountId));
    emit({ type: "state" });
    runChores();
  };

  const step = (table: UndoTable): Result<ActivityEntry, HoltError> => {
    const prepared = undoStacks.prepare(table, making());
    if (!prepared.ok) return prepared;
    return finishStep(prepared.value);
  };

  const finishStep = (prepared: UndoStep): Result<ActivityEntry, HoltError> => {
    const done = run({ act: prepared.act, describe: prepared.describe }, (rows, _, changes) =>
      prepared.store(rows, changes),
    );
    if (!done.ok) return done;
    if (done.value.entry !== null) return ok(done.value.entry);
    // All that it would change was changed by someone meanwhile: it can never be done, and must not stand in the way.
    const dropped = settle(store.write(prepared.drop));
    undoStacks.settle(dropped.ok);
    emit({ type: "state" });
    return dropped.ok ? err({ type: "usage", reason: "undo-conflict" }) : dropped;
  };

  const note = (said: Happening): Result<ActivityEntry, HoltError> => {
    const written = settle(store.write((rows) => append(rows, said)));
    if (!written.ok) return written;
    lastActivity = written.value.seq;
    emit({ type: "state" });
    return written;
  };

  const use = (id: string): AccountLabel | undefined => {
    if (labels.get(id) === undefined) return undefined;
    const usage = countUse(usageById.get(id), making().now);
    usageById.set(id, usage);
    settle(store.write((rows) => storeUsage(rows, box, { account: id, usage })));
    refresh([id]);
    return labels.get(id);
  };

  /** What other devices did, told by the names that things have now. */
  const noteIncoming = (incoming: Incoming, changes: readonly FieldChange[]): void => {
    for (const id of removedAccounts(changes)) usageById.delete(id);
    const { by, at, summary } = incoming;
    const said =
      summary === undefined ? describeEdit(changes, (id) => readAccount(document.doc(), id)) : summary;
    document.queue((rows) => {
      for (const id of removedAccounts(changes)) rows.removeUsage(id);
      if (said === undefined || said === null) return;
      lastActivity = appendActivity(rows, box, { ...said, at, by }).seq;
    });
  };

  const flush = (): Result<void, HoltError> => {
    if (!document.hasQueued()) return ok(undefined);
    const flushed = settle(document.flush());
    if (labelled !== document.doc()) refresh([]);
    emit({ type: "state" });
    if (flushed.ok) runChores();
    return flushed;
  };

  const renew = ({ isTold }: { readonly isTold: boolean }): Result<void, HoltError> => {
    const record = memory.record();
    const oldClientId = memory.clientId(identity);
    const { generation, clientId } = nextGeneration(tools, {
      memberId: memberIdOfText(identity.memberId),
      generation: record.generation,
      clientId: oldClientId,
    });
    const { doc, update } = liftUnknown(document.doc(), {
      clientId: oldClientId,
      fromClock: isOwnClockKnown ? record.ownClock : clockOf(document.doc(), oldClientId),
      newClientId: clientId,
      random: tools.random,
    });
    const next = { ...record, generation, ownClock: 0, installation: options.installation };
    const renewed = settle(
      document.renew({ clientId, doc, update }, (rows) => {
        memory.write(rows, next);
        if (isTold) append(rows, happening("generation-renewed"));
      }),
    );
    if (renewed.ok) memory.set(next);
    isOwnClockKnown ||= renewed.ok;
    if (labelled !== document.doc()) refresh([]);
    memory.noteClientId(renewed.ok ? clientId : undefined);
    emit({ type: "state" });
    return renewed;
  };

  const release = (): Keyring => {
    isOpen = false;
    forgetSearches();
    forgetLastMatch();
    search = undefined;
    usageById.clear();
    undoStacks.forget();
    document.drop();
    return keyring;
  };

  return {
    identity,
    keyring,
    doc: () => document.doc(),
    account: (id) => readAccount(document.doc(), id),
    accounts: () => readAccounts(document.doc()),
    label: (id) => labels.get(id),
    labels: () => labels.all(),
    search: () => (search ??= createSearchIndex(labels.all().filter(({ trashedAt }) => trashedAt === null))),
    making,
    edit: ({ isUndoable, ...request }) =>
      run(request, (rows, said, changes) => {
        if (isUndoable) undoStacks.record(rows, { said, changes });
      }),
    undo: () => step("undo"),
    redo: () => step("redo"),
    note,
    use,
    activity: (range) => {
      const read = store.read((rows) => readActivity(rows, box, range));
      if (!read.ok) return read;
      if (read.value.damaged.length > 0) repair({ activity: read.value.damaged });
      return ok(read.value.entries);
    },
    refreshActivity: () => {
      const newest = store.read((rows) => rows.lastSeq("activity"));
      if (newest.ok) lastActivity = newest.value;
      emit({ type: "state" });
    },
    view: () => ({ activity: lastActivity, ...undoStacks.views() }),
    isShared: memory.isShared,
    syncRecord: memory.record,
    roster: memory.roster,
    setRoster: (roster, from) => {
      memory.setRoster(roster);
      document.queue((rows) => writeRoster(rows, roster.entries, from));
    },
    setSyncRecord: (record) => {
      memory.set(record);
      // Once for each flush, as it is then: a burst moves the cursor thousands of times.
      if (queuedAt === memory.reloads()) return;
      queuedAt = memory.reloads();
      document.queue((rows) => {
        queuedAt = undefined;
        memory.write(rows, memory.record());
      });
    },
    receive: (incoming) => {
      const changes = document.receive(incoming.apply);
      noteIncoming(incoming, changes);
      refresh(changes.map(({ accountId }) => accountId));
      emit({ type: "state" });
    },
    queue: (along) => document.queue(along),
    queueActivity: (said, by) =>
      document.queue((rows) => {
        lastActivity = appendActivity(rows, box, { ...said, at: making().now, by: by ?? ownName() }).seq;
      }),
    flush,
    renew,
    clientId: () => memory.clientId(identity),
    outbox: memory.outbox,
    acknowledge: (throughSeq) => {
      memory.acknowledge(throughSeq);
      document.queue((rows) => rows.removeFromOutbox(throughSeq));
    },
    reloads: memory.reloads,
    facts: (prefix) => memory.facts(prefix),
    openBox: () => box,
    release,
    end: () => wipeKeyring(release()),
  };
}

/** The engine keeps the text in which a regular expression last matched: a URI with its secret, perhaps. */
const forgetLastMatch = (): void => void /^/.exec("");

function removedAccounts(changes: readonly FieldChange[]): readonly string[] {
  return changes.flatMap(({ accountId, key, after }) =>
    key === ACCOUNT_ITSELF && after === undefined ? [accountId] : [],
  );
}
