import { fc } from "./seeded.ts";
import { describe, expect, it } from "vitest";
import { decode, encode, type CborValue } from "../../src/protocol/codec.ts";
import {
  type ClientMessage,
  decodeClientMessage,
  decodeRelayMessage,
  encodeClientMessage,
  encodeRelayMessage,
  MAX_MESSAGE_BYTES,
  PAGE_BYTES,
  REFUSALS,
  type RelayMessage,
} from "../../src/protocol/messages.ts";
import { MAX_ENVELOPE_BYTES } from "../../src/protocol/envelope.ts";
import { survivors } from "./damage.ts";
import { CLIENT_MESSAGES, RELAY_MESSAGES } from "./message-arbitraries.ts";
import { valueOf } from "./roster-world.ts";

/** Both directions alike: name, messages, both ways of the codec. */
interface Direction {
  readonly name: string;
  readonly arbitraries: Readonly<Record<string, fc.Arbitrary<object>>>;
  readonly write: (message: object) => Uint8Array;
  readonly read: (bytes: Uint8Array) => ReturnType<typeof decodeClientMessage | typeof decodeRelayMessage>;
}
const DEVICE: Direction = {
  name: "device to relay",
  arbitraries: CLIENT_MESSAGES,
  write: (message) => encodeClientMessage(message as ClientMessage),
  read: decodeClientMessage,
};
const RELAY: Direction = {
  name: "relay to device",
  arbitraries: RELAY_MESSAGES,
  write: (message) => encodeRelayMessage(message as RelayMessage),
  read: decodeRelayMessage,
};
const EVERY_TYPE = [DEVICE, RELAY].flatMap((direction) =>
  Object.entries(direction.arbitraries).map(([type, arbitrary]) => ({ direction, type, arbitrary })),
);

/** One message of the type, always the same. */
const sampleOf = (type: string, arbitrary: fc.Arbitrary<object>): object => ({
  type,
  ...fc.sample(arbitrary, { numRuns: 1, seed: 7 })[0],
});
const listOf = (bytes: Uint8Array): readonly CborValue[] =>
  valueOf(decode(bytes, "message")) as readonly CborValue[];

describe.each(EVERY_TYPE)("$direction.name: $type", ({ direction, type, arbitrary }) => {
  const { read, write } = direction;

  it("[RM1] comes back as it was, from any memory", () => {
    fc.assert(
      fc.property(arbitrary, (fields) => {
        const message = { type, ...fields };
        const bytes = write(message);
        expect(read(bytes)).toEqual({ ok: true, value: message });
        expect(read(Buffer.from(bytes))).toEqual({ ok: true, value: message });
      }),
      { numRuns: 60 },
    );
  });

  it("[RM2] with a field more or less it is refused", () => {
    const list = listOf(write(sampleOf(type, arbitrary)));
    expect(read(encode(list)).ok).toBe(true);
    const wrong = [[...list, null], [...list, 0], list.slice(0, -1)];
    expect(wrong.filter((value) => read(encode(value)).ok)).toEqual([]);
  });

  it("[RM2] with a field of another kind it is refused, and the error names the field alone", () => {
    const list = listOf(write(sampleOf(type, arbitrary)));
    for (let place = 1; place < list.length; place++) {
      const odd = encode(list.map((field, index) => (index === place ? { odd: "secret" } : field)));
      const refused = read(odd);
      expect(refused).toMatchObject({ ok: false, error: { type: "malformed" } });
      expect(JSON.stringify(refused)).not.toContain("secret");
    }
  });

  it("[RM1] no truncation passes, and no flipped byte is thrown on", () => {
    const bytes = write(sampleOf(type, arbitrary));
    for (let length = 0; length < bytes.length; length++) expect(read(bytes.slice(0, length)).ok).toBe(false);
    // What a flip leaves well-formed is another message, and what is in it is verified elsewhere.
    const taken = survivors(bytes, (damaged) => {
      const decoded = read(damaged);
      return !decoded.ok || Buffer.compare(write(decoded.value), damaged) === 0;
    });
    expect(taken).toEqual([]);
  });
});

describe("messages", () => {
  it("[RM2] a name that isn't known, or is only inherited, is refused", () => {
    const names = ["", "Hello", "hello ", "toString", "constructor", "__proto__", "recover"];
    for (const { read } of [DEVICE, RELAY]) {
      expect(names.filter((name) => read(encode([name])).ok)).toEqual([]);
    }
  });

  it("[RM2] a message of the other direction is refused", () => {
    const names = (direction: Direction): readonly string[] => Object.keys(direction.arbitraries);
    for (const [from, to] of [
      [DEVICE, RELAY],
      [RELAY, DEVICE],
    ] as const) {
      for (const { direction, type, arbitrary } of EVERY_TYPE) {
        if (direction !== from || names(to).includes(type)) continue;
        expect(to.read(from.write(sampleOf(type, arbitrary))).ok).toBe(false);
      }
    }
  });

  it("[RM2] what is no list, or has no name, is refused", () => {
    const values: readonly CborValue[] = [null, {}, [], "hello", [0], [null], [["hello"]], { type: "hello" }];
    for (const { read } of [DEVICE, RELAY]) {
      expect(values.filter((value) => read(encode(value)).ok)).toEqual([]);
    }
  });

  it("[RM2] bytes from a stranger are refused, never thrown on", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        for (const { read } of [DEVICE, RELAY]) expect(typeof read(bytes).ok).toBe("boolean");
      }),
      { numRuns: 2000 },
    );
  });

  it("[RM3] a refusal's reason that isn't known is refused", () => {
    const of = (reason: CborValue): Uint8Array => encode(["refused", null, reason, 0]);
    expect(decodeRelayMessage(of(REFUSALS.length - 1)).ok).toBe(true);
    for (const reason of [REFUSALS.length, -1, "quota", null]) {
      expect(decodeRelayMessage(of(reason)).ok).toBe(false);
    }
  });

  it("[RM3] reasons keep their numbers", () => {
    expect(REFUSALS).toEqual([
      "malformed",
      "version",
      "login",
      "token-needed",
      "token-refused",
      "conflict",
      "invalid-entry",
      "not-seen",
      "epoch",
      "author",
      "too-large",
      "quota",
      "rate",
      "too-many",
      "storage",
      "moved",
      "removed",
      "slow",
      "stopping",
      "no-mailbox",
      "other",
      "erased",
      "too-early",
    ]);
  });

  it("[RM4] a list of more entries or records than are ever sent is refused", () => {
    const many = (count: number, item: CborValue): CborValue => Array.from({ length: count }, () => item);
    const open = (count: number): Uint8Array => encode(["open", many(count, new Uint8Array()), null]);
    const records = (count: number): Uint8Array => encode(["records", 1, many(count, [0, new Uint8Array()])]);
    expect(decodeClientMessage(open(10_000)).ok).toBe(true);
    expect(decodeClientMessage(open(10_001)).ok).toBe(false);
    expect(decodeRelayMessage(records(20_000)).ok).toBe(true);
    expect(decodeRelayMessage(records(20_001)).ok).toBe(false);
  });

  it("[RM4] the largest envelope fits into a message, beside a page of others", () => {
    const envelope = new Uint8Array(MAX_ENVELOPE_BYTES);
    const pushed = encodeClientMessage({ type: "push", envelope });
    expect(pushed.length + PAGE_BYTES).toBeLessThanOrEqual(MAX_MESSAGE_BYTES);
    expect(decodeClientMessage(pushed).ok).toBe(true);
  });

  it("[RM4] what is larger than a message may be is refused", () => {
    const tooLarge = new Uint8Array(MAX_MESSAGE_BYTES + 1);
    expect(decodeClientMessage(tooLarge).ok).toBe(false);
    expect(decodeRelayMessage(tooLarge).ok).toBe(false);
  });
});
