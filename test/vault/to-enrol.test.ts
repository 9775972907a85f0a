/**
 * Accounts that are known by name alone, on two devices: they come, get their secret, and lose nothing on the way.
 */
import { expect, test } from "vitest";
import { addNamed, editAccount } from "../../src/vault/accounts.ts";
import { codeOfTime } from "../../src/vault/code.ts";
import { compareAccounts } from "../../src/vault/compare-accounts.ts";
import { fieldsToChanges } from "../../src/vault/draft.ts";
import { sameAccountKey } from "../../src/vault/duplicates.ts";
import { accountMap } from "../../src/vault/document.ts";
import { accountToLabel, UNUSED } from "../../src/vault/label.ts";
import { readAccount, readAccounts } from "../../src/vault/read-accounts.ts";
import { createDevice, exchange, type Device } from "../support/vault-devices.ts";
import { draftOf, HOTP, TOTP } from "../support/vault-drafts.ts";

const { otp: _otp, counter: _counter, ...NAMED } = draftOf({ issuer: "Contoso", name: "sven", note: "why" });

function together(): { laptop: Device; phone: Device; id: string } {
  const [laptop, phone] = [createDevice(11), createDevice(22)];
  const id = laptop.do((doc) => addNamed(doc, NAMED, { now: 100, random: laptop.random }));
  exchange(laptop, phone);
  return { laptop, phone, id };
}

const enrol = (device: Device, id: string, otp = TOTP): void => {
  const result = device.do((doc) => editAccount(doc, id, { otp }, { now: 200, random: device.random }));
  expect(result.ok).toBe(true);
};

test("[VD10] an account without a secret is its names and its note, on every device", () => {
  const { laptop, phone, id } = together();
  const account = readAccount(phone.doc, id);
  expect(account).toMatchObject({ type: "none", otp: null, issuer: "Contoso", name: "sven", note: "why" });
  expect(account).toEqual(readAccount(laptop.doc, id));
  expect(accountMap(phone.doc, id)?.get("otp")).toEqual({ type: "none" });
  if (account === undefined) throw new Error("not there");
  expect(accountToLabel(account, UNUSED)).toMatchObject({ type: "none", usable: false, counter: null });
  expect(compareAccounts([account], [account], 0)).toEqual([]);
});

test("[VD10] it has no code, and the error says what is to be done", () => {
  const { laptop, id } = together();
  const account = readAccount(laptop.doc, id);
  expect(account && codeOfTime(account, 0)).toEqual({
    ok: false,
    error: { type: "usage", reason: "to-enrol", value: "Contoso (sven)" },
  });
});

test("[VD10] the secret that a person gives it makes it a TOTP account, or what else they say", () => {
  const { laptop, id } = together();
  const account = readAccount(laptop.doc, id);
  if (account === undefined) throw new Error("not there");
  const changes = fieldsToChanges(account, { otp: { secret: "JBSWY3DPEHPK3PXP" } });
  expect(changes).toMatchObject({ ok: true, value: { otp: { type: "totp", digits: 6, period: 30 } } });
  expect(fieldsToChanges(account, { otp: { type: "steam", secret: "JBSWY3DPEHPK3PXP" } })).toMatchObject({
    value: { otp: { type: "steam", digits: 5 } },
  });
  expect(fieldsToChanges(account, { otp: { digits: 8 } })).toMatchObject({
    error: { type: "usage", reason: "bad-field" },
  });
});

test("[VD10] once it has a secret it is an account like any other, with nothing in its history", () => {
  const { laptop, phone, id } = together();
  enrol(phone, id);
  exchange(laptop, phone);
  expect(readAccount(laptop.doc, id)).toMatchObject({ type: "totp", otp: TOTP, note: "why", history: [] });
});

test("[VD10] enrolled on two devices at once, the secret that loses is in the history", () => {
  const { laptop, phone, id } = together();
  enrol(laptop, id, TOTP);
  enrol(phone, id, HOTP);
  exchange(laptop, phone);
  const account = readAccount(laptop.doc, id);
  expect(readAccount(phone.doc, id)).toEqual(account);
  const held = [account?.otp, ...(account?.history ?? []).map(({ otp }) => otp)];
  expect(held).toHaveLength(2);
  expect(held).toEqual(expect.arrayContaining([TOTP, HOTP]));
});

test("[VD10] two of one name are the same account, and no other is", () => {
  const { laptop } = together();
  laptop.do((doc) => addNamed(doc, NAMED, { now: 300, random: laptop.random }));
  laptop.do((doc) => addNamed(doc, { ...NAMED, name: "eva" }, { now: 300, random: laptop.random }));
  const keys = readAccounts(laptop.doc).map(sameAccountKey);
  expect(new Set(keys).size).toBe(2);
  expect(keys).not.toContain(sameAccountKey(draftOf({ issuer: "Contoso", name: "sven" })));
});
