import { describe, expect, it } from "vitest";
import type { Account } from "../../../src/vault/account.ts";
import { writeExport } from "../../../src/vault/formats/export.ts";
import { accountOf, otpOf } from "./format-cases.ts";
import { createRandom, importFiles, NOW, ownFile, textFile } from "./files.ts";

const ownText = (name: string): string => new TextDecoder().decode(ownFile(name).bytes);

async function imported(name: string, password: string | null = null) {
  const result = await importFiles([ownFile(name)], { password });
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
async function written(accounts: readonly Account[], password: string | null) {
  const options = {
    format: "aegis",
    password,
    plaintext: password === null,
    random: createRandom(),
    now: NOW,
  };
  const result = await writeExport(accounts, options);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return {
    ...result.value,
    json: JSON.parse(new TextDecoder().decode(result.value.files[0]?.bytes)) as unknown,
  };
}

describe("an Aegis vault in clear", () => {
  it("of version 1 has groups by name, and MD5 that Aegis computes as SHA-1", async () => {
    const { format, accounts, notices, skipped } = await imported("aegis-1.json");
    expect(format).toBe("aegis");
    expect(skipped).toEqual([]);
    expect(accounts.map(({ draft }) => draft)).toMatchObject([
      { issuer: "Harbour/North", tags: ["Work"], otp: { algorithm: "SHA256", digits: 8, period: 60 } },
      { issuer: "", name: "olle", tags: [], counter: 7, otp: { type: "hotp", algorithm: "SHA1" } },
    ]);
    expect(notices).toEqual(["aegis-1.json, entry 2: olle: MD5 is read as SHA1, as Aegis does"]);
  });

  it("of version 3 has groups by id, notes, favourites and PINs; odd entries are reported", async () => {
    const { accounts, skipped } = await imported("aegis-3.json");
    expect(accounts.map(({ draft }) => draft)).toMatchObject([
      {
        issuer: "Mill",
        note: "behind the weir",
        pinned: true,
        tags: ["Work", "Water"],
        otp: {
          type: "motp",
          algorithm: "MD5",
          pin: "1234",
          secret: new Uint8Array(Buffer.from("0123456789abcdef", "hex")),
        },
      },
      { issuer: "Yandex", note: null, pinned: false, tags: [], otp: { type: "yandex", pin: "5239" } },
    ]);
    expect(skipped).toEqual([
      { where: "aegis-3.json, entry 3: Broken (zero)", reason: "digits must be 1 to 10" },
      {
        where: "aegis-3.json, entry 4: Broken (future)",
        reason: "the type of one-time password is not known",
      },
    ]);
  });

  it("has icons, which are left out, and that is said", async () => {
    const entry = '{"type":"totp","icon":"AAAA","info":{"secret":"AAAA"}}';
    const text = `{"version":1,"header":{},"db":{"version":1,"entries":[${entry},${entry}]}}`;
    const result = await importFiles([textFile(text, "a.json")]);
    expect(result.ok && result.value.notices).toEqual(["a.json: icons are left out (2)"]);
  });

  it("without entries is empty, not wrong", async () => {
    const text = '{"version":1,"header":{"slots":null,"params":null},"db":{"version":2,"entries":[]}}';
    expect(await importFiles([textFile(text)])).toMatchObject({
      ok: true,
      value: { accounts: [], skipped: [] },
    });
  });

  it("of a newer version is refused", async () => {
    for (const text of [
      '{"version":2,"header":{"slots":null,"params":null},"db":{"version":3,"entries":[]}}',
      '{"version":1,"header":{"slots":null,"params":null},"db":{"version":4,"entries":[]}}',
    ]) {
      const error = {
        type: "malformed",
        what: "aegis",
        where: "vault.json",
        reason: "is of a version that holt doesn't know",
      };
      expect(await importFiles([textFile(text, "vault.json")])).toEqual({ ok: false, error });
    }
  });

  it("with values of wrong kinds gives reasons, never a throw", async () => {
    for (const entry of ["null", "7", '"x"', "[]", "{}", '{"type":"totp"}', '{"type":"totp","info":7}']) {
      const text = `{"version":1,"header":{},"db":{"version":1,"entries":[${entry}],"groups":7}}`;
      const result = await importFiles([textFile(text)]);
      expect(result.ok && result.value.skipped).toHaveLength(1);
    }
  });
});

describe("an encrypted Aegis vault", () => {
  it("opens with any of its passwords, whatever other slots come first", async () => {
    const plain = await imported("aegis-3.json");
    const drafts = plain.accounts.map(({ draft }) => draft);
    // The second one was padded with zeros by an Aegis of long ago.
    for (const password of ["correct horse", "an old password"]) {
      const { accounts } = await imported("aegis-encrypted.json", password);
      expect(accounts.map(({ draft }) => draft)).toEqual(drafts);
    }
  });

  it("tells a missing password, a wrong one and damage apart", async () => {
    const file = ownFile("aegis-encrypted.json");
    expect(await importFiles([file])).toEqual({
      ok: false,
      error: { type: "usage", reason: "password-needed", value: "aegis-encrypted.json" },
    });
    expect(await importFiles([file], { password: "wrong" })).toEqual({
      ok: false,
      error: { type: "wrong-key", what: "file-password" },
    });
    const text = ownText("aegis-encrypted.json");
    const db = text.indexOf('"db": "') + 20;
    const damaged = text.slice(0, db) + (text[db] === "A" ? "B" : "A") + text.slice(db + 1);
    expect(await importFiles([textFile(damaged, "a.json")], { password: "correct horse" })).toMatchObject({
      ok: false,
      error: {
        type: "malformed",
        where: "a.json",
        reason: "the password is right, but the content is damaged",
      },
    });
  });

  it.each([
    ['"n": 1024', '"n": 4294967296'],
    ['"n": 1024', '"n": 1025'],
    ['"n": 1024', '"n": 1.5'],
    ['"n": 1024', '"n": -1024'],
    ['"n": 1024', '"n": 1'],
    ['"r": 8', '"r": 1000000'],
    ['"r": 8', '"r": 0'],
    ['"p": 1,', '"p": 1000000000,'],
  ])("that asks for %s → %s is refused before anything is derived", async (from, to) => {
    const text = ownText("aegis-encrypted.json").replace(from, to);
    expect(await importFiles([textFile(text)], { password: "x" })).toMatchObject({
      ok: false,
      error: { type: "malformed", reason: "asks for absurd key derivation parameters" },
    });
  });

  it("with a thousand slots, or slots that only a phone opens, is refused", async () => {
    const vault = JSON.parse(ownText("aegis-encrypted.json")) as { header: { slots: { type: number }[] } };
    const [phone, password] = vault.header.slots;
    const withSlots = (slots: unknown[]) =>
      textFile(JSON.stringify({ ...vault, header: { ...vault.header, slots } }));
    const many = withSlots(Array.from({ length: 1000 }, () => password));
    expect(await importFiles([many], { password: "x" })).toMatchObject({
      error: { type: "malformed", reason: "asks for too many key derivations" },
    });
    expect(await importFiles([withSlots([phone])], { password: "x" })).toMatchObject({
      error: { type: "malformed", reason: "has no password: it opens on the phone alone" },
    });
  });
});

describe("writing an Aegis vault", () => {
  it("writes every key that Aegis asks for", async () => {
    const { json } = await written(
      [accountOf({ issuer: "A", name: "b", tags: ["t"], note: "n", pinned: true })],
      null,
    );
    expect(json).toMatchObject({
      version: 1,
      header: { slots: null, params: null },
      db: {
        version: 3,
        entries: [
          {
            type: "totp",
            uuid: expect.stringMatching(
              /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
            ) as string,
            name: "b",
            issuer: "A",
            note: "n",
            favorite: true,
            icon: null,
            info: { secret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", algo: "SHA1", digits: 6, period: 30 },
            groups: [expect.any(String)],
          },
        ],
        groups: [{ name: "t" }],
        icons_optimized: true,
      },
    });
  });

  it("encrypts with one password slot, and shows nothing of the accounts", async () => {
    const { json, files } = await written([accountOf({ issuer: "Harbour", name: "ines" })], "correct horse");
    expect(json).toMatchObject({
      version: 1,
      header: {
        slots: [{ type: 1, n: 32_768, r: 8, p: 1, repaired: true, is_backup: false }],
        params: {
          nonce: expect.stringMatching(/^[0-9a-f]{24}$/) as string,
          tag: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
        },
      },
      db: expect.any(String) as string,
    });
    expect(new TextDecoder().decode(files[0]?.bytes)).not.toMatch(/Harbour|ines|GEZDG/);
  });

  it("names what Aegis can't hold", async () => {
    const { skipped, exported } = await written(
      [
        accountOf({ issuer: "a", name: "", otp: otpOf({ algorithm: "SHA384" }) }),
        accountOf({ issuer: "b", name: "", otp: otpOf({ type: "motp", algorithm: "MD5", period: 10 }) }),
        accountOf({
          issuer: "c",
          name: "",
          otp: otpOf({ type: "motp", algorithm: "MD5", period: 30, pin: "1" }),
        }),
        accountOf({ issuer: "d", name: "", trashedAt: 1 }),
        accountOf({ issuer: "e", name: "", recoveryCodes: "1" }),
      ],
      null,
    );
    expect(exported).toBe(1);
    expect(skipped).toEqual([
      { where: "a", reason: "Aegis has no SHA384" },
      { where: "b", reason: "Aegis wants a PIN with motp" },
      { where: "c", reason: "Aegis has motp only with its usual parameters" },
      { where: "d", reason: "is in the trash" },
      { where: "e", reason: "exported without its recovery codes", fields: ["recoveryCodes"] },
    ]);
  });
});
