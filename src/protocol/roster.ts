/**
 * The roster's entries: their bytes, their hashes, and the first one, which certifies itself
 * (docs/SPEC.md [RO1]–[RO5]).
 *
 * Which entries may follow is roster-state.ts's matter. Devices and the relay verify with both and need no secret;
 * making entries takes keys: found.ts, roster-make.ts.
 */
import { isEqualBytes } from "./bytes.ts";
import { decode, encode } from "./codec.ts";
import { hash } from "./hash.ts";
import { asMemberId, type MemberId, type VaultId } from "./ids.ts";
import { malformed, type Malformed } from "./malformed.ts";
import { memberIdOf } from "./members.ts";
import { err, ok, type Err, type Result } from "./result.ts";
import type { FoundChange, RosterChange } from "./roster-change.ts";
import { changeToCbor, readChange } from "./roster-change-cbor.ts";
import { bytesOf, listOf, mapOf, wholeOf } from "./shape.ts";
import { isSignedBy } from "./signature.ts";
import type { Boxing, Hashing, Signing } from "./sodium.ts";
import { TAGS } from "./tags.ts";

export interface RosterEntry {
  /** From 0. */
  readonly index: number;
  /** Hash of the entry before; null for the first. */
  readonly previous: Uint8Array | null;
  readonly author: MemberId;
  readonly change: RosterChange;
}

export interface SignedEntry {
  readonly entry: RosterEntry;
  /** What is signed. */
  readonly body: Uint8Array;
  readonly signature: Uint8Array;
}

/** A well-formed entry that breaks a rule of the roster. */
export interface InvalidEntry {
  readonly type: "invalid-entry";
  readonly rule: RosterRule;
}

export type RosterRule =
  /** Not by its author, or the author is not who it should be. */
  | "signature"
  | "author"
  /** The first entry founds, at index 0 and after nothing; no other does. */
  | "first"
  /** Not the entry that follows the newest one. */
  | "index"
  | "previous"
  /** Only a full member may do this. */
  | "standing"
  /** A box, or an epoch, where none belongs; or none where one does. */
  | "box"
  | "epoch"
  /** Not the number after the one in force. */
  | "epoch-number"
  /** Not a box for each member who is there afterwards, and for nobody else. */
  | "epoch-boxes"
  /** The new member: a box key of low order, a known id, no valid signature that it joins, a handle of another kind. */
  | "box-key"
  | "member-known"
  | "join"
  | "handle"
  /** There is one recovery member of each kind, and another replaces exactly it. */
  | "replaces"
  | "member-limit"
  | "proposal-limit"
  /** No such proposal is open; the author's own can't be confirmed; a device is rejected by removing it. */
  | "proposal"
  | "own-proposal"
  | "join-proposal"
  /** Nothing is there to be erased; it is proposed already. */
  | "erase-nothing"
  | "erase-proposed"
  /** Removing: nobody; somebody who is no member; a recovery member together with others; oneself together with others. */
  | "remove-nobody"
  | "remove-unknown"
  | "remove-mixed"
  | "remove-and-leave"
  /** Nobody, or no full member, would remain. */
  | "last-member"
  | "last-full";

export interface FoundVault {
  readonly vaultId: VaultId;
  readonly founder: MemberId;
  readonly change: FoundChange;
}

export const broken = (rule: RosterRule): Err<InvalidEntry> => err({ type: "invalid-entry", rule });

/** Two members' boxes take 250 bytes; thousands of members are no vault. */
export const MAX_ENTRY_BYTES = 64 * 1024;
const VERSION = 1;
const SIGNATURE_BYTES = 64;
const WHAT = "roster entry";

export type Verifying = Hashing & Pick<Signing, "verifyDetached"> & Pick<Boxing, "isLowOrder">;

export function encodeEntryBody({ index, previous, author, change }: RosterEntry): Uint8Array {
  return encode({ version: VERSION, index, previous, author, change: changeToCbor(change) });
}

export const encodeSignedEntry = (body: Uint8Array, signature: Uint8Array): Uint8Array =>
  encode([body, signature]);

/** The shape alone: nothing is verified. */
export function decodeSignedEntry(bytes: Uint8Array): Result<SignedEntry, Malformed> {
  if (bytes.length > MAX_ENTRY_BYTES) return malformed(WHAT, "byte 0", "longer than an entry may be");
  const outer = decode(bytes, WHAT);
  if (!outer.ok) return outer;
  const pair = listOf(outer.value);
  const body = bytesOf(pair?.[0]);
  const signature = bytesOf(pair?.[1], SIGNATURE_BYTES);
  if (pair?.length !== 2 || body === undefined || signature === undefined) {
    return malformed(WHAT, "byte 0", "not a body and a signature");
  }
  const inner = decode(body, WHAT);
  if (!inner.ok) return inner;
  const map = mapOf(inner.value, "version", "index", "previous", "author", "change");
  if (map?.version !== VERSION) return malformed(WHAT, "version", "of an unknown version");
  const index = wholeOf(map.index);
  const previous = map.previous === null ? null : bytesOf(map.previous, 32);
  const author = asMemberId(bytesOf(map.author) ?? new Uint8Array());
  const change = readChange(map.change);
  if (index === undefined || previous === undefined || author === undefined || change === undefined) {
    return malformed(WHAT, "change", "of an unknown form");
  }
  return ok({ entry: { index, previous, author, change }, body, signature });
}

/** BLAKE2b-256 of the whole entry, signature included; of the first entry it is the vaultId. */
export const hashEntry = (sodium: Hashing, bytes: Uint8Array): Uint8Array =>
  hash(sodium, { tag: TAGS.rosterHash, parts: [bytes] });

/** The first entry of a roster, which certifies itself: its hash is the vaultId. */
export function verifyFoundEntry(
  sodium: Verifying,
  bytes: Uint8Array,
): Result<FoundVault, Malformed | InvalidEntry> {
  const decoded = decodeSignedEntry(bytes);
  if (!decoded.ok) return decoded;
  const { entry, body, signature } = decoded.value;
  const { author, change } = entry;
  if (entry.index !== 0 || entry.previous !== null || change.type !== "found") return broken("first");
  const { member, epoch } = change;
  if (!isEqualBytes(author, memberIdOf(sodium, member))) return broken("author");
  const publicKey = member.signKey;
  if (!isSignedBy(sodium, { tag: TAGS.rosterEntry, message: body, signature, publicKey })) {
    return broken("signature");
  }
  if (sodium.isLowOrder(member.boxKey)) return broken("box-key");
  const [box, ...others] = epoch.boxes;
  if (epoch.number !== 1 || others.length > 0 || !box || !isEqualBytes(box.member, author))
    return broken("epoch");
  return ok({ vaultId: hashEntry(sodium, bytes) as VaultId, founder: author, change });
}
