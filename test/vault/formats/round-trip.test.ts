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
): Promise<void> {
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
  const lostPlaces = lost.map(({ where }) => where);
  const expected = held.filter(({ issuer, name }) => {
    const at = lostPlaces.indexOf(accountPlace(issuer, name));
    if (at >= 0) lostPlaces.splice(at, 1);
    return at < 0;
  });
  const got = read.value.accounts.map(({ draft }) => picture(draft));
  // Two accounts with one name, of which one is lost, can't be told apart by place: then the number must do.
  const isUnique = new Set(held.map(({ issuer, name }) => `${issuer}\0${name}`)).size === held.length;
  expect(got).toHaveLength(expected.length);
  if (isUnique) expect(got).toEqual(expected.map(picture));
}

describe("export and import", () => {
  for (const format of ["otpauth", "google", "aegis"]) {
    it(`${format} gives the same accounts back, and names what it can't hold`, async () => {
      await fc.assert(
        fc.asyncProperty(accounts, (held) => checkRoundTrip(format, held, null)),
        { seed: 20_261_122, numRuns: 150 },
      );
    });
  }
  for (const format of ["aegis", "holt"]) {
    it(`${format} gives the same accounts back from an encrypted file`, async () => {
      const held = fc.sample(accounts, { seed: 20_261_122, numRuns: 20 }).flat();
      await checkRoundTrip(format, held, "correct horse");
    });
  }
});
