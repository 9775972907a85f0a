import { describe, expect, it } from "vitest";
import { protonPass } from "../../../src/vault/formats/proton-pass.ts";
import { listToCanonical, type Canonical } from "./canonical.ts";
import { countErrors, jsonFile, readBack, readDamaged } from "./format-cases.ts";
import { foreignFile, foreignJson, hasForeign, importFiles, NOW, textFile } from "./files.ts";
import { zipFile } from "./zip-files.ts";

const field = (fieldName: string, totpUri: unknown) => ({ fieldName, type: "totp", data: { totpUri } });
const login = (name: string, totpUri: string, more: object = {}) => ({
  data: {
    metadata: { name, note: "" },
    extraFields: [{ fieldName: "x", type: "text", data: { content: "y" } }],
    content: { itemUsername: "sven", itemEmail: "s@example.org", password: "hunter2", totpUri },
    ...more,
  },
  state: 1,
});
const data = (items: readonly unknown[]) => ({
  version: "1",
  userId: "u",
  vaults: { v: { name: "Home", items } },
});
const pass = async (items: readonly unknown[]) =>
  zipFile({ "Proton Pass/data.json": JSON.stringify(data(items)) });

describe("proton-pass", () => {
  it("reads the one-time passwords of logins, extra fields and sections, with the vault as tag", async () => {
    const uri = "otpauth://totp/Acme:me?secret=JBSWY3DP&issuer=Acme";
    const sections = [{ sectionFields: [field("Third", "GEZDGNBV")] }];
    const item = login("A", "jbsw y3dp", {
      extraFields: [field("Second", uri)],
      content: { itemUsername: "", itemEmail: "s@example.org", totpUri: "jbsw y3dp", sections },
    });
    const found = await readBack(await pass([item, login("No", "")]));
    expect(found.format).toBe("proton-pass");
    expect(found.accounts.map(({ draft }) => draft)).toMatchObject([
      { issuer: "A", name: "s@example.org", tags: ["Home"] },
      { issuer: "Acme", name: "me", tags: ["Home"] },
      { issuer: "A", name: "s@example.org", tags: ["Home"] },
    ]);
    expect(found.notices).toEqual(["1 items without a one-time password were left out"]);
  });

  it("keeps what was in the trash there, and what was pinned pinned", async () => {
    const items = [
      { ...login("A", "JBSWY3DP"), state: 2 },
      { ...login("B", "JBSWY3DP"), pinned: true },
    ];
    const found = await readBack(jsonFile(data(items)));
    expect(found.accounts.map(({ draft }) => draft)).toMatchObject([
      { trashedAt: NOW, pinned: false },
      { trashedAt: null, pinned: true },
    ]);
  });

  it("names the field that it can't read", async () => {
    const found = await readBack(
      await pass([login("A", "JBSWY3DP", { extraFields: [field("Bad", "0!"), field("Odd", 7)] })]),
    );
    expect(found.skipped).toEqual([
      {
        where: "export.zip, entry 1: A (Bad)",
        reason: "the secret has characters outside base32 (A–Z, 2–7)",
      },
      { where: "export.zip, entry 1: A (sven)", reason: "the secret is no text" },
    ]);
  });

  it("reads the CSV", async () => {
    const csv =
      "type,name,url,email,username,password,note,totp,createTime,modifyTime,vault\nlogin,A,,a@b,,x,n,JBSWY3DP,1,1,Home\nnote,B,,,,,,,,,Home\n";
    const found = await readBack(textFile(csv));
    expect(found.format).toBe("proton-pass");
    expect(found.accounts.map(({ draft }) => draft)).toMatchObject([
      { issuer: "A", name: "a@b", tags: ["Home"], note: "n" },
    ]);
  });

  it("says what to do with an OpenPGP one", async () => {
    const file = await zipFile({ "Proton Pass/data.pgp": "-----BEGIN PGP MESSAGE-----" });
    expect(await importFiles([file])).toMatchObject({
      error: { type: "malformed", what: "proton-pass", reason: expect.stringContaining("gpg") as string },
    });
  });

  it("gives an error or fewer accounts for damaged files, and never throws", async () => {
    const file = await pass([login("A", "JBSWY3DP"), login("B", "GEZDGNBV")]);
    const counts = await readDamaged({ format: protonPass, file, password: null, places: 300 });
    expect(Math.max(...counts)).toBeLessThanOrEqual(2);
    expect(countErrors(counts)).toBeGreaterThan(300);
  });

  it.runIf(hasForeign)(
    "gives exactly the accounts of a real export, and reports its damaged one",
    async () => {
      const found = await readBack(foreignFile("proton-pass", "PassExport.zip"));
      const expected = (foreignJson("proton-pass", "PassExport.zip.expected.json") as Canonical[]).map(
        ({ name: _title, ...entry }) => entry,
      );
      const drafts = found.accounts.map(({ draft }) => draft);
      expect(drafts).toHaveLength(expected.length);
      expect(listToCanonical(drafts, expected)).toEqual(expected);
      expect(found.skipped).toEqual([
        {
          where: expect.stringMatching(/Main TOTP and custom fields \(Malformed totp\)$/) as string,
          reason: "there is no secret",
        },
      ]);
    },
  );
});
