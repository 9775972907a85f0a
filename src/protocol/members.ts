/**
 * A member as everyone sees it: public keys, the id they give, and the Yjs clientID under which it writes
 * (docs/SPEC.md [KY2], [KY3]).
 *
 * Holds no secret; the relay's verification uses it too.
 */
import { hash } from "./hash.ts";
import { MEMBER_ID_BYTES, type MemberId } from "./ids.ts";
import type { Hashing } from "./sodium.ts";
import { TAGS } from "./tags.ts";

/** Ed25519 and X25519, 32 bytes each. */
export interface MemberPublicKeys {
  readonly signKey: Uint8Array;
  readonly boxKey: Uint8Array;
}

export function memberIdOf(sodium: Hashing, { signKey, boxKey }: MemberPublicKeys): MemberId {
  return hash(sodium, { tag: TAGS.memberId, parts: [signKey, boxKey], length: MEMBER_ID_BYTES }) as MemberId;
}

/**
 * The clientID of a member in one generation: 52 bits of BLAKE2b(author · generation), never 0. A safe integer, and
 * long enough that two members never share one by accident.
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
