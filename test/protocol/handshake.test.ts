import { fc } from "./seeded.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { formatHex } from "../../src/protocol/bytes.ts";
import {
  fingerprintOfRelay,
  formatFingerprint,
  loginMessage,
  parseFingerprint,
  relayHelloMessage,
} from "../../src/protocol/handshake.ts";
import type { MemberId } from "../../src/protocol/ids.ts";
import { memberFromSeed, type Member } from "../../src/protocol/keys.ts";
import { Secret } from "../../src/protocol/secret.ts";
import { isSignedBy, sign } from "../../src/protocol/signature.ts";
import type { CryptoTools } from "../../src/protocol/sodium.ts";
import { type Tag, TAGS } from "../../src/protocol/tags.ts";
import { survivors } from "./damage.ts";
import { fixedTools } from "./fixed-random.ts";

let tools: CryptoTools;
let signer: Member;
beforeAll(async () => {
  tools = await fixedTools("handshake");
  signer = memberFromSeed(tools.sodium, new Secret(tools.random(32)));
});

const filled = (fill: number, length = 32): Uint8Array => new Uint8Array(length).fill(fill);
const hello = { clientNonce: filled(1), relayNonce: filled(2), timeMs: 1_800_000_000_000 };
const login = {
  purpose: "sync",
  relayKey: filled(3),
  memberId: filled(4, 16) as MemberId,
  clientNonce: filled(1),
  relayNonce: filled(2),
} as const;

interface Signing {
  readonly tag: Tag;
  readonly message: Uint8Array;
}
const signed = ({ tag, message }: Signing): Uint8Array =>
  sign(tools.sodium, { tag, message, secretKey: signer.signSecret });
const holds = ({ tag, message }: Signing, signature: Uint8Array): boolean =>
  isSignedBy(tools.sodium, { tag, message, signature, publicKey: signer.publicKeys.signKey });

describe("the relay's signature", () => {
  const of = (changed: Partial<typeof hello> = {}): Signing => ({
    tag: TAGS.relayHello,
    message: relayHelloMessage({ ...hello, ...changed }),
  });

  it("[LI2] holds for these nonces and this time, and for no others", () => {
    const signature = signed(of());
    expect(holds(of(), signature)).toBe(true);
    const others = [
      of({ clientNonce: filled(9) }),
      of({ relayNonce: filled(9) }),
      of({ timeMs: hello.timeMs + 1 }),
      of({ clientNonce: hello.relayNonce, relayNonce: hello.clientNonce }),
      { ...of(), tag: TAGS.login },
    ];
    expect(others.filter((other) => holds(other, signature))).toEqual([]);
  });

  it("[LI2] is over 72 bytes: both nonces, and the time as eight more", () => {
    const { message } = of();
    expect(message).toHaveLength(72);
    expect(new DataView(message.buffer).getBigUint64(64)).toBe(1_800_000_000_000n);
  });

  it("[LI2] any flipped byte breaks it", () => {
    const signature = signed(of());
    expect(survivors(signature, (damaged) => !holds(of(), damaged))).toEqual([]);
  });
});

describe("the member's signature", () => {
  const of = (changed: Partial<Parameters<typeof loginMessage>[0]> = {}): Signing => ({
    tag: TAGS.login,
    message: loginMessage({ ...login, ...changed }),
  });

  it("[LI3] holds for this purpose, relay, member and session, and for no others", () => {
    const signature = signed(of());
    expect(holds(of(), signature)).toBe(true);
    const others = [
      of({ purpose: "recover" }),
      of({ relayKey: filled(9) }),
      of({ memberId: filled(9, 16) as MemberId }),
      of({ clientNonce: filled(9) }),
      of({ relayNonce: filled(9) }),
      of({ clientNonce: login.relayNonce, relayNonce: login.clientNonce }),
      { ...of(), tag: TAGS.relayHello },
    ];
    expect(others.filter((other) => holds(other, signature))).toEqual([]);
  });

  it("[LI3] no two logins are signed over the same bytes", () => {
    const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 });
    const logins = fc.record({
      purpose: fc.constantFrom("sync" as const, "recover" as const),
      relayKey: bytes,
      memberId: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((id) => id as MemberId),
      clientNonce: bytes,
      relayNonce: bytes,
    });
    const textOf = (of: Parameters<typeof loginMessage>[0]): string =>
      JSON.stringify({ ...of, ...mapped(of) });
    const mapped = ({ relayKey, memberId, clientNonce, relayNonce }: Parameters<typeof loginMessage>[0]) => ({
      relayKey: formatHex(relayKey),
      memberId: formatHex(memberId),
      clientNonce: formatHex(clientNonce),
      relayNonce: formatHex(relayNonce),
    });
    fc.assert(
      fc.property(logins, logins, (left, right) => {
        const isSame = formatHex(loginMessage(left)) === formatHex(loginMessage(right));
        expect(isSame).toBe(textOf(left) === textOf(right));
      }),
    );
  });
});

describe("a relay's fingerprint", () => {
  it("[LI4] is 20 bytes, and another key has another", () => {
    const one = fingerprintOfRelay(tools.sodium, filled(1));
    expect(one).toHaveLength(20);
    expect(formatHex(fingerprintOfRelay(tools.sodium, filled(2)))).not.toBe(formatHex(one));
  });

  it("[LI4] is written in eight groups of four and read back", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 20, maxLength: 20 }), (bytes) => {
        const text = formatFingerprint(bytes);
        expect(text).toMatch(/^([a-z2-7]{4}-){7}[a-z2-7]{4}$/);
        expect(parseFingerprint(text)).toEqual(bytes);
      }),
    );
  });

  it("[LI4] is read however it was typed", () => {
    const text = formatFingerprint(filled(0xa7, 20));
    const typed = [text.toUpperCase(), text.replaceAll("-", ""), text.replaceAll("-", " "), ` ${text}\n`];
    expect(typed.map(parseFingerprint)).toEqual(typed.map(() => filled(0xa7, 20)));
  });

  it("[LI4] that is too short, too long or of other characters is none", () => {
    const text = formatFingerprint(filled(0xa7, 20));
    const wrong = ["", text.slice(0, -1), `${text}a`, text.replace("-", "/"), text.replace(/^./, "1")];
    expect(wrong.map(parseFingerprint)).toEqual(wrong.map(() => undefined));
  });
});
