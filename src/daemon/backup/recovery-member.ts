/**
 * What a person typed → the recovery member that it is: keys in memory, for as long as a job takes.
 */
import { parseHandle, type Handle, hashHandle } from "../../protocol/handle.ts";
import type { RecoverySecret } from "../../protocol/backup-api.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { type Member, memberFromSeed, wipeMember } from "../../protocol/keys.ts";
import { parseRecoveryWords, passphraseSeed } from "../../protocol/recovery-secret.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import type { RecoveryKind } from "../../protocol/view.ts";
import type { CryptoTools } from "../../protocol/sodium.ts";

export interface RecoveryMember {
  readonly kind: RecoveryKind;
  readonly member: Member;
  readonly handle: Handle | null;
  /** 32 bytes; null for words. */
  readonly handleHash: Uint8Array | null;
}

/** `known`: the vault's own handle, and the host that completes a bare name. */
export async function openRecoverySecret(
  { sodium }: CryptoTools,
  secret: RecoverySecret,
  known: { readonly handle?: string | null; readonly host?: string } = {},
): Promise<Result<RecoveryMember, HoltError>> {
  if ("words" in secret) {
    const seed = parseRecoveryWords(secret.words);
    if (!seed.ok) {
      const { reason, at } = seed.error;
      return err({ type: "wrong-key", what: "words", typed: { reason, at } });
    }
    const member = memberFromSeed(sodium, seed.value);
    seed.value.wipe();
    return ok({ kind: "words", member, handle: null, handleHash: null });
  }
  const text = secret.handle ?? known.handle ?? undefined;
  if (text === undefined) return err({ type: "usage", reason: "handle-needed" });
  const handle = parseHandle(text, known.host);
  if (handle === undefined) return err({ type: "usage", reason: "bad-handle", value: text });
  const seed = await passphraseSeed(sodium, { handle, passphrase: secret.passphrase });
  const member = memberFromSeed(sodium, seed);
  seed.wipe();
  return ok({ kind: "passphrase", member, handle, handleHash: hashHandle(sodium, handle) });
}

export const wipeRecoveryMember = ({ member }: RecoveryMember): void => wipeMember(member);
