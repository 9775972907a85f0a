/**
 * From a login, or a roster that is sent after it, to what its session hears and becomes: a member, an unknown one that
 * may open its vault, or nobody.
 *
 * Counts what one address fails at. Knows no connection.
 */
import type { HoltError } from "../protocol/errors.ts";
import type { RelayMessage } from "../protocol/messages.ts";
import type { LiveVault } from "./live-vault.ts";
import { isMemberLogin, type LoginAttempt, lookUpMember } from "./login.ts";
import { openVault } from "./open-vault.ts";
import type { RelayCore } from "./relay-core.ts";
import { shortId } from "./relay-log.ts";
import type { SessionEvent } from "./session-state.ts";

export interface Admission {
  readonly event: SessionEvent;
  /** Said before it. */
  readonly say?: RelayMessage;
  /** A member's. */
  readonly vault?: LiveVault;
}

export interface Applicant {
  readonly address: string;
  /** Bound by no limit of its address. */
  readonly isFree: boolean;
}

export const STORAGE_RETRY_MS = 5000;

export async function admitLogin(
  core: RelayCore,
  { address }: Applicant,
  attempt: LoginAttempt,
): Promise<Admission> {
  const waitMs = waitMsOf(core, address, attempt);
  if (waitMs > 0) return overRate(waitMs);
  const answer = await lookUpMember(core, attempt);
  if (!answer.ok) return storageFailed(core, answer.error);
  const isMember = answer.value.type === "member";
  if (attempt.login.purpose === "recover" && !isMember) return notRecovered(core, address, attempt);
  switch (answer.value.type) {
    case "member":
      return { event: { type: "found-member" }, vault: answer.value.vault };
    case "former":
      return { event: { type: "over" }, say: { type: "former", entries: answer.value.entries } };
    case "wrong":
      core.failures.failed(address, core.now());
      return { event: { type: "refuse", reason: "login" } };
    case "unknown": {
      const isClosed = await core.isClosed();
      if (!isClosed.ok) return storageFailed(core, isClosed.error);
      return { event: { type: "found-nothing" }, say: { type: "unknown", isClosed: isClosed.value } };
    }
    default:
      return answer.value satisfies never;
  }
}

function waitMsOf(core: RelayCore, address: string, { login }: LoginAttempt): number {
  const nowMs = core.now();
  const ofHandle = login.handle === null ? 0 : core.handleFailures.waitMs(nameOf(login.handle), nowMs);
  return Math.max(core.failures.waitMs(address, nowMs), ofHandle);
}

/** One answer for all that is wrong, known handle or not: and from then on nothing to be said. */
function notRecovered(core: RelayCore, address: string, { login }: LoginAttempt): Admission {
  core.failures.failed(address, core.now());
  if (login.handle !== null) core.handleFailures.failed(nameOf(login.handle), core.now());
  core.meter.recoveryFailed();
  core.log("recovery-refused", core.whereIs(address));
  return { event: { type: "over" }, say: { type: "unknown", isClosed: true } };
}

const nameOf = (handle: Uint8Array): string => Buffer.from(handle).toString("base64");

export async function admitOpening(
  core: RelayCore,
  { address, isFree }: Applicant,
  attempt: LoginAttempt & { readonly entries: readonly Uint8Array[]; readonly token: Uint8Array | null },
): Promise<Admission> {
  const { entries, token } = attempt;
  const waitMs = isFree ? 0 : core.buckets.opens.take(address, core.now());
  if (waitMs > 0) return overRate(waitMs);
  const isClosed = await core.isClosed();
  if (!isClosed.ok) return storageFailed(core, isClosed.error);
  // Before anything is verified: that costs more.
  if (isClosed.value && token === null) return tryAgain("token-needed");
  const opened = await openVault(core, {
    entries,
    token,
    isMember: (roster) => isMemberLogin(core, attempt, roster),
  });
  if (opened.ok) {
    core.log("vault-opened", { vault: shortId(opened.value.vaultId), ...core.whereIs(address) });
    return { event: { type: "found-member" }, vault: opened.value };
  }
  if (opened.error.type !== "not-taken") return storageFailed(core, opened.error);
  const { reason } = opened.error;
  if (reason === "login" || reason === "token-refused") core.failures.failed(address, core.now());
  if (reason === "token-needed" || reason === "token-refused") return tryAgain(reason);
  return { event: { type: "refuse", reason } };
}

export function storageFailed({ log }: Pick<RelayCore, "log">, error: HoltError): Admission {
  logStorageFailure(log, error);
  return { event: { type: "refuse", reason: "storage", retryAfterMs: STORAGE_RETRY_MS } };
}

export function logStorageFailure(log: RelayCore["log"], error: HoltError): void {
  const isStorage = error.type === "storage";
  log("storage-failed", {
    reason: isStorage ? error.reason : error.type,
    detail: (isStorage && error.detail) || "",
  });
}

const overRate = (retryAfterMs: number): Admission => ({
  event: { type: "refuse", reason: "rate", retryAfterMs },
});

/** With a token, or another one. */
const tryAgain = (reason: "token-needed" | "token-refused"): Admission => ({
  event: { type: "stays-unknown" },
  say: { type: "refused", what: null, reason, retryAfterMs: 0 },
});
