import { describe, expect, it } from "vitest";
import { sealEnteExport } from "../../../src/vault/formats/ente-seal.ts";
import { ente } from "../../../src/vault/formats/ente.ts";
import {
  accountOf,
  countErrors,
  describeForeign,
  essenceOf,
  jsonFile,
  otpOf,
  readBack,
  readDamaged,
  usualAccounts,
  writeFile,
} from "./format-cases.ts";
import { createRandom, importFiles, NOW, textFile } from "./files.ts";

const QUICK = { memLimit: 16 * 1024, opsLimit: 1 };
const sealed = async (text: string, password = "right") =>
  textFile((await sealEnteExport({ text, password, random: createRandom(), ...QUICK })) ?? "", "ente.txt");
const URI = "otpauth://totp/Example:sven?secret=JBSWY3DP&issuer=Example";

describe("ente", () => {
  for (const password of [null, "påss word"]) {
    it(`gives accounts back with all that Ente knows of them, ${password === null ? "in clear" : "encrypted"}`, async () => {
      const more = { note: "100 % #1 + a\nb", tags: ["Work", "två & tre"], pinned: true };
      const accounts = [
        ...usualAccounts().map((account) => ({ ...account, ...more })),
        accountOf({ issuer: "", name: "nobody:home" }),
        accountOf({ issuer: "Old", trashedAt: NOW }),
      ];
      const found = await readBack(await writeFile(ente, accounts, password), password);
      expect(found.format).toBe(password === null ? "otpauth" : "ente");
      expect(found.accounts.map(({ draft }) => essenceOf(draft))).toEqual(accounts.map(essenceOf));
    });
  }

  it("reads its export in clear when it is told to", async () => {
    const result = await importFiles([textFile(URI)], { format: "ente" });
    expect(result).toMatchObject({
      ok: true,
      value: { format: "ente", accounts: [{ draft: { issuer: "Example" } }] },
    });
  });

  it("names the line of an entry that can't be read", async () => {
    const file = await sealed(`${URI}\notpauth://totp/Bad?secret=0!&issuer=Bad\n`);
    const found = await readBack(file, "right");
    expect(found.accounts).toHaveLength(1);
    expect(found.skipped).toEqual([
      { where: "ente.txt, line 2: Bad (Bad)", reason: "the secret has characters outside base32 (A–Z, 2–7)" },
    ]);
  });

  it("tells a wrong password, and that one is needed", async () => {
    const file = await sealed(URI);
    expect(await importFiles([file], { password: "wrong" })).toEqual({
      ok: false,
      error: { type: "wrong-key", what: "file-password" },
    });
    expect(await importFiles([file])).toMatchObject({ ok: false, error: { reason: "password-needed" } });
  });

  for (const kdf of [
    { memLimit: 2 ** 40, opsLimit: 1 },
    { memLimit: 2 ** 20, opsLimit: 2 ** 20 },
    { memLimit: 2 ** 20, opsLimit: 0.5 },
    { memLimit: 1, opsLimit: 1 },
    { memLimit: "1024", opsLimit: 1 },
  ]) {
    it(`refuses key derivation parameters ${JSON.stringify(kdf)} before running them`, async () => {
      const json = JSON.parse(new TextDecoder().decode((await sealed(URI)).bytes)) as { kdfParams: object };
      const hostile = { ...json, kdfParams: { ...json.kdfParams, ...kdf } };
      expect(await importFiles([jsonFile(hostile)], { password: "right" })).toMatchObject({
        ok: false,
        error: { type: "malformed", reason: "asks for absurd key derivation parameters" },
      });
    });
  }

  it("refuses a newer version", async () => {
    const json = JSON.parse(new TextDecoder().decode((await sealed(URI)).bytes)) as object;
    const result = await importFiles([jsonFile({ ...json, version: 2 })], { password: "right" });
    expect(result).toMatchObject({ ok: false, error: { type: "malformed", what: "ente" } });
  });

  it("says before writing what Ente would show wrongly", async () => {
    const accounts = [
      accountOf({ issuer: "A", name: "", otp: otpOf({ algorithm: "SHA384" }) }),
      accountOf({ issuer: "B", name: "", otp: otpOf({ type: "motp", algorithm: "MD5", period: 10 }) }),
      accountOf({ issuer: "C", name: "", recoveryCodes: "1\n2" }),
    ];
    const written = await ente.write?.(accounts, { password: null, random: createRandom(), now: NOW });
    expect(written).toMatchObject({
      ok: true,
      value: {
        exported: 1,
        skipped: [
          { where: "A", reason: "Ente has no SHA384" },
          { where: "B", reason: "Ente has no motp" },
          { where: "C", reason: "exported without its recovery codes" },
        ],
      },
    });
  });

  it("gives an error for damaged files, and never throws", async () => {
    const file = await sealed(`${URI}\n${URI}2\n`);
    const counts = await readDamaged({ format: ente, file, password: "right", places: 150 });
    expect(Math.max(...counts)).toBeLessThanOrEqual(2);
    expect(countErrors(counts)).toBeGreaterThan(250);
  });
});

describeForeign("ente-plain", "otpauth");
describeForeign("ente-encrypted", "ente");
