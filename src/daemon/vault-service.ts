/**
 * The vault behind its seam: composes database, holder and handlers into a VaultService.
 */
import { type HoltError, HoltFailure } from "../protocol/errors.ts";
import type { Paths } from "../protocol/paths.ts";
import { ok, type Result } from "../protocol/result.ts";
import type { Random, Sodium } from "../protocol/sodium.ts";
import type { Problem, ViewState } from "../protocol/view.ts";
import { createQrReader, type QrReader } from "../vault/qr.ts";
import { dirname, join } from "node:path";
import { openDatabase } from "./database.ts";
import { type BackupService, createBackupService } from "./backup/backup-service.ts";
import { createBackupHandlers } from "./handlers/backup.ts";
import { createAccountHandlers } from "./handlers/accounts.ts";
import { createCodeHandlers } from "./handlers/codes.ts";
import type { HandlerContext } from "./handlers/context.ts";
import { createExportHandlers } from "./handlers/export.ts";
import { isAlive } from "./handlers/find-account.ts";
import { createHistoryHandlers } from "./handlers/history.ts";
import { createLinkHandlers } from "./handlers/link.ts";
import { createPairingHandlers } from "./handlers/pairing.ts";
import { createImportHandlers } from "./handlers/import.ts";
import { createSecretHandlers } from "./handlers/secrets.ts";
import { createTrashHandlers } from "./handlers/trash.ts";
import { createVaultHandlers } from "./handlers/vault.ts";
import { readInstallation } from "./installation.ts";
import { type LockMark, NO_MARK } from "./lock-mark.ts";
import { NO_KEYRING, type OsKeyring } from "./os-keyring.ts";
import { createOsUnlock, type OsUnlock } from "./os-unlock.ts";
import { createLanRelay } from "./pairing/lan-relay.ts";
import { createPairings } from "./pairing/pairings.ts";
import type { Notify } from "./notify.ts";
import { loadQrWasm } from "./qr-wasm.ts";
import type { ServiceEvent, VaultHandlers, VaultService, VaultStatus } from "./service.ts";
import { createSqliteStore } from "./sqlite-store.ts";
import { dropOldLeft } from "./damaged-files.ts";
import { asStorageError, isBrokenDatabase } from "./storage-error.ts";
import type { SyncNetwork } from "./sync/link-shell.ts";
import { connectRelay } from "./sync/relay-connection.ts";
import { nameOfMember } from "./sync/replica.ts";
import { createSyncService, type SyncService } from "./sync/sync-service.ts";
import { createVaultHolder, type VaultHolder } from "./vault-holder.ts";
import { createVaultProblems, type VaultProblems } from "./vault-problems.ts";
import type { VaultSession } from "./vault-session.ts";

export interface VaultServiceOptions {
  readonly paths: Pick<Paths, "databaseFile" | "keyFile">;
  /** A relay of one's own on this machine's network lies there; beside the database unless told. */
  readonly lanDirectory?: string;
  /** What a relay in this daemon has to say. */
  readonly log?: (event: string, facts?: Readonly<Record<string, unknown>>) => void;
  readonly sodium: Sodium;
  readonly random: Random;
  /** Epoch ms. */
  readonly now: () => number;
  readonly version: string;
  /** Runs work that must not delay an answer; setImmediate unless told. */
  readonly defer?: (task: () => void) => void;
  /** Codes are ahead of the clock by so much; not at all unless told. */
  readonly clockOffsetMs?: () => number;
  /** Reads QR codes from pictures; holt's own decoder unless told. */
  readonly readQr?: QrReader;
  /** Real sockets and timers unless told. */
  readonly network?: SyncNetwork;
  /** Shows that another device asks for something; nobody unless told. */
  readonly notify?: Notify;
  /** What the desktop keeps for its user; nothing unless told. */
  readonly osKeyring?: OsKeyring;
  /** That the vault was locked, over restarts of the daemon; forgotten unless told. */
  readonly lockMark?: LockMark;
  /** Tells this copy of the database from others; by machine and file unless told. */
  readonly installation?: () => Uint8Array | null;
}

const REAL_NETWORK: SyncNetwork = {
  connect: connectRelay,
  schedule: (task, delayMs) => {
    const timer = setTimeout(task, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/**
 * The caller holds the process lock. Fails where the database can't be opened (damaged: it was moved aside and
 * the error says where; the next call finds no vault). A vault with a key file is unlocked when this resolves, and
 * so is one whose key the desktop's keyring gives at once.
 */
export async function createVaultService(
  options: VaultServiceOptions,
): Promise<Result<VaultService, HoltError>> {
  const { paths, sodium, random, now, defer = afterwards, readQr = createQrReader(loadQrWasm) } = options;
  const { databaseFile, keyFile } = paths;
  const { network = REAL_NETWORK } = options;
  const opened = openDatabase({ file: databaseFile, now });
  if (!opened.ok) return opened;
  const store = opened.value && createSqliteStore(opened.value, databaseFile);
  // What a daemon that was killed left in the journal: a keyring under an old passphrase, rows that were deleted.
  store?.scrub();
  forgetLeftVaults(databaseFile, now());

  const listeners = new Set<(event: ServiceEvent) => void>();
  const emit = (event: ServiceEvent): void => {
    for (const listener of listeners) listener(event);
  };
  const problems = createVaultProblems({ databaseFile, now });
  const tools = { sodium, random };
  const { installation = () => readInstallation(sodium, databaseFile) } = options;
  const { lockMark = NO_MARK, osKeyring = NO_KEYRING } = options;
  const created = createVaultHolder(
    { databaseFile, keyFile, tools, now, defer, problems, emit, installation, lockMark },
    store,
  );
  if (!created.ok) {
    store?.close();
    return created;
  }
  const holder = created.value;
  const onChange = (): void => emit({ type: "state" });
  const sync = createSyncService({
    holder,
    tools,
    now,
    installation,
    problems,
    onChange,
    network,
  });
  const osUnlock = createOsUnlock({
    holder,
    keyring: osKeyring,
    lockMark,
    tools,
    schedule: network.schedule,
    onChange,
  });
  const lan = createLanRelay({
    directory: options.lanDirectory ?? join(dirname(databaseFile), "relay"),
    now,
    log: options.log ?? (() => {}),
  });
  const pairing = createPairings({
    holder,
    sync,
    lan,
    tools,
    now,
    onChange,
    network,
  });
  sync.setRequestSource(pairing.requests);
  const backup = createBackupService({
    holder,
    sync,
    tools,
    now,
    network,
    onChange,
    problems: () => problems.list(),
    onRequest: options.notify ?? (() => {}),
  });
  // First: whoever listens after it finds the link as the vault's state has it.
  listeners.add(({ type }) => {
    if (type === "unlocked") {
      sync.opened();
      backup.opened();
    }
    if (type === "locked") {
      backup.locked();
      pairing.end();
      sync.locked();
    }
    if (type === "accounts" || type === "state") sync.edited();
  });
  await lan.resume();
  // Where the key file is gone the vault stays locked, and unlocking says what is missing.
  if (holder.state() === "locked" && !holder.hasPassphrase()) await holder.unlock("");
  await osUnlock.start();

  return ok({
    handlers: watchStorage(
      createHandlers({
        holder,
        sync,
        pairing,
        lan,
        backup,
        osUnlock,
        sodium,
        now,
        random,
        readQr,
        clockOffsetMs: options.clockOffsetMs ?? (() => 0),
      }),
      holder,
    ),
    status: () => statusOf(holder, { problems, sync, backup, osUnlock }),
    noVault: () => holder.noVault(),
    labels: () => holder.session()?.labels() ?? [],
    viewState: () => viewStateOf(holder, { problems, sync, backup, osUnlock }),
    lock: (reason) => holder.lock(reason),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    settle: () => {
      backup.jobs.end();
      pairing.stop();
    },
    close: () => {
      osUnlock.stop();
      backup.stop();
      sync.stop();
      holder.close();
      void lan.stop();
    },
  });
}

/** A file that can't be erased is not worth a daemon that doesn't start: the next start tries again. */
function forgetLeftVaults(databaseFile: string, nowMs: number): void {
  try {
    dropOldLeft(databaseFile, nowMs);
  } catch (thrown) {
    if (asStorageError(thrown, databaseFile) === undefined) throw thrown;
  }
}

const createHandlers = (context: HandlerContext): VaultHandlers => ({
  ...createVaultHandlers(context),
  ...createAccountHandlers(context),
  ...createSecretHandlers(context),
  ...createTrashHandlers(context),
  ...createCodeHandlers(context),
  ...createImportHandlers(context),
  ...createExportHandlers(context),
  ...createHistoryHandlers(context),
  ...createLinkHandlers(context),
  ...createPairingHandlers(context),
  ...createBackupHandlers(context),
});

/** Whichever request meets the break: the file is set aside, and the error says where it is. */
function watchStorage(handlers: VaultHandlers, holder: VaultHolder): VaultHandlers {
  const watch =
    (handler: (params: never) => unknown) =>
    async (params: never): Promise<unknown> => {
      try {
        return await handler(params);
      } catch (thrown) {
        if (!(thrown instanceof HoltFailure) || !isBrokenDatabase(thrown.error)) throw thrown;
        throw new HoltFailure(holder.rescue(thrown.error));
      }
    };
  const watched = Object.entries(handlers).map(([method, handler]) => [method, watch(handler)] as const);
  return Object.fromEntries(watched) as unknown as VaultHandlers;
}

interface Shown {
  readonly problems: VaultProblems;
  readonly sync: SyncService;
  readonly backup: BackupService;
  readonly osUnlock: OsUnlock;
}

function statusOf(holder: VaultHolder, { problems, sync, backup, osUnlock }: Shown): VaultStatus {
  const session = holder.session();
  return {
    vaultId: holder.vaultId(),
    device: session === undefined ? null : deviceOf(session),
    locked: session === undefined,
    accounts: session === undefined ? null : session.labels().filter(isAlive).length,
    link: sync.link(),
    backup: backup.view(),
    clockSkewSeconds: sync.clockSkewSeconds(),
    hasPassphrase: holder.hasPassphrase(),
    osKeyring: osUnlock.view(),
    problems: [...setAsideProblem(holder), ...problems.list(), ...osKeyringProblem(osUnlock)],
  };
}

/** Where there is no vault any more because its database was damaged: whoever asks is told where that is. */
function setAsideProblem(holder: VaultHolder): readonly Problem[] {
  const error = holder.state() === "none" ? holder.noVault() : undefined;
  return error?.type === "no-vault" && error.movedTo !== undefined
    ? [{ type: "storage-damaged", copy: error.movedTo, lost: 0 }]
    : [];
}

function viewStateOf(
  holder: VaultHolder,
  { problems, sync, backup, osUnlock }: Shown,
): Omit<ViewState, "locksAt"> | undefined {
  const session = holder.session();
  return (
    session && {
      vaultId: session.identity.vaultId,
      device: deviceOf(session),
      link: sync.link(),
      backup: backup.view(),
      clockSkewSeconds: sync.clockSkewSeconds(),
      devices: sync.devices(),
      requests: backup.requests(),
      ...session.view(),
      problems: [...problems.list(), ...osKeyringProblem(osUnlock)],
    }
  );
}

/** It was to unlock the vault, and didn't. */
function osKeyringProblem(osUnlock: OsUnlock): readonly Problem[] {
  const { state, problem } = osUnlock.view();
  return state === "on" && problem !== null ? [{ type: "os-keyring", reason: problem }] : [];
}

/** By the name that it has now: another device may have renamed it. */
function deviceOf(session: VaultSession): ViewState["device"] {
  const { memberId } = session.identity;
  return { name: nameOfMember(session, memberId), memberId };
}

const afterwards = (task: () => void): void => void setImmediate(task);
