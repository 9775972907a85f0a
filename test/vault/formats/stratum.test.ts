import { createCipheriv, pbkdf2Sync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { sealGcm } from "../../../src/vault/formats/cipher.ts";
import type { NamedFile } from "../../../src/vault/formats/format.ts";
import { argon2Key } from "../../../src/vault/formats/password-key.ts";
import { stratum } from "../../../src/vault/formats/stratum.ts";
import { countErrors, describeForeign, jsonFile, readBack, readDamaged } from "./format-cases.ts";
import { createRandom, importFiles } from "./files.ts";
import { sqliteFile } from "./sqlite-files.ts";

const authenticator = (more: object = {}) => ({
  Type: 2,
  Icon: null,
  Issuer: "Example",
  Username: "sven",
  Secret: "JBSWY3DP",
  Pin: null,
  Algorithm: 0,
  Digits: 6,
  Period: 30,
  Counter: 0,
  ...more,
});
const backup = (authenticators: unknown[], more: object = {}) => ({
  Authenticators: authenticators,
  Categories: [],
  AuthenticatorCategories: [],
  CustomIcons: [],
  ...more,
});
const random = createRandom();
const text = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

async function strongFile(value: unknown, password: string): Promise<NamedFile> {
  const [salt, nonce] = [random(16), random(12)];
  const key = await argon2Key({ password, salt, memoryKib: 65_536, passes: 3, parallelism: 4 });
  const data = sealGcm({ key: key ?? new Uint8Array(), nonce, data: text(value) });
  return {
    name: "backup.stratum",
    bytes: Buffer.concat([Buffer.from("AUTHENTICATORPRO"), salt, nonce, data]),
  };
}

function legacyFile(value: unknown, password: string): NamedFile {
  const [salt, iv] = [random(20), random(16)];
  const cipher = createCipheriv("aes-256-cbc", pbkdf2Sync(password, salt, 64_000, 32, "sha1"), iv);
  const data = Buffer.concat([cipher.update(text(value)), cipher.final()]);
  return { name: "backup.authpro", bytes: Buffer.concat([Buffer.from("AuthenticatorPro"), salt, iv, data]) };
}

describe("stratum", () => {
  it("reads all its types, whose numbers are its own", async () => {
    const found = await readBack(
      jsonFile(
        backup([
          authenticator({ Type: 1, Counter: 7, Algorithm: 2 }),
          authenticator({ Type: 3, Secret: "0123456789abcdef", Pin: "1234", Period: 10 }),
          authenticator({ Type: 4, Digits: 5 }),
          authenticator({ Type: 5, Secret: "GEZDGNBVGY3TQOJQGEZDGNBVGY", Pin: "5239", Digits: 8 }),
        ]),
      ),
    );
    expect(found.skipped).toEqual([]);
    expect(
      found.accounts.map(({ draft }) => [draft.otp.type, draft.otp.algorithm, draft.counter, draft.otp.pin]),
    ).toEqual([
      ["hotp", "SHA512", 7, null],
      ["motp", "MD5", 0, "1234"],
      ["steam", "SHA1", 0, null],
      ["yandex", "SHA256", 0, "5239"],
    ]);
  });

  it("makes tags of categories", async () => {
    const json = backup([authenticator()], {
      Categories: [{ Id: "c1", Name: "Work" }],
      AuthenticatorCategories: [{ CategoryId: "c1", AuthenticatorSecret: "JBSWY3DP" }],
    });
    expect((await readBack(jsonFile(json))).accounts[0]?.draft.tags).toEqual(["Work"]);
  });

  it("reports what it can't read, with the name", async () => {
    const found = await readBack(
      jsonFile(
        backup([
          authenticator({ Type: 9 }),
          authenticator({ Algorithm: 3 }),
          authenticator({ Type: 3, Secret: "ABCDEF" }),
          authenticator({ Type: 3, Secret: "not hex" }),
          authenticator({ Digits: 0 }),
        ]),
        "s.json",
      ),
    );
    expect(found.accounts).toEqual([]);
    expect(found.skipped.map(({ reason }) => reason)).toEqual([
      "the type of one-time password is not known",
      "the algorithm is not known",
      "the secret is hexadecimal in capital letters, which gives other codes",
      "the secret is not hexadecimal",
      "digits must be 1 to 10",
    ]);
    expect(found.skipped[0]?.where).toBe("s.json, entry 1: Example (sven)");
  });

  for (const [title, seal, places] of [
    ["the strong encryption", strongFile, 4],
    ["the old encryption", legacyFile, 20],
  ] as const) {
    it(`reads ${title}, and tells a wrong password`, async () => {
      const file = await seal(backup([authenticator()]), "påss");
      expect((await readBack(file, "påss")).accounts).toHaveLength(1);
      for (const password of ["wrong", "x"]) {
        expect(await importFiles([file], { password })).toEqual({
          ok: false,
          error: { type: "wrong-key", what: "file-password" },
        });
      }
      expect(await importFiles([file])).toMatchObject({ ok: false, error: { reason: "password-needed" } });
    });

    it(`gives an error for damage under ${title}, and never throws`, async () => {
      const file = await seal(backup([authenticator()]), "right");
      const counts = await readDamaged({ format: stratum, file, password: "right", places });
      expect(Math.max(...counts)).toBeLessThanOrEqual(1);
      expect(countErrors(counts)).toBeGreaterThan(places);
    });
  }

  it("gives an error or no account for damage in clear, and never throws", async () => {
    const file = jsonFile(backup([authenticator()]));
    const counts = await readDamaged({ format: stratum, file, password: null, places: file.bytes.length });
    expect(Math.max(...counts)).toBeLessThanOrEqual(1);
    expect(countErrors(counts)).toBeGreaterThan(file.bytes.length);
  });
});

describeForeign("stratum-plain", "stratum");
describeForeign("stratum-encrypted", "stratum");

describe("stratum's database from a rooted phone", () => {
  const tables = [
    'CREATE TABLE "authenticator" ("type" integer, "icon" varchar, "issuer" varchar(32), "username" varchar(40), "secret" varchar primary key not null, "pin" varchar, "algorithm" integer, "digits" integer, "period" integer, "counter" bigint, "ranking" integer, "copyCount" integer)',
    'CREATE TABLE "category" ("id" varchar primary key not null, "name" varchar, "ranking" integer)',
    'CREATE TABLE "authenticatorcategory" ("categoryId" varchar, "authenticatorSecret" varchar, "ranking" integer)',
  ];
  const rows = [
    "INSERT INTO authenticator VALUES (2, null, 'GitHub', 'sven', 'JBSWY3DP', null, 1, 8, 60, 0, 0, 3)",
    "INSERT INTO authenticator VALUES (1, null, 'Bank', null, 'GEZDGNBV', null, 0, 6, 30, 7, 1, 0)",
    "INSERT INTO authenticator VALUES (9, null, 'Odd', null, 'MFRGGZDF', null, 0, 6, 30, 0, 2, 0)",
    "INSERT INTO category VALUES ('c0ffee00', 'Work', 0)",
    "INSERT INTO authenticatorcategory VALUES ('c0ffee00', 'JBSWY3DP', 0)",
  ];

  it("is read like its backup, categories and all", async () => {
    const found = await readBack({ name: "proauth.db3", bytes: sqliteFile(...tables, ...rows) });
    expect(found.format).toBe("stratum");
    expect(found.accounts.map(({ draft }) => draft)).toMatchObject([
      {
        issuer: "GitHub",
        name: "sven",
        tags: ["Work"],
        otp: { type: "totp", algorithm: "SHA256", digits: 8, period: 60 },
      },
      { issuer: "Bank", name: "", counter: 7, tags: [], otp: { type: "hotp" } },
    ]);
    expect(found.skipped).toEqual([
      { where: "proauth.db3, entry 3: Odd", reason: "the type of one-time password is not known" },
    ]);
  });

  it("damaged anywhere gives a result", async () => {
    const file = { name: "proauth.db3", bytes: sqliteFile(...tables, ...rows) };
    const counts = await readDamaged({ format: stratum, file, password: null, places: 200 });
    expect(Math.max(...counts)).toBeLessThanOrEqual(3);
    expect(countErrors(counts)).toBeGreaterThan(0);
  });
});
