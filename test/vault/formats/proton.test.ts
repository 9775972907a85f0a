import { describe, expect, it } from "vitest";
import { proton } from "../../../src/vault/formats/proton.ts";
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
import { createRandom, importFiles, NOW } from "./files.ts";

const entry = (uri: unknown, more: object = {}) => ({
  id: "1",
  content: { uri, entry_type: "Totp", name: "sven" },
  note: null,
  ...more,
});
const accounts = () => [
  ...usualAccounts()
    .filter(({ type }) => type === "totp")
    .map((account) => ({ ...account, note: "a\nb" })),
  accountOf({ issuer: "Steam", name: "", otp: otpOf({ type: "steam", digits: 5 }) }),
];

describe("proton", () => {
  for (const password of [null, "påss word"]) {
    it(`gives the same accounts back, ${password === null ? "in clear" : "encrypted"}`, async () => {
      const found = await readBack(await writeFile(proton, accounts(), password), password);
      expect(found.format).toBe("proton");
      expect(found.accounts.map(({ draft }) => essenceOf(draft))).toEqual(accounts().map(essenceOf));
    });
  }

  it("reads Steam tokens with the title, and reports what it can't read by name", async () => {
    const entries = [
      entry("steam://JBSWY3DP", { note: "mine" }),
      entry("otpauth://totp/x?secret=JBSWY3DP&digits=eight"),
      entry(null),
    ];
    const found = await readBack(jsonFile({ version: 1, entries }, "p.json"));
    expect(found.accounts[0]?.draft).toMatchObject({
      issuer: "sven",
      name: "",
      note: "mine",
      otp: { type: "steam" },
    });
    expect(found.skipped).toEqual([
      { where: "p.json, entry 2: sven", reason: "digits must be a whole number from 0" },
      { where: "p.json, entry 3: sven", reason: "there is no secret" },
    ]);
  });

  it("refuses a newer version, and a file that has no entries", async () => {
    for (const json of [
      { version: 2, entries: [entry("steam://JBSWY3DP")] },
      { version: 2, salt: "", content: "" },
    ]) {
      expect(await importFiles([jsonFile(json)], { password: "p" })).toMatchObject({
        ok: false,
        error: { type: "malformed", what: "proton" },
      });
    }
    const none = await importFiles([jsonFile({ version: 1 })], { format: "proton" });
    expect(none).toMatchObject({ ok: false, error: { reason: "has no list of entries" } });
  });

  it("says before writing what Proton Authenticator can't hold", async () => {
    const written = await proton.write?.(
      [
        accountOf({ issuer: "A", name: "", otp: otpOf({ type: "hotp", period: 0 }) }),
        accountOf({ issuer: "B", name: "", otp: otpOf({ digits: 10 }) }),
        accountOf({
          issuer: "Steam",
          name: "player",
          otp: otpOf({ type: "steam", digits: 5 }),
          pinned: true,
        }),
      ],
      { password: null, random: createRandom(), now: NOW },
    );
    expect(written).toMatchObject({
      ok: true,
      value: {
        exported: 1,
        skipped: [
          { where: "A", reason: "Proton Authenticator has no hotp" },
          { where: "B", reason: "Proton Authenticator has at most 9 digits" },
          { where: "Steam (player)", reason: "exported without its pin mark" },
          { where: "Steam (player)", reason: "exported without its account name" },
        ],
      },
    });
  });

  it("gives an error or fewer accounts for damaged files, and never throws", async () => {
    const plain = await writeFile(proton, accounts(), null);
    const counts = await readDamaged({ format: proton, file: plain, password: null, places: 300 });
    expect(Math.max(...counts)).toBeLessThanOrEqual(4);
    expect(countErrors(counts)).toBeGreaterThan(300);
    const sealed = await writeFile(proton, accounts(), "right");
    const sealedCounts = await readDamaged({ format: proton, file: sealed, password: "right", places: 30 });
    expect(countErrors(sealedCounts)).toBeGreaterThan(50);
  });
});

describeForeign("proton-authenticator", "proton");
