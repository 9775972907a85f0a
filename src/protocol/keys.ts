/**
 * Members: one 32-byte seed → an Ed25519 pair that signs and an X25519 pair that is sealed to
 * (docs/SPEC.md [KY1]).
 *
 * Knows nothing of rosters, epochs or files. A device's seed is random; later the recovery words and the
 * recovery passphrase give seeds of their own.
 */
import { derive } from "./hash.ts";
import type { MemberId } from "./ids.ts";
import { memberIdOf, type MemberPublicKeys } from "./members.ts";
import { Secret } from "./secret.ts";
import type { Boxing, Hashing, Signing } from "./sodium.ts";
import { TAGS } from "./tags.ts";

export const SEED_BYTES = 32;

export interface Member {
  readonly id: MemberId;
  readonly publicKeys: MemberPublicKeys;
  /** libsodium's 64 bytes. */
  readonly signSecret: Secret;
  /** 32 bytes. */
  readonly boxSecret: Secret;
}

export function memberFromSeed(sodium: Hashing & Signing & Boxing, seed: Secret): Member {
  if (seed.expose().length !== SEED_BYTES) throw new Error(`a seed has ${SEED_BYTES} bytes`);
  const signSeed = derive(sodium, { key: seed, tag: TAGS.memberSign, parts: [] });
  const sign = sodium.signKeyPair(signSeed.expose());
  signSeed.wipe();
  const boxSecret = derive(sodium, { key: seed, tag: TAGS.memberBox, parts: [] });
  const publicKeys = { signKey: sign.publicKey, boxKey: sodium.boxPublicKey(boxSecret.expose()) };
  return {
    id: memberIdOf(sodium, publicKeys),
    publicKeys,
    signSecret: new Secret(sign.secretKey),
    boxSecret,
  };
}

export function wipeMember({ signSecret, boxSecret }: Member): void {
  signSecret.wipe();
  boxSecret.wipe();
}
