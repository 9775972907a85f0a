import { createHash, createHmac, pbkdf2Sync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { concatBytes, utf8ToBytes } from "../../../src/protocol/bytes.ts";
import { sealCbc } from "../../../src/vault/formats/cipher.ts";
import { otpauthIos } from "../../../src/vault/formats/otpauth-ios.ts";
import { countErrors, describeForeign, readBack, readDamaged } from "./format-cases.ts";
import { createRandom, importFiles } from "./files.ts";
import { encodeArchive, type OwnObject } from "./plist-files.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest();
const wrap = (archive: unknown, word: string) => ({
  name: "backup.otpauthdb",
  bytes: sealCbc({ key: sha256(word), iv: new Uint8Array(16), data: encodeArchive(archive) }),
});

function cryptor(data: Uint8Array, password: string): Uint8Array {
  const random = createRandom(5);
  const [salt, hmacSalt, iv] = [random(8), random(8), random(16)];
  const derive = (from: Uint8Array) => pbkdf2Sync(password, from, 10_000, 32, "sha1");
  const body = concatBytes(Uint8Array.of(3, 1), salt, hmacSalt, iv, sealCbc({ key: derive(salt), iv, data }));
  return concatBytes(body, createHmac("sha256", derive(hmacSalt)).update(body).digest());
}

const account = (more: object = {}): OwnObject => ({
  ownFields: {
    secret: utf8ToBytes("12345678901234567890"),
    label: "sven",
    issuer: "Åre",
    type: 2,
    algorithm: 0,
    digits: 0,
    period: 0,
    counter: 0,
    ...more,
  },
});
const database = (...accounts: readonly unknown[]) => ({
  Folders: [{ ownFields: { name: "Work", accounts } }, { ownFields: { name: "Empty", accounts: [] } }],
  DeletedAccountIDs: [],
});
const newer = (inner: unknown, version = 1.1) =>
  wrap({ Version: version, WrappedData: cryptor(encodeArchive(inner), "right") }, "Authenticator");

function olderParts(inner: unknown, iv: string) {
  const data = encodeArchive(inner);
  const ivBytes = createHash("sha1").update(iv).digest().subarray(0, 16);
  return { Salt: "salt", sealed: sealCbc({ key: sha256("salt-right"), iv: ivBytes, data }) };
}
function olderDatabase(inner: unknown) {
  const { Salt, sealed } = olderParts(inner, "iv");
  return wrap({ Version: 1, Salt, IV: "iv", WrappedData: sealed }, "Authenticator");
}
function olderAccount(inner: unknown) {
  const { Salt, sealed } = olderParts(inner, "iv");
  return wrap({ Version: 1.1, Salt, IV: utf8ToBytes("iv"), Data: sealed }, "OTPAuth");
}

describe("otpauth-ios", () => {
  for (const [what, file] of [
    ["a newer backup", newer(database(account()))],
    ["an older backup", olderDatabase(database(account()))],
  ] as const) {
    it(`reads ${what}, folders as tags, 0 as the app's default`, async () => {
      const found = await readBack(file, "right");
      expect(found.format).toBe("otpauth-ios");
      expect(found.accounts.map(({ draft }) => draft)).toMatchObject([
        {
          issuer: "Åre",
          name: "sven",
          tags: ["Work"],
          otp: { type: "totp", algorithm: "SHA1", digits: 6, period: 30 },
        },
      ]);
      expect(found.accounts[0]?.draft.otp.secret).toEqual(utf8ToBytes("12345678901234567890"));
    });
  }

  it("reads a file with one account, older and newer", async () => {
    const fields = { ...account({ type: 1, counter: 9, algorithm: 3, digits: 8 }).ownFields };
    const sealed = cryptor(encodeArchive(fields), "right");
    for (const file of [olderAccount(fields), wrap({ Version: 1.2, Data: sealed }, "OTPAuth")]) {
      const found = await readBack(file, "right");
      expect(found.accounts[0]?.draft).toMatchObject({
        counter: 9,
        tags: [],
        otp: { type: "hotp", algorithm: "SHA512", digits: 8 },
      });
    }
  });

  it("reports what it can't read by name", async () => {
    const bad = [
      account({ type: 0 }),
      account({ algorithm: 9 }),
      account({ algorithm: 4 }),
      account({ secret: "x" }),
    ];
    const found = await readBack(newer(database(...bad)), "right");
    expect(found.skipped.map(({ reason }) => reason)).toEqual([
      "the type of one-time password is not known",
      "the algorithm is not known",
      "MD5 is not for totp",
      "there is no secret",
    ]);
    expect(found.skipped[0]?.where).toBe("backup.otpauthdb, entry 1: Åre (sven)");
  });

  it("tells a wrong password, and that one is needed", async () => {
    for (const file of [newer(database(account())), olderDatabase(database(account()))]) {
      expect(await importFiles([file], { password: "wrong" })).toMatchObject({
        error: { type: "wrong-key" },
      });
      expect(await importFiles([file])).toMatchObject({ error: { reason: "password-needed" } });
    }
  });

  it("refuses a newer version", async () => {
    expect(await importFiles([newer(database(), 3.5)], { password: "right" })).toMatchObject({
      error: { type: "malformed", reason: "is of a version that holt doesn't know" },
    });
  });

  it("gives an error or fewer accounts for damaged files, and never throws", async () => {
    const file = newer(database(account(), account()));
    const counts = await readDamaged({ format: otpauthIos, file, password: "right", places: 100 });
    expect(Math.max(...counts)).toBeLessThanOrEqual(2);
    expect(countErrors(counts)).toBeGreaterThan(150);
  });
});

describeForeign("otpauth-ios", "otpauth-ios");
