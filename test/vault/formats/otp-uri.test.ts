import { describe, expect, it } from "vitest";
import { formatBase32 } from "../../../src/protocol/bytes.ts";
import type { AccountDraft } from "../../../src/vault/account.ts";
import { formatOtpUri } from "../../../src/vault/formats/otp-uri-format.ts";
import { parseOtpUri } from "../../../src/vault/formats/otp-uri.ts";
import { accountOf, otpOf } from "./format-cases.ts";
import { NOW } from "./files.ts";

function read(uri: string): AccountDraft {
  const result = parseOtpUri(uri, NOW);
  if (!result.ok) throw new Error(result.error.reason);
  return result.value.draft;
}
const owner = (uri: string): readonly (string | null)[] => {
  const { issuer, name, note } = read(uri);
  return [issuer, name, note];
};
function refusal(uri: string): string {
  const result = parseOtpUri(uri, NOW);
  return result.ok ? "was read" : result.error.reason;
}

describe("whose an account is", () => {
  it.each([
    ["otpauth://totp/Alpha:me?secret=AAAA&issuer=Alpha", "Alpha", "me", null],
    ["otpauth://totp/alpha:me?secret=AAAA&issuer=Alpha", "Alpha", "me", null],
    ["otpauth://totp/Alpha:%20me?secret=AAAA", "Alpha", "me", null],
    ["otpauth://totp/Org:me?secret=AAAA&issuer=Beta", "Beta", "me", "issuer in the label: Org"],
    ["otpauth://totp/me?secret=AAAA&issuer=", "", "me", null],
    ["otpauth://totp/user+tag@a.example?secret=AAAA", "", "user+tag@a.example", null],
    ["otpauth://totp/x?secret=AAAA&issuer=Air+Canada", "Air Canada", "x", null],
    ["otpauth://totp/Matrix:@edent_:matrix.example?secret=AAAA", "Matrix", "@edent_:matrix.example", null],
    ["otpauth://totp/alice@a.example:443?secret=AAAA", "", "alice@a.example:443", null],
    ["otpauth://totp/alice@a.example:443?secret=AAAA&issuer=A", "A", "alice@a.example:443", null],
    [
      "otpauth://totp/Entra:me_a.example#EXT#@b.example?secret=AAAA",
      "Entra",
      "me_a.example#EXT#@b.example",
      null,
    ],
    ["otpauth://totp/who?me?secret=AAAA", "", "who?me", null],
    ["otpauth://totp/x?secret=AAAA&issuer=What?now=1", "What?now=1", "x", null],
    ["otpauth://totp/50%ZZ?secret=AAAA", "", "50%ZZ", null],
    ["otpauth://totp/caf%E9?secret=AAAA", "", "caf%E9", null],
    ["otpauth://totp?secret=AAAA&issuer=Alpha", "Alpha", "", null],
    ["otpauth://totp/:me?secret=AAAA", "", "me", null],
    ["otpauth://totp/:a%3Ab?secret=AAAA", "", "a:b", null],
    ["otpauth://steam/Steam?secret=AAAA", "Steam", "", null],
    ["otpauth://steam/:Steam?secret=AAAA", "", "Steam", null],
    ["otpauth://yaotp/me?secret=LA2V6KMCGYMWWVEW64RNP3JA3I", "Yandex", "me", null],
    ["otpauth://yaotp/:me?secret=LA2V6KMCGYMWWVEW64RNP3JA3I", "", "me", null],
    ["OTPAUTH://TOTP/Alpha:me?SECRET=AAAA&Issuer=Alpha", "Alpha", "me", null],
    ["apple-otpauth://totp/Alpha:me?secret=AAAA", "Alpha", "me", null],
    ["otpauth://totp/me?secret=AAAA&issuer=Kickperiod=30", "Kick", "me", null],
  ])("%s", (uri, issuer, name, note) => {
    expect(owner(uri)).toEqual([issuer, name, note]);
  });
});

describe("the parameters of a URI", () => {
  it.each(["SHA1", "sha1", "SHA-1", "HmacSHA1", "Algorithm.sha1", "null", "", "HMAC-SHA-1"])(
    "algorithm=%s is SHA-1",
    (algorithm) => {
      expect(read(`otpauth://totp/x?secret=AAAA&algorithm=${algorithm}`).otp.algorithm).toBe("SHA1");
    },
  );

  it("what is absent or says null is the default", () => {
    const { otp } = read("otpauth://totp/x?secret=AAAA&algorithm=null&digits=null&period=null");
    expect(otp).toMatchObject({ algorithm: "SHA1", digits: 6, period: 30 });
  });

  it("a period that was glued to the issuer counts", () => {
    expect(read("otpauth://totp/x?secret=AAAA&issuer=Kickperiod=60").otp.period).toBe(60);
  });

  it.each([
    ["algorithm=MD5", "MD5 is not for totp"],
    ["algorithm=SHA3-256", "the algorithm is not known"],
    ["digits=11", "digits must be 1 to 10"],
    ["digits=0", "digits must be 1 to 10"],
    ["digits=six", "digits must be a whole number from 0"],
    ["digits=6.5", "digits must be a whole number from 0"],
    ["period=0", "the period must be at least 1 second"],
    ["period=-30", "the period must be a whole number from 0"],
  ])("%s is refused, never replaced by a default", (parameter, reason) => {
    expect(refusal(`otpauth://totp/x?secret=AAAA&${parameter}`)).toBe(reason);
  });

  it.each([
    ["9007199254740990", "was read"],
    ["9007199254740991", "the counter must be a whole number from 0"],
    ["9223372036854775807", "the counter is too large"],
    ["-1", "the counter must be a whole number from 0"],
  ])("the counter %s: %s", (counter, outcome) => {
    expect(refusal(`otpauth://hotp/x?secret=AAAA&counter=${counter}`)).toBe(outcome);
  });

  it("a secret may have spaces, dashes, lower case, padding and invisible characters", () => {
    const { secret } = read("otpauth://totp/x?secret=jbsw%20y3dp-ehpk_3pxp%E2%80%8B%C2%A0====").otp;
    expect(formatBase32(secret)).toBe("JBSWY3DPEHPK3PXP");
  });

  it.each(["JBSWY3D0", "JBSWY3D1", "JBSWY3D8", "JBSWY3DÄ"])(
    "the letters of %s are not guessed at",
    (secret) => {
      expect(refusal(`otpauth://totp/x?secret=${secret}`)).toBe(
        "the secret has characters outside base32 (A–Z, 2–7)",
      );
    },
  );

  it("of two secrets the first counts, and that is said", () => {
    const result = parseOtpUri("otpauth://totp/x?secret=AAAA&secret=BBBB", NOW);
    expect(result.ok && result.value.notices).toEqual(["x: two secrets are given, the first one was taken"]);
    const same = parseOtpUri("otpauth://totp/x?secret=AAAA&secret=aaaa", NOW);
    expect(same.ok && same.value.notices).toEqual([]);
  });

  it("tags, note, pin and trash marks of Ente are kept", () => {
    const display = encodeURIComponent('{"pinned":true,"trashed":true,"tags":["Work"," x "],"note":"a b"}');
    const draft = read(`otpauth://totp/x?secret=AAAA&codeDisplay=${display.replaceAll("%20", "+")}`);
    expect(draft).toMatchObject({ pinned: true, trashedAt: NOW, tags: ["Work", "x"], note: "a b" });
    expect(read("otpauth://totp/x?secret=AAAA&codeDisplay=%7Bdamaged").tags).toEqual([]);
  });
});

describe("other kinds of one-time passwords", () => {
  it("a Steam token is known by type, encoder, mark or owner", () => {
    for (const uri of [
      "otpauth://steam/Steam:me?secret=AAAA",
      "otpauth://totp/Steam:me?secret=AAAA&encoder=steam&digits=6",
      "otpauth://totp/Steam:me?secret=AAAA&steam",
      "otpauth://totp/Steam:me?secret=AAAA",
      "otpauth://totp/Steam:me?secret=AAAA&digits=5",
    ]) {
      expect(read(uri)).toMatchObject({ issuer: "Steam", name: "me", otp: { type: "steam", digits: 5 } });
    }
    expect(read("otpauth://totp/Steam:me?secret=AAAA&digits=6").otp).toMatchObject({
      type: "totp",
      digits: 6,
    });
  });

  it("steam://SECRET keeps the case of its host and belongs to Steam", () => {
    const draft = read("steam://JRZCL47CMXVOQMNPZR2F7J4RGI");
    expect(draft).toMatchObject({ issuer: "Steam", name: "", otp: { type: "steam", digits: 5 } });
    expect(formatBase32(draft.otp.secret)).toBe("JRZCL47CMXVOQMNPZR2F7J4RGI");
  });

  it("a Steam secret may be Steam's own base64", () => {
    const bytes = Uint8Array.from({ length: 20 }, (_, index) => 250 - index);
    const base64 = Buffer.from(bytes).toString("base64");
    expect(read(`steam://${base64}`).otp.secret).toEqual(bytes);
    expect(read(`otpauth://steam/Steam:me?secret=${encodeURIComponent(base64)}`).otp.secret).toEqual(bytes);
    const data = encodeURIComponent(JSON.stringify({ shared_secret: base64 }));
    expect(read(`otpauth://totp/Steam:me?secret=AAAA&digits=6&data=${data}`).otp).toMatchObject({
      type: "steam",
      secret: bytes,
    });
  });

  it("mOTP has a hexadecimal secret", () => {
    for (const root of ["motp://", "otpauth://motp/"]) {
      const draft = read(`${root}Mill:miller?secret=0123456789ABCDEF`);
      expect(draft).toMatchObject({
        issuer: "Mill",
        otp: { type: "motp", algorithm: "MD5", period: 10, pin: null },
      });
      expect(Buffer.from(draft.otp.secret).toString("hex")).toBe("0123456789abcdef");
    }
    expect(refusal("motp://Mill:miller?secret=012")).toBe("the secret is not hexadecimal");
  });

  it("Yandex brings its PIN and a secret of 16 or 26 bytes whose check holds", () => {
    const uri = (secret: string, rest: string) => `otpauth://yaotp/me?secret=${secret}${rest}`;
    const draft = read(uri("LA2V6KMCGYMWWVEW64RNP3JA3I", "&pin=GUZDGOI"));
    expect(draft).toMatchObject({
      issuer: "Yandex",
      name: "me",
      otp: { type: "yandex", digits: 8, pin: "5239" },
    });
    expect(refusal(uri("LA2V6KMCGYMWWVEW64RNP3JA3IAAAAAAHTSG4HRZPI", ""))).toBe("was read");
    expect(refusal(uri("AA2V6KMCGYMWWVEW64RNP3JA3IAAAAAAHTSG4HRZPI", ""))).toBe(
      "the secret is not one of Yandex's",
    );
    expect(refusal(uri("JBSWY3DPEHPK3PXP", ""))).toBe("the secret is not one of Yandex's");
  });
});

describe("a refused URI", () => {
  it.each([
    "",
    "https://a.example/otpauth://totp/x?secret=AAAA",
    "otpauth://",
    "otpauth://totp",
    "otpauth://totp/?secret=AAAA",
    "otpauth://tutp/x?secret=AAAA",
    "otpauth://totp/x?secret=",
    "otpauth://totp/x?issuer=y",
    "steam://",
    "motp://x",
  ])("%s is none that holt reads", (uri) => {
    expect(parseOtpUri(uri, NOW).ok).toBe(false);
  });

  it("is never quoted: not its secret, not its PIN", () => {
    for (const uri of [
      "otpauth://totp/Alpha:me?secret=SECRETSECRET1",
      "otpauth://totp/?secret=SECRETSECRET",
      "otpauth://totp/x?secret=SECRETSECRET&algorithm=SECRETSECRET",
      "steam://SECRETSECRET1",
      "otpauth://yaotp/me?secret=SECRETSECRET&pin=SECRETSECRET1",
    ]) {
      expect(JSON.stringify(parseOtpUri(uri, NOW))).not.toContain("SECRETSECRET");
    }
  });

  it("may be a megabyte of question marks", () => {
    expect(parseOtpUri(`otpauth://totp/${"?a=b".repeat(250_000)}`, NOW).ok).toBe(false);
    expect(parseOtpUri(`otpauth://totp/${"?a=b".repeat(10_000)}`, NOW).ok).toBe(false);
  });
});

describe("an account as a URI", () => {
  it("names every parameter, because other apps' defaults differ", () => {
    const uri = formatOtpUri(accountOf({ issuer: "Air Canada", name: "me@a.example" }));
    expect(uri).toEqual({
      ok: true,
      value:
        "otpauth://totp/Air%20Canada:me%40a.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Air%20Canada" +
        "&algorithm=SHA1&digits=6&period=30",
    });
  });

  it("says why it can't be one", () => {
    const reason = (parts: Parameters<typeof accountOf>[0]) => {
      const uri = formatOtpUri(accountOf(parts));
      return uri.ok ? uri.value : uri.error;
    };
    expect(reason({ issuer: "", name: "" })).toBe("a URI needs an issuer or a name");
    expect(reason({ issuer: "Steam", otp: otpOf({ digits: 5 }) })).toBe("reads as a Steam token everywhere");
    expect(reason({ otp: otpOf({ type: "steam", digits: 6 }) })).toBe("a Steam URI has 5 digits");
  });
});
