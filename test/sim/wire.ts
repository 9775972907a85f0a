/**
 * Connections between devices and relays, in memory: each message takes its time, and somebody may sit between.
 *
 * The device's end says and checks what src/daemon/sync/relay-connection.ts does over a WebSocket: nothing but hello
 * before the relay has proven the pinned key. The relay's end is a real session.
 */
import { isEqualBytes } from "../../src/protocol/bytes.ts";
import {
  fingerprintOfRelay,
  loginMessage,
  NONCE_BYTES,
  relayHelloMessage,
} from "../../src/protocol/handshake.ts";
import {
  type ClientMessage,
  decodeRelayMessage,
  encodeClientMessage,
  PROTOCOL_VERSION,
  type RelayMessage,
} from "../../src/protocol/messages.ts";
import { isSignedBy, sign } from "../../src/protocol/signature.ts";
import { TAGS } from "../../src/protocol/tags.ts";
import type { LinkError } from "../../src/protocol/view.ts";
import type { Session } from "../../src/relay/session.ts";
import type { ConnectionOptions, Pin, RelayConnection } from "../../src/daemon/sync/relay-connection.ts";
import type { SimClock } from "./clock.ts";
import type { Dice } from "./dice.ts";
import type { RelayHost } from "./relay-host.ts";
import type { Tap } from "./tap.ts";

/** Who connects: one run of a device. */
export interface Station {
  readonly name: string;
  /** False: nothing comes from it any more. */
  readonly isAlive: () => boolean;
  readonly isOnline: () => boolean;
}

/** Whoever sits between: what is passed on instead, in this order. */
export interface Between {
  up(line: Line, bytes: Uint8Array): readonly Uint8Array[];
  down(line: Line, bytes: Uint8Array): readonly Uint8Array[];
}

export interface Line {
  readonly station: Station;
  readonly host: RelayHost;
  readonly isOpen: () => boolean;
  /** Both ends are told. */
  cut(): void;
  /** To the device, as if the relay had said it. */
  inject(bytes: Uint8Array): void;
}

export interface Wires {
  connect(station: Station, options: ConnectionOptions): RelayConnection;
  readonly lines: () => readonly Line[];
}

export interface WiresPlace {
  readonly clock: SimClock;
  readonly dice: Dice;
  readonly tap: Tap;
  readonly between: Between;
  /** Undefined: nobody is there. */
  readonly route: (station: Station, url: string) => RelayHost | undefined;
}

const MOST_LATENCY_MS = 40;
const NOTHING = new Uint8Array();

export function createWires(place: WiresPlace): Wires {
  const { clock, dice, tap, between, route } = place;
  const lines = new Set<Line>();

  /** In order, each after the one before. */
  const createPipe = (take: (bytes: Uint8Array) => void) => {
    let lastMs = 0;
    return (bytes: Uint8Array, after?: () => void): void => {
      lastMs = Math.max(lastMs, clock.now() + 1 + dice.int(MOST_LATENCY_MS));
      clock.schedule(() => {
        take(bytes);
        after?.();
      }, lastMs - clock.now());
    };
  };

  const open = (station: Station, host: RelayHost, end: Far): Near => {
    let isOpen = true;
    let waitingBytes = 0;
    const isHere = (): boolean => isOpen && station.isAlive();
    const close = (): void => {
      if (!isOpen) return;
      isOpen = false;
      lines.delete(line);
      host.closed(session);
      if (station.isAlive()) end.closed();
    };
    const toRelay = createPipe((bytes) => {
      if (isOpen) session.receive(bytes);
    });
    const toDevice = createPipe((bytes) => {
      if (isHere() && bytes.length > 0) end.receive(bytes);
    });
    const line: Line = {
      station,
      host,
      isOpen: () => isOpen,
      cut: close,
      inject: (bytes) => toDevice(bytes),
    };
    const session: Session = host.open({
      address: station.name,
      isLoopback: true,
      get waitingBytes() {
        return waitingBytes;
      },
      deliver: (bytes, onTaken) => {
        tap.hear(bytes);
        if (!isOpen) return onTaken?.();
        for (const passed of between.down(line, bytes)) toDevice(passed);
        waitingBytes += bytes.length;
        clock.schedule(() => {
          waitingBytes -= bytes.length;
          onTaken?.();
        }, 1);
      },
      finish: () => toDevice(NOTHING, close),
      cut: close,
    });
    lines.add(line);
    return {
      send: (bytes) => {
        tap.hear(bytes);
        if (!isHere()) return;
        for (const passed of between.up(line, bytes)) toRelay(passed);
      },
      close,
    };
  };

  return {
    lines: () => [...lines],
    connect: (station, options) =>
      createEnd(options, (url, end) => {
        clock.schedule(() => {
          if (!station.isAlive()) return;
          const host = station.isOnline() ? route(station, url) : undefined;
          if (host === undefined) end.closed();
          else end.opened(open(station, host, end));
        }, dice.int(MOST_LATENCY_MS));
      }),
  };
}

/** What the device's end is told. */
interface Far {
  opened(near: Near): void;
  receive(bytes: Uint8Array): void;
  closed(): void;
}

interface Near {
  send(bytes: Uint8Array): void;
  close(): void;
}

type Challenge = Extract<RelayMessage, { readonly type: "challenge" }>;

function createEnd(options: ConnectionOptions, dial: (url: string, end: Far) => void): RelayConnection {
  const { urls, pin, tools, now, onProven, onMessage, onClosed } = options;
  const { sodium } = tools;
  let near: Near | undefined;
  let isOver = false;
  let clientNonce = new Uint8Array();
  let helloAtMs = 0;
  let challenge: Challenge | undefined;

  const finish = (error: LinkError): void => {
    if (isOver) return;
    isOver = true;
    near?.close();
    onClosed(error);
  };
  const connection: RelayConnection = {
    send: (message: ClientMessage) => {
      if (!isOver) near?.send(encodeClientMessage(message));
    },
    login: ({ member, purpose, cursor, handle = null }) => {
      if (challenge === undefined) return;
      const { relayKey, nonce: relayNonce } = challenge;
      const message = loginMessage({ purpose, relayKey, memberId: member.id, clientNonce, relayNonce });
      const signature = sign(sodium, { tag: TAGS.login, message, secretKey: member.signSecret });
      const { id: memberId } = member;
      if (purpose === "recover") connection.send({ type: "recover", memberId, signature, handle });
      else connection.send({ type: "login", purpose, memberId, signature, cursor });
    },
    close: () => {
      if (isOver) return;
      isOver = true;
      near?.close();
    },
  };
  const prove = (message: Challenge, url: string): void => {
    const { relayKey, nonce: relayNonce, timeMs, signature } = message;
    const isSigned = isSignedBy(sodium, {
      tag: TAGS.relayHello,
      message: relayHelloMessage({ clientNonce, relayNonce, timeMs }),
      signature,
      publicKey: relayKey,
    });
    if (!isSigned || !isPinned(pin, relayKey)) return finish("wrong-relay-key");
    challenge = message;
    const roundTripMs = now() - helloAtMs;
    onProven(connection, { relayKey, skewMs: Math.round(timeMs - helloAtMs - roundTripMs / 2), url });
  };
  const isPinned = (wanted: Pin, relayKey: Uint8Array): boolean =>
    wanted === null ||
    (wanted.type === "key"
      ? isEqualBytes(wanted.relayKey, relayKey)
      : isEqualBytes(wanted.fingerprint, fingerprintOfRelay(sodium, relayKey)));
  const receive = (bytes: Uint8Array, url: string): void => {
    if (isOver) return;
    const decoded = decodeRelayMessage(bytes);
    if (!decoded.ok) return finish(challenge === undefined ? "not-a-relay" : "broken-stream");
    if (challenge !== undefined) return onMessage(decoded.value);
    if (decoded.value.type === "challenge") return prove(decoded.value, url);
    if (decoded.value.type === "refused") return onMessage(decoded.value);
    finish("not-a-relay");
  };
  const tryNext = ([url, ...others]: readonly string[]): void => {
    if (isOver) return;
    if (url === undefined) return finish("unreachable");
    dial(url, {
      opened: (opened) => {
        if (isOver) return opened.close();
        near = opened;
        clientNonce = new Uint8Array(tools.random(NONCE_BYTES));
        helloAtMs = now();
        connection.send({ type: "hello", version: PROTOCOL_VERSION, nonce: clientNonce });
      },
      receive: (bytes) => receive(bytes, url),
      // Once it spoke, it is this one.
      closed: () => (near === undefined ? tryNext(others) : finish("unreachable")),
    });
  };
  tryNext(urls);
  return connection;
}
