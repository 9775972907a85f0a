/**
 * One connection to a relay: the WebSocket, the relay's proof of its key, and the login (docs/SPEC.md [LI1]–[LI6]).
 *
 * Says nothing before the relay has proven the pinned key. After that it passes messages on, whole and decoded; what
 * they mean is others' matter. Knows no vault.
 */
import { WebSocket } from "ws";
import { isEqualBytes } from "../../protocol/bytes.ts";
import {
  fingerprintOfRelay,
  loginMessage,
  type LoginPurpose,
  NONCE_BYTES,
  relayHelloMessage,
} from "../../protocol/handshake.ts";
import type { Member } from "../../protocol/keys.ts";
import type { Cursor } from "../../protocol/log.ts";
import {
  type ClientMessage,
  decodeRelayMessage,
  encodeClientMessage,
  MAX_MESSAGE_BYTES,
  PROTOCOL_VERSION,
  type RelayMessage,
  SUBPROTOCOL,
} from "../../protocol/messages.ts";
import { isSignedBy, sign } from "../../protocol/signature.ts";
import type { CryptoTools } from "../../protocol/sodium.ts";
import { TAGS } from "../../protocol/tags.ts";
import type { LinkError } from "../../protocol/view.ts";

/** Which key the relay must prove: the key itself, its fingerprint, or (null) whichever it has, seen for the first time. */
export type Pin =
  | { readonly type: "key"; readonly relayKey: Uint8Array }
  | { readonly type: "fingerprint"; readonly fingerprint: Uint8Array }
  | null;

interface Proven {
  readonly relayKey: Uint8Array;
  /** The relay's clock minus this device's, in ms; half of the way is taken off. */
  readonly skewMs: number;
}

export interface ConnectionOptions {
  /** Tried one after the other. */
  readonly urls: readonly string[];
  readonly pin: Pin;
  readonly tools: CryptoTools;
  readonly now: () => number;
  /** The relay has proven its key; what to say then. */
  readonly onProven: (connection: RelayConnection, proven: Proven & { readonly url: string }) => void;
  readonly onMessage: (message: RelayMessage) => void;
  /** Once. */
  readonly onClosed: (error: LinkError) => void;
}

export interface RelayConnection {
  send(message: ClientMessage): void;
  login(login: {
    readonly member: Member;
    readonly purpose: LoginPurpose;
    readonly cursor: Cursor | null;
    /** Hash of the handle that a recovery passphrase names. */
    readonly handle?: Uint8Array | null;
  }): void;
  /** Nothing is called any more. */
  close(): void;
}

const OPENING_MS = 10_000;
/** Without a sign of life for so long the connection counts as dead; half of it is the interval of pings. */
const SILENCE_MS = 60_000;

export function connectRelay(options: ConnectionOptions): RelayConnection {
  const { urls, pin, tools, now, onProven, onMessage, onClosed } = options;
  let socket: WebSocket | undefined;
  let isOver = false;
  let isProven = false;
  let clientNonce = new Uint8Array();
  let challenge: Extract<RelayMessage, { type: "challenge" }> | undefined;
  let helloAtMs = 0;
  let heardAtMs = 0;
  let timer: NodeJS.Timeout | undefined;

  const end = (error: LinkError): void => {
    if (isOver) return;
    isOver = true;
    clearInterval(timer);
    socket?.terminate();
    onClosed(error);
  };

  const connection: RelayConnection = {
    send: (message) => {
      if (!isOver && socket?.readyState === WebSocket.OPEN) socket.send(encodeClientMessage(message));
    },
    login: ({ member, purpose, cursor, handle = null }) => {
      if (challenge === undefined) return;
      const { relayKey, nonce: relayNonce } = challenge;
      const message = loginMessage({ purpose, relayKey, memberId: member.id, clientNonce, relayNonce });
      const signature = sign(tools.sodium, { tag: TAGS.login, message, secretKey: member.signSecret });
      const { id: memberId } = member;
      if (purpose === "recover") connection.send({ type: "recover", memberId, signature, handle });
      else connection.send({ type: "login", purpose, memberId, signature, cursor });
    },
    close: () => {
      if (isOver) return;
      isOver = true;
      clearInterval(timer);
      // A relay that doesn't answer the goodbye must not keep the process.
      const closing = socket;
      closing?.close(1000);
      setTimeout(() => closing?.terminate(), 1000).unref();
    },
  };

  const prove = (message: Extract<RelayMessage, { type: "challenge" }>, url: string): void => {
    const { relayKey, nonce: relayNonce, timeMs, signature } = message;
    const signed = isSignedBy(tools.sodium, {
      tag: TAGS.relayHello,
      message: relayHelloMessage({ clientNonce, relayNonce, timeMs }),
      signature,
      publicKey: relayKey,
    });
    const isPinned =
      pin === null ||
      (pin.type === "key"
        ? isEqualBytes(pin.relayKey, relayKey)
        : isEqualBytes(pin.fingerprint, fingerprintOfRelay(tools.sodium, relayKey)));
    if (!signed || !isPinned) return end("wrong-relay-key");
    isProven = true;
    challenge = message;
    const roundTripMs = now() - helloAtMs;
    onProven(connection, { relayKey, skewMs: Math.round(timeMs - helloAtMs - roundTripMs / 2), url });
  };

  const open = ([url, ...others]: readonly string[], failure: LinkError): void => {
    if (isOver) return;
    if (url === undefined) return end(failure);
    let attempt: WebSocket;
    try {
      attempt = new WebSocket(url, SUBPROTOCOL, {
        handshakeTimeout: OPENING_MS,
        maxPayload: MAX_MESSAGE_BYTES,
        perMessageDeflate: false,
        followRedirects: false,
      });
    } catch {
      return open(others, "not-a-relay");
    }
    socket = attempt;
    let isOpen = false;
    let reason: LinkError = "unreachable";
    attempt.on("open", () => {
      isOpen = true;
      clientNonce = new Uint8Array(tools.random(NONCE_BYTES));
      helloAtMs = now();
      heardAtMs = performance.now();
      timer = setInterval(watch, SILENCE_MS / 4);
      timer.unref();
      connection.send({ type: "hello", version: PROTOCOL_VERSION, nonce: clientNonce });
    });
    attempt.on("message", (data: Buffer, isBinary) => {
      if (isOver || attempt !== socket) return;
      heardAtMs = performance.now();
      const decoded = isBinary ? decodeRelayMessage(new Uint8Array(data)) : undefined;
      if (decoded?.ok !== true) return end(isProven ? "broken-stream" : "not-a-relay");
      const message = decoded.value;
      if (isProven) return onMessage(message);
      if (message.type === "challenge") return prove(message, url);
      if (message.type === "refused") return onMessage(message);
      end("not-a-relay");
    });
    attempt.on("pong", () => {
      heardAtMs = performance.now();
    });
    attempt.on("ping", () => {
      heardAtMs = performance.now();
    });
    attempt.on("unexpected-response", () => {
      reason = "not-a-relay";
      attempt.terminate();
    });
    attempt.on("error", (error: NodeJS.ErrnoException) => {
      if (reason === "unreachable") reason = reasonOf(error);
    });
    attempt.on("close", () => {
      if (attempt !== socket || isOver) return;
      clearInterval(timer);
      // Once it spoke, it is this one: another address would be another session.
      if (isOpen) end(reason);
      else open(others, reason);
    });
  };

  const watch = (): void => {
    const silentMs = performance.now() - heardAtMs;
    if (silentMs > SILENCE_MS) end("unreachable");
    else if (silentMs > SILENCE_MS / 2) socket?.ping();
  };

  open(urls, "unreachable");
  return connection;
}

const TLS = /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|EPROTO)/u;

function reasonOf({ code = "", message }: NodeJS.ErrnoException): LinkError {
  if (TLS.test(code)) return "tls";
  return /subprotocol|Sec-WebSocket|Unexpected server response|Parse Error/iu.test(message) ||
    code.startsWith("HPE_")
    ? "not-a-relay"
    : "unreachable";
}
