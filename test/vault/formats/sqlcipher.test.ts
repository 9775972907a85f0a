import { createCipheriv, createHmac, pbkdf2Sync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { concatBytes } from "../../../src/protocol/bytes.ts";
import { authenticatorPlus } from "../../../src/vault/formats/authenticator-plus.ts";
import { countErrors, readBack, readDamaged } from "./format-cases.ts";
import { createRandom, importFiles } from "./files.ts";
import { sqliteFile } from "./sqlite-files.ts";

const PAGE = 1024;
const RESERVED = 48;

/** What SQLCipher makes of a plain file whose pages have room at their end. */
function seal(plain: Uint8Array, password: string): Uint8Array {
  const random = createRandom(9);
  const salt = random(16);
  const key = pbkdf2Sync(password, salt, 64_000, 32, "sha1");
  const hmacKey = pbkdf2Sync(
    key,
    salt.map((byte) => byte ^ 0x3a),
    2,
    32,
    "sha1",
  );
  const pages = Array.from({ length: plain.length / PAGE }, (_, index) => {
    const page = plain.subarray(index * PAGE, (index + 1) * PAGE - RESERVED);
    const iv = random(16);
    const cipher = createCipheriv("aes-256-cbc", key, iv).setAutoPadding(false);
    const sealed = cipher.update(index === 0 ? page.subarray(16) : page);
    const number = Uint8Array.of(index + 1, 0, 0, 0);
    const hmac = createHmac("sha1", hmacKey).update(sealed).update(iv).update(number).digest();
    return concatBytes(index === 0 ? salt : new Uint8Array(), sealed, iv, hmac, new Uint8Array(12));
  });
  return concatBytes(...pages);
}

const TABLE =
  "CREATE TABLE accounts (_id INTEGER PRIMARY KEY, email TEXT, secret TEXT, counter INTEGER, type INTEGER, issuer TEXT, original_name TEXT, category TEXT)";
const add = (...values: readonly (number | string)[]) =>
  `INSERT INTO accounts (email, secret, counter, type, issuer, original_name, category) VALUES (${values
    .map((value) => (typeof value === "number" ? value : `'${value}'`))
    .join(", ")})`;

const backup = (...statements: readonly string[]) => ({
  name: "authplus.db",
  bytes: seal(sqliteFile({ pageBytes: PAGE, reservedBytes: RESERVED }, TABLE, ...statements), "right"),
});

describe("authenticator-plus, the database", () => {
  it("is read under its password, with categories as tags", async () => {
    const found = await readBack(
      backup(
        add("sven", "GEZDGNBV", 0, 0, "GitHub", "GitHub:sven", "Work"),
        add("router", "GEZDGNBV", 41, 1, "", "Home:router", "All Accounts"),
        add("tag#1", "3132333435", 0, 2, "Blizzard", "", "All Accounts"),
        add("odd", "GEZDGNBV", 0, 5, "", "", ""),
      ),
      "right",
    );
    expect(found.format).toBe("authenticator-plus");
    const secret = new TextEncoder().encode("12345");
    expect(found.accounts.map(({ draft }) => draft)).toMatchObject([
      { issuer: "GitHub", name: "sven", tags: ["Work"], otp: { type: "totp", digits: 6, secret } },
      { issuer: "Home", name: "router", tags: [], counter: 41, otp: { type: "hotp" } },
      { issuer: "Battle.net", name: "tag#1", otp: { digits: 8, secret } },
    ]);
    expect(found.skipped).toEqual([
      { where: "authplus.db, entry 4: odd", reason: "the type of one-time password is not known" },
    ]);
  });

  it("tells a wrong password, that one is needed, and damage", async () => {
    const file = backup(add("sven", "GEZDGNBV", 0, 0, "GitHub", "", ""));
    expect(await importFiles([file], { password: "wrong" })).toMatchObject({ error: { type: "wrong-key" } });
    expect(await importFiles([file])).toMatchObject({ error: { reason: "password-needed" } });
    const damaged = { ...file, bytes: file.bytes.slice() };
    damaged.bytes[PAGE + 7] = (damaged.bytes[PAGE + 7] ?? 0) ^ 1;
    expect(await importFiles([damaged], { password: "right" })).toMatchObject({
      error: { reason: "the password is right, but the content is damaged" },
    });
  });

  it("gives an error for damaged files, and never throws", async () => {
    const file = backup(add("sven", "GEZDGNBV", 0, 0, "GitHub", "", ""));
    const counts = await readDamaged({ format: authenticatorPlus, file, password: "right", places: 30 });
    expect(countErrors(counts)).toBeGreaterThan(55);
  });
});
