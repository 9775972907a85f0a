/**
 * `raivo`: `raivo-otp-export.json` of Raivo OTP (iOS): an array in which every value is text. The app packs it into a
 * zip that is encrypted with the master password: that is unpacked with another tool. Read only.
 */
import type { AccountType } from "../../protocol/account.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { malformed } from "../../protocol/malformed.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { readEach, readJson } from "./container.ts";
import { makeDraft } from "./draft.ts";
import { findEntries, readOtp, type Entry } from "./entries.ts";
import type { Fit, Format, Found } from "./format.ts";
import { fieldOf, textOf } from "./json.ts";
import { parseSecret } from "./parameters.ts";
import type { Source } from "./source.ts";

const NAME = "raivo";
const KINDS: Readonly<Record<string, AccountType>> = { TOTP: "totp", HOTP: "hotp" };

export const raivo: Format = { name: NAME, detect, read: (sources) => readEach(sources, readExport) };

function detect(source: Source): Fit {
  const json = source.json();
  const first: unknown = json.ok && Array.isArray(json.value) ? json.value[0] : undefined;
  return ["secret", "kind", "timer"].every((key) => textOf(first, key) !== undefined) ? "yes" : "no";
}

async function readExport(source: Source): Promise<Result<Found, HoltError>> {
  const json = readJson(source, NAME);
  if (!json.ok) return json;
  if (!Array.isArray(json.value)) return malformed(NAME, source.name, "has no list of entries");
  return ok(findEntries(source.name, json.value as readonly unknown[], readEntry));
}

function readEntry(entry: unknown): Entry {
  const owner = {
    issuer: (textOf(entry, "issuer") ?? "").trim(),
    name: (textOf(entry, "account") ?? "").trim(),
  };
  const kind = (textOf(entry, "kind") ?? "").toUpperCase();
  const type = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  if (type === undefined) return { ...owner, draft: err("the type of one-time password is not known") };
  const otp = readOtp({
    type,
    secret: parseSecret(fieldOf(entry, "secret")),
    algorithm: fieldOf(entry, "algorithm"),
    digits: fieldOf(entry, "digits"),
    period: fieldOf(entry, "timer"),
    counter: fieldOf(entry, "counter"),
  });
  const pinned = ["true", "1", true].includes(fieldOf(entry, "pinned") as boolean | string);
  return { ...owner, draft: otp.ok ? makeDraft({ ...otp.value, ...owner, pinned }) : otp };
}
