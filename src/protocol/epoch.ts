/**
 * Epoch keys: their commitment, and the boxes in which they reach each member (docs/SPEC.md [EP1]–[EP4]).
 *
 * A box opens with libsodium's crypto_box_seal_open, but its ephemeral key is derived from (epoch key, member):
 * whoever holds the epoch key recomputes every box and so finds one that would fail at recovery.
 */
import { concatBytes, isEqualBytes } from "./bytes.ts";
import { derive } from "./hash.ts";
import type { Member } from "./keys.ts";
import type { MemberPublicKeys } from "./members.ts";
import { err, ok, type Result } from "./result.ts";
import { CANNOT_OPEN, type CannotOpen } from "./seal.ts";
import { Secret } from "./secret.ts";
import type { Boxing, Hashing } from "./sodium.ts";
import { TAGS } from "./tags.ts";

export const EPOCH_KEY_BYTES = 32;
const BOX_NONCE_BYTES = 24;

/** What a roster entry says of an epoch's key without giving it away: 32 bytes. */
export function commitToEpochKey(sodium: Hashing, epochKey: Secret): Uint8Array {
  return derive(sodium, { key: epochKey, tag: TAGS.epochCommitment, parts: [] }).expose();
}

/** ephemeral public key(32) ‖ crypto_box: 80 bytes. `malformed-key`: the member's box key is of low order. */
export function wrapEpochKey(
  sodium: Hashing & Boxing,
  { epochKey, to }: { readonly epochKey: Secret; readonly to: MemberPublicKeys },
): Result<Uint8Array, { readonly type: "malformed-key" }> {
  const ephemeral = derive(sodium, { key: epochKey, tag: TAGS.epochBox, parts: [to.signKey, to.boxKey] });
  const ephemeralPublic = sodium.boxPublicKey(ephemeral.expose());
  // As crypto_box_seal has it: no tag, no lengths.
  const nonce = sodium.blake2b(BOX_NONCE_BYTES, concatBytes(ephemeralPublic, to.boxKey));
  const keys = { publicKey: to.boxKey, secretKey: ephemeral.expose() };
  const box = sodium.box(epochKey.expose(), nonce, keys);
  ephemeral.wipe();
  return box === undefined ? err({ type: "malformed-key" }) : ok(concatBytes(ephemeralPublic, box));
}

/** The epoch key, if the box is this member's and holds what the commitment says. */
export function unwrapEpochKey(
  sodium: Hashing & Boxing,
  { box, commitment, member }: { box: Uint8Array; commitment: Uint8Array; member: Member },
): Result<Secret, CannotOpen> {
  const keys = { publicKey: member.publicKeys.boxKey, secretKey: member.boxSecret.expose() };
  const bytes = sodium.boxSealOpen(box, keys);
  if (bytes?.length !== EPOCH_KEY_BYTES) return err(CANNOT_OPEN);
  const epochKey = new Secret(bytes);
  if (isEqualBytes(commitToEpochKey(sodium, epochKey), commitment)) return ok(epochKey);
  epochKey.wipe();
  return err(CANNOT_OPEN);
}
