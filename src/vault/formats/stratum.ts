/**
 * `stratum`: backups of Stratum and of Authenticator Pro, as it was called: JSON, in clear or encrypted in either of
 * two ways; and their database. Categories are tags. Read only.
 *
 * Types, algorithms and categories are numbers and ids; an account is known there by its secret. mOTP and Yandex have
 * an algorithm field that means nothing. Source: Stratum doc/BACKUP_FORMAT.md.
 */
import type { AccountType } from "../../protocol/account.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { malformed } from "../../protocol/malformed.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import type { AccountDraft } from "../account.ts";
import { readEach, readJson } from "./container.ts";
import { makeDraft } from "./draft.ts";
import { findEntries, readOtp, type Entry } from "./entries.ts";
import type { Fit, Format, Found, ReadOptions } from "./format.ts";
import { parseMotpSecret } from "./motp-secret.ts";
import { fieldOf, listOf, textOf } from "./json.ts";
import { isAbsent, parseSecret } from "./parameters.ts";
import type { Source } from "./source.ts";
import { isSqlite } from "./sqlite.ts";
import { isStratumDatabase, readStratumDatabase } from "./stratum-database.ts";
import { isSealedStratumBackup, openStratumBackup } from "./stratum-seal.ts";

const NAME = "stratum";
/** By their numbers in the file. */
const TYPES: readonly (AccountType | undefined)[] = [undefined, "hotp", "totp", "motp", "steam", "yandex"];
const ALGORITHMS: readonly string[] = ["SHA1", "SHA256", "SHA512"];

export const stratum: Format = {
  name: NAME,
  detect,
  read: (sources, options) => readEach(sources, (source) => readBackup(source, options)),
};

function detect(source: Source): Fit {
  if (isSealedStratumBackup(source.bytes) || isStratumDatabase(source)) return "yes";
  const json = source.json();
  return json.ok && listOf(json.value, "Authenticators") !== undefined ? "yes" : "no";
}

async function readBackup(source: Source, { password }: ReadOptions): Promise<Result<Found, HoltError>> {
  if (isSqlite(source.bytes)) return readDatabase(source);
  const isSealed = isSealedStratumBackup(source.bytes);
  const json = isSealed
    ? await openStratumBackup({ bytes: source.bytes, file: source.name, password })
    : readJson(source, NAME);
  if (!json.ok) return json;
  return readJsonBackup(json.value, source.name);
}

function readJsonBackup(json: unknown, file: string): Result<Found, HoltError> {
  const authenticators = listOf(json, "Authenticators");
  if (authenticators === undefined) return malformed(NAME, file, "has no list of authenticators");
  const tagsBySecret = readCategories(json);
  return ok(findEntries(file, authenticators, (entry) => readEntry(entry, tagsBySecret)));
}

function readDatabase({ bytes, name }: Source): Result<Found, HoltError> {
  const database = readStratumDatabase(bytes);
  if (database === undefined) return malformed(NAME, name, "has no table of accounts, or is damaged");
  const found = readJsonBackup(database.backup, name);
  const notice = `what is newest may be in ${name}-wal: close the app and copy the database anew`;
  return found.ok && database.hasLog
    ? ok({ ...found.value, notices: [...found.value.notices, notice] })
    : found;
}

function readCategories(backup: unknown): Map<string, string[]> {
  const nameById = new Map<string, string>();
  for (const category of listOf(backup, "Categories") ?? []) {
    nameById.set(textOf(category, "Id") ?? "", textOf(category, "Name") ?? "");
  }
  const tagsBySecret = new Map<string, string[]>();
  for (const binding of listOf(backup, "AuthenticatorCategories") ?? []) {
    const secret = textOf(binding, "AuthenticatorSecret") ?? "";
    const tag = nameById.get(textOf(binding, "CategoryId") ?? "") ?? "";
    const tags = tagsBySecret.get(secret);
    if (tags === undefined) tagsBySecret.set(secret, [tag]);
    else tags.push(tag);
  }
  return tagsBySecret;
}

function readEntry(entry: unknown, tagsBySecret: Map<string, string[]>): Entry {
  const owner = {
    issuer: (textOf(entry, "Issuer") ?? "").trim(),
    name: (textOf(entry, "Username") ?? "").trim(),
  };
  const secret = textOf(entry, "Secret") ?? "";
  const tags = tagsBySecret.get(secret) ?? [];
  // The secret is the key there, so no second account can have it, nor ask for as many tags again.
  tagsBySecret.delete(secret);
  return { ...owner, draft: readDraft(entry, { ...owner, tags }) };
}

type Rest = Pick<AccountDraft, "issuer" | "name" | "tags">;

function readDraft(entry: unknown, rest: Rest): Result<AccountDraft, string> {
  const typeNumber = fieldOf(entry, "Type");
  const type = typeof typeNumber === "number" ? TYPES[typeNumber] : undefined;
  if (type === undefined) return err("the type of one-time password is not known");
  const isFixed = type === "motp" || type === "yandex";
  const stated = isFixed ? null : fieldOf(entry, "Algorithm");
  const algorithm = typeof stated === "number" ? ALGORITHMS[stated] : stated;
  if (!isAbsent(stated) && algorithm === undefined) return err("the algorithm is not known");
  const secret = fieldOf(entry, "Secret");
  const otp = readOtp({
    type,
    secret: type === "motp" ? parseMotpSecret(secret) : parseSecret(secret),
    algorithm,
    digits: fieldOf(entry, "Digits"),
    period: fieldOf(entry, "Period"),
    counter: fieldOf(entry, "Counter"),
    pin: isFixed ? fieldOf(entry, "Pin") : null,
  });
  return otp.ok ? makeDraft({ ...otp.value, ...rest }) : otp;
}
