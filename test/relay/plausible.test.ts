import { describe, expect, test } from "vitest";
import { encode } from "../../src/protocol/codec.ts";
import { encodeClientMessage } from "../../src/protocol/messages.ts";
import { MAX_MEMBERS } from "../../src/protocol/roster-state.ts";
import { isPlausibleEntry, isPlausibleEnvelope, isPlausibleMessage } from "../../src/relay/plausible.ts";
import {
  admitDevice,
  confirm,
  follow,
  makeEnvelope,
  newMember,
  newVault,
  removeMembers,
  tools,
} from "../support/relay-vault.ts";

const vault = newVault();
const seen = { position: 1, hash: tools.random(32) };
const nulls = (length: number): Uint8Array => encode(Array.from({ length }, () => null));

describe("what devices send", () => {
  test("passes: envelopes of every size", () => {
    for (const size of [1, 40, 60_000])
      expect(isPlausibleEnvelope(makeEnvelope(vault, { seen, size }).bytes)).toBe(true);
    expect(isPlausibleEnvelope(makeEnvelope(vault, { seen, kind: "snapshot", size: 3_000_000 }).bytes)).toBe(
      true,
    );
  });

  test("passes: a removal with an epoch for the greatest number of members", () => {
    const large = newVault();
    const guest = newMember();
    follow(large, admitDevice(large, guest));
    while (large.state.members.size < MAX_MEMBERS) {
      follow(large, admitDevice(large, newMember()));
      follow(large, confirm(large, large.state.head.index, guest));
    }
    const { entry } = removeMembers(large, [guest]);
    expect(entry.length).toBeGreaterThan(25_000);
    expect([...large.entries, entry].every(isPlausibleEntry)).toBe(true);
  });

  test("passes: the longest roster", () => {
    const entries = Array.from({ length: 10_000 }, () => new Uint8Array(10));
    expect(isPlausibleMessage(encodeClientMessage({ type: "open", entries, token: null }))).toBe(true);
  });
});

test.each([
  ["a message", isPlausibleMessage, nulls(20_000)],
  ["a message that says it is endless", isPlausibleMessage, Uint8Array.of(0x9f, 0xff)],
  ["a message whose length is cut off", isPlausibleMessage, Uint8Array.of(0x9b, 1, 2)],
  ["an envelope", isPlausibleEnvelope, nulls(20)],
  [
    "an envelope in its header",
    isPlausibleEnvelope,
    encode([nulls(2000), new Uint8Array(9), new Uint8Array(64)]),
  ],
  ["an envelope without header", isPlausibleEnvelope, encode(["", new Uint8Array(9), new Uint8Array(64)])],
  ["an empty envelope", isPlausibleEnvelope, new Uint8Array()],
  ["an entry", isPlausibleEntry, nulls(20)],
  ["an entry in its body", isPlausibleEntry, encode([nulls(20_000), new Uint8Array(64)])],
  ["an entry without body", isPlausibleEntry, encode([1, new Uint8Array(64)])],
  ["an empty entry", isPlausibleEntry, new Uint8Array()],
])("%s of another form doesn't pass", (_, isPlausible, bytes) => {
  expect(isPlausible(bytes)).toBe(false);
});
