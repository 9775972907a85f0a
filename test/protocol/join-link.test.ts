import { fc } from "./seeded.ts";
import { describe, expect, it } from "vitest";
import { formatBase64 } from "../../src/protocol/bytes.ts";
import { encode, type CborValue } from "../../src/protocol/codec.ts";
import { formatJoinLink, parseJoinLink } from "../../src/protocol/join-link.ts";
import { Secret } from "../../src/protocol/secret.ts";

const FINGERPRINT = new Uint8Array(20).fill(1);
const SECRET = new Uint8Array(16).fill(0xf7);
const linkOf = (urls: readonly string[] = ["wss://relay.example.org"]): string =>
  formatJoinLink({ urls, relayFingerprint: FINGERPRINT, secret: new Secret(SECRET.slice()) });
const textOf = (value: CborValue): string =>
  `holt-join:1.${formatBase64(encode(value)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;

const bad = { ok: false, error: { type: "bad-join-link" } };

describe("the join link", () => {
  it("[PA1] says where, which key, and the secret, and comes back as it was", () => {
    const name = fc.stringMatching(/^[a-z0-9.-]{1,40}$/);
    const url = fc.tuple(fc.constantFrom("ws", "wss"), name).map(([scheme, host]) => `${scheme}://${host}`);
    const urls = fc.array(url, { minLength: 1, maxLength: 16 });
    const fingerprint = fc.uint8Array({ minLength: 20, maxLength: 20 });
    const secret = fc.uint8Array({ minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(urls, fingerprint, secret, (urls, relayFingerprint, secret) => {
        const link = formatJoinLink({ urls, relayFingerprint, secret: new Secret(secret.slice()) });
        expect(link).toMatch(/^holt-join:1\.[A-Za-z0-9_-]+$/);
        const parsed = parseJoinLink(link);
        if (!parsed.ok) throw new Error(parsed.error.type);
        expect(parsed.value.urls).toEqual(urls);
        expect(parsed.value.relayFingerprint).toEqual(relayFingerprint);
        expect(parsed.value.secret.expose()).toEqual(secret);
      }),
    );
  });

  it("[PA1] is read with the line breaks and blanks that a paste brings along", () => {
    const link = linkOf();
    const pasted = [` ${link}\n`, `${link.slice(0, 30)}\r\n   ${link.slice(30)}`, link.split("").join("\t")];
    expect(pasted.map((text) => parseJoinLink(text).ok)).toEqual([true, true, true]);
  });

  it("[PA1] of another version says so, and of no version is none", () => {
    const rest = linkOf().slice("holt-join:1.".length);
    expect(parseJoinLink(`holt-join:2.${rest}`)).toEqual({ ok: false, error: { type: "link-version" } });
    expect(parseJoinLink(`holt-join:17.${rest}`)).toEqual({ ok: false, error: { type: "link-version" } });
    const none = ["", "holt-join:", "holt-join:1", `holt-join:${rest}`, `holt-join:x.${rest}`, rest];
    expect(none.map(parseJoinLink)).toEqual(none.map(() => bad));
  });

  it("[PA1] no truncation is a link", () => {
    const link = linkOf();
    for (let length = 0; length < link.length; length++) {
      expect(parseJoinLink(link.slice(0, length)).ok).toBe(false);
    }
  });

  it("[PA1] with other parts, or parts of other lengths, it is refused", () => {
    const url = "ws://127.0.0.1:8650";
    expect(parseJoinLink(textOf([[url], FINGERPRINT, SECRET])).ok).toBe(true);
    const wrong: readonly CborValue[] = [
      null,
      [[url], FINGERPRINT],
      [[url], FINGERPRINT, SECRET, null],
      [url, FINGERPRINT, SECRET],
      [[url], FINGERPRINT.slice(1), SECRET],
      [[url], FINGERPRINT, new Uint8Array(17)],
      [[], FINGERPRINT, SECRET],
      [Array(17).fill(url), FINGERPRINT, SECRET],
      [[url, 7], FINGERPRINT, SECRET],
    ];
    expect(wrong.map((value) => parseJoinLink(textOf(value)))).toEqual(wrong.map(() => bad));
  });

  it("[PA1] leads to WebSockets alone", () => {
    const urls = [
      "http://relay.example.org",
      "javascript:alert(1)",
      "file:///etc/passwd",
      "ws://",
      "ws://a b",
      "ws://a#b",
      "ws://a?b",
      "WS://a",
    ];
    expect(urls.filter((url) => parseJoinLink(linkOf([url])).ok)).toEqual([]);
  });

  it("[PA1] text from a stranger is refused, never thrown on", () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ unit: "binary" }), (text, rest) => {
        expect(parseJoinLink(text).ok).toBe(false);
        expect(parseJoinLink(`holt-join:1.${rest}`).ok).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  it("[PA1] its secret does not show where it is printed by accident", () => {
    const parsed = parseJoinLink(linkOf());
    expect(JSON.stringify(parsed)).not.toContain(String(SECRET[0]));
    expect(String(parsed.ok && parsed.value.secret)).toBe("«secret»");
  });
});
