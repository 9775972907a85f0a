/**
 * The vault of this device in its three states: none, locked, open; and the ways between them.
 *
 * Holds the store and, while open, the session. Founding, unlocking and changing the passphrase run one at a time,
 * for each costs a key derivation; locking never waits, and what was deriving meanwhile stays locked.
 */
import { encodeStateAsUpdate } from "yjs";
import type { HoltError } from "../protocol/errors.ts";
import { type Keyring, wipeKeyring } from "../protocol/keyring.ts";
import type { KeyWrap } from "../protocol/key-wrap.ts";
import { sealKeyring } from "../protocol/keyring-seal.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import type { Secret } from "../protocol/secret.ts";
import type { CryptoTools } from "../protocol/sodium.ts";
import { openDatabase, setAside } from "./database.ts";
import { findSetAside, keepLeft, putBack } from "./damaged-files.ts";
import { createInTurn } from "./in-turn.ts";
import type { LockMark } from "./lock-mark.ts";
import { erasePrivateFile } from "./private-files.ts";
import { createRecordBox, type RecordBox } from "./record-box.ts";
import type { ServiceEvent, VaultService } from "./service.ts";
import { createSqliteStore } from "./sqlite-store.ts";
import { toStorageError } from "./storage-error.ts";
import type { Store, StoreWriter } from "./store.ts";
import { appendActivity, happening } from "./vault-activity.ts";
import { writeBrought } from "./vault-brought.ts";
import { createVaultStore, foundKeyring } from "./vault-founding.ts";
import { type DesktopEntry, keepWraps, wrapOf } from "./vault-key-wrap.ts";
import { createWrapSwitch } from "./vault-wrap-switch.ts";
import { openSession } from "./vault-open.ts";
import { changePassphrase, sealKeyringFor } from "./vault-passphrase.ts";
import type { VaultProblems } from "./vault-problems.ts";
import { rescueVault } from "./vault-rescue.ts";
import { nameOfVault, type StoredRoster } from "./vault-roster.ts";
import { mendCopies, readVaultRows } from "./vault-rows.ts";
import type { VaultSession } from "./vault-session.ts";
import { afterMending, isOwnKeyring, readVault, type Vault } from "./vault-stored.ts";
import {
  type KeyringPlace,
  type OpenedKeyring,
  type SealedKeyring,
  unlockByWrap,
  unlockKeyring,
  unlockMethodOf,
} from "./vault-unlock.ts";

export interface HolderPlace {
  readonly databaseFile: string;
  readonly keyFile: string;
  readonly tools: CryptoTools;
  /** Epoch ms. */
  readonly now: () => number;
  readonly defer: (task: () => void) => void;
  readonly problems: VaultProblems;
  readonly emit: (event: ServiceEvent) => void;
  /** Tells this installation from a copied one; asked when the database's file is there. */
  readonly installation: () => Uint8Array | null;
  /** That it was locked outlives the daemon. */
  readonly lockMark: LockMark;
}

/** A vault that another device made, ready to be this one's. */
interface Adoption {
  readonly keyring: Keyring;
  readonly entries: readonly Uint8Array[];
  /** For a device that has no vault: null is a key file. One that has a vault keeps its way of unlocking. */
  readonly passphrase: string | null;
  /** The accounts of the vault that is there come along (vault-brought.ts). */
  readonly brings: boolean;
  /** Stored in the first transaction. */
  readonly along: (rows: StoreWriter, box: RecordBox) => void;
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
  /** The stored one, if there is any. */
  wrap(): KeyWrap | undefined;
  /** By a key that the desktop kept, which is taken over. `since`: `lockings` when it was asked for. */
  unlockByWrap(key: Secret, since: number): Promise<Result<VaultSession, HoltError>>;
  /** How often it was locked: what began before one must not open the vault after it. */
  lockings(): number;
  enableWrap(passphrase: string, entry: DesktopEntry): Promise<Result<void, HoltError>>;
  /** False where there was none. */
  dropWrap(): Promise<Result<boolean, HoltError>>;
  /** `current` is null where there is no passphrase, `next` to do without. `entry`: wraps the new key, if there is a wrap. */
  passwd(change: NewPassphrase): Promise<Result<void, HoltError>>;
  lock: VaultService["lock"];
  /** Undefined where there is no vault. */
  store(): Store | undefined;
  /** As stored when the vault was opened or founded. */
  roster(): StoredRoster | undefined;
  /**
   * Makes it this device's vault, open. One that is there is closed and kept beside it, sealed as it was: `left` says
   * where.
   */
  adopt(adoption: Adoption): Promise<Result<{ session: VaultSession; left: string | undefined }, HoltError>>;
  /** Wipes the vault off this device. */
  erase(): Result<void, HoltError>;
  /** The database broke in use: what is in memory goes to a new one. Returns what to tell. */
  rescue(broken: HoltError): HoltError;
  close(): void;
}

interface NewPassphrase {
  readonly current: string | null;
  readonly next: string | null;
  readonly entry: DesktopEntry | null;
}

/** `store` is undefined where there is no database. */
export function createVaultHolder(
  place: HolderPlace,
  store: Store | undefined,
): Result<VaultHolder, HoltError> {
  const { databaseFile, keyFile, tools, now, problems, emit } = place;
  const first = store === undefined ? ok(undefined) : readVault(tools, store);
  if (!first.ok) return first;
  let vault: Vault | undefined = first.value;
  let session: VaultSession | undefined;
  /** While open: what the keyring is sealed with. */
  let unlocking: Unlocking | undefined;
  let lockings = 0;
  const inTurn = createInTurn();
  const keyringPlace: KeyringPlace = { tools, keyFile, databaseFile, now };

  const noVault = (): HoltError => {
    const movedTo = findSetAside(databaseFile);
    return { type: "no-vault", ...(movedTo !== undefined && { movedTo }) };
  };

  const open = (
    from: Vault,
    { keyring, ...by }: Unlocking & Pick<OpenedKeyring, "keyring">,
    copies?: (rows: StoreWriter) => void,
  ): Result<VaultSession, HoltError> => {
    const opened = openSession({
      ...place,
      keyring,
      store: from.store,
      installation: place.installation(),
      roster: from.roster,
      ...(copies && { copies }),
    });
    if (!opened.ok) {
      by.unlockKey.wipe();
      return opened;
    }
    session = opened.value;
    unlocking = by;
    problems.setNoPassphrase(by.method.type === "key-file");
    place.lockMark.clear();
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
    if (!sealed.ok) {
      wipeKeyring(keyring);
      return sealed;
    }
    return create(sealed.value, {
      keyring,
      entries: [entry],
      along: (rows, box) => {
        const said = { ...happening("vault-created"), at: Math.floor(now() / 1000), by: device };
        appendActivity(rows, box, said);
      },
    });
  };

  /** A database for it, and the vault open. Takes the keyring over. */
  const create = (
    { sealed, method, unlockKey }: SealedKeyring,
    { keyring, entries, along }: Pick<Adoption, "keyring" | "entries" | "along">,
  ): Result<VaultSession, HoltError> => {
    const box = createRecordBox(tools, keyring.localKey);
    const founded = createVaultStore(place, { sealed, entries, along: (rows) => along(rows, box) });
    const read = founded.ok ? readVault(tools, founded.value) : founded;
    if (!read.ok || read.value === undefined) {
      wipeKeyring(keyring);
      unlockKey.wipe();
      return read.ok ? err({ type: "internal", detail: "a new vault has no keyring" }) : read;
    }
    vault = read.value;
    problems.clearAlarms();
    return open(vault, { keyring, method, unlockKey });
  };

  const adopt = async (adoption: Adoption) => {
    const { keyring, passphrase } = adoption;
    const past = vault;
    const fail = (error: HoltError) => {
      wipeKeyring(keyring);
      return err(error);
    };
    if (past === undefined) {
      const sealed = await sealKeyringFor(keyringPlace, keyring, passphrase);
      if (!sealed.ok) return fail(sealed.error);
      const created = create(sealed.value, adoption);
      return created.ok ? ok({ session: created.value, left: undefined }) : created;
    }
    const by = unlocking;
    if (session === undefined || by === undefined) return fail({ type: "locked" });
    const unlockKey = by.unlockKey.copy();
    const sealed = sealKeyring(tools, { keyring, method: by.method, unlockKey });
    // Here, after all waiting: an edit that was answered comes along.
    const brought = adoption.brings ? encodeStateAsUpdate(session.doc()) : undefined;
    lock("asked");
    past.store.scrub();
    past.store.close();
    vault = undefined;
    let left: string;
    try {
      left = keepLeft(databaseFile, now());
    } catch (thrown) {
      unlockKey.wipe();
      vault = reopen(past);
      return fail(toStorageError(thrown, databaseFile));
    }
    const created = create(
      { sealed, method: by.method, unlockKey },
      {
        ...adoption,
        along: (rows, box) => {
          adoption.along(rows, box);
          if (brought !== undefined) writeBrought(rows, box, brought);
          keepWraps(rows, past.wraps);
        },
      },
    );
    brought?.fill(0);
    if (created.ok) return ok({ session: created.value, left });
    if (vault === undefined) comeBack(past, left);
    return created;
  };

  /** The new vault couldn't be stored: the old one is this device's again. */
  const comeBack = (past: Vault, left: string): void => {
    try {
      putBack(databaseFile, { left, nowMs: now() });
      vault = reopen(past);
    } catch (thrown) {
      // It stays where it was left, whole.
      toStorageError(thrown, databaseFile);
    }
  };

  /** After it was closed for nothing. */
  const reopen = (past: Vault): Vault | undefined => {
    const opened = openDatabase({ file: databaseFile, now });
    if (!opened.ok || opened.value === undefined) return undefined;
    return { ...past, store: createSqliteStore(opened.value, databaseFile) };
  };

  const erase = (): Result<void, HoltError> => {
    const past = vault;
    if (past === undefined) return err(noVault());
    lock("asked");
    vault = undefined;
    past.store.close();
    problems.clearAlarms();
    place.lockMark.clear();
    try {
      for (const file of [databaseFile, `${databaseFile}-wal`, `${databaseFile}-shm`]) erasePrivateFile(file);
      erasePrivateFile(keyFile);
      return ok(undefined);
    } catch (thrown) {
      return err(toStorageError(thrown, databaseFile));
    }
  };

  const unlock = async (by: string | Secret, since = lockings): Promise<Result<VaultSession, HoltError>> => {
    const from = vault;
    if (from === undefined) return err(noVault());
    const isTyped = typeof by === "string";
    const unlocked = isTyped
      ? await unlockKeyring(keyringPlace, from.keyring, by)
      : unlockByWrap(keyringPlace, { copies: from.keyring, wraps: from.wraps, key: by });
    if (!unlocked.ok) return unlocked;
    const { keyring, method, unlockKey, sealed } = unlocked.value;
    const drop = (): void => {
      wipeKeyring(keyring);
      unlockKey.wipe();
    };
    // Open already: whoever typed it still learns whether it was right.
    if (session !== undefined) {
      drop();
      return ok(session);
    }
    if (lockings !== since || vault !== from) {
      drop();
      return err({ type: "locked" });
    }
    // What sync did since the vault was opened last is in the rows alone.
    const fresh = readVaultRows(tools.sodium, from.store);
    const rows = fresh.ok ? { ...from, roster: fresh.value.roster } : from;
    if (!isOwnKeyring(tools, rows, keyring)) {
      drop();
      return err({ type: "storage", reason: "damaged", file: databaseFile, detail: "keyring and roster" });
    }
    vault = rows;
    const mend = mendCopies(rows, sealed);
    const opened = open(rows, { keyring, method, unlockKey }, mend);
    if (opened.ok && mend !== undefined) vault = afterMending(tools, rows, sealed);
    const how = isTyped ? {} : { by: "os-keyring" };
    if (opened.ok && method.type === "passphrase") opened.value.note(happening("unlocked", how));
    return opened;
  };

  const passwd = async ({ current, next, entry }: NewPassphrase): Promise<Result<void, HoltError>> => {
    const from = vault;
    if (from === undefined) return err(noVault());
    const sealed = await changePassphrase(keyringPlace, {
      store: from.store,
      copies: from.keyring,
      current,
      next,
      // Turned off meanwhile, it stays off.
      entry: from.wraps.length === 0 ? null : entry,
    });
    if (!sealed.ok) return sealed;
    const { method, unlockKey, wraps } = sealed.value;
    vault = { ...from, keyring: [sealed.value.sealed, sealed.value.sealed], wraps };
    problems.setNoPassphrase(next === null);
    if (session === undefined) unlockKey.wipe();
    else {
      unlocking?.unlockKey.wipe();
      unlocking = { method, unlockKey };
    }
    session?.refreshActivity();
    return ok(undefined);
  };

  const wrapSwitch = createWrapSwitch({
    keyring: keyringPlace,
    vault: () => vault,
    setVault: (next) => {
      vault = next;
    },
    session: () => session,
    noVault,
  });

  const lock: VaultHolder["lock"] = (reason) => {
    lockings++;
    if (reason !== "stopping" && vault !== undefined) place.lockMark.set();
    if (session === undefined) return;
    // Written where it can be; a full disk must not keep a vault open.
    if (reason !== "stopping") session.note(happening("locked", { reason }));
    const past = session;
    session = undefined;
    // What others sent goes on to the disk; a full one must not keep a vault open.
    past.flush();
    past.end();
    unlocking?.unlockKey.wipe();
    unlocking = undefined;
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
    const { entries } = past.roster();
    const by = unlocking;
    const movedTo = told.type === "storage" ? told.movedTo : undefined;
    const rescued =
      sealed !== undefined && entries.length > 0 && movedTo !== undefined
        ? rescueVault(place, {
            doc: past.doc(),
            keyring: past.keyring,
            sealed,
            wraps: from.wraps,
            entries,
            syncRecord: past.syncRecord(),
            movedTo,
          })
        : err(told);
    emit({ type: "locked" });
    const again = rescued.ok ? readVault(tools, rescued.value) : rescued;
    if (!again.ok || again.value === undefined || by === undefined) {
      past.end();
      return told;
    }
    if (movedTo !== undefined) problems.noteSetAside(movedTo);
    vault = again.value;
    open(vault, { keyring: past.release(), ...by });
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
    wrap: () => wrapOf(vault?.wraps ?? []),
    unlockByWrap: (key, since) => inTurn(() => unlock(key, since)),
    lockings: () => lockings,
    enableWrap: (passphrase, entry) => inTurn(() => wrapSwitch.enable(passphrase, entry)),
    dropWrap: () => inTurn(() => Promise.resolve(wrapSwitch.disable())),
    passwd: (change) => inTurn(() => passwd(change)),
    lock,
    store: () => vault?.store,
    roster: () => vault?.roster,
    adopt: (adoption) => inTurn(() => adopt(adoption)),
    erase,
    rescue,
    close: () => {
      lock("stopping");
      vault?.store.scrub();
      vault?.store.close();
      vault = undefined;
    },
  });
}

type Unlocking = Pick<OpenedKeyring, "method" | "unlockKey">;
