/**
 * `otpclient`: the encrypted database of OTPClient. Its oldest version bears no mark of what it is and is read when the
 * person says so. A group is a tag; an account of "Steam" is a Steam token there. Read only.
 */
import type { AccountType } from "../../protocol/account.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { malformed } from "../../protocol/malformed.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import {
  bytesToJson,
  HOSTILE_PARAMETERS,
  NEWER_VERSION,
  OPENED_BUT_DAMAGED,
  passwordNeeded,
  readEach,
  TOO_LITTLE_MEMORY,
  wrongPassword,
} from "./container.ts";
import { makeDraft } from "./draft.ts";
import { findEntries, readOtp, type Entry } from "./entries.ts";
import type { Fit, Format, Found, ReadOptions } from "./format.ts";
import { fieldOf, textOf } from "./json.ts";
import { checkHeader, isOtpClientDatabase, openDatabase, type OpenProblem } from "./otpclient-seal.ts";
import { parseSecret } from "./parameters.ts";
import type { Source } from "./source.ts";

const NAME = "otpclient";
const TYPES: Readonly<Record<string, AccountType>> = { TOTP: "totp", HOTP: "hotp" };

export const otpclient: Format = {
  name: NAME,
  detect: (source): Fit => (isOtpClientDatabase(source.bytes) ? "yes" : "no"),
  read: (sources, options) => readEach(sources, (source) => readDatabase(source, options)),
};

const REASONS: Readonly<Record<Exclude<OpenProblem, "wrong-password">, string>> = {
  "cut-off": "is cut off",
  hostile: HOSTILE_PARAMETERS,
  "newer-version": NEWER_VERSION,
  "no-memory": TOO_LITTLE_MEMORY,
};

function failed(problem: OpenProblem, file: string): Result<never, HoltError> {
  return problem === "wrong-password" ? wrongPassword() : malformed(NAME, file, REASONS[problem]);
}

async function readDatabase(
  { name, bytes }: Source,
  { password }: ReadOptions,
): Promise<Result<Found, HoltError>> {
  const problem = checkHeader(bytes);
  if (problem !== undefined) return failed(problem, name);
  if (password === null) return passwordNeeded(name);
  const opened = await openDatabase(bytes, password);
  if (opened.status === "problem") return failed(opened.problem, name);
  const entries = bytesToJson(opened.content);
  if (!Array.isArray(entries)) return malformed(NAME, name, OPENED_BUT_DAMAGED);
  return ok(findEntries(name, entries as readonly unknown[], readEntry));
}

function readEntry(entry: unknown): Entry {
  const owner = {
    issuer: (textOf(entry, "issuer") ?? "").trim(),
    name: (textOf(entry, "label") ?? "").trim(),
  };
  const typeName = (textOf(entry, "type") ?? "").toUpperCase();
  const stated = Object.hasOwn(TYPES, typeName) ? TYPES[typeName] : undefined;
  if (stated === undefined) return { ...owner, draft: err("the type of one-time password is not known") };
  const isSteam = stated === "totp" && owner.issuer.toLowerCase() === "steam";
  const otp = readOtp({
    type: isSteam ? "steam" : stated,
    secret: parseSecret(fieldOf(entry, "secret")),
    algorithm: fieldOf(entry, "algo"),
    digits: fieldOf(entry, "digits"),
    period: fieldOf(entry, "period"),
    counter: fieldOf(entry, "counter"),
  });
  return {
    ...owner,
    draft: otp.ok ? makeDraft({ ...otp.value, ...owner, tags: [textOf(entry, "group") ?? ""] }) : otp,
  };
}
