import { describe, expect, it } from "vitest";
import { onepassword } from "../../../src/vault/formats/1password.ts";
import { countErrors, describeForeign, readBack, readDamaged } from "./format-cases.ts";
import { importFiles, textFile } from "./files.ts";
import { zipFile } from "./zip-files.ts";

const field = (totp: unknown) => ({ title: "one-time password", value: { totp } });
const login = (title: string, totps: readonly unknown[], more: object = {}) => ({
  details: {
    loginFields: [
      { designation: "password", value: "hunter2" },
      { designation: "username", value: "sven" },
    ],
    sections: [{ fields: [{ value: { phone: "1" } }] }, { fields: totps.map(field) }],
  },
  overview: { title },
  ...more,
});
const pux = async (items: readonly unknown[]) =>
  zipFile({
    "export.attributes": "{}",
    "export.data": JSON.stringify({ accounts: [{ vaults: [{ attrs: { name: "Private" }, items }] }] }),
  });

describe("1password", () => {
  it("reads every one-time password of an item, with its vault as tag", async () => {
    const item = login("GitHub", ["JBSWY3DP", "otpauth://totp/Work:me?secret=GEZDGNBV&digits=8"], {
      favIndex: 1,
    });
    const found = await readBack(await pux([item, login("No", [])]));
    expect(found.format).toBe("1password");
    expect(found.accounts.map(({ draft }) => draft)).toMatchObject([
      { issuer: "GitHub", name: "sven", tags: ["Private"], pinned: true, otp: { digits: 6 } },
      { issuer: "Work", name: "me", tags: ["Private"], otp: { digits: 8 } },
    ]);
    expect(found.notices).toEqual(["1 items without a one-time password were left out"]);
  });

  it("keeps an item's note and its own tags", async () => {
    const item = login("A", ["JBSWY3DP"]);
    const noted = {
      ...item,
      details: { ...item.details, notesPlain: "by the door" },
      overview: { title: "A", tags: ["x", "y"] },
    };
    const found = await readBack(await pux([{ item: noted }]));
    expect(found.accounts[0]?.draft.note).toBe("by the door\ntags in 1Password: x, y");
  });

  it("reports what it can't read by name", async () => {
    const found = await readBack(await pux([login("A", ["JBSWY3DP", "no secret!", 7])]));
    expect(found.accounts).toHaveLength(1);
    expect(found.skipped).toEqual([
      {
        where: "export.zip, entry 1: A (sven)",
        reason: "the secret has characters outside base32 (A–Z, 2–7)",
      },
      { where: "export.zip, entry 1: A (sven)", reason: "the secret is no text" },
    ]);
  });

  it("reads the CSV of 1Password and of Apple's Passwords", async () => {
    const csv =
      'Title,Url,Username,Password,OTPAuth,Favorite,Archived,Tags,Notes\nA,,sven,x,JBSWY3DP,true,false,"a;b",n\nB,,,,,,,,\n';
    const found = await readBack(textFile(csv, "1.csv"));
    expect(found.format).toBe("1password");
    expect(found.accounts.map(({ draft }) => draft)).toMatchObject([
      { issuer: "A", name: "sven", tags: ["a", "b"], pinned: true, note: "n" },
    ]);
    const apple =
      "Title,URL,Username,Password,Notes,OTPAuth\nA,,me,x,,otpauth://totp/Me?secret=JBSWY3DP&issuer=Acme\n";
    expect((await readBack(textFile(apple))).accounts[0]?.draft).toMatchObject({
      issuer: "Acme",
      name: "Me",
    });
  });

  it("says which part is damaged", async () => {
    const file = await zipFile({ "export.attributes": "", "export.data": "[]" });
    expect(await importFiles([file])).toMatchObject({
      error: { where: "export.zip, export.data", reason: "has no list of accounts" },
    });
  });

  it("gives an error or fewer accounts for damaged files, and never throws", async () => {
    const file = await pux([login("A", ["JBSWY3DP", "GEZDGNBV"])]);
    const counts = await readDamaged({ format: onepassword, file, password: null, places: 300 });
    expect(Math.max(...counts)).toBeLessThanOrEqual(2);
    expect(countErrors(counts)).toBeGreaterThan(300);
  });
});

describeForeign("onepassword-1pux", "1password");
