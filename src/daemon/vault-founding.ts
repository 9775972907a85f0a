/**
 * A new vault: its first member, its first roster entry, the keyring that opens it, and the database for them.
 */
import { type HoltError, HoltFailure } from "../protocol/errors.ts";
import { foundVault } from "../protocol/found.ts";
import { memberFromSeed, SEED_BYTES, wipeMember } from "../protocol/keys.ts";
import type { Keyring } from "../protocol/keyring.ts";
import { hashEntry } from "../protocol/roster.ts";
import { ok, type Result } from "../protocol/result.ts";
import { Secret } from "../protocol/secret.ts";
import type { CryptoTools } from "../protocol/sodium.ts";
import { createDatabase } from "./database.ts";
import { createSqliteStore } from "./sqlite-store.ts";
import type { Store, StoreWriter } from "./store.ts";
import { writeRoster } from "./vault-roster.ts";

const LOCAL_KEY_BYTES = 32;

export interface Founded {
  readonly keyring: Keyring;
  /** The first roster entry. */
  readonly entry: Uint8Array;
}

export function foundKeyring(tools: CryptoTools, deviceName: string): Founded {
  const seed = new Secret(tools.random(SEED_BYTES));
  const founder = memberFromSeed(tools.sodium, seed);
  const { vaultId, entry, epochKey } = foundVault(tools, founder);
  wipeMember(founder);
  const keyring: Keyring = {
    vaultId,
    deviceName,
    seed,
    localKey: new Secret(tools.random(LOCAL_KEY_BYTES)),
    epochs: [{ epoch: 1, key: epochKey }],
    rosterHead: { index: 0, hash: hashEntry(tools.sodium, entry) },
    generation: 0,
    installation: null,
    home: null,
    cursor: null,
  };
  return { keyring, entry };
}

export interface VaultPlace {
  readonly databaseFile: string;
  readonly tools: CryptoTools;
  readonly now: () => number;
}

/** Makes the database, with the sealed keyring, the roster and what else belongs to the first transaction. */
export function createVaultStore(
  { databaseFile: file, now }: VaultPlace,
  {
    sealed,
    entries,
    along,
  }: {
    readonly sealed: Uint8Array;
    /** The roster. */
    readonly entries: readonly Uint8Array[];
    readonly along: (rows: StoreWriter) => void;
  },
): Result<Store, HoltError> {
  const created = createDatabase({ file, now });
  if (!created.ok) return created;
  const store = createSqliteStore(created.value, file);
  const written = store.write((rows) => {
    if (rows.keyring().length > 0) throw new HoltFailure({ type: "vault-exists" });
    rows.putKeyring(sealed);
    writeRoster(rows, entries);
    along(rows);
  });
  if (written.ok) return ok(store);
  store.close();
  return written;
}
