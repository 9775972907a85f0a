/**
 * The vault of this device in its three states: none, locked, open; and the ways between them.
 *
 * Holds the store and, while open, the session. Founding, unlocking and changing the passphrase run one at a time,
 * for each costs a key derivation; locking never waits, and what was deriving meanwhile stays locked.
 */
import type { HoltError } from "../protocol/errors.ts";
import { wipeKeyring } from "../protocol/keyring.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import type { CryptoTools } from "../protocol/sodium.ts";
import { setAside } from "./database.ts";
import { findSetAside } from "./damaged-files.ts";
import { createInTurn } from "./in-turn.ts";
import { createRecordBox } from "./record-box.ts";
import type { ServiceEvent, VaultService } from "./service.ts";
import type { Store, StoreWriter } from "./store.ts";
import { appendActivity, happening } from "./vault-activity.ts";
import { createVaultStore, foundKeyring } from "./vault-founding.ts";
import { openSession } from "./vault-open.ts";
import { changePassphrase, sealKeyringFor } from "./vault-passphrase.ts";
import type { VaultProblems } from "./vault-problems.ts";
import { rescueVault } from "./vault-rescue.ts";
import { isKeyringOf, nameOfVault } from "./vault-roster.ts";
import { mendCopies, readVaultRows, type VaultRows } from "./vault-rows.ts";
import type { VaultSession } from "./vault-session.ts";
import { type KeyringPlace, type OpenedKeyring, unlockKeyring, unlockMethodOf } from "./vault-unlock.ts";

export interface HolderPlace {
  readonly databaseFile: string;
  readonly keyFile: string;
  readonly tools: CryptoTools;
  /** Epoch ms. */
  readonly now: () => number;
  readonly defer: (task: () => void) => void;
  readonly problems: VaultProblems;
  readonly emit: (event: ServiceEvent) => void;
}

export interface VaultHolder {
  state(): "none" | "locked" | "open";
  /** Undefined unless open. */
  session(): VaultSession | undefined;
  /** null where there is no vault. */
  vaultId(): string | null;
  hasPassphrase(): boolean;
  noVault(): HoltError;
  init(device: string, passphrase: string | null): Promise<Result<VaultSession, HoltError>>;
  unlock(passphrase: string): Promise<Result<VaultSession, HoltError>>;
  /** `current` is null where there is no passphrase, `next` to do without. */
  passwd(current: string | null, next: string | null): Promise<Result<void, HoltError>>;
  lock: VaultService["lock"];
  /** The database broke in use: what is in memory goes to a new one. Returns what to tell. */
  rescue(broken: HoltError): HoltError;
  close(): void;
}

interface Vault extends VaultRows {
  readonly store: Store;
}

/** `store` is undefined where there is no database. */
export function createVaultHolder(
  place: HolderPlace,
  store: Store | undefined,
): Result<VaultHolder, HoltError> {
  const { databaseFile, keyFile, tools, now, problems, emit } = place;
  const first = store === undefined ? ok(undefined) : readVault(place, store);
  if (!first.ok) return first;
  let vault: Vault | undefined = first.value;
  let session: VaultSession | undefined;
  /** Counts lockings: what began before one must not open the vault after it. */
  let lockings = 0;
  const inTurn = createInTurn();
  const keyringPlace: KeyringPlace = { tools, keyFile, databaseFile, now };

  const noVault = (): HoltError => {
    const movedTo = findSetAside(databaseFile);
    return { type: "no-vault", ...(movedTo !== undefined && { movedTo }) };
  };

  const open = (
    from: Vault,
    { keyring, method }: Pick<OpenedKeyring, "keyring" | "method">,
    copies?: (rows: StoreWriter) => void,
  ): Result<VaultSession, HoltError> => {
    const opened = openSession({ ...place, keyring, store: from.store, ...(copies && { copies }) });
    if (!opened.ok) return opened;
    session = opened.value;
    problems.setNoPassphrase(method === "key-file");
    emit({ type: "unlocked" });
    return opened;
  };

  const init = async (
    device: string,
    passphrase: string | null,
  ): Promise<Result<VaultSession, HoltError>> => {
    if (vault !== undefined) return err({ type: "vault-exists" });
    const { keyring, entry } = foundKeyring(tools, device);
    const sealed = await sealKeyringFor(keyringPlace, keyring, passphrase);
    const founded = sealed.ok
      ? createVaultStore(place, {
          sealed: sealed.value,
          entry,
          along: (rows) => {
            const said = { ...happening("vault-created"), at: Math.floor(now() / 1000), by: device };
            appendActivity(rows, createRecordBox(tools, keyring.localKey), said);
          },
        })
      : sealed;
    const read = founded.ok ? readVault(place, founded.value) : founded;
    if (!read.ok || read.value === undefined) {
      wipeKeyring(keyring);
      return read.ok ? err({ type: "internal", detail: "a new vault has no keyring" }) : read;
    }
    vault = read.value;
    return open(vault, { keyring, method: passphrase === null ? "key-file" : "passphrase" });
  };

  const unlock = async (passphrase: string): Promise<Result<VaultSession, HoltError>> => {
    const from = vault;
    if (from === undefined) return err(noVault());
    const lockingsBefore = lockings;
    const unlocked = await unlockKeyring(keyringPlace, from.keyring, passphrase);
    if (!unlocked.ok) return unlocked;
    const { keyring, method, sealed } = unlocked.value;
    // Open already: whoever typed it still learns whether it was right.
    if (session !== undefined) {
      wipeKeyring(keyring);
      return ok(session);
    }
    if (lockings !== lockingsBefore || vault !== from) {
      wipeKeyring(keyring);
      return err({ type: "locked" });
    }
    if (!isKeyringOf(tools.sodium, from.roster, keyring)) {
      wipeKeyring(keyring);
      return err({ type: "storage", reason: "damaged", file: databaseFile, detail: "keyring and roster" });
    }
    const mend = mendCopies(from, sealed);
    const opened = open(from, { keyring, method }, mend);
    if (opened.ok && mend !== undefined) vault = afterMending(from, sealed);
    if (opened.ok && method === "passphrase") opened.value.note(happening("unlocked"));
    return opened;
  };

  /** What was mended is not mended again, and the copy that opened is the one to go on with. */
  const afterMending = (from: Vault, sealed: Uint8Array): Vault => {
    const rows = readVaultRows(tools.sodium, from.store);
    const { roster, keyring } = rows.ok ? rows.value : from;
    return { store: from.store, roster, keyring: [sealed, ...keyring.slice(1)] };
  };

  const passwd = async (current: string | null, next: string | null): Promise<Result<void, HoltError>> => {
    const from = vault;
    if (from === undefined) return err(noVault());
    const sealed = await changePassphrase(keyringPlace, {
      store: from.store,
      copies: from.keyring,
      current,
      next,
    });
    if (!sealed.ok) return sealed;
    vault = { ...from, keyring: [sealed.value, sealed.value] };
    problems.setNoPassphrase(next === null);
    session?.refreshActivity();
    return ok(undefined);
  };

  const lock: VaultHolder["lock"] = (reason) => {
    lockings++;
    if (session === undefined) return;
    // Written where it can be; a full disk must not keep a vault open.
    if (reason !== "stopping") session.note(happening("locked", { reason }));
    session.end();
    session = undefined;
    emit({ type: "locked" });
  };

  const rescue = (broken: HoltError): HoltError => {
    const from = vault;
    if (from === undefined) return broken;
    const told = setAside({ file: databaseFile, now }, broken);
    from.store.close();
    const past = session;
    vault = undefined;
    session = undefined;
    if (past === undefined) return told;
    const [sealed] = from.keyring;
    const { entry } = from.roster;
    const movedTo = told.type === "storage" ? told.movedTo : undefined;
    const rescued =
      sealed !== undefined && entry !== undefined && movedTo !== undefined
        ? rescueVault(place, { doc: past.doc(), keyring: past.keyring, sealed, entry, movedTo })
        : err(told);
    emit({ type: "locked" });
    const again = rescued.ok ? readVault(place, rescued.value) : rescued;
    if (!again.ok || again.value === undefined) {
      past.end();
      return told;
    }
    if (movedTo !== undefined) problems.noteSetAside(movedTo);
    vault = again.value;
    const method = unlockMethodOf(vault.keyring) ?? "passphrase";
    open(vault, { keyring: past.release(), method });
    return told;
  };

  return ok({
    state: () => (vault === undefined ? "none" : session === undefined ? "locked" : "open"),
    session: () => session,
    vaultId: () => (vault === undefined ? null : nameOfVault(vault.roster)),
    hasPassphrase: () => vault !== undefined && unlockMethodOf(vault.keyring) !== "key-file",
    noVault,
    init: (device, passphrase) => inTurn(() => init(device, passphrase)),
    unlock: (passphrase) => inTurn(() => unlock(passphrase)),
    passwd: (current, next) => inTurn(() => passwd(current, next)),
    lock,
    rescue,
    close: () => {
      lock("stopping");
      vault?.store.scrub();
      vault?.store.close();
      vault = undefined;
    },
  });
}

/** Undefined where nothing was founded: founding was interrupted before its transaction. */
function readVault({ tools }: HolderPlace, store: Store): Result<Vault | undefined, HoltError> {
  const rows = readVaultRows(tools.sodium, store);
  if (!rows.ok) return rows;
  if (rows.value.keyring.length > 0) return ok({ ...rows.value, store });
  store.close();
  return ok(undefined);
}
