import { describe, expect, test } from "vitest";
import type { MemberId } from "../../src/protocol/ids.ts";
import {
  type ClientMessage,
  MAX_MAILBOX_BYTES,
  MAX_MAILBOX_SLOTS,
  MAX_SIGNAL_BYTES,
  PROTOCOL_VERSION,
} from "../../src/protocol/messages.ts";
import {
  type Challenge,
  type Login,
  type SessionEffect,
  type SessionEvent,
  type SessionState,
  updateSession,
} from "../../src/relay/session-state.ts";

const NONCE = new Uint8Array(32).fill(9);
const drawNonce = (): Uint8Array => NONCE;
const bytes = (length: number, fill = 1): Uint8Array => new Uint8Array(length).fill(fill);
const memberId = bytes(16) as MemberId;
const id = bytes(32, 2);
const guest = bytes(16, 3);
const challenge: Challenge = { clientNonce: bytes(32, 4), relayNonce: NONCE };
const login: Login = { purpose: "sync", memberId, signature: bytes(64), cursor: null, handle: null };
const { handle: _, ...said } = login;

const STATES = {
  new: { status: "new" },
  challenged: { status: "challenged", challenge },
  "looking-up": { status: "looking-up", challenge, login },
  unknown: { status: "unknown", challenge, login },
  opening: { status: "opening", challenge, login },
  joining: { status: "joining", challenge, mailbox: id, guest },
  guest: { status: "guest", challenge, mailbox: id, guest },
  member: { status: "member", memberId, isRecovering: false },
  closed: { status: "closed" },
} as const satisfies { [S in SessionState["status"]]: Extract<SessionState, { status: S }> };
type Status = keyof typeof STATES;

const MESSAGES = {
  hello: { type: "hello", version: PROTOCOL_VERSION, nonce: challenge.clientNonce },
  login: { type: "login", ...said },
  recover: { type: "recover", memberId: login.memberId, signature: bytes(64), handle: null },
  open: { type: "open", entries: [bytes(5)], token: null },
  push: { type: "push", envelope: bytes(5) },
  append: { type: "append", entry: bytes(5) },
  signal: { type: "signal", bytes: bytes(5) },
  "mailbox-make": { type: "mailbox-make", id, lifeSeconds: 600 },
  "mailbox-join": { type: "mailbox-join", id, guest },
  "mailbox-post": { type: "mailbox-post", id, slot: 0, bytes: bytes(5) },
  "mailbox-close": { type: "mailbox-close", id },
  points: { type: "points" },
  point: { type: "point", position: 3 },
} as const satisfies { [T in ClientMessage["type"]]: Extract<ClientMessage, { type: T }> };
type MessageType = keyof typeof MESSAGES;

/** status → message → the status after it, and what it has the relay do. */
const ALLOWED: Readonly<Record<Status, Partial<Record<MessageType, readonly [Status, ...string[]]>>>> = {
  new: { hello: ["challenged", "challenge"] },
  challenged: {
    login: ["looking-up", "look-up"],
    recover: ["looking-up", "look-up"],
    "mailbox-join": ["joining", "join-mailbox"],
    "mailbox-post": ["challenged", "refuse"],
  },
  "looking-up": {},
  unknown: { open: ["opening", "open"] },
  opening: {},
  joining: {},
  guest: { login: ["looking-up", "leave-mailbox", "look-up"] },
  member: {
    push: ["member", "push"],
    append: ["member", "append"],
    open: ["member", "extend"],
    signal: ["member", "signal"],
    "mailbox-make": ["member", "make-mailbox"],
    "mailbox-post": ["member", "post"],
    "mailbox-close": ["member", "close-mailbox"],
    points: ["member", "list-points"],
    point: ["member", "send-point"],
  },
  closed: {},
};

const statuses = Object.keys(STATES) as Status[];
const types = Object.keys(MESSAGES) as MessageType[];

/** What ends a session in this status: everything that the table doesn't have. */
const endOf = (status: Status): readonly string[] => {
  if (status === "closed") return ["closed"];
  return status === "guest" ? ["closed", "leave-mailbox", "refuse", "close"] : ["closed", "refuse", "close"];
};

describe.each(statuses)("[RM7] in status %s", (status) => {
  const after = (event: SessionEvent) => {
    const [state, ...effects] = updateSession(STATES[status], event, drawNonce);
    return { names: [state.status, ...effects.map(({ type }) => type)], effects };
  };
  const reasonsIn = (effects: readonly SessionEffect[]): readonly string[] =>
    effects.flatMap((effect) => (effect.type === "refuse" ? [effect.reason] : []));
  const isOpen = status !== "closed";

  test.each(types)("a message %s does what the table says, or ends the session", (type) => {
    const { names, effects } = after({ type: "message", message: MESSAGES[type] });
    expect(names).toEqual(ALLOWED[status][type] ?? endOf(status));
    const isEnded = isOpen && ALLOWED[status][type] === undefined;
    const isLate = status === "challenged" && type === "mailbox-post";
    expect(reasonsIn(effects)).toEqual(isEnded ? ["malformed"] : isLate ? ["no-mailbox"] : []);
  });

  test("what can't be read ends the session", () => {
    const { names, effects } = after({ type: "unreadable" });
    expect(names).toEqual(endOf(status));
    expect(reasonsIn(effects)).toEqual(isOpen ? ["malformed"] : []);
  });

  test("a refusal of the relay's is said once, and ends the session", () => {
    const { names, effects } = after({ type: "refuse", reason: "slow", retryAfterMs: 7 });
    expect(names).toEqual(endOf(status));
    expect(effects.filter(({ type }) => type === "refuse")).toEqual(
      isOpen ? [{ type: "refuse", what: null, reason: "slow", retryAfterMs: 7 }] : [],
    );
  });

  test("a connection that is gone has nothing said to it", () => {
    const { names } = after({ type: "gone" });
    expect(names).toEqual(status === "guest" ? ["closed", "leave-mailbox"] : ["closed"]);
  });
});

/** Answers that come for a status which is over change nothing. */
const ANSWERS: readonly (readonly [SessionEvent, Partial<Record<Status, Status>>])[] = [
  [{ type: "found-member" }, { "looking-up": "member", opening: "member" }],
  [{ type: "found-nothing" }, { "looking-up": "unknown" }],
  [{ type: "stays-unknown" }, { opening: "unknown" }],
  [{ type: "joined" }, { joining: "guest" }],
  [{ type: "not-joined" }, { joining: "challenged", guest: "challenged" }],
  [{ type: "mailbox-gone" }, { joining: "challenged", guest: "challenged" }],
];

test.each(ANSWERS)("the answer %o counts only where it was asked for", (event, leads) => {
  for (const status of statuses) {
    const [state] = updateSession(STATES[status], event, drawNonce);
    expect([status, state.status]).toEqual([status, leads[status] ?? status]);
  }
});

test("a member that is found enters with the cursor of its login", () => {
  const cursor = { log: bytes(32), position: 3, hash: bytes(32) };
  const state = { status: "looking-up", challenge, login: { ...login, cursor } } as const;
  const [, ...effects] = updateSession(state, { type: "found-member" }, drawNonce);
  expect(effects).toEqual([{ type: "enter", cursor }]);
});

test("the challenge holds the device's nonce and a new one", () => {
  const [state, effect] = updateSession(STATES.new, { type: "message", message: MESSAGES.hello }, drawNonce);
  expect(state).toEqual({ status: "challenged", challenge });
  expect(effect).toEqual({ type: "challenge", challenge });
});

function refusalOf(state: SessionState, message: ClientMessage) {
  const [next, ...effects] = updateSession(state, { type: "message", message }, drawNonce);
  const refused = effects.find((effect) => effect.type === "refuse");
  return { status: next.status, reason: refused?.reason };
}

test("another protocol version is refused", () => {
  expect(refusalOf(STATES.new, { ...MESSAGES.hello, version: 2 })).toEqual({
    status: "closed",
    reason: "version",
  });
});

test("a host posts in even slots and a guest in odd ones, in its own mailbox", () => {
  const post = MESSAGES["mailbox-post"];
  expect(refusalOf(STATES.member, { ...post, slot: 1 }).reason).toBe("malformed");
  expect(refusalOf(STATES.guest, { ...post, slot: 0 }).reason).toBe("malformed");
  expect(refusalOf(STATES.guest, { ...post, slot: 1, id: bytes(32, 7) }).reason).toBe("malformed");
  for (const state of [STATES.joining, STATES.guest]) {
    const event = { type: "message", message: { ...post, slot: 1 } } as const;
    const [next, effect] = updateSession(state, event, drawNonce);
    expect(next).toBe(state);
    expect(effect).toMatchObject({ type: "post", slot: 1, guest });
  }
});

test("what is too large for a mailbox, or lives too long, is refused, and the session goes on", () => {
  const stays = { status: "member", reason: "too-large" };
  const post = MESSAGES["mailbox-post"];
  const make = MESSAGES["mailbox-make"];
  expect(refusalOf(STATES.member, { ...post, slot: MAX_MAILBOX_SLOTS })).toEqual(stays);
  expect(refusalOf(STATES.member, { ...post, bytes: bytes(MAX_MAILBOX_BYTES + 1) })).toEqual(stays);
  expect(refusalOf(STATES.member, { ...post, bytes: bytes(MAX_MAILBOX_BYTES) }).reason).toBeUndefined();
  expect(refusalOf(STATES.member, { ...make, lifeSeconds: 3601 })).toEqual(stays);
  expect(refusalOf(STATES.member, { ...make, lifeSeconds: 0 })).toEqual(stays);
  expect(refusalOf(STATES.member, { ...make, lifeSeconds: 3600 }).reason).toBeUndefined();
});

test("a signal that is too large ends the session", () => {
  const signal = { type: "signal", bytes: bytes(MAX_SIGNAL_BYTES + 1) } as const;
  expect(refusalOf(STATES.member, signal)).toEqual({ status: "closed", reason: "too-large" });
});

test("[RM7] a recovery member has a message of its own, and a device can't use it to log in for sync", () => {
  const recovering = { ...MESSAGES.login, purpose: "recover" } as const;
  expect(refusalOf(STATES.challenged, recovering)).toEqual({ status: "closed", reason: "malformed" });
  const event = { type: "message", message: { ...MESSAGES.recover, handle: id } } as const;
  const [, effect] = updateSession(STATES.challenged, event, drawNonce);
  expect(effect).toMatchObject({ login: { purpose: "recover", cursor: null, handle: id } });
});

test("[RM7] who recovers reads and appends, and writes nothing else", () => {
  const state = { status: "member", memberId, isRecovering: true } as const;
  for (const type of types) {
    const isAllowed = ["append", "points", "point"].includes(type);
    expect([type, refusalOf(state, MESSAGES[type]).status]).toEqual([type, isAllowed ? "member" : "closed"]);
  }
});
