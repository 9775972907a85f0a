import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { formatBase64, utf8ToBytes } from "../../../src/protocol/bytes.ts";
import { sealCbc } from "../../../src/vault/formats/cipher.ts";
import { totpAuthenticator } from "../../../src/vault/formats/totp-authenticator.ts";
import { countErrors, describeForeign, readBack, readDamaged } from "./format-cases.ts";
import { importFiles, textFile } from "./files.ts";

const entry = (more: object = {}) => ({
  issuer: "GitHub",
  name: "sven",
  key: "JBSWY3DP",
  base: "32",
  digits: "8",
  period: "60",
  ...more,
});
const seal = (json: unknown, password: string) => {
  const key = createHash("sha256").update(password).digest();
  return textFile(
    formatBase64(sealCbc({ key, iv: new Uint8Array(16), data: utf8ToBytes(JSON.stringify(json)) })),
  );
};
const backup = (entries: readonly unknown[], password = "right") =>
  seal({ [JSON.stringify(entries)]: "" }, password);

describe("totp-authenticator", () => {
  it("reads secrets in each base, with the digits and the period that the file has", async () => {
    const entries = [
      entry(),
      entry({ key: "48656c6c6f", base: 16, issuer: "Unknown" }),
      entry({ key: "SGVsbG8=", base: "64", digits: "", period: null }),
    ];
    const found = await readBack(backup(entries), "right");
    expect(found.format).toBe("totp-authenticator");
    expect(found.accounts.map(({ draft }) => draft)).toMatchObject([
      { issuer: "GitHub", name: "sven", otp: { digits: 8, period: 60, algorithm: "SHA1" } },
      { issuer: "", otp: { secret: utf8ToBytes("Hello") } },
      { otp: { secret: utf8ToBytes("Hello"), digits: 6, period: 30 } },
    ]);
  });

  it("reads what was sealed without a password of one's own, with any or none", async () => {
    const file = backup([entry()], "TotpAuthenticator");
    for (const password of [null, "whatever"]) {
      expect((await readBack(file, password)).accounts).toHaveLength(1);
    }
  });

  it("reports what it can't read by name", async () => {
    const entries = [
      entry({ key: "0" }),
      entry({ base: 58 }),
      entry({ base: 16, key: "xyz" }),
      entry({ key: "" }),
    ];
    const found = await readBack(backup(entries), "right");
    expect(found.skipped.map(({ reason }) => reason)).toEqual([
      "the secret has characters outside base32 (A–Z, 2–7)",
      "the secret is written in an unknown way",
      "the secret is not in base 16",
      "there is no secret",
    ]);
    expect(found.skipped[0]?.where).toBe("file, entry 1: GitHub (sven)");
  });

  it("tells a wrong password, and that one is needed", async () => {
    const file = backup([entry()]);
    expect(await importFiles([file], { password: "wrong" })).toMatchObject({ error: { type: "wrong-key" } });
    expect(await importFiles([file])).toMatchObject({ error: { reason: "password-needed" } });
    const other = seal({ a: 1, b: "some more text to make it as long as a list" }, "right");
    expect(await importFiles([other], { password: "right" })).toMatchObject({ error: { type: "wrong-key" } });
  });

  it("is not what a lone secret looks like", async () => {
    for (const text of ["A".repeat(88), "deadbeef".repeat(16), "hello world", `${"Ab".repeat(43)}=`]) {
      expect(await importFiles([textFile(text)])).toMatchObject({ error: { what: "import" } });
    }
  });

  it("gives an error or fewer accounts for damaged files, and never throws", async () => {
    const file = backup([entry(), entry({ name: "two" })]);
    const counts = await readDamaged({ format: totpAuthenticator, file, password: "right", places: 300 });
    expect(Math.max(...counts)).toBeLessThanOrEqual(2);
    expect(countErrors(counts)).toBeGreaterThan(300);
  });
});

describeForeign("totp-authenticator", "totp-authenticator");
