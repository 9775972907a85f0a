import { describe, expect, it } from "vitest";
import { writeExport } from "../../../src/vault/formats/export.ts";
import { accountOf } from "./format-cases.ts";
import { createRandom, importFiles, NOW, ownFile } from "./files.ts";

const PASSWORD = "correct horse";
const file = ownFile("holt-1.holt");

describe("holt's own export", () => {
  it("[EX2] of version 1 reads for ever, with everything in it", async () => {
    const result = await importFiles([file], { password: PASSWORD });
    if (!result.ok) throw new Error(JSON.stringify(result.error));
    expect(result.value).toMatchObject({ format: "holt", skipped: [], notices: [] });
    expect(result.value.accounts.map(({ draft }) => draft)).toMatchObject([
      {
        issuer: "Harbour",
        name: "ines@harbour.example",
        note: "by the pier",
        recoveryCodes: "1111-2222\n3333-4444",
        tags: ["Work", "Water"],
        pinned: true,
        createdAt: 1_700_000_000,
        trashedAt: null,
        verified: true,
        history: [{ otp: { digits: 8 }, replacedAt: 1_650_000_000 }],
      },
      {
        issuer: "Lighthouse",
        counter: 41,
        resets: 2,
        trashedAt: 1_710_000_000,
        verified: false,
        otp: { type: "hotp" },
      },
      { issuer: "Mill", name: "", verified: null, otp: { type: "motp", pin: "1234" } },
    ]);
  });

  it("[EX1] tells a missing password, a wrong one, damage and a newer version apart", async () => {
    expect(await importFiles([file])).toMatchObject({ error: { type: "usage", reason: "password-needed" } });
    expect(await importFiles([file], { password: "wrong" })).toMatchObject({
      error: { type: "wrong-key", what: "file-password" },
    });
    const newer = file.bytes.slice();
    newer["holt-export-".length] = "2".charCodeAt(0);
    expect(await importFiles([{ ...file, bytes: newer }], { password: PASSWORD })).toMatchObject({
      error: { type: "malformed", reason: "is of version 2: it needs a newer holt" },
    });
  });

  it("[EX1] cut off or changed anywhere is damaged, whatever the password", async () => {
    for (let at = 14; at < file.bytes.length; at += 7) {
      const flipped = file.bytes.slice();
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      for (const bytes of [flipped, file.bytes.slice(0, at)]) {
        expect(await importFiles([{ ...file, bytes }], { password: PASSWORD })).toMatchObject({
          error: { type: "malformed", what: "holt", where: "holt-1.holt" },
        });
      }
    }
  });

  it("is never written in clear, and shows nothing", async () => {
    const options = { format: "holt", random: createRandom(), now: NOW };
    const accounts = [accountOf({ issuer: "Harbour", name: "ines" })];
    const refused = await writeExport(accounts, { ...options, password: null, plaintext: true });
    expect(refused).toMatchObject({ error: { type: "usage", reason: "format-not-plain" } });
    const written = await writeExport(accounts, { ...options, password: PASSWORD, plaintext: false });
    const bytes = written.ok ? written.value.files[0]?.bytes : undefined;
    expect(Buffer.from(bytes ?? []).toString("latin1")).not.toMatch(/Harbour|ines|12345/);
  });

  it("leaves out accounts of a type that this holt doesn't know, and says so", async () => {
    const account = { ...accountOf({ issuer: "Newer", name: "x" }), otp: null, type: "quantum" };
    const options = {
      format: "holt",
      random: createRandom(),
      now: NOW,
      password: PASSWORD,
      plaintext: false,
    };
    const written = await writeExport([account], options);
    expect(written.ok && written.value).toMatchObject({
      exported: 0,
      skipped: [{ where: "Newer (x)", reason: "its type needs a newer holt" }],
    });
  });
});
