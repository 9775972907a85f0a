/**
 * Who is it that logs in: a member, a former one, nobody we know, or somebody who only says so? (docs/SPEC.md [RD2])
 */
import { isEqualBytes } from "../protocol/bytes.ts";
import type { HoltError } from "../protocol/errors.ts";
import { loginMessage } from "../protocol/handshake.ts";
import { formatId } from "../protocol/ids.ts";
import { ok, type Result } from "../protocol/result.ts";
import type { RosterMemberState, RosterState } from "../protocol/roster-state.ts";
import { isSignedBy } from "../protocol/signature.ts";
import type { Signing } from "../protocol/sodium.ts";
import { TAGS } from "../protocol/tags.ts";
import type { LiveVault } from "./live-vault.ts";
import type { LogStore } from "./relay-store.ts";
import type { Challenge, Login } from "./session-state.ts";
import type { Vaults } from "./vaults.ts";

export type LoginAnswer =
  | { readonly type: "member"; readonly vault: LiveVault }
  | { readonly type: "former"; readonly entries: readonly Uint8Array[] }
  | { readonly type: "unknown" }
  | { readonly type: "wrong" };

export interface LoginTools {
  readonly sodium: Pick<Signing, "verifyDetached">;
  readonly relayKey: Uint8Array;
  readonly store: LogStore;
  readonly vaults: Vaults;
}

export interface LoginAttempt {
  readonly login: Login;
  readonly challenge: Challenge;
}

/** The vault is loaded for a right signature only. */
export async function lookUpMember(
  tools: LoginTools,
  attempt: LoginAttempt,
): Promise<Result<LoginAnswer, HoltError>> {
  const { store, vaults } = tools;
  const { memberId } = attempt.login;
  const found = await store.findMember(memberId);
  if (!found.ok) return found;
  if (found.value === undefined) return ok({ type: "unknown" });
  const { vaultId, signKey } = found.value;
  if (!isLoginSignedBy(tools, attempt, signKey)) return ok({ type: "wrong" });
  if (!found.value.isFormer) {
    const vault = await vaults.get(vaultId);
    if (!vault.ok) return vault;
    if (vault.value === undefined) return ok({ type: "unknown" });
    // Its removal may be on its way: what is not durable yet can't be shown, so it is let in to be sent it.
    const member = vault.value.facts.roster.members.get(formatId(memberId));
    if (member !== undefined) {
      return ok(fits(member, attempt.login) ? { type: "member", vault: vault.value } : { type: "wrong" });
    }
  }
  const entries = await store.readRoster(vaultId, Number.MAX_SAFE_INTEGER);
  return entries.ok ? ok({ type: "former", entries: entries.value }) : entries;
}

/** A recovery member recovers, and a passphrase names its handle; a device does neither. */
function fits({ kind, handle }: RosterMemberState, login: Login): boolean {
  if (kind === "device") return login.purpose === "sync";
  const named = login.handle;
  const isItsHandle = handle === null || named === null ? handle === named : isEqualBytes(handle, named);
  return login.purpose === "recover" && isItsHandle;
}

/** Of a vault that was unknown: is it a present member, by the roster that was sent? */
export function isMemberLogin(tools: LoginTools, attempt: LoginAttempt, roster: RosterState): boolean {
  const member = roster.members.get(formatId(attempt.login.memberId));
  return member?.kind === "device" && isLoginSignedBy(tools, attempt, member.signKey);
}

function isLoginSignedBy(
  { sodium, relayKey }: LoginTools,
  { login, challenge }: LoginAttempt,
  publicKey: Uint8Array,
): boolean {
  const { purpose, memberId, signature } = login;
  const { clientNonce, relayNonce } = challenge;
  const message = loginMessage({ purpose, relayKey, memberId, clientNonce, relayNonce });
  return isSignedBy(sodium, { tag: TAGS.login, message, signature, publicKey });
}
