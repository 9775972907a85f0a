import { createCipheriv, createHash, createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { argon2Key } from "../../../src/vault/formats/password-key.ts";
import { bitwarden } from "../../../src/vault/formats/bitwarden.ts";
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

const item = (totp: unknown, more: object = {}) => ({
  type: 1,
  name: "Example",
  folderId: null,
  favorite: false,
  notes: null,
  login: { username: "sven", totp },
  ...more,
});
const vault = (items: unknown[], more: object = {}) => ({ encrypted: false, folders: [], items, ...more });

const accounts = () =>
  usualAccounts()
    .filter(({ type }) => type !== "hotp")
    .map((account) => ({ ...account, tags: ["Work/Top"], note: "a\nb", pinned: true }));

describe("bitwarden", () => {
  for (const password of [null, "påss word"]) {
    it(`gives the same accounts back, ${password === null ? "in clear" : "encrypted"}`, async () => {
      const found = await readBack(await writeFile(bitwarden, accounts(), password), password);
      expect(found.format).toBe("bitwarden");
      expect(found.accounts.map(({ draft }) => essenceOf(draft))).toEqual(accounts().map(essenceOf));
    });
  }

  it("reads a bare secret, with the item's title and user name", async () => {
    const found = await readBack(jsonFile(vault([item("jbsw y3dp")])));
    expect(found.accounts[0]?.draft).toMatchObject({
      issuer: "Example",
      name: "sven",
      otp: { type: "totp", digits: 6 },
    });
  });

  it("takes from the item what the URI doesn't say", async () => {
    const found = await readBack(
      jsonFile(
        vault([
          item("otpauth://totp/?secret=JBSWY3DP&period=60"),
          item("otpauth://totp/me?secret=JBSWY3DP"),
          item("steam://JBSWY3DP"),
        ]),
      ),
    );
    expect(
      found.accounts.map(({ draft }) => [draft.otp.type, draft.otp.period, draft.issuer, draft.name]),
    ).toEqual([
      ["totp", 60, "Example", "sven"],
      ["totp", 30, "Example", "me"],
      ["steam", 30, "Example", "sven"],
    ]);
  });

  it("makes tags of folders and collections, a pin of a favourite, and keeps notes and trash", async () => {
    const more = {
      folderId: "f",
      collectionIds: ["c"],
      favorite: true,
      notes: "note",
      deletedDate: "2025-01-01T00:00:00Z",
    };
    const json = vault([item("JBSWY3DP", more)], {
      folders: [{ id: "f", name: "Home" }],
      collections: [{ id: "c", name: "Team" }],
    });
    const found = await readBack(jsonFile(json));
    expect(found.accounts[0]?.draft).toMatchObject({
      tags: ["Home", "Team"],
      pinned: true,
      note: "note",
      trashedAt: NOW,
    });
  });

  it("leaves out items without a one-time password, and reports those that can't be read", async () => {
    const items = [
      { type: 3, name: "Card", card: {} },
      item(null),
      item(""),
      item("0!", { name: "Bad" }),
      item(12, { name: "Number" }),
      item("otpauth://totp/x?secret=JBSWY3DP&algorithm=SHA3", { name: "Odd" }),
    ];
    const found = await readBack(jsonFile(vault(items), "b.json"));
    expect(found.accounts).toEqual([]);
    expect(found.notices).toEqual(["3 items without a one-time password were left out"]);
    expect(found.skipped).toEqual([
      { where: "b.json, entry 4: Bad (sven)", reason: "the secret has characters outside base32 (A–Z, 2–7)" },
      { where: "b.json, entry 5: Number (sven)", reason: "the secret is no text" },
      { where: "b.json, entry 6: Odd (sven)", reason: "the algorithm is not known" },
    ]);
  });

  it("reads the CSV of the password manager by its header", async () => {
    const csv = [
      "folder,favorite,type,name,notes,fields,reprompt,login_uri,login_username,login_password,login_totp",
      'Home,1,login,GitHub,"two\nlines",,0,https://x,sven,"se,cret",JBSWY3DP',
      ",,login,Nothing,,,0,,sven,,",
      ",,login,Bad,,,0,,sven,,1189",
    ].join("\n");
    const found = await readBack(textFile(csv, "b.csv"));
    expect(found.format).toBe("bitwarden");
    expect(found.accounts[0]?.draft).toMatchObject({
      issuer: "GitHub",
      name: "sven",
      tags: ["Home"],
      pinned: true,
      note: "two\nlines",
    });
    expect(found.skipped).toMatchObject([{ where: "b.csv, line 5: Bad (sven)" }]);
  });

  it("reads both CSVs of Bitwarden Authenticator, whose rows don't fit their headers", async () => {
    const android = [
      "folder,favorite,type,name,login_uri,login_totp",
      ",,1,GitHub,,otpauth://totp/GitHub:sven?secret=JBSWY3DP&issuer=GitHub&period=60,GitHub,60,6",
    ].join("\n");
    const ios = [
      "folder,favorite,type,name,notes,fields,reprompt,login_uri,login_username,login_password,login_totp",
      ",,login,Code 2,,,0,,,,otpauth://totp/?secret=JBSWY3DP&issuer=Code%202%20",
      "",
      ",,login,Code 3,,,0,,,,otpauth://totp/?secret=JBSWY3DP",
      "",
    ].join("\n");
    const found = await importFiles([textFile(android, "a"), textFile(ios, "i")]);
    if (!found.ok) throw new Error("refused");
    expect(found.value.accounts.map(({ draft }) => [draft.issuer, draft.name, draft.otp.period])).toEqual([
      ["GitHub", "sven", 60],
      ["Code 2", "", 30],
      ["Code 3", "", 30],
    ]);
  });

  it("reads an export that was sealed with Argon2id", async () => {
    const password = "right";
    const salt = "c2FsdA==";
    const hashed = new Uint8Array(createHash("sha256").update(salt).digest());
    const kdf = { memoryKib: 2048, passes: 2, parallelism: 3 };
    const key = (await argon2Key({ password, salt: hashed, ...kdf })) ?? new Uint8Array();
    const expand = (label: string) => createHmac("sha256", key).update(`${label}\u0001`).digest();
    const seal = (text: string): string => {
      const iv = createRandom()(16);
      const cipher = createCipheriv("aes-256-cbc", expand("enc"), iv);
      const data = Buffer.concat([cipher.update(text), cipher.final()]);
      const mac = createHmac("sha256", expand("mac")).update(iv).update(data).digest();
      return `2.${[Buffer.from(iv), data, mac].map((part) => part.toString("base64")).join("|")}`;
    };
    const sealed = {
      encrypted: true,
      passwordProtected: true,
      salt,
      kdfType: 1,
      kdfIterations: kdf.passes,
      kdfMemory: 2,
      kdfParallelism: kdf.parallelism,
      encKeyValidation_DO_NOT_EDIT: seal("any"),
      data: seal(JSON.stringify(vault([item("JBSWY3DP")]))),
    };
    expect((await readBack(jsonFile(sealed), password)).accounts).toHaveLength(1);
    const wrong = await importFiles([jsonFile(sealed)], { password: "wrong" });
    expect(wrong).toEqual({ ok: false, error: { type: "wrong-key", what: "file-password" } });
    const damaged = await importFiles([jsonFile({ ...sealed, data: seal("no JSON") })], { password });
    expect(damaged).toMatchObject({
      ok: false,
      error: { reason: "the password is right, but the content is damaged" },
    });
    for (const hostile of [
      { kdfMemory: 4096 },
      { kdfIterations: 11, kdfMemory: 1024 },
      { kdfParallelism: 100 },
      { kdfType: 2 },
    ]) {
      expect(await importFiles([jsonFile({ ...sealed, ...hostile })], { password })).toMatchObject({
        ok: false,
        error: { reason: "asks for absurd key derivation parameters" },
      });
    }
    const slow = { ...sealed, kdfType: 0, kdfIterations: 2_000_000_000 };
    expect(await importFiles([jsonFile(slow)], { password })).toMatchObject({ error: { type: "malformed" } });
  });

  it("says that an account-restricted export opens nowhere else", async () => {
    const result = await importFiles([
      jsonFile({ encrypted: true, encKeyValidation_DO_NOT_EDIT: "2.a|b|c", items: [] }),
    ]);
    expect(result).toMatchObject({
      ok: false,
      error: { reason: "opens with its Bitwarden account alone: export it again as password protected" },
    });
  });

  it("says before writing what Bitwarden can't hold", async () => {
    const written = await bitwarden.write?.(
      [
        accountOf({ issuer: "A", name: "", otp: otpOf({ type: "hotp", period: 0 }) }),
        accountOf({ issuer: "B", name: "", otp: otpOf({ algorithm: "SHA224" }) }),
        accountOf({ issuer: "C", name: "", tags: ["x", "y"] }),
      ],
      { password: null, random: createRandom(), now: NOW },
    );
    expect(written).toMatchObject({
      ok: true,
      value: {
        exported: 1,
        skipped: [
          { where: "A", reason: "Bitwarden has no hotp" },
          { where: "B", reason: "Bitwarden has no SHA224" },
          { where: "C", reason: "exported without its tags" },
        ],
      },
    });
  });

  it("gives an error or fewer accounts for damaged files, and never throws", async () => {
    const plain = await writeFile(bitwarden, accounts(), null);
    const counts = await readDamaged({ format: bitwarden, file: plain, password: null, places: 300 });
    expect(Math.max(...counts)).toBeLessThanOrEqual(4);
    expect(countErrors(counts)).toBeGreaterThan(300);
    const sealed = await writeFile(bitwarden, accounts(), "right");
    const sealedCounts = await readDamaged({
      format: bitwarden,
      file: sealed,
      password: "right",
      places: 10,
    });
    expect(countErrors(sealedCounts)).toBeGreaterThan(15);
  });
});

for (const folder of ["bitwarden-json", "bitwarden-csv", "bitwarden-encrypted", "bitwarden-authenticator"]) {
  describeForeign(folder, "bitwarden");
}
