/**
 * A device as a relay sees it, for tests: a WebSocket that speaks the protocol and keeps what it was told.
 *
 * Verifies the relay's signature and the chain of what it is sent, as a device would; decides nothing by itself.
 */
import { randomBytes } from "node:crypto";
import { WebSocket } from "ws";
import { idOfEnvelope, decodeEnvelope } from "../../src/protocol/envelope.ts";
import { loginMessage, type LoginPurpose, relayHelloMessage } from "../../src/protocol/handshake.ts";
import type { Member } from "../../src/protocol/keys.ts";
import { type Cursor, nextHash, type Place, startHash } from "../../src/protocol/log.ts";
import {
  type ClientMessage,
  decodeRelayMessage,
  encodeClientMessage,
  PROTOCOL_VERSION,
  type RecordItem,
  type RelayMessage,
  SUBPROTOCOL,
} from "../../src/protocol/messages.ts";
import { hashEntry } from "../../src/protocol/roster.ts";
import { isSignedBy, sign } from "../../src/protocol/signature.ts";
import type { Sodium } from "../../src/protocol/sodium.ts";
import { TAGS } from "../../src/protocol/tags.ts";

type Message<T extends RelayMessage["type"]> = Extract<RelayMessage, { type: T }>;

export interface RelayClient {
  readonly socket: WebSocket;
  /** Everything that came, oldest first. */
  readonly received: readonly RelayMessage[];
  /** How many bytes came. */
  readonly receivedBytes: () => number;
  send(message: ClientMessage): void;
  sendRaw(bytes: Uint8Array | string): void;
  /** The first message of this type that was not taken yet; rejects where the connection ends before. */
  next<T extends RelayMessage["type"]>(type: T): Promise<Message<T>>;
  /** Whatever comes next. */
  any(): Promise<RelayMessage>;
  /** Resolves with the close code. */
  readonly closed: Promise<number>;
  end(): Promise<void>;
}

/** `url`: ws://… */
export async function connectRelay(
  url: string,
  options: {
    readonly headers?: Record<string, string>;
    readonly ca?: string;
    readonly subprotocol?: string;
  } = {},
): Promise<RelayClient> {
  const { headers, ca, subprotocol = SUBPROTOCOL } = options;
  const socket = new WebSocket(url, [subprotocol], {
    perMessageDeflate: false,
    ...(headers && { headers }),
    ...(ca && { ca }),
  });
  const received: RelayMessage[] = [];
  const taken = new Set<RelayMessage>();
  const waiting: {
    type: string | undefined;
    resolve: (m: RelayMessage) => void;
    reject: (e: Error) => void;
  }[] = [];
  let bytes = 0;
  let isOver = false;
  socket.on("message", (data: Buffer) => {
    bytes += data.length;
    const decoded = decodeRelayMessage(data);
    if (!decoded.ok) throw new Error("the relay sent something unreadable");
    const message = decoded.value;
    received.push(message);
    const at = waiting.findIndex(({ type }) => type === undefined || type === message.type);
    if (at < 0) return;
    taken.add(message);
    waiting.splice(at, 1)[0]?.resolve(message);
  });
  const closed = new Promise<number>((resolve) => {
    socket.on("close", (code) => {
      isOver = true;
      const last = received.at(-1);
      const said = last?.type === "refused" ? `: ${last.reason}` : "";
      for (const { reject } of waiting.splice(0)) reject(new Error(`the relay closed the connection${said}`));
      resolve(code);
    });
  });
  await new Promise<void>((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });
  socket.on("error", () => {});

  const take = (type: RelayMessage["type"] | undefined): Promise<RelayMessage> => {
    const there = received.find((message) => !taken.has(message) && (type ?? message.type) === message.type);
    if (there !== undefined) {
      taken.add(there);
      return Promise.resolve(there);
    }
    if (isOver) return Promise.reject(new Error("the relay has closed the connection"));
    return new Promise((resolve, reject) => void waiting.push({ type, resolve, reject }));
  };
  return {
    socket,
    received,
    receivedBytes: () => bytes,
    send: (message) => socket.send(encodeClientMessage(message)),
    sendRaw: (data) => socket.send(data),
    next: async <T extends RelayMessage["type"]>(type: T) => (await take(type)) as Message<T>,
    any: () => take(undefined),
    closed,
    async end() {
      socket.close();
      await closed;
    },
  };
}

export interface Greeted {
  readonly relayKey: Uint8Array;
  readonly clientNonce: Uint8Array;
  readonly relayNonce: Uint8Array;
}

/** Says hello, and verifies the challenge. */
export async function greet(client: RelayClient, sodium: Sodium): Promise<Greeted> {
  const clientNonce = new Uint8Array(randomBytes(32));
  client.send({ type: "hello", version: PROTOCOL_VERSION, nonce: clientNonce });
  const { relayKey, nonce: relayNonce, timeMs, signature } = await client.next("challenge");
  const message = relayHelloMessage({ clientNonce, relayNonce, timeMs });
  if (!isSignedBy(sodium, { tag: TAGS.relayHello, message, signature, publicKey: relayKey })) {
    throw new Error("the relay's signature doesn't hold");
  }
  return { relayKey, clientNonce, relayNonce };
}

export interface LoginOptions {
  readonly member: Member;
  readonly purpose?: LoginPurpose;
  readonly cursor?: Cursor | null;
  /** Of a passphrase that recovers. */
  readonly handle?: Uint8Array;
}

export function sendLogin(
  client: RelayClient,
  sodium: Sodium,
  { greeted, member, purpose = "sync", cursor = null, handle }: LoginOptions & { readonly greeted: Greeted },
): void {
  const message = loginMessage({ purpose, memberId: member.id, ...greeted });
  const signature = sign(sodium, { tag: TAGS.login, message, secretKey: member.signSecret });
  if (purpose === "sync") client.send({ type: "login", purpose, memberId: member.id, signature, cursor });
  else client.send({ type: "recover", memberId: member.id, signature, handle: handle ?? null });
}

/** Greets and logs in; what the relay says to it is still to be taken. */
export async function logIn(client: RelayClient, sodium: Sodium, options: LoginOptions): Promise<Greeted> {
  const greeted = await greet(client, sodium);
  sendLogin(client, sodium, { ...options, greeted });
  return greeted;
}

/** Greets, logs in, and opens the vault: until everything is read. */
export async function openAt(
  client: RelayClient,
  sodium: Sodium,
  options: LoginOptions & { readonly entries: readonly Uint8Array[]; readonly token?: Uint8Array | null },
): Promise<Greeted> {
  const greeted = await logIn(client, sodium, options);
  await client.next("unknown");
  client.send({ type: "open", entries: options.entries, token: options.token ?? null });
  await client.next("synced");
  return greeted;
}

/** What a session has read: checked against the chain, record by record. */
export interface ReadLog {
  readonly cursor: Cursor;
  readonly items: readonly (RecordItem & { readonly position: number })[];
  readonly start: Message<"start"> | undefined;
}

/** Follows the chain through everything that came since the login; throws where something is missing or comes twice. */
export function followLog(
  sodium: Sodium,
  received: readonly RelayMessage[],
  relayKey: Uint8Array,
  from?: Cursor,
): ReadLog {
  const welcome = received.find((message) => message.type === "welcome");
  if (welcome === undefined) throw new Error("not welcomed");
  const { vaultId, logNonce: nonce } = welcome;
  const log = startHash(sodium, { vaultId, relayKey, nonce });
  const start = received.find((message) => message.type === "start");
  let place: Place = start ?? from ?? { position: 0, hash: log };
  const items: (RecordItem & { position: number })[] = [];
  for (const message of received) {
    if (message.type !== "records") continue;
    if (message.first !== place.position + 1) {
      throw new Error(`after record ${place.position} came record ${message.first}`);
    }
    for (const item of message.items) {
      place = { position: place.position + 1, hash: nextHash(sodium, place.hash, idOfItem(sodium, item)) };
      items.push({ ...item, position: place.position });
    }
  }
  return { cursor: { log, position: place.position, hash: place.hash }, items, start };
}

/** How far the records go; without looking at the chain. */
export function lastPosition(received: readonly RelayMessage[]): number {
  const last = received.findLast((message) => message.type === "records");
  return last === undefined ? 0 : last.first + last.items.length - 1;
}

export function idOfItem(sodium: Sodium, { kind, bytes }: RecordItem): Uint8Array {
  if (kind === "entry") return hashEntry(sodium, bytes);
  if (kind === "snapshot-id") return bytes;
  const envelope = decodeEnvelope(bytes);
  if (!envelope.ok) throw new Error("the relay sent no envelope");
  return idOfEnvelope(sodium, envelope.value);
}
