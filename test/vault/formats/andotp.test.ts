import { describe, expect, it } from "vitest";
import { andotp } from "../../../src/vault/formats/andotp.ts";
import { sealAndOtp } from "../../../src/vault/formats/andotp-seal.ts";
import { countErrors, describeForeign, jsonFile, readBack, readDamaged } from "./format-cases.ts";
import { createRandom, importFiles } from "./files.ts";

const entry = (more: object = {}) => ({
  secret: "JBSWY3DP=",
  issuer: "Example",
  label: "sven",
  digits: 6,
  type: "TOTP",
  algorithm: "SHA1",
  thumbnail: "Default",
  last_used: 0,
  used_frequency: 0,
  period: 30,
  tags: ["Work"],
  ...more,
});
const sealedFile = async (entries: unknown[], password: string, iterations: number | null, seed = 1) => ({
  name: "backup.aes",
  bytes: await sealAndOtp({
    content: new TextEncoder().encode(JSON.stringify(entries)),
    password,
    random: createRandom(seed),
    iterations,
  }),
});

describe("andotp", () => {
  it("reads all its types, with tags", async () => {
    // 0123456789abcdef as text, in base32
    const motp = "GAYTEMZUGU3DOOBZMFRGGZDFMY";
    const found = await readBack(
      jsonFile([
        entry(),
        entry({ type: "HOTP", counter: 5, period: undefined }),
        entry({ type: "STEAM", digits: 5, period: undefined }),
        entry({ type: "MOTP", secret: motp, period: 10 }),
      ]),
    );
    expect(found.skipped).toEqual([]);
    expect(found.accounts.map(({ draft }) => [draft.otp.type, draft.otp.algorithm, draft.counter])).toEqual([
      ["totp", "SHA1", 0],
      ["hotp", "SHA1", 5],
      ["steam", "SHA1", 0],
      ["motp", "MD5", 0],
    ]);
    expect(found.accounts[3]?.draft.otp.secret).toEqual(
      Uint8Array.from(Buffer.from("0123456789abcdef", "hex")),
    );
    expect(found.accounts[0]?.draft.tags).toEqual(["Work"]);
  });

  it("takes the issuer from old labels", async () => {
    const labels = ["GitHub - sven", "GitHub - GitHub:sven", "sven"];
    const found = await readBack(jsonFile(labels.map((label) => entry({ issuer: undefined, label }))));
    expect(found.accounts.map(({ draft }) => [draft.issuer, draft.name])).toEqual([
      ["GitHub", "sven"],
      ["GitHub", "sven"],
      ["", "sven"],
    ]);
  });

  it("reports what it can't read, with the name", async () => {
    const found = await readBack(
      jsonFile([entry(), entry({ type: "XOTP" }), entry({ digits: "many" })], "a.json"),
    );
    expect(found.skipped).toEqual([
      { where: "a.json, entry 2: Example (sven)", reason: "the type of one-time password is not known" },
      { where: "a.json, entry 3: Example (sven)", reason: "digits must be a whole number from 0" },
    ]);
  });

  it("reads the new encryption, and tells a wrong password", async () => {
    const file = await sealedFile([entry()], "påss", 140_000);
    expect((await readBack(file, "påss")).accounts).toHaveLength(1);
    expect(await importFiles([file], { password: "wrong" })).toEqual({
      ok: false,
      error: { type: "wrong-key", what: "file-password" },
    });
    expect(await importFiles([file])).toMatchObject({ ok: false, error: { reason: "password-needed" } });
  });

  it("reads the old encryption when it is told to, whatever number its first bytes spell", async () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const file = await sealedFile([entry()], "påss", null, seed);
      const result = await importFiles([file], { password: "påss", format: "andotp" });
      expect(result).toMatchObject({ ok: true, value: { accounts: [{ draft: { issuer: "Example" } }] } });
      const wrong = await importFiles([file], { password: "wrong", format: "andotp" });
      expect(wrong).toMatchObject({ ok: false, error: { type: "wrong-key" } });
    }
  });

  it("doesn't run two thousand million rounds because a file says so", async () => {
    const bytes = createRandom(9)(500);
    bytes.set([0x7f, 0xff, 0xff, 0xff]);
    const result = await importFiles([{ name: "x", bytes }], { password: "p", format: "andotp" });
    expect(result).toMatchObject({ ok: false, error: { type: "wrong-key" } });
  });

  it("gives an error or fewer accounts for damage, and never throws", async () => {
    const plain = jsonFile([entry(), entry()]);
    const counts = await readDamaged({
      format: andotp,
      file: plain,
      password: null,
      places: plain.bytes.length,
    });
    expect(Math.max(...counts)).toBeLessThanOrEqual(2);
    expect(countErrors(counts)).toBeGreaterThan(plain.bytes.length);
    const sealed = await sealedFile([entry()], "right", 1000);
    const sealedCounts = await readDamaged({ format: andotp, file: sealed, password: "right", places: 100 });
    expect(countErrors(sealedCounts)).toBe(200);
  });
});

describeForeign("andotp-plain", "andotp");
describeForeign("andotp-encrypted", "andotp");
