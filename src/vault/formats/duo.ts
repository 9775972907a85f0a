/**
 * `duo`: `files/duokit/accounts.json` of Duo Mobile, from a rooted phone. A counter makes an entry HOTP; Duo's own
 * accounts that are confirmed by push have no secret that works elsewhere. Duo knows no issuer. Read only.
 */
import type { HoltError } from "../../protocol/errors.ts";
import { malformed } from "../../protocol/malformed.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { readEach, readJson } from "./container.ts";
import { makeDraft } from "./draft.ts";
import { findEntries, readOtp, type Entry } from "./entries.ts";
import type { Fit, Format, Found } from "./format.ts";
import { fieldOf, isObject, textOf } from "./json.ts";
import { isAbsent, parseSecret } from "./parameters.ts";
import type { Source } from "./source.ts";

const NAME = "duo";

export const duo: Format = { name: NAME, detect, read: (sources) => readEach(sources, readAccounts) };

function detect(source: Source): Fit {
  const json = source.json();
  if (!json.ok || !Array.isArray(json.value)) return "no";
  const entries = json.value as readonly unknown[];
  const isOwn = (entry: unknown): boolean => isObject(fieldOf(entry, "otpGenerator")) || hasKeys(entry);
  return entries.length > 0 && entries.slice(0, 100).some(isOwn) ? "yes" : "no";
}

const hasKeys = (entry: unknown): boolean =>
  textOf(entry, "pkey") !== undefined && textOf(entry, "accountType") !== undefined;

async function readAccounts(source: Source): Promise<Result<Found, HoltError>> {
  const json = readJson(source, NAME);
  if (!json.ok) return json;
  if (!Array.isArray(json.value)) return malformed(NAME, source.name, "has no list of accounts");
  return ok(findEntries(source.name, json.value as readonly unknown[], readEntry));
}

function readEntry(entry: unknown): Entry {
  const owner = { issuer: "", name: (textOf(entry, "name") ?? "").trim() };
  const generator = fieldOf(entry, "otpGenerator");
  const secret = fieldOf(generator, "otpSecret");
  if (isAbsent(secret)) {
    return { ...owner, draft: err("is bound to Duo and has no secret: enrol it again"), isToEnrol: true };
  }
  const counter = fieldOf(generator, "counter");
  const otp = readOtp({ type: isAbsent(counter) ? "totp" : "hotp", secret: parseSecret(secret), counter });
  return { ...owner, draft: otp.ok ? makeDraft({ ...otp.value, ...owner }) : otp };
}
