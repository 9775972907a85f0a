/**
 * One connection's session, sans I/O: what a device may say when, and what follows from it
 * (docs/SPEC.md [RM5], [RM7]).
 *
 * Knows no socket, no store, no clock and no vault; sees no content. A message that the present status doesn't know
 * ends the session. While the relay looks something up, the device has nothing to say.
 */
import { isEqualBytes } from "../protocol/bytes.ts";
import type { MemberId } from "../protocol/ids.ts";
import type { Cursor } from "../protocol/log.ts";
import {
  type ClientMessage,
  MAX_MAILBOX_BYTES,
  MAX_MAILBOX_SLOTS,
  MAX_SIGNAL_BYTES,
  PROTOCOL_VERSION,
  type Refusal,
} from "../protocol/messages.ts";

export interface Login extends Pick<
  Extract<ClientMessage, { type: "login" }>,
  "purpose" | "memberId" | "signature" | "cursor"
> {
  /** Hash of the handle that a recovery passphrase names. */
  readonly handle: Uint8Array | null;
}

/** What login signatures are made over, beside the relay's key. */
export interface Challenge {
  readonly clientNonce: Uint8Array;
  readonly relayNonce: Uint8Array;
}

export type SessionState =
  | { readonly status: "new" }
  | { readonly status: "challenged"; readonly challenge: Challenge }
  /** Whether it is a member is being looked up. */
  | { readonly status: "looking-up"; readonly challenge: Challenge; readonly login: Login }
  /** No vault has such a member: it may open one. */
  | { readonly status: "unknown"; readonly challenge: Challenge; readonly login: Login }
  | { readonly status: "opening"; readonly challenge: Challenge; readonly login: Login }
  /** It may post already: who comes by a mailbox is not told that it joined. */
  | {
      readonly status: "joining";
      readonly challenge: Challenge;
      readonly mailbox: Uint8Array;
      readonly guest: Uint8Array;
    }
  | {
      readonly status: "guest";
      readonly challenge: Challenge;
      readonly mailbox: Uint8Array;
      readonly guest: Uint8Array;
    }
  /** `isRecovering`: it reads, and appends what a recovery member may. */
  | { readonly status: "member"; readonly memberId: MemberId; readonly isRecovering: boolean }
  | { readonly status: "closed" };

export type SessionEvent =
  | { readonly type: "message"; readonly message: ClientMessage }
  | { readonly type: "unreadable" }
  /** Answers to what was asked for by an effect. */
  | { readonly type: "found-member" }
  | { readonly type: "found-nothing" }
  | { readonly type: "stays-unknown" }
  | { readonly type: "joined" }
  | { readonly type: "not-joined" }
  /** The mailbox of this guest is gone. */
  | { readonly type: "mailbox-gone" }
  | { readonly type: "refuse"; readonly reason: Refusal; readonly retryAfterMs?: number }
  /** Everything is said. */
  | { readonly type: "over" }
  /** The connection is. */
  | { readonly type: "gone" };

export type SessionEffect =
  | { readonly type: "challenge"; readonly challenge: Challenge }
  | { readonly type: "look-up"; readonly login: Login; readonly challenge: Challenge }
  | {
      readonly type: "open";
      readonly login: Login;
      readonly challenge: Challenge;
      readonly entries: readonly Uint8Array[];
      readonly token: Uint8Array | null;
    }
  | { readonly type: "enter"; readonly cursor: Cursor | null }
  /** A member's vault comes back from another home, with what its roster has grown by there. */
  | { readonly type: "extend"; readonly entries: readonly Uint8Array[] }
  | { readonly type: "push"; readonly envelope: Uint8Array }
  | { readonly type: "append"; readonly entry: Uint8Array }
  | { readonly type: "signal"; readonly bytes: Uint8Array }
  | { readonly type: "list-points" }
  | { readonly type: "send-point"; readonly position: number }
  | { readonly type: "make-mailbox"; readonly id: Uint8Array; readonly lifeSeconds: number }
  | { readonly type: "join-mailbox"; readonly id: Uint8Array; readonly guest: Uint8Array }
  | {
      readonly type: "post";
      readonly id: Uint8Array;
      readonly slot: number;
      readonly bytes: Uint8Array;
      /** The guest's 16 bytes; null: a member posts, as host. */
      readonly guest: Uint8Array | null;
    }
  | { readonly type: "close-mailbox"; readonly id: Uint8Array }
  | { readonly type: "leave-mailbox"; readonly id: Uint8Array }
  /** `what` null: the session as a whole. */
  | {
      readonly type: "refuse";
      readonly what: Uint8Array | null;
      readonly reason: Refusal;
      readonly retryAfterMs: number;
    }
  | { readonly type: "close" };

export type Step = readonly [SessionState, ...SessionEffect[]];

/** Long enough for two people to find each other's screens. */
const MAX_LIFE_SECONDS = 3600;
const CLOSED: SessionState = { status: "closed" };

export function updateSession(state: SessionState, event: SessionEvent, drawNonce: () => Uint8Array): Step {
  if (state.status === "closed") return [state];
  switch (event.type) {
    case "message":
      return onMessage(state, event.message, drawNonce);
    case "unreadable":
      return end(state, "malformed");
    case "found-member":
      if (state.status !== "looking-up" && state.status !== "opening") return [state];
      return [
        {
          status: "member",
          memberId: state.login.memberId,
          isRecovering: state.login.purpose === "recover",
        },
        { type: "enter", cursor: state.login.cursor },
      ];
    case "found-nothing":
      return state.status === "looking-up" ? [{ ...state, status: "unknown" }] : [state];
    case "stays-unknown":
      return state.status === "opening" ? [{ ...state, status: "unknown" }] : [state];
    case "joined":
      return state.status === "joining" ? [{ ...state, status: "guest" }] : [state];
    case "not-joined":
    case "mailbox-gone":
      return state.status === "joining" || state.status === "guest"
        ? [{ status: "challenged", challenge: state.challenge }]
        : [state];
    case "refuse":
      return end(state, event.reason, event.retryAfterMs);
    case "over":
      return [CLOSED, { type: "close" }];
    case "gone":
      return state.status === "guest" ? [CLOSED, { type: "leave-mailbox", id: state.mailbox }] : [CLOSED];
    default:
      return event satisfies never;
  }
}

function onMessage(state: SessionState, message: ClientMessage, drawNonce: () => Uint8Array): Step {
  switch (state.status) {
    case "new":
      return message.type === "hello" ? greet(state, message, drawNonce) : end(state, "malformed");
    case "challenged":
      if (message.type === "login" || message.type === "recover") return logIn(state, message);
      if (message.type === "mailbox-join") return join(state.challenge, message);
      // Its mailbox is gone, which it has yet to hear.
      if (message.type === "mailbox-post") return refuse(state, message.id, "no-mailbox");
      return end(state, "malformed");
    case "joining":
      return message.type === "mailbox-post" ? postAsGuest(state, message) : end(state, "malformed");
    case "guest":
      return onGuestMessage(state, message);
    case "unknown":
      if (message.type !== "open") return end(state, "malformed");
      return [
        { ...state, status: "opening" },
        {
          type: "open",
          login: state.login,
          challenge: state.challenge,
          entries: message.entries,
          token: message.token,
        },
      ];
    case "member":
      return onMemberMessage(state, message);
    default:
      return end(state, "malformed");
  }
}

type Hello = Extract<ClientMessage, { type: "hello" }>;

function greet(state: SessionState, { version, nonce }: Hello, drawNonce: () => Uint8Array): Step {
  if (version !== PROTOCOL_VERSION) return end(state, "version");
  const challenge = { clientNonce: nonce, relayNonce: drawNonce() };
  return [
    { status: "challenged", challenge },
    { type: "challenge", challenge },
  ];
}

type LoginMessage = Extract<ClientMessage, { type: "login" | "recover" }>;

function logIn(state: SessionState & { readonly challenge: Challenge }, message: LoginMessage): Step {
  const { memberId, signature } = message;
  if (message.type === "recover") {
    const { handle } = message;
    return lookUp(state.challenge, { purpose: "recover", memberId, signature, cursor: null, handle });
  }
  // A recovery member has a message of its own.
  if (message.purpose !== "sync") return end(state, "malformed");
  return lookUp(state.challenge, {
    purpose: "sync",
    memberId,
    signature,
    cursor: message.cursor,
    handle: null,
  });
}

const lookUp = (challenge: Challenge, login: Login): Step => [
  { status: "looking-up", challenge, login },
  { type: "look-up", login, challenge },
];

const join = (challenge: Challenge, { id, guest }: { id: Uint8Array; guest: Uint8Array }): Step => [
  { status: "joining", challenge, mailbox: id, guest },
  { type: "join-mailbox", id, guest },
];

function onGuestMessage(state: SessionState & { status: "guest" }, message: ClientMessage): Step {
  const { mailbox } = state;
  if (message.type === "mailbox-post") return postAsGuest(state, message);
  // Who was let in logs in, on the same connection if it likes.
  if (message.type !== "login" || message.purpose !== "sync") return end(state, "malformed");
  const [next, ...effects] = logIn(state, message);
  return [next, { type: "leave-mailbox", id: mailbox }, ...effects];
}

function postAsGuest(state: SessionState & { status: "joining" | "guest" }, message: Post): Step {
  const isRight = message.slot % 2 === 1 && isEqualBytes(message.id, state.mailbox);
  return isRight ? post(state, message, state.guest) : end(state, "malformed");
}

function onMemberMessage(state: SessionState & { status: "member" }, message: ClientMessage): Step {
  if (state.isRecovering && !RECOVERING.has(message.type)) return end(state, "malformed");
  switch (message.type) {
    case "points":
      return [state, { type: "list-points" }];
    case "point":
      return [state, { type: "send-point", position: message.position }];
    case "push":
      return [state, { type: "push", envelope: message.envelope }];
    case "append":
      return [state, { type: "append", entry: message.entry }];
    case "open":
      return [state, { type: "extend", entries: message.entries }];
    case "signal":
      return message.bytes.length > MAX_SIGNAL_BYTES
        ? end(state, "too-large")
        : [state, { type: "signal", bytes: message.bytes }];
    case "mailbox-make": {
      const { id, lifeSeconds } = message;
      if (lifeSeconds < 1 || lifeSeconds > MAX_LIFE_SECONDS) return refuse(state, id, "too-large");
      return [state, { type: "make-mailbox", id, lifeSeconds }];
    }
    case "mailbox-post":
      return message.slot % 2 === 0 ? post(state, message, null) : end(state, "malformed");
    case "mailbox-close":
      return [state, { type: "close-mailbox", id: message.id }];
    default:
      return end(state, "malformed");
  }
}

/** What a recovery member's session may say: it writes nothing of its own. */
const RECOVERING: ReadonlySet<ClientMessage["type"]> = new Set(["append", "points", "point"]);

type Post = Extract<ClientMessage, { type: "mailbox-post" }>;

function post(state: SessionState, { id, slot, bytes }: Post, guest: Uint8Array | null): Step {
  if (slot >= MAX_MAILBOX_SLOTS || bytes.length > MAX_MAILBOX_BYTES) return refuse(state, id, "too-large");
  return [state, { type: "post", id, slot, bytes, guest }];
}

const refuse = (state: SessionState, what: Uint8Array, reason: Refusal): Step => [
  state,
  { type: "refuse", what, reason, retryAfterMs: 0 },
];

function end(state: SessionState, reason: Refusal, retryAfterMs = 0): Step {
  const effects: SessionEffect[] = [{ type: "refuse", what: null, reason, retryAfterMs }, { type: "close" }];
  if (state.status === "guest") effects.unshift({ type: "leave-mailbox", id: state.mailbox });
  return [CLOSED, ...effects];
}
