/**
 * Every message between device and relay, with fields as the protocol allows them: complete by type, so that a new
 * message can't be forgotten.
 */
import type { LoginPurpose } from "../../src/protocol/handshake.ts";
import { LOGIN_PURPOSES } from "../../src/protocol/handshake.ts";
import type { MemberId, VaultId } from "../../src/protocol/ids.ts";
import {
  type ClientMessage,
  MAILBOX_ENDS,
  type MailboxEnd,
  type RecordItem,
  type Refusal,
  REFUSALS,
  type RelayMessage,
} from "../../src/protocol/messages.ts";
import { fc } from "./seeded.ts";
import { ERASURE_SCOPES } from "../../src/protocol/roster-change.ts";

type Arbitraries<M extends { readonly type: string }> = {
  readonly [T in M["type"]]: fc.Arbitrary<Omit<Extract<M, { readonly type: T }>, "type">>;
};

const bytes = fc.uint8Array({ maxLength: 200 });
const ofLength = (length: number): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength: length, maxLength: length });
const hash = ofLength(32);
const whole = fc.maxSafeNat();
const list = fc.array(bytes, { maxLength: 4 });
const orNull = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { nil: null });
const item: fc.Arbitrary<RecordItem> = fc.record({
  kind: fc.constantFrom("entry" as const, "envelope" as const, "snapshot-id" as const),
  bytes,
});

export const CLIENT_MESSAGES: Arbitraries<ClientMessage> = {
  hello: fc.record({ version: whole, nonce: hash }),
  login: fc.record({
    purpose: fc.constantFrom<LoginPurpose>(...LOGIN_PURPOSES),
    memberId: ofLength(16).map((id) => id as MemberId),
    signature: ofLength(64),
    cursor: orNull(fc.record({ log: hash, position: whole, hash })),
  }),
  recover: fc.record({
    memberId: ofLength(16).map((id) => id as MemberId),
    signature: ofLength(64),
    handle: orNull(hash),
  }),
  open: fc.record({ entries: list, token: orNull(bytes) }),
  push: fc.record({ envelope: bytes }),
  append: fc.record({ entry: bytes }),
  signal: fc.record({ bytes }),
  "mailbox-make": fc.record({ id: hash, lifeSeconds: whole }),
  "mailbox-join": fc.record({ id: hash, guest: ofLength(16) }),
  "mailbox-post": fc.record({ id: hash, slot: whole, bytes }),
  "mailbox-close": fc.record({ id: hash }),
  points: fc.record({}),
  point: fc.record({ position: whole }),
};

export const RELAY_MESSAGES: Arbitraries<RelayMessage> = {
  challenge: fc.record({ relayKey: hash, nonce: hash, timeMs: whole, signature: ofLength(64) }),
  unknown: fc.record({ isClosed: fc.boolean() }),
  former: fc.record({ entries: list }),
  welcome: fc.record({
    vaultId: hash.map((id) => id as VaultId),
    logNonce: hash,
    position: whole,
    isOnChain: fc.boolean(),
  }),
  start: fc.record({ position: whole, hash, entries: list, snapshot: bytes }),
  records: fc.record({ first: whole, items: fc.array(item, { maxLength: 4 }) }),
  synced: fc.record({ position: whole }),
  refused: fc.record({
    what: orNull(hash),
    reason: fc.constantFrom<Refusal>(...REFUSALS),
    retryAfterMs: whole,
  }),
  signal: fc.record({ bytes }),
  "mailbox-ready": fc.record({ id: hash }),
  mailbox: fc.record({ id: hash, slot: whole, bytes }),
  "mailbox-gone": fc.record({ id: hash, reason: fc.constantFrom<MailboxEnd>(...MAILBOX_ENDS) }),
  points: fc.record({
    points: fc.array(fc.record({ position: whole, epoch: whole, storedAt: whole, bytes: whole }), {
      maxLength: 4,
    }),
    bytes: whole,
  }),
  point: fc.record({ position: whole, snapshot: bytes }),
  "erasure-due": fc.record({ index: whole, atMs: whole }),
  receipt: fc.record({
    entry: hash,
    scope: fc.constantFrom(...ERASURE_SCOPES),
    atMs: whole,
    signature: ofLength(64),
  }),
};
