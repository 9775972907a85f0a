/**
 * What the tests of single formats share: accounts to write, the promise that a file comes back as it was written,
 * the promise that damage gives an error and never a throw, and the real files of other apps. Knows no format.
 */
import { describe, expect, it } from "vitest";
import { formatBase32 } from "../../../src/protocol/bytes.ts";
import type { Account, AccountDraft, Otp } from "../../../src/vault/account.ts";
import type { Format, NamedFile } from "../../../src/vault/formats/format.ts";
import { createSource } from "../../../src/vault/formats/source.ts";
import { draftOf, TOTP } from "../../support/vault-drafts.ts";
import { listToCanonical, type Canonical } from "./canonical.ts";
import {
  createRandom,
  foreignFile,
  foreignFiles,
  foreignJson,
  hasForeign,
  importFiles,
  NOW,
} from "./files.ts";

/** An account as the vault holds it. */
export function accountOf(parts: Partial<AccountDraft> & { readonly otp?: Otp } = {}): Account {
  const draft = draftOf(parts);
  return {
    id: "0",
    verified: null,
    history: [],
    ...draft,
    type: draft.otp.type,
    createdAt: draft.createdAt ?? NOW,
  };
}

export const otpOf = (parts: Partial<Otp>): Otp => ({ ...TOTP, ...parts });

/** One of each that most apps can hold. */
export const usualAccounts = (): Account[] => [
  accountOf({ issuer: "GitHub", name: "sven@example.org" }),
  accountOf({
    issuer: "Åre: Hütte 🏔",
    name: "a+b c",
    otp: otpOf({ algorithm: "SHA256", digits: 8, period: 60 }),
  }),
  accountOf({
    issuer: "Bank",
    name: "",
    otp: otpOf({ algorithm: "SHA512", secret: new Uint8Array([1, 2, 3]) }),
  }),
  accountOf({ issuer: "Router", name: "admin", otp: otpOf({ type: "hotp", period: 0 }), counter: 41 }),
  accountOf({ issuer: "Steam", name: "player", otp: otpOf({ type: "steam", digits: 5 }) }),
];

/** What must survive an export and an import. */
export const essenceOf = ({
  otp,
  counter,
  issuer,
  name,
  note,
  tags,
  pinned,
  trashedAt,
}: AccountDraft | Account) => ({
  issuer,
  name,
  note,
  tags,
  pinned,
  counter,
  isTrashed: trashedAt !== null,
  otp: otp === null ? null : { ...otp, secret: formatBase32(otp.secret) },
});

export async function writeFile(
  format: Format,
  accounts: readonly Account[],
  password: string | null,
): Promise<NamedFile> {
  const written = await format.write?.(accounts, { password, random: createRandom(7), now: NOW });
  const file = written?.ok === true ? written.value.files[0] : undefined;
  if (file === undefined) throw new Error("nothing was written");
  return file;
}

/** Through detection, as a person's file comes. */
export async function readBack(file: NamedFile, password: string | null = null) {
  const result = await importFiles([file], { password });
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

export const jsonFile = (value: unknown, name = "export.json"): NamedFile => ({
  name,
  bytes: new TextEncoder().encode(JSON.stringify(value)),
});

/** Straight to the format: damage may hide what a file is. */
const tryRead = async (format: Format, bytes: Uint8Array, password: string | null) => {
  const source = createSource({ name: "damaged", bytes });
  format.detect(source);
  return format.read([source], { password, now: NOW });
};

export interface DamageInput {
  readonly format: Format;
  readonly file: NamedFile;
  readonly password: string | null;
  /** How many places of the file are tried: fewer where each costs a key derivation. */
  readonly places: number;
}

/** The number of accounts that each damaged copy gives; -1: an error. Rejects where one throws. */
export async function readDamaged({ format, file, password, places }: DamageInput): Promise<number[]> {
  const counts: number[] = [];
  for (let place = 0; place < places; place++) {
    const at = Math.floor((place * file.bytes.length) / places);
    const flipped = Uint8Array.from(file.bytes);
    flipped[at] = (flipped[at] ?? 0) ^ (1 << (place % 8));
    for (const bytes of [file.bytes.slice(0, at), flipped]) {
      const result = await tryRead(format, bytes, password);
      counts.push(result.ok ? result.value.accounts.length : -1);
    }
  }
  return counts;
}

export const countErrors = (counts: readonly number[]): number => counts.filter((count) => count < 0).length;

/** Titles of password managers' items describe the source; holt keeps issuer and name. */
const withoutTitles = (entries: readonly Canonical[]): Canonical[] =>
  entries.map(({ name: _title, username: _user, ...entry }) => entry);

interface ForeignMeta {
  readonly password?: string;
  readonly mustReject?: unknown;
}

/** Each real file of a folder gives exactly what its app holds. Nothing is registered where they are not at hand. */
export function describeForeign(folder: string, format: string): void {
  describe.runIf(hasForeign)(`the real files in ${folder}`, () => {
    const files = hasForeign ? foreignFiles(folder) : [];
    for (const name of files) {
      const meta = metaOf(folder, name);
      it(`${name} gives exactly the accounts that its app holds`, async () => {
        const file = foreignFile(folder, name);
        const found = await readBack(file, meta.password ?? null);
        const expected = withoutTitles(foreignJson(folder, `${name}.expected.json`) as Canonical[]);
        const drafts = found.accounts.map((account) => account.draft);
        expect(found.format).toBe(format);
        expect(found.skipped).toEqual([]);
        expect(drafts).toHaveLength(expected.length);
        expect(listToCanonical(drafts, expected)).toEqual(expected);
      });
      if (meta.password === undefined) continue;
      it(`${name} says that the password is wrong, or that one is needed`, async () => {
        const file = foreignFile(folder, name);
        const wrong = await importFiles([file], { password: "not the password" });
        expect(wrong).toEqual({ ok: false, error: { type: "wrong-key", what: "file-password" } });
        const none = await importFiles([file], { password: null });
        expect(none).toEqual({ ok: false, error: { type: "usage", reason: "password-needed", value: name } });
      });
    }
  });
}

function metaOf(folder: string, name: string): ForeignMeta {
  try {
    return (foreignJson(folder, "meta.json") as Record<string, ForeignMeta>)[name] ?? {};
  } catch {
    return {};
  }
}
