/**
 * Whatever accounts a vault holds: what is written for another app comes back as it was, or is reported by name.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Account, AccountDraft } from "../../../src/vault/account.ts";
import { bitwarden } from "../../../src/vault/formats/bitwarden.ts";
import { ente } from "../../../src/vault/formats/ente.ts";
import type { Format } from "../../../src/vault/formats/format.ts";
import { accountPlace } from "../../../src/vault/formats/place.ts";
import { proton } from "../../../src/vault/formats/proton.ts";
import { twofas } from "../../../src/vault/formats/2fas.ts";
import { accounts } from "./account-arbitrary.ts";
import { createRandom, importFiles, NOW } from "./files.ts";

type Picture = (account: Account | AccountDraft) => unknown;

const base: Picture = ({ otp, counter, issuer, name }) => ({ otp, counter, issuer, name });
/** Apps trim; holt's own texts are kept as they were typed. */
const noteOf = (note: string | null): string | null => note?.trim() || null;

interface Case {
  readonly format: Format;
  readonly picture: Picture;
  /** Does the app have a place for it, in the way that holt writes it? */
  readonly isHeld?: (account: Account) => boolean;
}

/** `steam://` in a login has one title: the issuer. */
const hasTitle = ({ issuer, type }: Account): boolean => type !== "steam" || issuer !== "";

const CASES: readonly Case[] = [
  { format: twofas, picture: base },
  {
    format: ente,
    picture: ({ tags, pinned, trashedAt, ...rest }) => ({
      ...(base(rest as Account) as object),
      tags: [...new Set(tags.map((tag) => tag.trim()))].filter((tag) => tag !== ""),
      pinned,
      isTrashed: trashedAt !== null,
    }),
  },
  {
    format: bitwarden,
    picture: (account) => ({
      ...(base(account) as object),
      note: noteOf(account.note),
      pinned: account.pinned,
    }),
    isHeld: hasTitle,
  },
  {
    format: proton,
    picture: (account) => ({ ...(base(account) as object), note: noteOf(account.note) }),
    isHeld: ({ type, issuer, name }) => type !== "steam" || (issuer !== "" && name === ""),
  },
];

const STILL_THERE = /^exported/;

describe("accounts of any kind", () => {
  for (const { format, picture, isHeld = () => true } of CASES) {
    it(`come back from ${format.name} as they were, or are reported`, async () => {
      await fc.assert(
        fc.asyncProperty(accounts, async (all) => {
          const held = all.filter(isHeld);
          const written = await format.write?.(held, { password: null, random: createRandom(), now: NOW });
          if (written?.ok !== true) throw new Error("not written");
          const { files, exported, skipped } = written.value;
          const lost = skipped.filter(({ reason }) => !STILL_THERE.test(reason)).map(({ where }) => where);
          expect(exported + lost.length).toBe(held.length);
          const read = await importFiles(files.slice(0, 1), { format: format.name });
          if (!read.ok) throw new Error(JSON.stringify(read.error));
          expect(read.value.skipped).toEqual([]);
          const expected = held.filter(({ issuer, name }) => !lost.includes(accountPlace(issuer, name)));
          expect(read.value.accounts.map(({ draft }) => picture(draft))).toEqual(expected.map(picture));
        }),
        { seed: 7, numRuns: 60 },
      );
    });
  }
});
