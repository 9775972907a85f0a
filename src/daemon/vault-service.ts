/**
 * The vault behind its seam: composes database, holder and handlers into a VaultService.
 */
import { type HoltError, HoltFailure } from "../protocol/errors.ts";
import type { Paths } from "../protocol/paths.ts";
import { ok, type Result } from "../protocol/result.ts";
import type { Random, Sodium } from "../protocol/sodium.ts";
import type { LinkView, Problem, ViewState } from "../protocol/view.ts";
import { createQrReader, type QrReader } from "../vault/qr.ts";
import { openDatabase } from "./database.ts";
import { createAccountHandlers } from "./handlers/accounts.ts";
import { createCodeHandlers } from "./handlers/codes.ts";
import type { HandlerContext } from "./handlers/context.ts";
import { createExportHandlers } from "./handlers/export.ts";
import { isAlive } from "./handlers/find-account.ts";
import { createHistoryHandlers } from "./handlers/history.ts";
import { createImportHandlers } from "./handlers/import.ts";
import { createSecretHandlers } from "./handlers/secrets.ts";
import { createTrashHandlers } from "./handlers/trash.ts";
import { createVaultHandlers } from "./handlers/vault.ts";
import { loadQrWasm } from "./qr-wasm.ts";
import type { ServiceEvent, VaultHandlers, VaultService, VaultStatus } from "./service.ts";
import { createSqliteStore } from "./sqlite-store.ts";
import { isBrokenDatabase } from "./storage-error.ts";
import { createVaultHolder, type VaultHolder } from "./vault-holder.ts";
import { createVaultProblems, type VaultProblems } from "./vault-problems.ts";

export interface VaultServiceOptions {
  readonly paths: Pick<Paths, "databaseFile" | "keyFile">;
  readonly sodium: Sodium;
  readonly random: Random;
  /** Epoch ms. */
  readonly now: () => number;
  readonly version: string;
  /** Runs work that must not delay an answer; setImmediate unless told. */
  readonly defer?: (task: () => void) => void;
  /** Reads QR codes from pictures; holt's own decoder unless told. */
  readonly readQr?: QrReader;
}

const NO_LINK: LinkView = { relay: null, state: "off", pending: 0, lastSyncAt: null, error: null };
const NO_BACKUP: ViewState["backup"] = { state: "off" };

/**
 * The caller holds the process lock. Fails where the database can't be opened (damaged: it was moved aside and
 * the error says where; the next call finds no vault). A vault with a key file is unlocked when this resolves.
 */
export async function createVaultService(
  options: VaultServiceOptions,
): Promise<Result<VaultService, HoltError>> {
  const { paths, sodium, random, now, defer = afterwards, readQr = createQrReader(loadQrWasm) } = options;
  const { databaseFile, keyFile } = paths;
  const opened = openDatabase({ file: databaseFile, now });
  if (!opened.ok) return opened;
  const store = opened.value && createSqliteStore(opened.value, databaseFile);
  // What a daemon that was killed left in the journal: a keyring under an old passphrase, rows that were deleted.
  store?.scrub();

  const listeners = new Set<(event: ServiceEvent) => void>();
  const emit = (event: ServiceEvent): void => {
    for (const listener of listeners) listener(event);
  };
  const problems = createVaultProblems({ databaseFile, now });
  const tools = { sodium, random };
  const created = createVaultHolder({ databaseFile, keyFile, tools, now, defer, problems, emit }, store);
  if (!created.ok) {
    store?.close();
    return created;
  }
  const holder = created.value;
  // Where the key file is gone the vault stays locked, and unlocking says what is missing.
  if (holder.state() === "locked" && !holder.hasPassphrase()) await holder.unlock("");

  return ok({
    handlers: watchStorage(createHandlers({ holder, now, random, readQr }), holder),
    status: () => statusOf(holder, problems),
    noVault: () => holder.noVault(),
    labels: () => holder.session()?.labels() ?? [],
    viewState: () => viewStateOf(holder, problems),
    lock: (reason) => holder.lock(reason),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => holder.close(),
  });
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

function statusOf(holder: VaultHolder, problems: VaultProblems): VaultStatus {
  const session = holder.session();
  return {
    vaultId: holder.vaultId(),
    device: session === undefined ? null : deviceOf(session.identity),
    locked: session === undefined,
    accounts: session === undefined ? null : session.labels().filter(isAlive).length,
    link: NO_LINK,
    backup: NO_BACKUP,
    clockSkewSeconds: null,
    hasPassphrase: holder.hasPassphrase(),
    problems: [...setAsideProblem(holder), ...problems.list()],
  };
}

/** Where there is no vault any more because its database was damaged: whoever asks is told where that is. */
function setAsideProblem(holder: VaultHolder): readonly Problem[] {
  const error = holder.state() === "none" ? holder.noVault() : undefined;
  return error?.type === "no-vault" && error.movedTo !== undefined
    ? [{ type: "storage-damaged", copy: error.movedTo, lost: 0 }]
    : [];
}

function viewStateOf(holder: VaultHolder, problems: VaultProblems): Omit<ViewState, "locksAt"> | undefined {
  const session = holder.session();
  return (
    session && {
      vaultId: session.identity.vaultId,
      device: deviceOf(session.identity),
      link: NO_LINK,
      backup: NO_BACKUP,
      clockSkewSeconds: null,
      ...session.view(),
      problems: problems.list(),
    }
  );
}

const deviceOf = ({ deviceName, memberId }: { readonly deviceName: string; readonly memberId: string }) => ({
  name: deviceName,
  memberId,
});

const afterwards = (task: () => void): void => void setImmediate(task);
