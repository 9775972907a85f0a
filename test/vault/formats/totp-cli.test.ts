import { armor, Encrypter } from "age-encryption";
import { describe, expect, it } from "vitest";
import { totpCli } from "../../../src/vault/formats/totp-cli.ts";
import { countErrors, readBack, readDamaged } from "./format-cases.ts";
import { importFiles, textFile } from "./files.ts";

const YAML = `- name: Work
  accounts:
    - name: github
      token: gezd gnbv
      prefix: "1234"
      algorithm: sha256
      length: 8
      timeperiod: 60
    - name: digits
      token: "2222333344445555"
      prefix: ""
      algorithm: ""
      length: 0
      timeperiod: 0
- name: home
  accounts: []
`;
const JSON_DUMP = JSON.stringify([{ Name: "Work", Accounts: [{ Name: "github", Token: "GEZDGNBV" }] }]);

async function sealed(text: string, { work = 4, isArmored = true } = {}) {
  const encrypter = new Encrypter();
  encrypter.setPassphrase("right");
  encrypter.setScryptWorkFactor(work);
  const bytes = await encrypter.encrypt(text);
  return isArmored ? textFile(armor.encode(bytes), "credentials") : { name: "credentials", bytes };
}

describe("totp-cli", () => {
  it("reads a YAML dump, namespaces as issuers", async () => {
    const found = await readBack(textFile(YAML));
    expect(found.format).toBe("totp-cli");
    expect(found.accounts.map(({ draft }) => draft)).toMatchObject([
      {
        issuer: "Work",
        name: "github",
        note: "prefix in totp-cli: 1234",
        otp: { algorithm: "SHA256", digits: 8, period: 60, secret: new TextEncoder().encode("12345") },
      },
      { issuer: "Work", name: "digits", note: null, otp: { algorithm: "SHA1", digits: 6, period: 30 } },
    ]);
  });

  it("reads a JSON dump of older versions", async () => {
    const found = await readBack(textFile(JSON_DUMP));
    expect(found.format).toBe("totp-cli");
    expect(found.accounts.map(({ draft }) => draft)).toMatchObject([{ issuer: "Work", name: "github" }]);
  });

  for (const isArmored of [true, false]) {
    it(`reads the credentials file with its password, ${isArmored ? "armoured" : "in bytes"}`, async () => {
      const file = await sealed(JSON_DUMP, { isArmored });
      expect((await readBack(file, "right")).accounts).toHaveLength(1);
      expect(await importFiles([file], { password: "wrong" })).toMatchObject({
        error: { type: "wrong-key" },
      });
      expect(await importFiles([file])).toMatchObject({ error: { reason: "password-needed" } });
    });
  }

  it("says what it found under the password, and refuses absurd work", async () => {
    const other = await sealed("a: 1");
    expect(await importFiles([other], { password: "right" })).toMatchObject({
      error: { reason: "the password is right, but the content is damaged" },
    });
    const bytes = (await sealed(JSON_DUMP, { isArmored: false })).bytes;
    const text = Buffer.from(bytes)
      .toString("latin1")
      .replace(/^(-> scrypt \S+) 4$/m, "$1 30");
    const hostile = { name: "a", bytes: new Uint8Array(Buffer.from(text, "latin1")) };
    expect(await importFiles([hostile], { password: "right" })).toMatchObject({
      error: { reason: "asks for absurd key derivation parameters" },
    });
  });

  it("reports what it can't read by name", async () => {
    const found = await readBack(
      textFile(
        "- name: N\n  accounts:\n  - name: a\n    token: '0'\n  - name: b\n    token: AAAA\n    algorithm: x\n",
        "d.yaml",
      ),
    );
    expect(found.skipped).toEqual([
      { where: "d.yaml, entry 1: N (a)", reason: "the secret has characters outside base32 (A–Z, 2–7)" },
      { where: "d.yaml, entry 2: N (b)", reason: "the algorithm is not known" },
    ]);
  });

  it("reads values however they are quoted", async () => {
    const names = [
      ["plain: here", "plain: here"],
      ["'it''s'", "it's"],
      ['"\\u00e5 \\x41 \\U0001F3D4"', "å A 🏔"],
    ] as const;
    for (const [written, name] of names) {
      const found = await readBack(
        textFile(`---\n- accounts:\n  - name: ${written}\n    token: AAAA\n  name: N\n`),
      );
      expect(found.accounts[0]?.draft).toMatchObject({ issuer: "N", name });
    }
  });

  it("refuses other YAML, and what is damaged", async () => {
    const start = "- name: a\n  accounts:\n";
    for (const rest of [
      "    - name: &x b\n      token: *x\n",
      "[".repeat(200_000),
      "    - name: b\n       token: AAAA\n",
      "    - name: 'b\n",
      '    - name: "b\n',
      "    - [name, token]\n",
      "    - name: |\n      b\n",
    ]) {
      expect(await importFiles([textFile(start + rest)])).toMatchObject({
        error: { type: "malformed", what: "totp-cli", reason: "is not what totp-cli writes, or is damaged" },
      });
    }
  });

  it("gives an error or fewer accounts for damaged files, and never throws", async () => {
    for (const [file, password] of [
      [textFile(YAML), null],
      [await sealed(YAML), "right"],
    ] as const) {
      const counts = await readDamaged({ format: totpCli, file, password, places: 150 });
      expect(Math.max(...counts)).toBeLessThanOrEqual(2);
      expect(countErrors(counts)).toBeGreaterThan(0);
    }
  });
});
