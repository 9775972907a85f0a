import { pbkdf2Sync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { concatBytes, utf8ToBytes } from "../../../src/protocol/bytes.ts";
import { sealGcm } from "../../../src/vault/formats/cipher.ts";
import { freeotp } from "../../../src/vault/formats/freeotp.ts";
import { decodeJavaMap } from "../../../src/vault/formats/java-map.ts";
import { countErrors, describeForeign, jsonFile, readBack, readDamaged } from "./format-cases.ts";
import { createRandom, importFiles, textFile } from "./files.ts";

const token = (more: object = {}) => ({
  algo: "SHA256",
  counter: 7,
  digits: 8,
  issuerExt: "GitHub",
  issuerInt: "github.com",
  label: "sven",
  period: 60,
  secret: [-1, 0, 127],
  type: "TOTP",
  ...more,
});
const plus = (...tokens: readonly unknown[]) => jsonFile({ tokenOrder: [], tokens }, "plus.json");
const escape = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
const preferences = (...tokens: readonly object[]) => {
  const strings = [...tokens.map((one) => JSON.stringify(one)), '["a"]'].map(
    (text, index) =>
      `  <string name="${index === tokens.length ? "tokenOrder" : `t${index}`}">${escape(text)}</string>\n`,
  );
  return textFile(
    `<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\n<map>\n${strings.join("")}</map>\n`,
    "t.xml",
  );
};

/** What Java writes: names and values as strings, a long one with eight bytes of length. */
const javaString = (text: string): Uint8Array => {
  const bytes = utf8ToBytes(text);
  const head = new DataView(new ArrayBuffer(bytes.length > 0xffff ? 9 : 3));
  head.setUint8(0, bytes.length > 0xffff ? 0x7c : 0x74);
  if (bytes.length > 0xffff) head.setBigUint64(1, BigInt(bytes.length));
  else head.setUint16(1, bytes.length);
  return concatBytes(new Uint8Array(head.buffer), bytes);
};
const START =
  "aced0005737200116a6176612e7574696c2e486173684d61700507dac1c31660d103000246000a6c6f6164466163746f724900097468726573686f6c6478703f4000000000000c770800000010";
function javaMap(objects: readonly Uint8Array[]): Uint8Array {
  const size = new Uint8Array(4);
  new DataView(size.buffer).setUint32(0, objects.length / 2);
  return concatBytes(new Uint8Array(Buffer.from(START, "hex")), size, ...objects, Uint8Array.of(0x78));
}

const random = createRandom(3);
const signed = (bytes: Uint8Array): number[] => Array.from(bytes, (byte) => (byte << 24) >> 24);
function box(key: Uint8Array, data: Uint8Array, mToken: string) {
  const nonce = random(12);
  const sealed = sealGcm({ key, nonce, data, associatedData: utf8ToBytes(mToken) });
  const mParameters = signed(concatBytes(Uint8Array.of(48, 17, 4, 12), nonce, Uint8Array.of(2, 1, 16)));
  return { mCipher: "AES/GCM/NoPadding", mCipherText: signed(sealed), mParameters, mToken };
}
function backup(changes: object = {}): Record<string, string> {
  const [salt, master] = [random(32), random(32)];
  const key = pbkdf2Sync("right", salt, 1000, 32, "sha512");
  const masterKey = {
    mAlgorithm: "PBKDF2withHmacSHA512",
    mEncryptedKey: box(key, master, "AES"),
    mIterations: 1000,
    mSalt: signed(salt),
    ...changes,
  };
  const { algo: _algo, secret: _secret, ...plain } = token();
  return {
    "u1-token": JSON.stringify(plain),
    masterKey: JSON.stringify(masterKey),
    u1: JSON.stringify({ key: JSON.stringify(box(master, utf8ToBytes("12345678901234567890"), "HmacSHA1")) }),
    "u2-token": JSON.stringify({ label: "lost" }),
    u3: JSON.stringify({ key: "{}" }),
  };
}
const backupFile = (values: Readonly<Record<string, string>>) => ({
  name: "externalBackup.xml",
  bytes: javaMap(Object.entries(values).flatMap((entry) => entry.map(javaString))),
});

describe("freeotp", () => {
  for (const [what, file] of [
    ["FreeOTP+", plus(token())],
    ["FreeOTP 1", preferences(token())],
  ] as const) {
    it(`reads the tokens of ${what}`, async () => {
      const found = await readBack(file);
      expect(found.format).toBe("freeotp");
      expect(found.accounts.map(({ draft }) => draft)).toMatchObject([
        {
          issuer: "GitHub",
          name: "sven",
          counter: 0,
          otp: {
            type: "totp",
            algorithm: "SHA256",
            digits: 8,
            period: 60,
            secret: Uint8Array.of(255, 0, 127),
          },
        },
      ]);
    });
  }

  it("takes the counter as it is, a person's own names, and Steam for Steam", async () => {
    const found = await readBack(
      plus(
        token({ type: "HOTP" }),
        token({ type: "HOTP", counter: -1, issuerExt: "", issuerAlt: "Mine", labelAlt: "me" }),
        token({ issuerExt: "Steam", digits: 5 }),
        token({ algo: undefined, type: undefined }),
      ),
    );
    expect(found.accounts.map(({ draft }) => draft)).toMatchObject([
      { counter: 7, otp: { type: "hotp" } },
      { counter: 0, issuer: "Mine", name: "me" },
      { otp: { type: "steam" } },
      { otp: { type: "totp", algorithm: "SHA1" } },
    ]);
  });

  it("reports what it can't read by name", async () => {
    const found = await readBack(
      plus(token({ secret: [] }), token({ secret: [256] }), token({ type: "X" }), token({ algo: "SHA3" })),
    );
    expect(found.skipped.map(({ reason }) => reason)).toEqual([
      "there is no secret",
      "the secret is not a list of bytes",
      "the type of one-time password is not known",
      "the algorithm is not known",
    ]);
    expect(found.skipped[0]?.where).toBe("plus.json, entry 1: GitHub (sven)");
  });

  it("reads a backup of FreeOTP 2 with its password, and reports what is not whole", async () => {
    const found = await readBack(backupFile(backup()), "right");
    expect(found.format).toBe("freeotp");
    expect(found.accounts.map(({ draft }) => draft)).toMatchObject([
      {
        issuer: "GitHub",
        otp: { algorithm: "SHA1", digits: 8, secret: utf8ToBytes("12345678901234567890") },
      },
    ]);
    expect(found.skipped).toEqual([
      { where: "externalBackup.xml, entry 2: u3", reason: "the token is missing or damaged" },
      { where: "externalBackup.xml, entry 3: lost", reason: "there is no secret" },
    ]);
  });

  it("tells a wrong password, and that one is needed", async () => {
    const file = backupFile(backup());
    expect(await importFiles([file], { password: "wrong" })).toMatchObject({ error: { type: "wrong-key" } });
    expect(await importFiles([file])).toMatchObject({ error: { reason: "password-needed" } });
  });

  for (const change of [{ mIterations: 2 ** 31 }, { mIterations: "9".repeat(20) }, { mIterations: 0.5 }]) {
    it(`refuses ${JSON.stringify(change)} before deriving a key`, async () => {
      expect(await importFiles([backupFile(backup(change))], { password: "right" })).toMatchObject({
        error: { type: "malformed", reason: "asks for absurd key derivation parameters" },
      });
    });
  }

  it("gives an error or fewer accounts for damaged files, and never throws", async () => {
    for (const [file, password] of [
      [plus(token(), token()), null],
      [preferences(token(), token()), null],
      [backupFile(backup()), "right"],
    ] as const) {
      const counts = await readDamaged({ format: freeotp, file, password, places: 200 });
      expect(Math.max(...counts)).toBeLessThanOrEqual(2);
      expect(countErrors(counts)).toBeGreaterThan(200);
    }
  });
});

describe("a serialised Java map", () => {
  it("holds long strings, references, nulls and any character", () => {
    const long = "å".repeat(40_000);
    const reference = Uint8Array.of(0x71, 0, 0x7e, 0, 2);
    const surrogates = Uint8Array.of(0x74, 0, 8, 0xed, 0xa0, 0xbc, 0xed, 0xbf, 0x94, 0xc0, 0x80);
    const objects = [
      javaString("a"),
      javaString(long),
      javaString("b"),
      reference,
      javaString("c"),
      surrogates,
    ];
    const map = decodeJavaMap(javaMap([...objects, javaString("d"), Uint8Array.of(0x70)]));
    expect(Object.fromEntries(map ?? [])).toEqual({ a: long, b: "a", c: "\u{1f3d4}\0" });
  });

  it("is refused when it holds any other object, or refers to nothing", () => {
    const other = Uint8Array.of(0x73, 0x72);
    for (const object of [
      other,
      Uint8Array.of(0x71, 0, 0x7e, 0, 9),
      Uint8Array.of(0x7c, 255, 255, 255, 255, 0, 0, 0, 0),
    ]) {
      expect(decodeJavaMap(javaMap([javaString("a"), object]))).toBeUndefined();
    }
  });
});

describeForeign("freeotp-v1-xml", "freeotp");
describeForeign("freeotp-plus-json", "freeotp");
describeForeign("freeotp-v2", "freeotp");
