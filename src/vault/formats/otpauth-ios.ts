/**
 * `otpauth-ios`: the files of OTP Auth for iPhone: a backup (`.otpauthdb`), or one account (`.otpauth`), both under a
 * password. Folders are tags; the app stores 0 where its default is meant. Read only.
 */
import type { AccountType } from "../../protocol/account.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { malformed } from "../../protocol/malformed.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { OPENED_BUT_DAMAGED, readEach } from "./container.ts";
import { makeDraft } from "./draft.ts";
import { findEntries, readOtp, type Entry } from "./entries.ts";
import type { Fit, Format, Found, ReadOptions } from "./format.ts";
import { fieldOf, isObject, listOf, textOf } from "./json.ts";
import { kindOf, openOtpAuth } from "./otpauth-ios-seal.ts";
import type { Source } from "./source.ts";

const NAME = "otpauth-ios";
/** By their numbers in the file. */
const TYPES: readonly (AccountType | undefined)[] = [undefined, "hotp", "totp"];
const ALGORITHMS: readonly string[] = ["SHA1", "SHA1", "SHA256", "SHA512", "MD5"];

export const otpauthIos: Format = {
  name: NAME,
  detect,
  read: (sources, options) => readEach(sources, (source) => readFile(source, options)),
};

function detect(source: Source): Fit {
  return kindOf(source.bytes) === undefined ? "no" : "yes";
}

async function readFile(source: Source, { password }: ReadOptions): Promise<Result<Found, HoltError>> {
  const file = source.name;
  const kind = kindOf(source.bytes);
  if (kind === undefined) return malformed(NAME, file, "is not what OTP Auth writes");
  const archive = await openOtpAuth({ bytes: source.bytes, kind, file, password });
  if (!archive.ok) return archive;
  if (kind === "account") {
    const isAccount = isObject(archive.value) && fieldOf(archive.value, "secret") !== undefined;
    if (!isAccount) return malformed(NAME, file, OPENED_BUT_DAMAGED);
    return ok(findEntries(file, [archive.value], (account) => readAccount(account, "")));
  }
  const folders = listOf(archive.value, "Folders");
  if (folders === undefined) return malformed(NAME, file, OPENED_BUT_DAMAGED);
  const accounts = folders.flatMap((folder) => {
    const tag = textOf(folder, "name") ?? "";
    return (listOf(folder, "accounts") ?? []).map((account) => ({ account, tag }));
  });
  return ok(findEntries(file, accounts, ({ account, tag }) => readAccount(account, tag)));
}

function readAccount(account: unknown, tag: string): Entry {
  const issuer = (textOf(account, "issuer") ?? "").trim();
  const name = (textOf(account, "label") ?? "").trim();
  const type = TYPES[Number(fieldOf(account, "type"))];
  if (type === undefined) return { issuer, name, draft: err("the type of one-time password is not known") };
  const secret = fieldOf(account, "secret");
  const read = readOtp({
    type,
    secret: secret instanceof Uint8Array && secret.length > 0 ? ok(secret) : err("there is no secret"),
    algorithm: ALGORITHMS[Number(fieldOf(account, "algorithm") ?? 0)] ?? "unknown",
    digits: orDefault(fieldOf(account, "digits")),
    period: orDefault(fieldOf(account, "period")),
    counter: fieldOf(account, "counter"),
  });
  const draft = read.ok ? makeDraft({ ...read.value, issuer, name, tags: [tag] }) : read;
  return { issuer, name, draft };
}

const orDefault = (value: unknown): unknown => (value === 0 ? undefined : value);
