/**
 * What two devices say to each other through a mailbox while pairing, and how it is sealed (docs/SPEC.md [PA2]–[PA5]).
 *
 * Everything is derived from the join link's secret: the mailbox's name at the relay, and the key that the relay
 * never learns. The slot stands in the associated data: even ones are the host's, odd ones the guest's. Who may be let
 * in is not decided here.
 */
import { decode, encode, type CborValue } from "./codec.ts";
import { derive } from "./hash.ts";
import { asVaultId, type VaultId } from "./ids.ts";
import type { MemberPublicKeys } from "./members.ts";
import { err, ok, type Result } from "./result.ts";
import { CANNOT_OPEN, open, seal, type CannotOpen } from "./seal.ts";
import type { Secret } from "./secret.ts";
import { bytesOf, listOf, mapOf, textOf, wholeOf } from "./shape.ts";
import type { CryptoTools, Hashing, Sealing } from "./sodium.ts";
import type { Cursor } from "./log.ts";
import { TAGS } from "./tags.ts";

/** In the order in which they are said. */
export type PairingMessage =
  /** Guest, slot 1: who wants to be let in. */
  | { readonly type: "ask"; readonly keys: MemberPublicKeys; readonly name: string }
  /** Host, slot 0: which vault it would be. */
  | {
      readonly type: "offer";
      readonly vaultId: VaultId;
      /** Names of its devices. */
      readonly devices: readonly string[];
      /** Accounts outside the trash. */
      readonly accounts: number;
      readonly hostName: string;
    }
  /** Guest, slot 3: its signature over "I join ⟨vaultId⟩". */
  | { readonly type: "join"; readonly signature: Uint8Array }
  /** Host, slot 2: let in. The guest must reach this roster head and this place, or the relay shows it an old vault. */
  | {
      readonly type: "admitted";
      readonly rosterIndex: number;
      readonly rosterHead: Uint8Array;
      readonly cursor: Cursor;
      readonly relayUrl: string;
    }
  /** Host, slot 4, at any time: no. */
  | { readonly type: "rejected" };

export const SLOTS = { ask: 1, offer: 0, join: 3, admitted: 2, rejected: 4 } as const satisfies Readonly<
  Record<PairingMessage["type"], number>
>;

export interface MailboxKeys {
  /** 32 bytes: the mailbox's name at the relay. */
  readonly id: Uint8Array;
  readonly key: Secret;
}

export function mailboxOf(sodium: Hashing, secret: Secret): MailboxKeys {
  const id = derive(sodium, { key: secret, tag: TAGS.mailboxId, parts: [] }).expose();
  return { id: new Uint8Array(id), key: derive(sodium, { key: secret, tag: TAGS.mailboxKey, parts: [] }) };
}

export function sealPairing(tools: CryptoTools, key: Secret, message: PairingMessage): Uint8Array {
  const content = encode(toCbor(message));
  return seal(tools, { key, content, associatedData: placeOf(SLOTS[message.type]) });
}

/** `cannot-open`: another secret, another slot, tampering, or a message that doesn't belong there. */
export function openPairing(
  sodium: Sealing,
  { key, slot, bytes }: { readonly key: Secret; readonly slot: number; readonly bytes: Uint8Array },
): Result<PairingMessage, CannotOpen> {
  const content = open(sodium, { key, sealed: bytes, associatedData: placeOf(slot) });
  if (!content.ok) return content;
  const decoded = decode(content.value, "pairing");
  const message = decoded.ok ? fromCbor(decoded.value) : undefined;
  return message === undefined || SLOTS[message.type] !== slot ? err(CANNOT_OPEN) : ok(message);
}

const placeOf = (slot: number): Uint8Array => encode([TAGS.mailbox, slot]);

function toCbor(message: PairingMessage): CborValue {
  switch (message.type) {
    case "ask":
      return {
        type: message.type,
        signKey: message.keys.signKey,
        boxKey: message.keys.boxKey,
        name: message.name,
      };
    case "offer":
      return { ...message, devices: [...message.devices] };
    case "admitted":
      return { ...message, cursor: [message.cursor.log, message.cursor.position, message.cursor.hash] };
    default:
      return { ...message };
  }
}

const LONGEST_NAME = 100;
const MOST_DEVICES = 100;
const nameOf = (value: CborValue | undefined): string | undefined => textOf(value)?.slice(0, LONGEST_NAME);

function fromCbor(value: CborValue): PairingMessage | undefined {
  return askOf(value) ?? offerOf(value) ?? joinOf(value) ?? admittedOf(value) ?? rejectedOf(value);
}

function askOf(value: CborValue): PairingMessage | undefined {
  const map = mapOf(value, "type", "signKey", "boxKey", "name");
  const signKey = bytesOf(map?.signKey, 32);
  const boxKey = bytesOf(map?.boxKey, 32);
  const name = nameOf(map?.name);
  if (map?.type !== "ask" || signKey === undefined || boxKey === undefined || name === undefined)
    return undefined;
  return { type: "ask", keys: { signKey, boxKey }, name };
}

function offerOf(value: CborValue): PairingMessage | undefined {
  const map = mapOf(value, "type", "vaultId", "devices", "accounts", "hostName");
  const vaultId = asVaultId(bytesOf(map?.vaultId) ?? new Uint8Array());
  const devices = listOf(map?.devices)?.slice(0, MOST_DEVICES).map(nameOf);
  const accounts = wholeOf(map?.accounts);
  const hostName = nameOf(map?.hostName);
  if (map?.type !== "offer" || vaultId === undefined || accounts === undefined || hostName === undefined)
    return undefined;
  if (devices?.every((name) => name !== undefined) !== true) return undefined;
  return { type: "offer", vaultId, devices, accounts, hostName };
}

function joinOf(value: CborValue): PairingMessage | undefined {
  const map = mapOf(value, "type", "signature");
  const signature = bytesOf(map?.signature, 64);
  return map?.type === "join" && signature !== undefined ? { type: "join", signature } : undefined;
}

function admittedOf(value: CborValue): PairingMessage | undefined {
  const map = mapOf(value, "type", "rosterIndex", "rosterHead", "cursor", "relayUrl");
  const rosterIndex = wholeOf(map?.rosterIndex);
  const rosterHead = bytesOf(map?.rosterHead, 32);
  const place = listOf(map?.cursor);
  const log = bytesOf(place?.[0], 32);
  const position = wholeOf(place?.[1]);
  const hashed = bytesOf(place?.[2], 32);
  const relayUrl = textOf(map?.relayUrl);
  if (map?.type !== "admitted" || rosterIndex === undefined || rosterHead === undefined) return undefined;
  if (log === undefined || position === undefined || hashed === undefined || relayUrl === undefined)
    return undefined;
  return { type: "admitted", rosterIndex, rosterHead, cursor: { log, position, hash: hashed }, relayUrl };
}

function rejectedOf(value: CborValue): PairingMessage | undefined {
  return mapOf(value, "type")?.type === "rejected" ? { type: "rejected" } : undefined;
}
