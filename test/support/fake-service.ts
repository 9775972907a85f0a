/**
 * A vault without keys and without a database, for tests of what stands around it: sockets, timers, processes.
 */
import type { AccountLabel } from "../../src/protocol/account.ts";
import { HoltFailure } from "../../src/protocol/errors.ts";
import type { RpcMethod } from "../../src/protocol/local-api.ts";
import type { LinkView } from "../../src/protocol/view.ts";
import { BACKUP_OFF } from "./backup-view.ts";
import { REQUEST_TABLE } from "../../src/daemon/request-table.ts";
import type { Handler, ServiceEvent, VaultHandlers, VaultService } from "../../src/daemon/service.ts";

export const fakeLabel = (id: string, issuer: string): AccountLabel => ({
  id,
  type: "totp",
  usable: true,
  issuer,
  name: "sven",
  algorithm: "SHA1",
  digits: 6,
  period: 30,
  counter: null,
  tags: [],
  pinned: false,
  hasNote: false,
  hasRecoveryCodes: false,
  hasPin: false,
  createdAt: 1,
  trashedAt: null,
  verified: null,
  usedCount: 0,
  lastUsedAt: null,
});

const NO_LINK: LinkView = {
  relay: null,
  fingerprint: null,
  state: "off",
  pending: 0,
  lastSyncAt: null,
  since: null,
  error: null,
};

export interface FakeService extends VaultService {
  readonly locks: readonly string[];
  isClosed(): boolean;
  /** How many `audit.run` are waiting. */
  waiting(): number;
  /** Lets one `audit.run` that waits go on. */
  release(): void;
  /** Calls every listener, as after an edit. */
  emit(event: ServiceEvent): void;
}

export interface FakeOptions {
  readonly hasPassphrase?: boolean;
  readonly hasVault?: boolean;
  readonly locked?: boolean;
}

/** `audit.run` waits for `release`; `trash.empty` has a bug; the passphrase is "right". */
export function createFakeService({
  hasPassphrase = true,
  hasVault = true,
  locked = false,
}: FakeOptions = {}): FakeService {
  const labels = new Map<string, AccountLabel>();
  const listeners = new Set<(event: ServiceEvent) => void>();
  const locks: string[] = [];
  const waiting: (() => void)[] = [];
  let isVault = hasVault;
  let isProtected = hasPassphrase;
  let isLocked = locked || !hasVault;
  let isClosed = false;
  let activity = 0;

  const emit = (event: ServiceEvent): void => {
    for (const listener of listeners) listener(event);
  };
  const unlock = (): void => {
    isLocked = false;
    emit({ type: "unlocked" });
  };
  const lock = (reason: string): void => {
    if (isLocked) return;
    isLocked = true;
    locks.push(reason);
    emit({ type: "locked" });
  };
  const unknown = (): never => {
    throw new HoltFailure({ type: "not-found", query: "?" });
  };
  const rest = Object.fromEntries(
    (Object.keys(REQUEST_TABLE) as RpcMethod[])
      .filter((method) => !method.startsWith("daemon."))
      .map((method) => [method, unknown]),
  ) as unknown as VaultHandlers;
  const add: Handler<"accounts.add"> = ({ issuer = "", otp }) => {
    const account = fakeLabel(`id-${otp.secret}`, issuer);
    labels.set(account.id, account);
    activity += 1;
    emit({ type: "accounts", changed: [account], removed: [] });
    return { account };
  };

  return {
    handlers: {
      ...rest,
      "vault.init": () => {
        isVault = true;
        unlock();
        return { vaultId: "v", memberId: "m" };
      },
      "vault.unlock": ({ passphrase }) => {
        if (passphrase !== "right") throw new HoltFailure({ type: "wrong-key", what: "passphrase" });
        unlock();
        return { accounts: labels.size };
      },
      "vault.lock": () => {
        lock("asked");
        return { locked: true };
      },
      "vault.passwd": ({ next }) => {
        isProtected = next !== null;
        emit({ type: "state" });
        return { changed: true, osKeyring: { state: "off", problem: null } };
      },
      "accounts.list": () => ({ accounts: [...labels.values()] }),
      "accounts.add": add,
      "audit.run": () =>
        new Promise((resolve) => {
          waiting.push(() => resolve({ findings: [] }));
        }),
      "codes.peek": () => ({ codes: [] }),
      "trash.empty": () => {
        throw new TypeError("JBSWY3DPEHPK3PXP is not a function");
      },
      "export.run": ({ format }) => ({
        format,
        files: [{ name: "f", bytes: "x".repeat(Number(format)) }],
        exported: 0,
        skipped: [],
      }),
    },
    locks,
    emit,
    isClosed: () => isClosed,
    waiting: () => waiting.length,
    release: () => waiting.shift()?.(),
    status: () => ({
      vaultId: isVault ? "v" : null,
      device: isVault ? { name: "laptop", memberId: "m" } : null,
      locked: isLocked,
      accounts: isLocked ? null : labels.size,
      link: NO_LINK,
      backup: BACKUP_OFF,
      clockSkewSeconds: null,
      hasPassphrase: isProtected,
      osKeyring: { state: "off", problem: null },
      problems: [],
    }),
    noVault: () => ({ type: "no-vault", movedTo: "/aside" }),
    labels: () => (isLocked ? [] : [...labels.values()]),
    viewState: () =>
      isLocked
        ? undefined
        : {
            vaultId: "v",
            device: { name: "laptop", memberId: "m" },
            link: NO_LINK,
            backup: BACKUP_OFF,
            clockSkewSeconds: null,
            activity,
            undo: null,
            redo: null,
            problems: [],
            devices: [],
            requests: [],
          },
    lock,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    settle() {},
    close() {
      lock("stopping");
      isClosed = true;
    },
  };
}
