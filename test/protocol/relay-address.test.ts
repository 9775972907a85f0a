import { fc } from "./seeded.ts";
import { describe, expect, it } from "vitest";
import { formatFingerprint } from "../../src/protocol/handshake.ts";
import { isPrivateHost, parseRelayAddress } from "../../src/protocol/relay-address.ts";

const FINGERPRINT = new Uint8Array(20).fill(0x5c);
const FINGERPRINT_TEXT = formatFingerprint(FINGERPRINT);

const urlOf = (typed: string): string | undefined => {
  const parsed = parseRelayAddress(typed);
  return parsed.ok ? parsed.value.url : undefined;
};

/** What people type, and where it leads. */
const TYPED: readonly (readonly [string, string])[] = [
  // A name on the net: behind a proxy, with TLS, at the usual port.
  ["relay.example.org", "wss://relay.example.org"],
  ["relay.example.org/", "wss://relay.example.org"],
  ["relay.example.org:443", "wss://relay.example.org"],
  ["relay.example.org:8650", "wss://relay.example.org:8650"],
  ["relay.example.org/holt", "wss://relay.example.org/holt"],
  ["RELAY.example.ORG", "wss://relay.example.org"],
  ["  relay.example.org\n", "wss://relay.example.org"],
  ["räksmörgås.example", "wss://xn--rksmrgs-5wao1o.example"],
  ["203.0.113.7", "wss://203.0.113.7"],
  ["[2001:db8::1]:9000", "wss://[2001:db8::1]:9000"],
  ["2001:db8::1", "wss://[2001:db8::1]"],
  // This machine, or one's own network: plain, at the relay's own port.
  ["localhost", "ws://localhost:8650"],
  ["localhost:9000", "ws://localhost:9000"],
  ["127.0.0.1", "ws://127.0.0.1:8650"],
  ["127.0.0.1:80", "ws://127.0.0.1"],
  ["[::1]", "ws://[::1]:8650"],
  ["::1", "ws://[::1]:8650"],
  ["10.1.2.3", "ws://10.1.2.3:8650"],
  ["172.16.0.1", "ws://172.16.0.1:8650"],
  ["172.32.0.1", "wss://172.32.0.1"],
  ["192.168.1.9:8650", "ws://192.168.1.9:8650"],
  ["169.254.3.4", "ws://169.254.3.4:8650"],
  ["fd12::7", "ws://[fd12::7]:8650"],
  ["fe80::1", "ws://[fe80::1]:8650"],
  ["nas", "ws://nas:8650"],
  ["nas.local", "ws://nas.local:8650"],
  ["nas:8651/holt", "ws://nas:8651/holt"],
  // A scheme says what is meant.
  ["ws://relay.example.org", "ws://relay.example.org"],
  ["ws://relay.example.org:80", "ws://relay.example.org"],
  ["wss://localhost", "wss://localhost"],
  ["http://nas:8650/", "ws://nas:8650"],
  ["https://relay.example.org:443/holt", "wss://relay.example.org/holt"],
  ["HTTPS://relay.example.org", "wss://relay.example.org"],
  ["ws://127.0.0.1:8650", "ws://127.0.0.1:8650"],
  ["wss://relay.example.org:80", "wss://relay.example.org:80"],
];

const NONE: readonly string[] = [
  "",
  "   ",
  "#",
  "://",
  "ws://",
  "ftp://relay.example.org",
  "file:///etc/passwd",
  "relay.example.org:99999",
  "relay.example.org:port",
  "relay example org",
  "user:password@relay.example.org",
  "wss://user@relay.example.org",
  "relay.example.org?x=1",
  "holt-join:1.abc",
];

describe("a relay's address", () => {
  it.each(TYPED)("[AD1] %j means %s", (typed, url) => {
    expect(urlOf(typed)).toBe(url);
  });

  it.each(NONE)("[AD1] %j is none", (typed) => {
    expect(parseRelayAddress(typed)).toEqual({ ok: false, error: { type: "bad-relay-address" } });
  });

  it("[AD1] longer than 512 characters is none", () => {
    const longest = `${"x".repeat(500)}.example`;
    expect(urlOf(longest)).toBe(`wss://${longest}`);
    expect(urlOf(`${"x".repeat(500)}.example.org/`)).toBe(undefined);
  });

  it("[AD1] is the same once it was understood", () => {
    expect(TYPED.map(([, url]) => urlOf(url))).toEqual(TYPED.map(([, url]) => url));
  });

  it("[AD2] may be followed by a fingerprint", () => {
    for (const text of [
      FINGERPRINT_TEXT,
      FINGERPRINT_TEXT.toUpperCase(),
      FINGERPRINT_TEXT.replaceAll("-", ""),
    ]) {
      expect(parseRelayAddress(`relay.example.org#${text}`)).toEqual({
        ok: true,
        value: { url: "wss://relay.example.org", fingerprint: FINGERPRINT },
      });
    }
    expect(parseRelayAddress("relay.example.org")).toMatchObject({ value: { fingerprint: undefined } });
    expect(parseRelayAddress("relay.example.org#")).toMatchObject({ value: { fingerprint: undefined } });
  });

  it("[AD2] with a fingerprint that is none is refused, never taken without it", () => {
    for (const text of ["x", FINGERPRINT_TEXT.slice(1), `${FINGERPRINT_TEXT}a`, "0".repeat(32)]) {
      expect(parseRelayAddress(`relay.example.org#${text}`)).toEqual({
        ok: false,
        error: { type: "bad-fingerprint" },
      });
    }
  });

  it("[AD3] is private only where no other network has it", () => {
    const others = [
      "9.255.255.255",
      "11.0.0.0",
      "172.15.0.1",
      "172.32.0.0",
      "192.167.1.1",
      "192.169.1.1",
      "169.253.0.1",
      "126.0.0.1",
      "128.0.0.1",
      "8.8.8.8",
      "10.0.0.1.example.org",
      "localhost.example.org",
      "fe00::1",
      "fc::1",
      "2001:db8::1",
    ];
    expect(others.filter(isPrivateHost)).toEqual([]);
  });

  it("[AD1] whatever is typed, an address is a WebSocket's or there is none", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl(), fc.domain(), fc.ipV6(), fc.ipV4()), (typed) => {
        const url = urlOf(typed);
        if (url === undefined) return;
        expect(url).toMatch(/^wss?:\/\/[^/\s]+/);
        expect(urlOf(url)).toBe(url);
      }),
      { numRuns: 2000 },
    );
  });
});
