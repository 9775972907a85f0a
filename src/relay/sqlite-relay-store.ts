/**
 * The relay's store in SQLite: statements prepared once, each method one transaction, durable when it resolves.
 *
 * better-sqlite3 works synchronously: a method has done its work before it returns its promise, and two never overlap.
 */
import type { Database } from "better-sqlite3";
import { err, ok } from "../protocol/result.ts";
import { truncateJournal } from "./relay-database.ts";
import type { OpenVault, Opened, RelayStore, Stored } from "./relay-store.ts";
import { createBackupRows } from "./sqlite-backups.ts";
import { createLogRows } from "./sqlite-log.ts";
import { createMailboxRows } from "./sqlite-mailboxes.ts";
import { createTokenRows } from "./sqlite-tokens.ts";
import { asStorageError } from "./store-error.ts";

const KEY = "relay key";

export function createSqliteRelayStore(database: Database, file: string): RelayStore {
  const backups = createBackupRows(database);
  const logs = createLogRows(database, backups);
  const tokens = createTokenRows(database);
  const mailboxes = createMailboxRows(database);
  const putSetting = database.prepare<[string, Uint8Array]>(
    "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
  );
  const setting = database.prepare<[string], Uint8Array>("SELECT value FROM setting WHERE name = ?").pluck();

  const attempt = async <T>(run: () => T): Stored<T> => {
    // A session's work may come to its end after the relay.
    if (!database.open) return err({ type: "storage", reason: "io", file, detail: "closed" });
    try {
      return ok(run());
    } catch (thrown) {
      const error = asStorageError(thrown, file);
      if (error === undefined) throw thrown;
      return err(error);
    }
  };
  const read = <T>(run: () => T): Stored<T> => attempt(() => database.transaction(run).deferred());
  const write = <T>(run: () => T): Stored<T> => attempt(() => database.transaction(run).immediate());

  function open(vault: OpenVault, atMs: number): Opened {
    if (logs.hasVault(vault.vaultId)) return "exists";
    if (logs.countVaults() >= vault.mostVaults) return "too-many";
    if (vault.isClosed || tokens.isClosed()) {
      if (vault.token === null) return "token-needed";
      if (!tokens.use(vault.token, atMs)) return "token-refused";
    }
    logs.addVault(vault, atMs);
    return "opened";
  }

  return {
    findMember: (id) => read(() => logs.findMember(id)),
    loadVault: (vaultId) => read(() => logs.loadVault(vaultId)),
    openVault: (vault, atMs) => write(() => open(vault, atMs)),
    append: (appends, atMs) => write(() => appends.map((append) => logs.append(append, atMs))),
    hashAt: (vaultId, position) => read(() => logs.hashAt(vaultId, position)),
    readPage: ({ vaultId, ...range }) => read(() => logs.readPage(vaultId, range)),
    readPoint: (vaultId, position) => read(() => backups.readPoint(vaultId, position)),
    readRoster: (vaultId, last) => read(() => logs.readRoster(vaultId, last)),

    listVaults: () => read(() => logs.listVaults()),
    totals: () => read(() => logs.totals()),
    removeVault: (vaultId) => write(() => logs.removeVault(vaultId)),
    hasVault: (vaultId) => read(() => logs.hasVault(vaultId)),
    dropCovered: (storedBefore) => write(() => logs.dropCovered(storedBefore)),
    pendingErasures: () => read(() => backups.pending()),
    eraseAll: (log, atMs) => write(() => logs.eraseAll(log, atMs)),
    eraseBackup: (vaultId) => write(() => logs.eraseBackup(vaultId)),
    putReceipt: (vaultId, receipt) => write(() => backups.putReceipt(vaultId, receipt)),
    scrub: (patienceMs) => attempt(() => truncateJournal(database, patienceMs)),
    outsideChanges: () => attempt(() => Number(database.pragma("data_version", { simple: true }))),
    probe: (atMs) => write(() => void putSetting.run("probed", bytesOfNumber(atMs))),
    boundKey: () => read(() => setting.get(KEY)),
    bindKey: (relayKey) =>
      write(() => {
        const before = setting.get(KEY);
        if (before === undefined) putSetting.run(KEY, relayKey);
        return before ?? relayKey;
      }),
    close: () => void database.close(),

    isClosed: () => read(() => tokens.isClosed()),
    addTokens: (hashes, atMs) => write(() => tokens.add(hashes, atMs)),
    listTokens: () => read(() => tokens.list()),
    revokeToken: (id) => write(() => tokens.revoke(id)),
    reopen: () => write(() => tokens.reopen()),

    makeMailbox: (mailbox, nowMs) => write(() => mailboxes.make(mailbox, nowMs)),
    joinMailbox: (id, guest, nowMs) => write(() => mailboxes.join(id, guest, nowMs)),
    postMailbox: (post, nowMs) => write(() => mailboxes.post(post, nowMs)),
    closeMailbox: (id, host, nowMs) => write(() => mailboxes.close(id, host, nowMs)),
    expireMailboxes: (nowMs) => write(() => mailboxes.expire(nowMs)),
  };
}

function bytesOfNumber(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value);
  return bytes;
}
