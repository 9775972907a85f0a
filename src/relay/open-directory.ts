/**
 * A relay's directory, taken for serving: lock, database and key, in this order, and that the three belong together.
 */
import type { HoltError } from "../protocol/errors.ts";
import { isEqualBytes } from "../protocol/bytes.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import type { Signing } from "../protocol/sodium.ts";
import { createRelayDatabase } from "./relay-database.ts";
import { ensurePrivateDirectory, relayFiles } from "./relay-directory.ts";
import { makeRelayKey, readRelayKey, type RelayKey } from "./relay-key.ts";
import { takeRelayLock } from "./relay-lock.ts";
import type { RelayStore } from "./relay-store.ts";
import { createSqliteRelayStore } from "./sqlite-relay-store.ts";
import { toStorageError } from "./store-error.ts";

export interface RelayDirectory {
  readonly store: RelayStore;
  readonly key: RelayKey;
  /** Frees it. */
  close(): void;
}

export async function openRelayDirectory(
  sodium: Signing,
  directory: string,
): Promise<Result<RelayDirectory, HoltError>> {
  const files = relayFiles(directory);
  try {
    ensurePrivateDirectory(directory);
  } catch (thrown) {
    return err(toStorageError(thrown, directory));
  }
  const lock = takeRelayLock(files.lockFile);
  if (!lock.ok) return lock;
  const opened = await openStore(sodium, directory);
  if (!opened.ok) lock.value.release();
  else {
    const { store, key } = opened.value;
    const close = (): void => {
      store.close();
      lock.value.release();
    };
    return ok({ store, key, close });
  }
  return opened;
}

async function openStore(
  sodium: Signing,
  directory: string,
): Promise<Result<Pick<RelayDirectory, "store" | "key">, HoltError>> {
  const { databaseFile, keyFile } = relayFiles(directory);
  const database = createRelayDatabase(databaseFile);
  if (!database.ok) return database;
  const store = createSqliteRelayStore(database.value, databaseFile);
  const key = await findKey(sodium, keyFile, store);
  if (key.ok) return ok({ store, key: key.value });
  store.close();
  return key;
}

/** Made once. Logs name the key that they began with: another one would fit none of them, and no device's pin. */
async function findKey(
  sodium: Signing,
  file: string,
  store: RelayStore,
): Promise<Result<RelayKey, HoltError>> {
  const read = readRelayKey(sodium, file);
  if (!read.ok) return read;
  const bound = await store.boundKey();
  if (!bound.ok) return bound;
  if (read.value === undefined) {
    if (bound.value !== undefined) return err(misfit(file, "it is missing, and relay.db was made with it"));
    const made = makeRelayKey(sodium, file);
    return made.ok ? bind(store, made.value, file) : made;
  }
  return bind(store, read.value, file);
}

async function bind(store: RelayStore, key: RelayKey, file: string): Promise<Result<RelayKey, HoltError>> {
  const bound = await store.bindKey(key.publicKey);
  if (!bound.ok) return bound;
  return isEqualBytes(bound.value, key.publicKey)
    ? ok(key)
    : err(misfit(file, "it is not the key of relay.db"));
}

const misfit = (file: string, reason: string): HoltError => ({
  type: "malformed",
  what: "relay.key",
  where: file,
  reason,
});
