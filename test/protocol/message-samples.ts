/**
 * One message of each kind, with fixed fields: what test/vectors/sync.json has the bytes of.
 */
import type { MemberId, VaultId } from "../../src/protocol/ids.ts";
import type { ClientMessage, RelayMessage } from "../../src/protocol/messages.ts";
import { rising } from "./rising.ts";

const hash = rising(9, 32);
const id = rising(0x30, 32);

export const CLIENT_SAMPLES: readonly ClientMessage[] = [
  { type: "hello", version: 1, nonce: rising(0x20, 32) },
  {
    type: "login",
    purpose: "sync",
    memberId: rising(2, 16) as MemberId,
    signature: rising(4, 64),
    cursor: { log: rising(8, 32), position: 300, hash },
  },
  {
    type: "recover",
    memberId: rising(2, 16) as MemberId,
    signature: rising(4, 64),
    handle: rising(6, 32),
  },
  { type: "open", entries: [rising(0, 3), rising(1, 3)], token: rising(5, 8) },
  { type: "push", envelope: rising(0, 30) },
  { type: "append", entry: rising(1, 30) },
  { type: "signal", bytes: rising(2, 30) },
  { type: "mailbox-make", id, lifeSeconds: 600 },
  { type: "mailbox-join", id, guest: rising(3, 16) },
  { type: "mailbox-post", id, slot: 1, bytes: rising(4, 30) },
  { type: "mailbox-close", id },
  { type: "points" },
  { type: "point", position: 300 },
];

export const RELAY_SAMPLES: readonly RelayMessage[] = [
  {
    type: "challenge",
    relayKey: rising(7, 32),
    nonce: rising(0x40, 32),
    timeMs: 1_800_000_000_000,
    signature: rising(4, 64),
  },
  { type: "unknown", isClosed: true },
  { type: "former", entries: [rising(0, 3)] },
  {
    type: "welcome",
    vaultId: rising(1, 32) as VaultId,
    logNonce: rising(8, 32),
    position: 41,
    isOnChain: false,
  },
  { type: "start", position: 40, hash, entries: [rising(0, 3)], snapshot: rising(1, 30) },
  {
    type: "records",
    first: 41,
    items: [
      { kind: "entry", bytes: rising(0, 3) },
      { kind: "envelope", bytes: rising(1, 30) },
      { kind: "snapshot-id", bytes: hash },
    ],
  },
  { type: "synced", position: 43 },
  { type: "refused", what: hash, reason: "rate", retryAfterMs: 250 },
  { type: "signal", bytes: rising(2, 30) },
  { type: "mailbox-ready", id },
  { type: "mailbox", id, slot: 0, bytes: rising(4, 30) },
  { type: "mailbox-gone", id, reason: "burnt" },
  {
    type: "points",
    points: [{ position: 300, epoch: 2, storedAt: 1_800_000_000_000, bytes: 65_000 }],
    bytes: 70_000,
  },
  { type: "point", position: 300, snapshot: rising(1, 30) },
  { type: "erasure-due", index: 7, atMs: 1_800_000_000_000 },
  { type: "receipt", entry: hash, scope: "all", atMs: 1_800_000_000_000, signature: rising(4, 64) },
];
