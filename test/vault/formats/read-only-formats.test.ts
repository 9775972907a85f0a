/**
 * Formats of a single plain file that holt only reads.
 */
import { describe, expect, it } from "vitest";
import { duo } from "../../../src/vault/formats/duo.ts";
import { lastpass } from "../../../src/vault/formats/lastpass.ts";
import { raivo } from "../../../src/vault/formats/raivo.ts";
import { countErrors, describeForeign, jsonFile, readBack, readDamaged } from "./format-cases.ts";
import { importFiles } from "./files.ts";
import { zipFile } from "./zip-files.ts";

const lastpassAccount = (more: object = {}) => ({
  issuerName: "Example",
  originalIssuerName: "Example",
  userName: "sven",
  originalUserName: "sven",
  pushNotification: false,
  secret: "JBSWY3DP",
  timeStep: 30,
  digits: 6,
  isFavorite: false,
  algorithm: "SHA1",
  folderData: { folderId: 0, position: 0 },
  ...more,
});
const lastpassFile = (accounts: unknown[], more: object = {}) =>
  jsonFile(
    {
      version: 3,
      localDeviceId: "x",
      accounts,
      folders: [
        { id: 0, name: "Other accounts" },
        { id: 2, name: "Work" },
      ],
      ...more,
    },
    "l.json",
  );

describe("lastpass", () => {
  it("makes tags of folders, a pin of a favourite, and falls back on the original names", async () => {
    const account = lastpassAccount({
      issuerName: "",
      isFavorite: true,
      folderData: { folderId: 2 },
      timeStep: 60,
    });
    const found = await readBack(lastpassFile([account, lastpassAccount()]));
    expect(
      found.accounts.map(({ draft }) => [draft.issuer, draft.tags, draft.pinned, draft.otp.period]),
    ).toEqual([
      ["Example", ["Work"], true, 60],
      ["Example", [], false, 30],
    ]);
  });

  it("reports accounts that are confirmed by push, by name", async () => {
    const found = await readBack(lastpassFile([lastpassAccount({ secret: "", pushNotification: true })]));
    expect(found.skipped).toEqual([
      {
        where: "l.json, entry 1: Example (sven)",
        reason: "is confirmed by push and has no secret: enrol it again",
      },
    ]);
  });

  it("refuses a newer version", async () => {
    const result = await importFiles([lastpassFile([], { version: 4 })]);
    expect(result).toMatchObject({ ok: false, error: { type: "malformed", what: "lastpass" } });
  });
});

const raivoEntry = (more: object = {}) => ({
  issuer: "Example",
  account: "sven",
  secret: "JBSWY3DP",
  algorithm: "SHA256",
  digits: "8",
  kind: "TOTP",
  timer: "60",
  counter: "0",
  pinned: "false",
  iconType: "",
  iconValue: "",
  ...more,
});

describe("raivo", () => {
  it("reads values that are all text", async () => {
    const found = await readBack(
      jsonFile([raivoEntry({ pinned: "true" }), raivoEntry({ kind: "HOTP", counter: "12" })]),
    );
    expect(found.format).toBe("raivo");
    expect(
      found.accounts.map(({ draft }) => [
        draft.otp.type,
        draft.otp.algorithm,
        draft.otp.digits,
        draft.counter,
        draft.pinned,
      ]),
    ).toEqual([
      ["totp", "SHA256", 8, 0, true],
      ["hotp", "SHA256", 8, 12, false],
    ]);
  });

  it("reads the app's zip with the master password, and tells a wrong one", async () => {
    const text = {
      "raivo-otp-export.html": "<html>",
      "raivo-otp-export.json": JSON.stringify([raivoEntry()]),
    };
    const file = await zipFile(text, { password: "påss", isAes: true });
    const found = await readBack(file, "påss");
    expect(found).toMatchObject({ format: "raivo", accounts: [{ draft: { issuer: "Example" } }] });
    expect(await importFiles([file], { password: "wrong" })).toMatchObject({ error: { type: "wrong-key" } });
    expect(await importFiles([file])).toMatchObject({ error: { reason: "password-needed" } });
  });

  it("reports what it can't read, with the name", async () => {
    const found = await readBack(
      jsonFile([raivoEntry({ kind: "STEAM" }), raivoEntry({ timer: "soon" })], "r.json"),
    );
    expect(found.skipped).toEqual([
      { where: "r.json, entry 1: Example (sven)", reason: "the type of one-time password is not known" },
      { where: "r.json, entry 2: Example (sven)", reason: "the period must be a whole number from 0" },
    ]);
  });
});

describe("duo", () => {
  it("reads HOTP where there is a counter, and reports accounts that only push", async () => {
    const entries = [
      { name: "sven", otpGenerator: { otpSecret: "JBSWY3DP" }, pkey: "1", accountType: "OtpAccount" },
      {
        name: "work",
        otpGenerator: { otpSecret: "JBSWY3DP", counter: 0 },
        pkey: "2",
        accountType: "OtpAccount",
      },
      { name: "Company", otpGenerator: {}, pkey: "3", accountType: "DuoAccount" },
    ];
    const found = await readBack(jsonFile(entries, "accounts.json"));
    expect(found.format).toBe("duo");
    expect(found.accounts.map(({ draft }) => [draft.otp.type, draft.name])).toEqual([
      ["totp", "sven"],
      ["hotp", "work"],
    ]);
    expect(found.skipped).toEqual([
      {
        where: "accounts.json, entry 3: Company",
        reason: "is bound to Duo and has no secret: enrol it again",
        enrolAgain: { issuer: "", name: "Company" },
      },
    ]);
  });
});

describe("damage", () => {
  const files = [
    [lastpass, lastpassFile([lastpassAccount(), lastpassAccount()])],
    [raivo, jsonFile([raivoEntry(), raivoEntry()])],
    [duo, jsonFile([{ name: "sven", otpGenerator: { otpSecret: "JBSWY3DP" } }])],
  ] as const;
  for (const [format, file] of files) {
    it(`gives an error or fewer accounts in ${format.name}, and never throws`, async () => {
      const counts = await readDamaged({ format, file, password: null, places: file.bytes.length });
      expect(Math.max(...counts)).toBeLessThanOrEqual(2);
      expect(countErrors(counts)).toBeGreaterThan(file.bytes.length);
    });
  }
});

describeForeign("lastpass-authenticator", "lastpass");
describeForeign("duo-accounts-json", "duo");
