/**
 * What a roster entry can say, as CBOR (docs/SPEC.md [RO3]).
 *
 * What reads as a change has exactly the keys of its type, lists in their one order, and bytes of their lengths; whether
 * it is allowed is not asked here.
 */
import type { CborValue } from "./codec.ts";
import { asMemberId, type MemberId } from "./ids.ts";
import {
  ERASURE_SCOPES,
  FOUND_NONCE_BYTES,
  PREVIOUS_KEY_BYTES,
  type AdmitChange,
  type ConfirmChange,
  type EpochBox,
  type EraseChange,
  type FirstEpoch,
  type FoundChange,
  type HomeChange,
  type RejectChange,
  type RemoveChange,
  type RosterChange,
  type RosterEpoch,
  type RosterMember,
} from "./roster-change.ts";
import { bytesOf, isMap, listOf, mapOf, textOf, wholeOf } from "./shape.ts";

const KEY_BYTES = 32;
const BOX_BYTES = 80;
const SIGNATURE_BYTES = 64;
const URL = /^[\x21-\x7e]{1,512}$/;

export function changeToCbor(change: RosterChange): CborValue {
  switch (change.type) {
    case "found":
      return foundToCbor(change);
    case "admit": {
      const { type, join, box, replaces } = change;
      const { kind, signKey, boxKey, handle } = change.member;
      const member = { kind, signKey, boxKey, handle };
      return { type, member, join, box, replaces, epoch: epochToCbor(change.epoch) };
    }
    case "confirm": {
      const { type, entry, box } = change;
      return { type, entry, box, epoch: epochToCbor(change.epoch) };
    }
    case "reject":
      return { type: change.type, entry: change.entry };
    case "remove":
      return { type: change.type, members: [...change.members], epoch: epochToCbor(change.epoch) };
    case "home":
      return { type: change.type, url: change.url, relayKey: change.relayKey };
    case "erase":
      return { type: change.type, scope: change.scope, epoch: epochToCbor(change.epoch) };
    default:
      return change satisfies never;
  }
}

function foundToCbor({ type, nonce, member, epoch }: FoundChange): CborValue {
  const { kind, signKey, boxKey } = member;
  const { number, commitment, boxes } = epoch;
  return {
    type,
    nonce,
    member: { kind, signKey, boxKey },
    epoch: { number, commitment, boxes: boxes.map(boxToCbor) },
  };
}

function epochToCbor(epoch: RosterEpoch | null): CborValue {
  if (epoch === null) return null;
  const { number, commitment, boxes, previous } = epoch;
  return { number, commitment, boxes: boxes.map(boxToCbor), previous };
}

const boxToCbor = ({ member, box }: EpochBox): CborValue => ({ member, box });

/** Undefined for a change of another shape, or one that this version doesn't know. */
export function readChange(value: CborValue): RosterChange | undefined {
  switch (isMap(value) ? value["type"] : undefined) {
    case "found":
      return foundOf(value);
    case "admit":
      return admitOf(value);
    case "confirm":
      return confirmOf(value);
    case "reject":
      return rejectOf(value);
    case "remove":
      return removeOf(value);
    case "home":
      return homeOf(value);
    case "erase":
      return eraseOf(value);
    default:
      return undefined;
  }
}

function foundOf(value: CborValue): FoundChange | undefined {
  const map = mapOf(value, "type", "nonce", "member", "epoch");
  const nonce = bytesOf(map?.nonce, FOUND_NONCE_BYTES);
  const keys = mapOf(map?.member, "kind", "signKey", "boxKey");
  const member = keysOf(keys);
  const epoch = mapOf(map?.epoch, "number", "commitment", "boxes");
  const first = firstEpochOf(epoch);
  if (keys?.kind !== "device" || nonce === undefined || member === undefined || first === undefined)
    return undefined;
  return { type: "found", nonce, member: { kind: "device", ...member }, epoch: first };
}

function admitOf(value: CborValue): AdmitChange | undefined {
  const map = mapOf(value, "type", "member", "join", "box", "replaces", "epoch");
  const member = memberOf(map?.member);
  const join = bytesOf(map?.join, SIGNATURE_BYTES);
  const box = nullOr(map?.box, boxBytesOf);
  const replaces = nullOr(map?.replaces, idOf);
  const epoch = nullOr(map?.epoch, epochOf);
  if (member === undefined || join === undefined || box === undefined) return undefined;
  if (replaces === undefined || epoch === undefined) return undefined;
  return { type: "admit", member, join, box, replaces, epoch };
}

function confirmOf(value: CborValue): ConfirmChange | undefined {
  const map = mapOf(value, "type", "entry", "box", "epoch");
  const entry = wholeOf(map?.entry);
  const box = nullOr(map?.box, boxBytesOf);
  const epoch = nullOr(map?.epoch, epochOf);
  if (entry === undefined || box === undefined || epoch === undefined) return undefined;
  return { type: "confirm", entry, box, epoch };
}

function rejectOf(value: CborValue): RejectChange | undefined {
  const entry = wholeOf(mapOf(value, "type", "entry")?.entry);
  return entry === undefined ? undefined : { type: "reject", entry };
}

function removeOf(value: CborValue): RemoveChange | undefined {
  const map = mapOf(value, "type", "members", "epoch");
  const members = everyOf(map?.members, idOf);
  const epoch = nullOr(map?.epoch, epochOf);
  if (members === undefined || epoch === undefined || !isAscending(members)) return undefined;
  return { type: "remove", members, epoch };
}

function homeOf(value: CborValue): HomeChange | undefined {
  const map = mapOf(value, "type", "url", "relayKey");
  const url = textOf(map?.url);
  const relayKey = bytesOf(map?.relayKey, KEY_BYTES);
  if (url === undefined || !URL.test(url) || relayKey === undefined) return undefined;
  return { type: "home", url, relayKey };
}

function eraseOf(value: CborValue): EraseChange | undefined {
  const map = mapOf(value, "type", "scope", "epoch");
  const scope = ERASURE_SCOPES.find((known) => known === map?.scope);
  const epoch = nullOr(map?.epoch, epochOf);
  return scope === undefined || epoch === undefined ? undefined : { type: "erase", scope, epoch };
}

function memberOf(value: CborValue | undefined): RosterMember | undefined {
  const map = mapOf(value, "kind", "signKey", "boxKey", "handle");
  const kind = map?.kind;
  const keys = keysOf(map);
  const handle = nullOr(map?.handle, (bytes) => bytesOf(bytes, KEY_BYTES));
  if (kind !== "device" && kind !== "words" && kind !== "passphrase") return undefined;
  return keys === undefined || handle === undefined ? undefined : { kind, ...keys, handle };
}

function keysOf(map: Readonly<Record<"signKey" | "boxKey", CborValue>> | undefined) {
  const signKey = bytesOf(map?.signKey, KEY_BYTES);
  const boxKey = bytesOf(map?.boxKey, KEY_BYTES);
  return signKey === undefined || boxKey === undefined ? undefined : { signKey, boxKey };
}

function epochOf(value: CborValue | undefined): RosterEpoch | undefined {
  const map = mapOf(value, "number", "commitment", "boxes", "previous");
  const epoch = firstEpochOf(map);
  const previous = bytesOf(map?.previous, PREVIOUS_KEY_BYTES);
  if (epoch === undefined || previous === undefined) return undefined;
  return isAscending(epoch.boxes.map(({ member }) => member)) ? { ...epoch, previous } : undefined;
}

type EpochMap = Readonly<Record<"number" | "commitment" | "boxes", CborValue>>;

function firstEpochOf(map: EpochMap | undefined): FirstEpoch | undefined {
  const number = wholeOf(map?.number);
  const commitment = bytesOf(map?.commitment, KEY_BYTES);
  const boxes = everyOf(map?.boxes, boxOf);
  if (number === undefined || commitment === undefined || boxes === undefined) return undefined;
  return { number, commitment, boxes };
}

function boxOf(value: CborValue): EpochBox | undefined {
  const map = mapOf(value, "member", "box");
  const member = idOf(map?.member);
  const box = boxBytesOf(map?.box);
  return member === undefined || box === undefined ? undefined : { member, box };
}

const boxBytesOf = (value: CborValue | undefined): Uint8Array | undefined => bytesOf(value, BOX_BYTES);

const idOf = (value: CborValue | undefined): MemberId | undefined =>
  asMemberId(bytesOf(value) ?? new Uint8Array());

const nullOr = <T>(value: CborValue | undefined, read: (value: CborValue) => T | undefined) =>
  value === null ? null : value === undefined ? undefined : read(value);

function everyOf<T>(value: CborValue | undefined, read: (value: CborValue) => T | undefined) {
  const items = listOf(value)?.map(read);
  return items?.every((item) => item !== undefined) === true ? items : undefined;
}

/** Each greater than the one before, bytewise. */
const isAscending = (ids: readonly MemberId[]): boolean =>
  ids.every((id, index) => {
    const before = ids[index - 1];
    return before === undefined || Buffer.compare(before, id) < 0;
  });
