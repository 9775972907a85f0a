import { describe, expect, it } from "vitest";
import { twofas } from "../../../src/vault/formats/2fas.ts";
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

const backup = (services: unknown[], more: object = {}) => ({
  services,
  groups: [{ id: "g1", name: "Work", isExpanded: true }],
  schemaVersion: 4,
  appOrigin: "android",
  ...more,
});
const service = (otp: object | undefined, more: object = {}) => ({
  name: "Example",
  secret: "jbsw y3dp",
  ...(otp === undefined ? {} : { otp }),
  ...more,
});

describe("2fas", () => {
  for (const password of [null, "påss word"]) {
    it(`gives the same accounts back, ${password === null ? "in clear" : "encrypted"}`, async () => {
      const accounts = usualAccounts().map((account) => ({ ...account, tags: ["Work"] }));
      const found = await readBack(await writeFile(twofas, accounts, password), password);
      expect(found.format).toBe("2fas");
      expect(found.accounts.map(({ draft }) => essenceOf(draft))).toEqual(accounts.map(essenceOf));
    });
  }

  it("keeps SHA-224 and SHA-384, which 2FAS has", async () => {
    const accounts = (["SHA224", "SHA384"] as const).map((algorithm) =>
      accountOf({ otp: otpOf({ algorithm }) }),
    );
    const found = await readBack(await writeFile(twofas, accounts, null));
    expect(found.accounts.map(({ draft }) => draft.otp.algorithm)).toEqual(["SHA224", "SHA384"]);
  });

  it("reads schema 1, which knows only name and secret", async () => {
    const found = await readBack(jsonFile({ services: [service(undefined)], schemaVersion: 1 }));
    expect(found.accounts[0]?.draft).toMatchObject({
      issuer: "Example",
      name: "",
      otp: { type: "totp", algorithm: "SHA1", digits: 6, period: 30 },
    });
  });

  it("takes the type from the link where schema 2 doesn't say it", async () => {
    const link = "otpauth://hotp/Example:sven?secret=JBSWY3DP&counter=3";
    const found = await readBack(jsonFile(backup([service({ link, counter: 3 })], { schemaVersion: 2 })));
    expect(found.accounts[0]?.draft).toMatchObject({ name: "sven", counter: 3, otp: { type: "hotp" } });
  });

  it("keeps the name that the person gave a service, and its group", async () => {
    const renamed = service({ issuer: "Binance.com", account: "sven" }, { name: "Binance", groupId: "g1" });
    const found = await readBack(jsonFile(backup([renamed])));
    expect(found.accounts[0]?.draft).toMatchObject({
      issuer: "Binance.com",
      name: "sven",
      note: "name in 2FAS: Binance",
      tags: ["Work"],
    });
  });

  it("reads nulls as defaults and never guesses what is there", async () => {
    const services = [
      service({ digits: null, period: null, algorithm: null, tokenType: null }),
      service({ algorithm: "SHA3" }),
      service({ digits: "six" }),
      service({ tokenType: "PUSH" }),
      service({}, { secret: "0!" }),
      service({ period: 0 }),
    ];
    const found = await readBack(jsonFile(backup(services), "phone.2fas"));
    expect(found.accounts).toHaveLength(1);
    expect(found.skipped).toEqual([
      { where: "phone.2fas, entry 2: Example", reason: "the algorithm is not known" },
      { where: "phone.2fas, entry 3: Example", reason: "digits must be a whole number from 0" },
      { where: "phone.2fas, entry 4: Example", reason: "the type of one-time password is not known" },
      {
        where: "phone.2fas, entry 5: Example",
        reason: "the secret has characters outside base32 (A–Z, 2–7)",
      },
      { where: "phone.2fas, entry 6: Example", reason: "the period must be at least 1 second" },
    ]);
  });

  it("refuses a backup of a newer schema", async () => {
    const result = await importFiles([jsonFile(backup([], { schemaVersion: 5 }))]);
    expect(result).toMatchObject({ ok: false, error: { type: "malformed", what: "2fas" } });
  });

  it("reads an encrypted backup without the apps' reference, and tells a wrong password", async () => {
    const file = await writeFile(twofas, usualAccounts(), "right");
    const { reference: _reference, ...rest } = JSON.parse(new TextDecoder().decode(file.bytes)) as Record<
      string,
      unknown
    >;
    const found = await readBack(jsonFile(rest), "right");
    expect(found.accounts).toHaveLength(5);
    const wrong = await importFiles([jsonFile(rest)], { password: "wrong" });
    expect(wrong).toEqual({ ok: false, error: { type: "wrong-key", what: "file-password" } });
  });

  it("tells damage from a wrong password by the reference", async () => {
    const file = await writeFile(twofas, usualAccounts(), "right");
    const json = JSON.parse(new TextDecoder().decode(file.bytes)) as { servicesEncrypted: string };
    const first = json.servicesEncrypted.startsWith("A") ? "B" : "A";
    const damaged = { ...json, servicesEncrypted: first + json.servicesEncrypted.slice(1) };
    const result = await importFiles([jsonFile(damaged)], { password: "right" });
    expect(result).toMatchObject({ ok: false, error: { type: "malformed" } });
  });

  it("says before writing what 2FAS can't hold", async () => {
    const accounts = [
      accountOf({
        issuer: "Yandex",
        otp: otpOf({ type: "yandex", algorithm: "SHA256", digits: 8, pin: "1234" }),
      }),
      accountOf({ issuer: "Old", trashedAt: NOW }),
      accountOf({ issuer: "Slow", otp: otpOf({ period: 20 }), note: "front door", tags: ["a", "b"] }),
    ];
    const written = await twofas.write?.(accounts, { password: null, random: createRandom(), now: NOW });
    expect(written).toMatchObject({
      ok: true,
      value: {
        exported: 1,
        skipped: [
          { where: "Yandex (sven@example.org)", reason: "2FAS has no yandex" },
          { where: "Old (sven@example.org)", reason: "is in the trash" },
          { where: "Slow (sven@example.org)", reason: "exported without its note, tags" },
          {
            where: "Slow (sven@example.org)",
            reason: "exported, but 2FAS on the iPhone has no period of 20 seconds",
          },
        ],
      },
    });
  });

  it("gives an error or fewer accounts for damaged files, and never throws", async () => {
    const plain = await writeFile(twofas, usualAccounts(), null);
    const damagedPlain = await readDamaged({ format: twofas, file: plain, password: null, places: 400 });
    expect(Math.max(...damagedPlain)).toBeLessThanOrEqual(5);
    expect(countErrors(damagedPlain)).toBeGreaterThan(400);
    const sealed = await writeFile(twofas, usualAccounts(), "right");
    const damagedSealed = await readDamaged({ format: twofas, file: sealed, password: "right", places: 60 });
    expect(countErrors(damagedSealed)).toBeGreaterThan(100);
  });
});

describeForeign("2fas-plain", "2fas");
describeForeign("2fas-encrypted", "2fas");
