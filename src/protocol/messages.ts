/**
 * Messages between a device and a relay: one CBOR array per WebSocket message, its name first
 * (docs/SPEC.md [RM1]–[RM6]).
 *
 * Shapes only. What is sealed or signed in them is opaque here; who may send what, and when, is the session's matter.
 * A message of an unknown name, or with a field more or less, is malformed.
 */
import { hasFewItems } from "./cbor-items.ts";
import { decode, encode, type CborValue } from "./codec.ts";
import { LOGIN_PURPOSES, type LoginPurpose } from "./handshake.ts";
import { asMemberId, asVaultId, MEMBER_ID_BYTES, type MemberId, type VaultId } from "./ids.ts";
import type { Cursor } from "./log.ts";
import { malformed, type Malformed } from "./malformed.ts";
import { ok, type Result } from "./result.ts";
import { ERASURE_SCOPES, type ErasureScope } from "./roster-change.ts";
import { bytesOf, listOf, textOf, wholeOf } from "./shape.ts";

export const PROTOCOL_VERSION = 1;
/** WebSocket subprotocol: a proxy or another service is told apart at once. */
export const SUBPROTOCOL = "holt.1";

/** Why a relay takes something not, or says goodbye; one code for each, both ways. */
export const REFUSALS = [
  "malformed",
  "version",
  "login",
  "token-needed",
  "token-refused",
  "conflict",
  "invalid-entry",
  /** `seen` is not on the relay's chain: read again. */
  "not-seen",
  /** Another epoch is in force: read again, seal again. */
  "epoch",
  "author",
  "too-large",
  "quota",
  "rate",
  "too-many",
  "storage",
  /** The vault's home is another relay now; its entry is in the log. */
  "moved",
  "removed",
  /** This connection takes too little in. */
  "slow",
  "stopping",
  "no-mailbox",
  "other",
  /** Everything but the roster was erased here, as its newest erasure asks: only entries are taken. */
  "erased",
  /** An erasure by one signature alone is not due yet. */
  "too-early",
] as const;
export type Refusal = (typeof REFUSALS)[number];

/** A record as it travels: a roster entry, an envelope, or (inside what `start` brought) the id of its snapshot. */
export type RecordItem =
  | { readonly kind: "entry" | "envelope"; readonly bytes: Uint8Array }
  | { readonly kind: "snapshot-id"; readonly bytes: Uint8Array };

export type ClientMessage =
  | { readonly type: "hello"; readonly version: number; readonly nonce: Uint8Array }
  | {
      readonly type: "login";
      readonly purpose: LoginPurpose;
      readonly memberId: MemberId;
      readonly signature: Uint8Array;
      /** What this device has read; null: nothing. */
      readonly cursor: Cursor | null;
    }
  /** The login of a recovery member; `handle`: hash of the handle, where a passphrase logs in. */
  | {
      readonly type: "recover";
      readonly memberId: MemberId;
      readonly signature: Uint8Array;
      readonly handle: Uint8Array | null;
    }
  /** After `unknown`: the whole roster, so that the relay can verify the login. */
  | { readonly type: "open"; readonly entries: readonly Uint8Array[]; readonly token: Uint8Array | null }
  | { readonly type: "push"; readonly envelope: Uint8Array }
  | { readonly type: "append"; readonly entry: Uint8Array }
  | { readonly type: "signal"; readonly bytes: Uint8Array }
  /** A member's session makes a mailbox, and takes its messages. */
  | { readonly type: "mailbox-make"; readonly id: Uint8Array; readonly lifeSeconds: number }
  /** Without login: the one guest. `guest`: 16 random bytes, the same when the same device comes again. */
  | { readonly type: "mailbox-join"; readonly id: Uint8Array; readonly guest: Uint8Array }
  | {
      readonly type: "mailbox-post";
      readonly id: Uint8Array;
      readonly slot: number;
      readonly bytes: Uint8Array;
    }
  | { readonly type: "mailbox-close"; readonly id: Uint8Array }
  /** Which points in time are kept? */
  | { readonly type: "points" }
  | { readonly type: "point"; readonly position: number };

/** A snapshot that is kept beyond its time. */
export interface PointInTime {
  readonly position: number;
  readonly epoch: number;
  /** Epoch ms, by the relay's clock. */
  readonly storedAt: number;
  /** Of its envelope. */
  readonly bytes: number;
}

export type RelayMessage =
  | {
      readonly type: "challenge";
      readonly relayKey: Uint8Array;
      readonly nonce: Uint8Array;
      /** Epoch ms. */
      readonly timeMs: number;
      readonly signature: Uint8Array;
    }
  /** No vault here has such a member. `isClosed`: opening one takes a token. */
  | { readonly type: "unknown"; readonly isClosed: boolean }
  /** A former member: the whole roster, nothing else. */
  | { readonly type: "former"; readonly entries: readonly Uint8Array[] }
  | {
      readonly type: "welcome";
      readonly vaultId: VaultId;
      readonly logNonce: Uint8Array;
      /** Where the log ends now. */
      readonly position: number;
      /** Whether the login's cursor is a place of this log. */
      readonly isOnChain: boolean;
    }
  /**
   * What follows is read from `position` on, not from the cursor: entries are the roster up to there, `snapshot` (empty
   * where the log is whole from its start) covers all before.
   */
  | {
      readonly type: "start";
      readonly position: number;
      readonly hash: Uint8Array;
      readonly entries: readonly Uint8Array[];
      readonly snapshot: Uint8Array;
    }
  /** Records `first`, `first`+1, …; also how new ones are forwarded, to their author too. */
  | { readonly type: "records"; readonly first: number; readonly items: readonly RecordItem[] }
  /** All records up to `position` were sent. */
  | { readonly type: "synced"; readonly position: number }
  /** `what`: id of the envelope, hash of the entry, or id of the mailbox; null: the session as a whole. */
  | {
      readonly type: "refused";
      readonly what: Uint8Array | null;
      readonly reason: Refusal;
      readonly retryAfterMs: number;
    }
  | { readonly type: "signal"; readonly bytes: Uint8Array }
  | { readonly type: "mailbox-ready"; readonly id: Uint8Array }
  | { readonly type: "mailbox"; readonly id: Uint8Array; readonly slot: number; readonly bytes: Uint8Array }
  | { readonly type: "mailbox-gone"; readonly id: Uint8Array; readonly reason: MailboxEnd }
  /** Oldest first. `bytes`: all that is kept of this vault. */
  | { readonly type: "points"; readonly points: readonly PointInTime[]; readonly bytes: number }
  /** `snapshot`: its envelope; empty where there is none. */
  | { readonly type: "point"; readonly position: number; readonly snapshot: Uint8Array }
  /** An open proposal to erase: when its author alone may carry it out. After `synced`, and when it was appended. */
  | { readonly type: "erasure-due"; readonly index: number; readonly atMs: number }
  /** Signed by the relay: what the entry of this hash asked to erase is erased. After `synced`, and when it is so. */
  | {
      readonly type: "receipt";
      readonly entry: Uint8Array;
      readonly scope: ErasureScope;
      /** Epoch ms, by the relay's clock. */
      readonly atMs: number;
      readonly signature: Uint8Array;
    };

export const MAILBOX_ENDS = ["expired", "burnt", "closed"] as const;
export type MailboxEnd = (typeof MAILBOX_ENDS)[number];

/** What one message may hold, in bytes. */
export const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
/** Before a login nothing larger than a roster is said. */
export const MAX_EARLY_BYTES = 4 * 1024 * 1024;
export const MAX_SIGNAL_BYTES = 4 * 1024;
export const MAX_MAILBOX_BYTES = 16 * 1024;
export const MAX_MAILBOX_SLOTS = 8;
/** A page of a long reading. */
export const PAGE_BYTES = 256 * 1024;

/** One field's two ways; `read` gives undefined for another shape. */
interface Field<T> {
  readonly write: (value: T) => CborValue;
  readonly read: (value: CborValue) => T | undefined;
}
type Fields<M> = { readonly [K in Exclude<keyof M, "type">]: Field<M[K]> };
type Table<M extends { readonly type: string }> = {
  readonly [T in M["type"]]: Fields<Extract<M, { readonly type: T }>>;
};

const itself = <T extends CborValue>(read: Field<T>["read"]): Field<T> => ({ write: (value) => value, read });
const bytes = itself<Uint8Array>((value) => bytesOf(value));
const bytesOfLength = (length: number): Field<Uint8Array> => itself((value) => bytesOf(value, length));
const hash32 = bytesOfLength(32);
const signature64 = bytesOfLength(64);
const whole = itself<number>(wholeOf);
const flag = itself<boolean>((value) => (typeof value === "boolean" ? value : undefined));
const orNull = <T>({ write, read }: Field<T>): Field<T | null> => ({
  write: (value) => (value === null ? null : write(value)),
  read: (value) => (value === null ? null : read(value)),
});
const listOfMany = <T>({ write, read }: Field<T>, most: number): Field<readonly T[]> => ({
  write: (values) => values.map(write),
  read: (value) => {
    const items = listOf(value);
    if (items === undefined || items.length > most) return undefined;
    const read1 = items.map(read);
    return read1.every((item) => item !== undefined) ? read1 : undefined;
  },
});
/** One of a list's texts, as its place in it. */
const oneOf = <T extends string>(texts: readonly T[]): Field<T> => ({
  write: (text) => texts.indexOf(text),
  read: (value) => texts[wholeOf(value) ?? -1],
});
const memberId: Field<MemberId> = {
  write: (id) => id,
  read: (value) => asMemberId(bytesOf(value, MEMBER_ID_BYTES) ?? new Uint8Array()),
};
const vaultId: Field<VaultId> = {
  write: (id) => id,
  read: (value) => asVaultId(bytesOf(value) ?? new Uint8Array()),
};
const cursor: Field<Cursor> = {
  write: ({ log, position, hash }) => [log, position, hash],
  read: (value) => {
    const list = listOf(value);
    const log = bytesOf(list?.[0], 32);
    const position = wholeOf(list?.[1]);
    const hash = bytesOf(list?.[2], 32);
    return list?.length === 3 && log && position !== undefined && hash ? { log, position, hash } : undefined;
  },
};
const ITEM_KINDS = ["entry", "envelope", "snapshot-id"] as const;
const item: Field<RecordItem> = {
  write: (record) => [ITEM_KINDS.indexOf(record.kind), record.bytes],
  read: (value) => {
    const list = listOf(value);
    const kind = ITEM_KINDS[wholeOf(list?.[0]) ?? -1];
    const body = bytesOf(list?.[1]);
    return list?.length === 2 && kind !== undefined && body !== undefined ? { kind, bytes: body } : undefined;
  },
};
const point: Field<PointInTime> = {
  write: ({ position, epoch, storedAt, bytes: size }) => [position, epoch, storedAt, size],
  read: (value) => {
    const numbers = listOf(value)?.map(wholeOf);
    const [position, epoch, storedAt, size] = numbers ?? [];
    if (numbers?.length !== 4 || position === undefined || epoch === undefined) return undefined;
    return storedAt === undefined || size === undefined
      ? undefined
      : { position, epoch, storedAt, bytes: size };
  },
};
const MOST_POINTS = 1000;
const MOST_ENTRIES = 10_000;
const MOST_ITEMS = 20_000;
/** A record is an array of two. */
const MOST_CBOR_ITEMS = 3 * MOST_ITEMS + 100;
const entries = listOfMany(bytes, MOST_ENTRIES);

const CLIENT: Table<ClientMessage> = {
  hello: { version: whole, nonce: hash32 },
  login: {
    purpose: oneOf<LoginPurpose>(LOGIN_PURPOSES),
    memberId,
    signature: signature64,
    cursor: orNull(cursor),
  },
  recover: { memberId, signature: signature64, handle: orNull(hash32) },
  open: { entries, token: orNull(bytes) },
  push: { envelope: bytes },
  append: { entry: bytes },
  signal: { bytes },
  "mailbox-make": { id: hash32, lifeSeconds: whole },
  "mailbox-join": { id: hash32, guest: bytesOfLength(16) },
  "mailbox-post": { id: hash32, slot: whole, bytes },
  "mailbox-close": { id: hash32 },
  points: {},
  point: { position: whole },
};

const RELAY: Table<RelayMessage> = {
  challenge: { relayKey: hash32, nonce: hash32, timeMs: whole, signature: signature64 },
  unknown: { isClosed: flag },
  former: { entries },
  welcome: { vaultId, logNonce: hash32, position: whole, isOnChain: flag },
  start: { position: whole, hash: hash32, entries, snapshot: bytes },
  records: { first: whole, items: listOfMany(item, MOST_ITEMS) },
  synced: { position: whole },
  refused: { what: orNull(hash32), reason: oneOf<Refusal>(REFUSALS), retryAfterMs: whole },
  signal: { bytes },
  "mailbox-ready": { id: hash32 },
  mailbox: { id: hash32, slot: whole, bytes },
  "mailbox-gone": { id: hash32, reason: oneOf<MailboxEnd>(MAILBOX_ENDS) },
  points: { points: listOfMany(point, MOST_POINTS), bytes: whole },
  point: { position: whole, snapshot: bytes },
  "erasure-due": { index: whole, atMs: whole },
  receipt: { entry: hash32, scope: oneOf<ErasureScope>(ERASURE_SCOPES), atMs: whole, signature: signature64 },
};

export const encodeClientMessage = (message: ClientMessage): Uint8Array => write(CLIENT, message);
export const encodeRelayMessage = (message: RelayMessage): Uint8Array => write(RELAY, message);
export const decodeClientMessage = (input: Uint8Array): Result<ClientMessage, Malformed> =>
  read<ClientMessage>(CLIENT, input);
export const decodeRelayMessage = (input: Uint8Array): Result<RelayMessage, Malformed> =>
  read<RelayMessage>(RELAY, input);

type AnyTable = Readonly<Record<string, Readonly<Record<string, Field<never>>>>>;

function write<M extends { readonly type: string }>(table: Table<M>, message: M): Uint8Array {
  const fields = (table as unknown as AnyTable)[message.type] ?? {};
  const values = message as unknown as Readonly<Record<string, never>>;
  return encode([
    message.type,
    ...Object.entries(fields).map(([name, field]) => field.write(values[name] as never)),
  ]);
}

const WHAT = "relay message";

function read<M extends { readonly type: string }>(table: Table<M>, input: Uint8Array): Result<M, Malformed> {
  if (!hasFewItems(input, MOST_CBOR_ITEMS)) return malformed(WHAT, "byte 0", "more than a message holds");
  const decoded = decode(input, WHAT);
  if (!decoded.ok) return decoded;
  const list = listOf(decoded.value);
  const type = textOf(list?.[0]);
  const fields =
    type !== undefined && Object.hasOwn(table, type) ? (table as unknown as AnyTable)[type] : undefined;
  const names = Object.keys(fields ?? {});
  if (list === undefined || type === undefined || fields === undefined || list.length !== names.length + 1) {
    return malformed(WHAT, "byte 0", "of an unknown form");
  }
  const message: Record<string, unknown> = { type };
  for (const [index, name] of names.entries()) {
    const value: unknown = fields[name]?.read(list[index + 1] ?? null);
    if (value === undefined) return malformed(WHAT, `${type}.${name}`, "of an unknown form");
    message[name] = value;
  }
  return ok(message as unknown as M);
}
