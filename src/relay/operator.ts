/**
 * What a relay's operator asks of its directory, whether a relay serves from it or not: what is stored, and tokens.
 *
 * Needs no key but for the fingerprint. A serving relay notices what was changed here.
 */
import { randomFillSync } from "node:crypto";
import { utf8ToBytes } from "../protocol/bytes.ts";
import type { HoltError } from "../protocol/errors.ts";
import { fingerprintOfRelay, formatFingerprint } from "../protocol/handshake.ts";
import { formatId } from "../protocol/ids.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import { loadSodium } from "../protocol/sodium.ts";
import { openRelayDirectory } from "./open-directory.ts";
import { BUSY_TIMEOUT_MS, createRelayDatabase, openRelayDatabase } from "./relay-database.ts";
import { ensurePrivateDirectory, relayFiles } from "./relay-directory.ts";
import { readRelayKey } from "./relay-key.ts";
import type { RelayStore, TokenSummary, VaultSummary } from "./relay-store.ts";
import { createSqliteRelayStore } from "./sqlite-relay-store.ts";
import { toStorageError } from "./store-error.ts";
import { hashToken, makeToken } from "./tokens.ts";

export type { TokenSummary, VaultSummary };

export const listVaults = (directory: string): Promise<Result<readonly VaultSummary[], HoltError>> =>
  withStore(directory, (store) => store.listVaults(), []);

/** `text`: an id, or the beginning of one. The id of what was removed; nothing of it stays on the disk. */
export async function removeVault(directory: string, text: string): Promise<Result<string, HoltError>> {
  const missing = err({ type: "usage", reason: "no-such-vault", value: text } as const);
  const found = await findVault(directory, text);
  if (!found.ok) return found;
  if (found.value === undefined) return missing;
  const { vaultId } = found.value;
  return withStore(
    directory,
    async (store) => {
      const removed = await store.removeVault(vaultId);
      if (!removed.ok) return removed;
      const scrubbed = await store.scrub(BUSY_TIMEOUT_MS);
      if (!scrubbed.ok) return scrubbed;
      return removed.value ? ok(formatId(vaultId)) : missing;
    },
    text,
  );
}

/** Undefined where none or several fit. */
export async function findVault(
  directory: string,
  text: string,
): Promise<Result<VaultSummary | undefined, HoltError>> {
  const vaults = await listVaults(directory);
  if (!vaults.ok) return vaults;
  const fitting = text === "" ? [] : vaults.value.filter(({ vaultId }) => formatId(vaultId).startsWith(text));
  return ok(fitting.length === 1 ? fitting[0] : undefined);
}

/** The token itself, which is kept nowhere. Closes the relay. */
export async function addToken(directory: string, nowMs: number): Promise<Result<string, HoltError>> {
  const token = makeToken((length) => randomFillSync(new Uint8Array(length)));
  const added = await withNewStore(directory, (store) =>
    store.addTokens([hashToken(utf8ToBytes(token))], nowMs),
  );
  return added.ok ? ok(token) : added;
}

export const listTokens = (directory: string): Promise<Result<readonly TokenSummary[], HoltError>> =>
  withStore(directory, (store) => store.listTokens(), []);

export async function revokeToken(directory: string, id: string): Promise<Result<void, HoltError>> {
  const revoked = await withStore(directory, (store) => store.revokeToken(id), 0);
  if (!revoked.ok) return revoked;
  return revoked.value > 0 ? ok(undefined) : err({ type: "usage", reason: "no-such-token", value: id });
}

/** Vaults are opened without a token again. */
export const reopen = (directory: string): Promise<Result<void, HoltError>> =>
  withStore(directory, (store) => store.reopen(), undefined);

/** Makes the key where there is none yet. */
export async function fingerprintOf(directory: string): Promise<Result<string, HoltError>> {
  const sodium = await loadSodium();
  const read = readRelayKey(sodium, relayFiles(directory).keyFile);
  if (!read.ok) return read;
  let key = read.value;
  if (key === undefined) {
    const opened = await openRelayDirectory(sodium, directory);
    if (!opened.ok) return opened;
    key = opened.value.key;
    opened.value.close();
  }
  return ok(formatFingerprint(fingerprintOfRelay(sodium, key.publicKey)));
}

type Ask<T> = (store: RelayStore) => Promise<Result<T, HoltError>>;

/** `otherwise` where no relay has ever been. */
async function withStore<T>(directory: string, ask: Ask<T>, otherwise: T): Promise<Result<T, HoltError>> {
  const { databaseFile } = relayFiles(directory);
  const database = openRelayDatabase(databaseFile);
  if (!database.ok) return database;
  if (database.value === undefined) return ok(otherwise);
  return closing(createSqliteRelayStore(database.value, databaseFile), ask);
}

async function withNewStore<T>(directory: string, ask: Ask<T>): Promise<Result<T, HoltError>> {
  const { databaseFile } = relayFiles(directory);
  try {
    ensurePrivateDirectory(directory);
  } catch (thrown) {
    return err(toStorageError(thrown, directory));
  }
  const database = createRelayDatabase(databaseFile);
  return database.ok ? closing(createSqliteRelayStore(database.value, databaseFile), ask) : database;
}

async function closing<T>(store: RelayStore, ask: Ask<T>): Promise<Result<T, HoltError>> {
  try {
    return await ask(store);
  } finally {
    store.close();
  }
}
