/**
 * What a roster entry can say, as types and as CBOR (docs/SPEC.md [RO3]).
 *
 * Shapes only: whether an entry is signed, in order and allowed is roster.ts's matter.
 */
import type { CborValue } from "./codec.ts";
import { asMemberId, type MemberId } from "./ids.ts";
import type { MemberPublicKeys } from "./members.ts";
import { bytesOf, listOf, mapOf, wholeOf } from "./shape.ts";

export type RosterChange = FoundChange;

/** Founds the vault: the entry's author is its first member. */
export interface FoundChange {
  readonly type: "found";
  /** 16 random bytes, so that one device can found several vaults. */
  readonly nonce: Uint8Array;
  readonly member: RosterMember;
  readonly epoch: RosterEpoch;
}

interface RosterMember extends MemberPublicKeys {
  readonly kind: "device";
}

interface RosterEpoch {
  /** From 1. */
  readonly number: number;
  /** 32 bytes. */
  readonly commitment: Uint8Array;
  /** The epoch key, sealed for each member. */
  readonly boxes: readonly EpochBox[];
}

interface EpochBox {
  readonly member: MemberId;
  /** 80 bytes. */
  readonly box: Uint8Array;
}

export const FOUND_NONCE_BYTES = 16;
const KEY_BYTES = 32;
const BOX_BYTES = 80;

export function changeToCbor({ type, nonce, member, epoch }: RosterChange): CborValue {
  return {
    type,
    nonce,
    member: { kind: member.kind, signKey: member.signKey, boxKey: member.boxKey },
    epoch: {
      number: epoch.number,
      commitment: epoch.commitment,
      boxes: epoch.boxes.map(({ member, box }) => ({ member, box })),
    },
  };
}

/** Undefined for a change of another shape, or one that this version doesn't know. */
export function readChange(value: CborValue): RosterChange | undefined {
  const map = mapOf(value, "type", "nonce", "member", "epoch");
  const nonce = bytesOf(map?.nonce, FOUND_NONCE_BYTES);
  const member = memberOf(map?.member);
  const epoch = epochOf(map?.epoch);
  if (map?.type !== "found" || nonce === undefined || member === undefined || epoch === undefined)
    return undefined;
  return { type: "found", nonce, member, epoch };
}

function memberOf(value: CborValue | undefined): RosterMember | undefined {
  const map = mapOf(value, "kind", "signKey", "boxKey");
  const signKey = bytesOf(map?.signKey, KEY_BYTES);
  const boxKey = bytesOf(map?.boxKey, KEY_BYTES);
  if (map?.kind !== "device" || signKey === undefined || boxKey === undefined) return undefined;
  return { kind: "device", signKey, boxKey };
}

function epochOf(value: CborValue | undefined): RosterEpoch | undefined {
  const map = mapOf(value, "number", "commitment", "boxes");
  const number = wholeOf(map?.number);
  const commitment = bytesOf(map?.commitment, KEY_BYTES);
  const boxes = listOf(map?.boxes)?.map(boxOf);
  if (number === undefined || commitment === undefined || boxes === undefined) return undefined;
  return boxes.every((box) => box !== undefined) ? { number, commitment, boxes } : undefined;
}

function boxOf(value: CborValue): EpochBox | undefined {
  const map = mapOf(value, "member", "box");
  const member = asMemberId(bytesOf(map?.member) ?? new Uint8Array());
  const box = bytesOf(map?.box, BOX_BYTES);
  return member === undefined || box === undefined ? undefined : { member, box };
}
