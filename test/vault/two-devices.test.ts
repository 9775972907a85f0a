import { expect, test } from "vitest";
import {
  addAccount,
  advanceCounter,
  editAccount,
  purgeAccount,
  setCounter,
  trashAccount,
  verifyAccount,
} from "../../src/vault/accounts.ts";
import type { Account } from "../../src/vault/account.ts";
import { readAccount, readAccounts } from "../../src/vault/read-accounts.ts";
import { restoreAccount } from "../../src/vault/restore.ts";
import { createDevice, exchange, type Device } from "../support/vault-devices.ts";
import { draftOf, HOTP, TOTP } from "../support/vault-drafts.ts";

const secretOf = (byte: number): Uint8Array => new Uint8Array(20).fill(byte);

function startTogether(draft = draftOf({})): { laptop: Device; phone: Device; id: string } {
  const laptop = createDevice(11);
  const phone = createDevice(22);
  const id = laptop.do((doc) => addAccount(doc, draft, { now: 100, random: laptop.random }));
  exchange(laptop, phone);
  return { laptop, phone, id };
}

const edited = (device: Device, id: string, changes: Parameters<typeof editAccount>[2], now = 200): void => {
  const result = device.do((doc) => editAccount(doc, id, changes, { now, random: device.random }));
  expect(result).toEqual({ ok: true, value: null });
};
const take = (device: Device, id: string): number => {
  const result = device.do((doc) => advanceCounter(doc, id));
  if (!result.ok) throw new Error("no counter");
  return result.value;
};
const bothSee = ({ laptop, phone }: { laptop: Device; phone: Device }, id: string): Account | undefined => {
  expect(readAccount(phone.doc, id)).toEqual(readAccount(laptop.doc, id));
  return readAccount(laptop.doc, id);
};

test("[VD4] HOTP used on both devices at once repeats no counter on either, and the greatest is in force", () => {
  const { laptop, phone, id } = startTogether(draftOf({ otp: HOTP, counter: 5 }));
  const onLaptop = [take(laptop, id), take(laptop, id), take(laptop, id)];
  const onPhone = [take(phone, id)];
  exchange(laptop, phone);
  expect(bothSee({ laptop, phone }, id)?.counter).toBe(8);
  onLaptop.push(take(laptop, id));
  onPhone.push(take(phone, id), take(phone, id));
  exchange(laptop, phone);
  onLaptop.push(take(laptop, id));
  onPhone.push(take(phone, id));
  for (const shown of [onLaptop, onPhone]) {
    expect(new Set(shown).size).toBe(shown.length);
    expect(shown.toSorted((a, b) => a - b)).toEqual(shown);
  }
});

test("[VD4] a HOTP counter set lower by hand wins over codes used elsewhere meanwhile", () => {
  const { laptop, phone, id } = startTogether(draftOf({ otp: HOTP, counter: 50 }));
  take(phone, id);
  take(phone, id);
  laptop.do((doc) => setCounter(doc, id, 3));
  exchange(laptop, phone);
  expect(bothSee({ laptop, phone }, id)?.counter).toBe(3);
  expect(take(phone, id)).toBe(3);
  exchange(laptop, phone);
  expect(take(laptop, id)).toBe(4);
});

test("[VD2] of two re-enrolments at once one wins whole, and the other is in the history on both devices", () => {
  const { laptop, phone, id } = startTogether();
  const first = { ...TOTP, secret: secretOf(1), digits: 8 };
  const second = { ...TOTP, secret: secretOf(2), algorithm: "SHA256" as const, period: 60 };
  edited(laptop, id, { otp: first }, 200);
  edited(phone, id, { otp: second }, 201);
  exchange(laptop, phone);
  const account = bothSee({ laptop, phone }, id);
  const winner = account?.otp?.digits === 8 ? first : second;
  const loser = winner === first ? second : first;
  expect(account?.otp).toEqual(winner);
  expect(account?.history.map(({ otp }) => otp)).toContainEqual(loser);
  expect(account?.history.map(({ otp }) => otp)).toContainEqual(TOTP);
  expect(account?.history).toHaveLength(2);
});

test("a re-enrolment to HOTP begins at 0 although the other device goes on counting the old key", () => {
  const { laptop, phone, id } = startTogether(draftOf({ otp: HOTP, counter: 57 }));
  edited(laptop, id, { otp: { ...HOTP, secret: secretOf(3) } });
  take(phone, id);
  take(phone, id);
  exchange(laptop, phone);
  expect(bothSee({ laptop, phone }, id)?.counter).toBe(0);
});

test("[VD1] edits of different fields at once both stay", () => {
  const { laptop, phone, id } = startTogether();
  edited(laptop, id, { issuer: "GitHub", note: "from the laptop" });
  edited(phone, id, { name: "sven", pinned: true, recoveryCodes: "1111\n2222" });
  exchange(laptop, phone);
  expect(bothSee({ laptop, phone }, id)).toMatchObject({
    issuer: "GitHub",
    note: "from the laptop",
    name: "sven",
    pinned: true,
    recoveryCodes: "1111\n2222",
  });
});

test("tags from both devices stay, and a removed one goes", () => {
  const { laptop, phone, id } = startTogether(draftOf({ tags: ["old"] }));
  edited(laptop, id, { addTags: ["work"], removeTags: ["old"] });
  edited(phone, id, { addTags: ["bank", "work"] });
  exchange(laptop, phone);
  expect(bothSee({ laptop, phone }, id)?.tags).toEqual(["bank", "work"]);
});

test("an account restored here survives the trash being emptied there at the same time", () => {
  const { laptop, phone, id } = startTogether(draftOf({ otp: HOTP, counter: 9, tags: ["work"], note: "n" }));
  edited(laptop, id, { otp: { ...HOTP, secret: secretOf(4) }, counter: 40 });
  laptop.do((doc) => trashAccount(doc, id, { now: 300 }));
  exchange(laptop, phone);
  const before = readAccount(laptop.doc, id);
  const restored = laptop.do((doc) => restoreAccount(doc, id, laptop));
  phone.do((doc) => purgeAccount(doc, id));
  exchange(laptop, phone);
  const newId = restored.ok ? restored.value : "";
  expect(newId).not.toBe(id);
  expect(bothSee({ laptop, phone }, newId)).toEqual({ ...before, id: newId, trashedAt: null });
  expect(readAccounts(phone.doc)).toHaveLength(1);
});

test("an edit of an account in the trash is not lost with the trash emptied before it was known", () => {
  const { laptop, phone, id } = startTogether();
  laptop.do((doc) => trashAccount(doc, id, { now: 300 }));
  edited(phone, id, { name: "changed" });
  exchange(laptop, phone);
  expect(bothSee({ laptop, phone }, id)).toMatchObject({ name: "changed", trashedAt: 300 });
});

test("the outcome doesn't depend on anybody's clock", () => {
  const outcomes = [1, 2_000_000_000].map((now) => {
    const { laptop, phone, id } = startTogether();
    edited(laptop, id, { issuer: "laptop", otp: { ...TOTP, secret: secretOf(1) } }, now);
    edited(phone, id, { issuer: "phone", otp: { ...TOTP, secret: secretOf(2) } }, 1_000_000);
    exchange(laptop, phone);
    const account = bothSee({ laptop, phone }, id);
    return { issuer: account?.issuer, otp: account?.otp };
  });
  expect(outcomes[0]).toEqual(outcomes[1]);
});

test("a verified account is verified on the other device, until its secret is replaced", () => {
  const { laptop, phone, id } = startTogether();
  phone.do((doc) => verifyAccount(doc, id));
  exchange(laptop, phone);
  expect(bothSee({ laptop, phone }, id)?.verified).toBe(true);
  edited(laptop, id, { otp: { ...TOTP, digits: 8 } });
  expect(readAccount(laptop.doc, id)?.verified).toBe(true);
  edited(laptop, id, { otp: { ...TOTP, secret: secretOf(6) } });
  expect(readAccount(laptop.doc, id)?.verified).toBe(null);
});

test("text with half a surrogate pair reads the same here and there", () => {
  const { laptop, phone, id } = startTogether(draftOf({ issuer: "half \ud83d" }));
  edited(laptop, id, { name: "\udc00", note: "\ud800", addTags: ["\ud83d"] });
  exchange(laptop, phone);
  expect(bothSee({ laptop, phone }, id)?.issuer).toBe("half \ufffd");
});
