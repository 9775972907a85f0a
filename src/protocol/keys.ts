/**
 * Members: one 32-byte seed → an Ed25519 pair that signs and an X25519 pair that is sealed to
 * (docs/SPEC.md [KY1]–[KY3]).
 *
 * Knows nothing of rosters, epochs or files. A device's seed is random; later the recovery words and the
 * recovery passphrase give seeds of their own.
 */
import { derive, hash } from "./hash.ts";
import { MEMBER_ID_BYTES, type MemberId } from "./ids.ts";
import { Secret } from "./secret.ts";
import type { Boxing, Hashing, Signing } from "./sodium.ts";
import { TAGS } from "./tags.ts";

export const SEED_BYTES = 32;

/** 32 bytes each. */
export interface MemberPublicKeys {
  readonly signKey: Uint8Array;
  readonly boxKey: Uint8Array;
}

export interface Member {
  readonly id: MemberId;
  readonly publicKeys: MemberPublicKeys;
  readonly signSecret: Secret;
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

export function memberIdOf(sodium: Hashing, { signKey, boxKey }: MemberPublicKeys): MemberId {
  return hash(sodium, { tag: TAGS.memberId, parts: [signKey, boxKey], length: MEMBER_ID_BYTES }) as MemberId;
}

export function wipeMember(member: Member): void {
  member.signSecret.wipe();
  member.boxSecret.wipe();
}

/**
 * The Yjs clientID under which a member writes in one generation: 52 bits of BLAKE2b(author · generation), never 0
 * (lib0 reads 0 as "none" in places). 52 bits are a safe integer and keep accidental collisions out of reach.
 */
export function clientIdOf(sodium: Hashing, author: MemberId, generation: number): number {
  if (!Number.isSafeInteger(generation) || generation < 0) throw new Error("a generation is a whole number");
  const counter = new Uint8Array(8);
  new DataView(counter.buffer).setBigUint64(0, BigInt(generation));
  const digest = hash(sodium, { tag: TAGS.clientId, parts: [author, counter], length: 16 });
  const view = new DataView(digest.buffer, digest.byteOffset);
  const id = (view.getUint32(0) >>> 12) * 2 ** 32 + view.getUint32(4);
  return id === 0 ? 1 : id;
}
