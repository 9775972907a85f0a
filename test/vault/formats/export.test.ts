import { describe, expect, it } from "vitest";
import { writeExport } from "../../../src/vault/formats/export.ts";
import { FORMATS, listFormats } from "../../../src/vault/formats/registry.ts";
import { accountOf } from "./format-cases.ts";
import { createRandom, NOW } from "./files.ts";

async function refusal(format: string, password: string | null, plaintext: boolean) {
  const options = { format, password, plaintext, random: createRandom(), now: NOW };
  const result = await writeExport([accountOf()], options);
  return result.ok ? null : result.error;
}

describe("an export", () => {
  it("is encrypted, or in clear because someone said so; never by silence", async () => {
    expect(await refusal("aegis", null, false)).toMatchObject({
      type: "usage",
      reason: "password-or-plaintext",
    });
    expect(await refusal("otpauth", null, false)).toMatchObject({
      type: "usage",
      reason: "password-or-plaintext",
    });
    expect(await refusal("holt", null, false)).toMatchObject({ type: "usage", reason: "password-needed" });
    expect(await refusal("aegis", null, true)).toBeNull();
  });

  it("is never in clear where a password was given", async () => {
    expect(await refusal("otpauth", "correct horse", true)).toMatchObject({ reason: "format-not-encrypted" });
    expect(await refusal("google", "correct horse", false)).toMatchObject({ reason: "format-not-encrypted" });
  });

  it("is not encrypted with nothing", async () => {
    expect(await refusal("aegis", "", false)).toMatchObject({ reason: "passphrase-empty" });
  });

  it("is a series of QR codes where the format has such", async () => {
    const accounts = [
      accountOf({ issuer: "GitHub", name: "sven" }),
      accountOf({ issuer: "Bank", name: "x".repeat(3000) }),
    ];
    const options = { password: null, plaintext: true, random: createRandom(), now: NOW, asCodes: true };
    const one = await writeExport(accounts, { ...options, format: "otpauth" });
    expect(one.ok && one.value.codes?.map((code) => code.accounts)).toEqual([["GitHub (sven)"]]);
    expect(one.ok && one.value.skipped).toEqual([
      { where: expect.stringMatching(/^Bank/), reason: "is more than a QR code holds" },
    ]);
    const ten = await writeExport(accounts, { ...options, format: "google" });
    expect(ten.ok && ten.value.codes?.map((code) => code.accounts)).toEqual([["GitHub (sven)"]]);
    expect(ten.ok && ten.value.codes?.[0]?.text).toMatch(/^otpauth-migration:/);
    expect(await writeExport(accounts, { ...options, format: "aegis" })).toMatchObject({
      error: { type: "usage", reason: "format-no-codes", value: "aegis" },
    });
  });

  it("is of a format that exists", async () => {
    expect(await refusal("floppy", null, true)).toEqual({
      type: "usage",
      reason: "format-unknown",
      value: "floppy",
    });
  });
});

describe("the list of formats", () => {
  it("says of each what its code can do", async () => {
    for (const row of FORMATS) {
      const format = await row.load();
      expect({ name: format.name, export: format.write !== undefined }).toEqual({
        name: row.name,
        export: row.export,
      });
    }
  });

  it("has the four that holt began with", () => {
    expect(listFormats()).toEqual(
      expect.arrayContaining([
        { name: "otpauth", import: true, export: true, encrypted: false },
        { name: "google", import: true, export: true, encrypted: false },
        { name: "aegis", import: true, export: true, encrypted: true },
        { name: "holt", import: true, export: true, encrypted: true },
      ]),
    );
  });
});
