/**
 * Formats of apps that have no export: files from a rooted phone, or from the desktop tool that took their place.
 */
import { createCipheriv, pbkdf2Sync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { formatBase32 } from "../../../src/protocol/bytes.ts";
import { authy } from "../../../src/vault/formats/authy.ts";
import { battlenet } from "../../../src/vault/formats/battlenet.ts";
import type { NamedFile } from "../../../src/vault/formats/format.ts";
import { steam } from "../../../src/vault/formats/steam.ts";
import { countErrors, describeForeign, jsonFile, readBack, readDamaged } from "./format-cases.ts";
import { createRandom, importFiles, textFile } from "./files.ts";

const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
const preferences = (values: Record<string, string>, name = "prefs.xml"): NamedFile =>
  textFile(
    `<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\n<map>\n${Object.entries(values)
      .map(([key, value]) => `    <string name="${key}">${escape(value)}</string>\n`)
      .join("")}    <int name="key_version" value="121" />\n</map>\n`,
    name,
  );
const sealCbc = (input: {
  text: string;
  password: string;
  salt: Uint8Array;
  rounds: number;
  iv: Uint8Array;
}): string => {
  const key = pbkdf2Sync(input.password, input.salt, input.rounds, 32, "sha1");
  const cipher = createCipheriv("aes-256-cbc", key, input.iv);
  return Buffer.concat([cipher.update(input.text), cipher.final()]).toString("base64");
};

const AUTHY = "com.authy.storage.tokens.authenticator.key";
const AUTHY_OWN = "com.authy.storage.tokens.authy.key";
const token = (more: object = {}) => ({
  accountType: "authenticator",
  decryptedSecret: "JBSWY3DP",
  digits: 6,
  originalName: "GitHub:sven",
  originalIssuer: "GitHub",
  name: "GitHub: sven",
  ...more,
});
const sealedToken = (secret: string, password: string, more: object = {}) => ({
  ...token(more),
  decryptedSecret: undefined,
  salt: "salt as text",
  encryptedSecret: sealCbc({
    text: secret,
    password,
    salt: Buffer.from("salt as text"),
    rounds: 1000,
    iv: new Uint8Array(16),
  }),
});

describe("authy", () => {
  it("takes issuer and account out of its names", async () => {
    const tokens = [
      token(),
      token({ originalIssuer: undefined }),
      token({ originalIssuer: undefined, originalName: "sven", name: "My bank" }),
      token({ name: "renamed" }),
      token({ name: "GitHub - work" }),
      token({ originalIssuer: undefined, originalName: undefined, name: "GitLab - work" }),
    ];
    const found = await readBack(preferences({ [AUTHY]: JSON.stringify(tokens) }));
    expect(found.format).toBe("authy");
    expect(found.accounts.map(({ draft }) => [draft.issuer, draft.name])).toEqual([
      ["GitHub", "sven"],
      ["GitHub", "sven"],
      ["", "My bank"],
      ["GitHub", "renamed"],
      ["GitHub", "work"],
      ["GitLab", "work"],
    ]);
  });

  it("opens secrets with the backup password, and tells a wrong one", async () => {
    const tokens = [
      sealedToken("JBSWY3DPEHPK3PXP", "påss"),
      sealedToken("GEZDGNBVGY3TQOJQ", "påss"),
      token(),
    ];
    const file = preferences({ [AUTHY]: JSON.stringify(tokens) });
    const found = await readBack(file, "påss");
    expect(found.accounts.map(({ draft }) => formatBase32(draft.otp.secret))).toEqual([
      "JBSWY3DPEHPK3PXP",
      "GEZDGNBVGY3TQOJQ",
      "JBSWY3DP",
    ]);
    for (const password of ["wrong", "a", "b", "c", "d"]) {
      expect(await importFiles([file], { password })).toEqual({
        ok: false,
        error: { type: "wrong-key", what: "file-password" },
      });
    }
    expect(await importFiles([file])).toMatchObject({ ok: false, error: { reason: "password-needed" } });
  });

  it("reports by name what another password sealed", async () => {
    const tokens = [
      sealedToken("JBSWY3DP", "one"),
      sealedToken("JBSWY3DP", "two", { name: "GitHub: other" }),
    ];
    const found = await readBack(preferences({ [AUTHY]: JSON.stringify(tokens) }), "one");
    expect(found.accounts).toHaveLength(1);
    expect(found.skipped).toEqual([
      { where: "prefs.xml, entry 2: GitHub (other)", reason: "does not open with this password" },
    ]);
  });

  it("reads Authy's own tokens, and reports those whose secret stays on the phone", async () => {
    const own = [
      { name: "Twitch", digits: 7, secretSeed: "00112233445566778899aabbccddeeff" },
      { name: "Bound", digits: 7 },
    ];
    const found = await readBack(preferences({ [AUTHY_OWN]: JSON.stringify(own) }));
    expect(found.accounts[0]?.draft).toMatchObject({
      name: "Twitch",
      otp: { digits: 7, period: 10, algorithm: "SHA1" },
    });
    expect(found.skipped).toEqual([
      {
        where: "prefs.xml, entry 2: Bound",
        reason: "is bound to Authy and has no secret: enrol it again",
        enrolAgain: { issuer: "", name: "Bound" },
      },
    ]);
  });
});

const BATTLENET = "com.blizzard.messenger.AUTHENTICATOR_";

describe("battlenet", () => {
  it("reports a secret that can't be unmasked, and refuses preferences without one", async () => {
    const found = await readBack(preferences({ [`${BATTLENET}DEVICE_SECRET`]: "abcd" }));
    expect(found.format).toBe("battlenet");
    expect(found.skipped).toEqual([
      { where: "prefs.xml, entry 1: Battle.net", reason: "the secret can't be read" },
    ]);
    const none = await importFiles([preferences({})], { format: "battlenet" });
    expect(none).toMatchObject({ ok: false, error: { reason: "has no secret of Battle.net" } });
  });
});

const steamAccount = (more: object = {}) => ({
  shared_secret: Buffer.from("12345678901234567890").toString("base64"),
  account_name: "player",
  revocation_code: "R12345",
  ...more,
});

describe("steam", () => {
  it("reads a .maFile, and keeps the revocation code as a recovery code", async () => {
    const found = await readBack(jsonFile(steamAccount(), "1.maFile"));
    expect(found.format).toBe("steam");
    expect(found.accounts[0]?.draft).toMatchObject({
      issuer: "Steam",
      name: "player",
      recoveryCodes: "R12345",
      otp: { type: "steam", digits: 5 },
    });
  });

  it("reads encrypted .maFiles beside their manifest, and tells a wrong password", async () => {
    const [salt, iv] = [createRandom(1)(8), createRandom(2)(16)];
    const text = JSON.stringify(steamAccount());
    const body = textFile(sealCbc({ text, password: "påss", salt, rounds: 50_000, iv }), "maFiles/1.maFile");
    const entry = {
      encryption_iv: Buffer.from(iv).toString("base64"),
      encryption_salt: Buffer.from(salt).toString("base64"),
      filename: "1.maFile",
      steamid: 1,
    };
    const manifest = jsonFile({ encrypted: true, entries: [entry] }, "maFiles/manifest.json");
    const read = (files: NamedFile[], password: string | null) =>
      importFiles(files, { password, format: "steam" });
    expect(await read([manifest, body], "påss")).toMatchObject({
      ok: true,
      value: { accounts: [{ draft: { name: "player" } }] },
    });
    expect(await read([body, manifest], "wrong")).toMatchObject({ ok: false, error: { type: "wrong-key" } });
    expect(await read([body, manifest], null)).toMatchObject({
      ok: false,
      error: { reason: "password-needed" },
    });
    expect(await read([body], "påss")).toMatchObject({
      ok: false,
      error: { reason: "is encrypted: give the manifest.json beside it, too" },
    });
    expect(await importFiles([manifest], { password: "påss" })).toMatchObject({
      ok: false,
      error: { reason: "only names the .maFile files: give them, too" },
    });
  });

  it("reports an account without a secret, by name", async () => {
    const accounts = { a: steamAccount(), b: steamAccount({ shared_secret: "", account_name: "empty" }) };
    const found = await readBack(jsonFile({ accounts }, "Steamguard-1"));
    expect(found.accounts).toHaveLength(1);
    expect(found.skipped).toEqual([
      { where: "Steamguard-1, entry 2: Steam (empty)", reason: "there is no secret" },
    ]);
  });
});

describe("damage", () => {
  const masked = "09ec179861450806035080d113c5f05e62f67316110eec1bd495a9cdb65a3cb3f93b1f80b80b4507";
  const files = [
    [authy, preferences({ [AUTHY]: JSON.stringify([token(), token()]) }), null],
    [authy, preferences({ [AUTHY]: JSON.stringify([sealedToken("JBSWY3DP", "p")]) }), "p"],
    [battlenet, preferences({ [`${BATTLENET}DEVICE_SECRET`]: masked }), null],
    [steam, jsonFile(steamAccount()), null],
  ] as const;
  for (const [index, [format, file, password]] of files.entries()) {
    it(`gives an error or fewer accounts in ${format.name} (${index + 1}), and never throws`, async () => {
      const counts = await readDamaged({ format, file, password, places: file.bytes.length });
      expect(Math.max(...counts)).toBeLessThanOrEqual(2);
      expect(countErrors(counts)).toBeGreaterThan(file.bytes.length / 2);
    });
  }
});

for (const [folder, format] of [
  ["authy-xml", "authy"],
  ["battlenet-xml", "battlenet"],
  ["steam", "steam"],
] as const) {
  describeForeign(folder, format);
}
