import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Account, AccountDraft } from "../../../src/vault/account.ts";
import { writeExport } from "../../../src/vault/formats/export.ts";
import { accountPlace } from "../../../src/vault/formats/place.ts";
import { accounts } from "./account-arbitrary.ts";
import { createRandom, importFiles, NOW } from "./files.ts";

type Picture = (account: Account | AccountDraft) => unknown;

/** What a format promises to give back. */
const PICTURES: Readonly<Record<string, Picture>> = {
  otpauth: ({ otp, counter, issuer, name }) => ({ otp, counter, issuer, name }),
  google: ({ otp, counter, issuer, name }) => ({ otp, counter, issuer, name }),
  aegis: ({ otp, counter, issuer, name, note, tags, pinned }) => ({
    otp,
    counter,
    issuer,
    name,
    note,
    tags,
    pinned,
  }),
  holt: ({ otp, counter, issuer, name, note, tags, pinned, ...rest }) => {
    const { recoveryCodes, createdAt, trashedAt, verified, history, resets } = rest;
    const more = { recoveryCodes, createdAt, trashedAt, verified, history, resets };
    return { otp, counter, issuer, name, note, tags, pinned, ...more };
  },
};

const ABSENT = /^exported without its /;

async function checkRoundTrip(
  format: string,
  held: readonly Account[],
  password: string | null,
): Promise<number> {
  const options = { format, password, plaintext: password === null, random: createRandom(), now: NOW };
  const written = await writeExport(held, options);
  if (!written.ok) throw new Error(JSON.stringify(written.error));
  const { files, exported, skipped } = written.value;
  const lost = skipped.filter(({ reason }) => !ABSENT.test(reason));
  expect(exported + lost.length).toBe(held.length);

  const read = await importFiles(files, { password, format });
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  expect(read.value.skipped).toEqual([]);
  const picture = PICTURES[format] ?? String;
  const lostPlaces = new Set(lost.map(({ where }) => where));
  const expected = held.filter(({ issuer, name }) => !lostPlaces.has(accountPlace(issuer, name)));
  expect(read.value.accounts.map(({ draft }) => picture(draft))).toEqual(expected.map(picture));
  return exported;
}

describe("export and import", () => {
  for (const format of ["otpauth", "google", "aegis"]) {
    it(`${format} gives the same accounts back, and names what it can't hold`, async () => {
      let exported = 0;
      const property = fc.asyncProperty(accounts, async (held) => {
        exported += await checkRoundTrip(format, held, null);
      });
      await fc.assert(property, { seed: 20_261_122, numRuns: 150 });
      expect(exported).toBeGreaterThan(100);
    });
  }
  for (const format of ["aegis", "holt"]) {
    it(`${format} gives the same accounts back from an encrypted file`, async () => {
      const held =
        fc.sample(accounts, { seed: 20_261_122, numRuns: 40 }).toSorted((a, b) => b.length - a.length)[0] ??
        [];
      await expect(checkRoundTrip(format, held, "correct horse")).resolves.toBeGreaterThan(5);
    });
  }
});
