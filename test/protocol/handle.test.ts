import { fc } from "./seeded.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { formatHex, utf8ToBytes } from "../../src/protocol/bytes.ts";
import {
  type Handle,
  hashHandle,
  hostOfRelay,
  parseHandle,
  saltOfHandle,
} from "../../src/protocol/handle.ts";
import { hash } from "../../src/protocol/hash.ts";
import { parseRelayAddress } from "../../src/protocol/relay-address.ts";
import { loadSodium, type Sodium } from "../../src/protocol/sodium.ts";
import { TAGS } from "../../src/protocol/tags.ts";

let sodium: Sodium;
beforeAll(async () => {
  sodium = await loadSodium();
});

const textOf = (typed: string, host?: string): string | undefined => parseHandle(typed, host)?.text;
const known = (typed: string): Handle => {
  const handle = parseHandle(typed);
  if (handle === undefined) throw new Error(`${typed} is no handle`);
  return handle;
};

/** What people type, and what is hashed. */
const TYPED: readonly (readonly [string, string])[] = [
  ["sven@relay.example.org", "sven@relay.example.org"],
  ["  Sven@Relay.Example.ORG\n", "sven@relay.example.org"],
  ["Åsa.Öberg+holt@relay.example.org", "åsa.öberg+holt@relay.example.org"],
  ["7@relay.example.org", "7@relay.example.org"],
  // Composed or not, wide or not.
  ["A\u030asa@relay.example.org", "åsa@relay.example.org"],
  ["ｓｖｅｎ＠relay.example.org", "sven@relay.example.org"],
  // The usual port says nothing, another one does.
  ["sven@relay.example.org:443", "sven@relay.example.org"],
  ["sven@relay.example.org:8650", "sven@relay.example.org:8650"],
  ["sven@nas", "sven@nas:8650"],
  ["sven@nas:8650", "sven@nas:8650"],
  ["sven@nas:80", "sven@nas:80"],
  ["sven@192.168.1.9", "sven@192.168.1.9:8650"],
  ["sven@[::1]:9000", "sven@[::1]:9000"],
  ["sven@räksmörgås.example", "sven@xn--rksmrgs-5wao1o.example"],
];

const NONE: readonly string[] = [
  "",
  "@",
  "sven@",
  "@relay.example.org",
  "sven@@relay.example.org",
  "sven svensson@relay.example.org",
  ".sven@relay.example.org",
  "sven/1@relay.example.org",
  "sven@relay.example.org/holt",
  "sven@wss://relay.example.org",
  "sven@relay.example.org#",
  "sven@relay.example.org?",
  "sven@relay example.org",
  "sven@relay.example.org:99999",
  "sven@relay.example.org#aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa",
  `${"s".repeat(65)}@relay.example.org`,
];

describe("a handle", () => {
  it.each(TYPED)("[HA1] %j is %s", (typed, text) => {
    expect(textOf(typed)).toBe(text);
  });

  it.each(NONE)("[HA1] %j is none", (typed) => {
    expect(parseHandle(typed)).toBeUndefined();
  });

  it("[HA1] has 64 characters before its host at most", () => {
    expect(textOf(`${"s".repeat(64)}@nas`)).toBe(`${"s".repeat(64)}@nas:8650`);
  });

  it("[HA1] that is a bare name is completed by the relay's host, and without one is none", () => {
    expect(parseHandle("sven")).toBeUndefined();
    expect(parseHandle("Sven", "relay.example.org:8651")).toEqual({
      text: "sven@relay.example.org:8651",
      name: "sven",
      host: "relay.example.org:8651",
    });
    expect(textOf("sven@nas", "relay.example.org")).toBe("sven@nas:8650");
    expect(parseHandle("sven", "")).toBeUndefined();
  });

  it("[HA1] is the same once it was understood", () => {
    expect(TYPED.map(([, text]) => textOf(text))).toEqual(TYPED.map(([, text]) => text));
  });

  it("[HA1] whatever is typed, a handle is one that is understood the same again, or there is none", () => {
    const parts = fc.tuple(fc.string({ unit: "grapheme" }), fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6()));
    const texts = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.emailAddress(),
      parts.map(([name, host]) => `${name}@${host}`),
    );
    fc.assert(
      fc.property(texts, (typed) => {
        const text = textOf(typed);
        expect(text && textOf(text)).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ["wss://relay.example.org", "relay.example.org"],
    ["wss://relay.example.org:8650/holt", "relay.example.org:8650"],
    ["ws://127.0.0.1:41234", "127.0.0.1:41234"],
    ["ws://nas/holt", "nas:80"],
    ["ws://[::1]", "[::1]:80"],
  ])("[HA1] the host of %s is %s", (url, host) => {
    expect(hostOfRelay(url)).toBe(host);
  });

  it.each(["relay.example.org", "relay.example.org:8650", "nas", "nas:80", "10.1.2.3:9000"])(
    "[HA1] whoever knows the handle of a relay at %s knows where that is",
    (typed) => {
      const address = parseRelayAddress(typed);
      const url = address.ok ? address.value.url : "";
      expect(parseRelayAddress(known(`sven@${hostOfRelay(url)}`).host)).toMatchObject({ value: { url } });
    },
  );
});

describe("what stands for a handle", () => {
  it("[HA2] at the relay is a hash of its text", () => {
    const expected = hash(sodium, { tag: TAGS.handle, parts: [utf8ToBytes("åsa@relay.example.org")] });
    expect(formatHex(hashHandle(sodium, known("ÅSA@relay.example.org:443")))).toBe(formatHex(expected));
    expect(expected).toHaveLength(32);
  });

  it("[HA3] as a salt is another one, of 16 bytes", () => {
    const handle = known("sven@relay.example.org");
    const hashed = hashHandle(sodium, handle);
    const expected = hash(sodium, { tag: TAGS.recoverySalt, parts: [hashed], length: 16 });
    expect(formatHex(saltOfHandle(sodium, handle))).toBe(formatHex(expected));
    expect(formatHex(hashed)).not.toContain(formatHex(expected));
  });

  it("[HA2] differs with every handle: by its name, and by its host", () => {
    const texts = ["sven@nas", "sven@nas2", "svens@nas", "sven@nas:8651", "sven.@nas", "s@ven.nas"];
    const of = (make: typeof hashHandle): Set<string> =>
      new Set(texts.map((text) => formatHex(make(sodium, known(text)))));
    expect([of(hashHandle).size, of(saltOfHandle).size]).toEqual([texts.length, texts.length]);
  });
});
