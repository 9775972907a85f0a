/**
 * Who is it that logs in: a member, a former one, nobody we know, or somebody who only says so? (docs/SPEC.md [RD2])
 */
import type { HoltError } from "../protocol/errors.ts";
import { loginMessage } from "../protocol/handshake.ts";
import { formatId } from "../protocol/ids.ts";
import { ok, type Result } from "../protocol/result.ts";
import type { RosterState } from "../protocol/roster-state.ts";
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
    if (vault.value.facts.roster.members.has(formatId(memberId))) {
      return ok({ type: "member", vault: vault.value });
    }
  }
  const entries = await store.readRoster(vaultId, Number.MAX_SAFE_INTEGER);
  return entries.ok ? ok({ type: "former", entries: entries.value }) : entries;
}

/** Of a vault that was unknown: is it a present member, by the roster that was sent? */
export function isMemberLogin(tools: LoginTools, attempt: LoginAttempt, roster: RosterState): boolean {
  const member = roster.members.get(formatId(attempt.login.memberId));
  return member !== undefined && isLoginSignedBy(tools, attempt, member.signKey);
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
