/**
 * `andotp`: backups of andOTP: a JSON array, in clear or encrypted in its new or its old way. Read only. Files in the
 * old encryption look like any random bytes: they are read when the person says what they are, never found.
 *
 * mOTP secrets are base32 of the hexadecimal text, and their PINs are not in the file. Old labels hold the issuer:
 * "Issuer - account", "Issuer - Issuer:account".
 */
import type { AccountType } from "../../protocol/account.ts";
import { bytesToUtf8 } from "../../protocol/bytes.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { malformed } from "../../protocol/malformed.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { beginsAsAndOtp, isLongEnough, openAndOtp } from "./andotp-seal.ts";
import {
  bytesToJson,
  OPENED_BUT_DAMAGED,
  passwordNeeded,
  readEach,
  readJson,
  wrongPassword,
} from "./container.ts";
import { makeDraft } from "./draft.ts";
import { findEntries, readOtp, type Entry } from "./entries.ts";
import type { Fit, Format, Found, ReadOptions } from "./format.ts";
import { parseMotpSecret } from "./motp-secret.ts";
import { fieldOf, listOf, textOf } from "./json.ts";
import { parseSecret } from "./parameters.ts";
import type { Source } from "./source.ts";

const NAME = "andotp";
const TYPES: Readonly<Record<string, AccountType>> = {
  TOTP: "totp",
  HOTP: "hotp",
  STEAM: "steam",
  MOTP: "motp",
};

export const andotp: Format = {
  name: NAME,
  detect,
  read: (sources, options) => readEach(sources, (source) => readBackup(source, options)),
};

function detect(source: Source): Fit {
  const json = source.json();
  if (!json.ok) return source.text() === undefined && beginsAsAndOtp(source.bytes) ? "yes" : "no";
  const first: unknown = Array.isArray(json.value) ? json.value[0] : undefined;
  const hasTexts = ["secret", "label", "type"].every((key) => textOf(first, key) !== undefined);
  const hasOwnKeys = ["thumbnail", "last_used", "used_frequency"].some(
    (key) => fieldOf(first, key) !== undefined,
  );
  return hasTexts && (hasOwnKeys || textOf(first, "algorithm") !== undefined) ? "yes" : "no";
}

async function readBackup(source: Source, { password }: ReadOptions): Promise<Result<Found, HoltError>> {
  const entries = isText(source) ? readJson(source, NAME) : await openBackup(source, password);
  if (!entries.ok) return entries;
  if (!Array.isArray(entries.value)) return malformed(NAME, source.name, "has no list of entries");
  return ok(findEntries(source.name, entries.value as readonly unknown[], readEntry));
}

/** Text that doesn't begin like JSON may be a short encrypted file. */
const isText = (source: Source): boolean => /^\s*[[{]/.test(source.text() ?? "");

async function openBackup(source: Source, password: string | null): Promise<Result<unknown, HoltError>> {
  if (!isLongEnough(source.bytes)) return malformed(NAME, source.name, "is cut off");
  if (password === null) return passwordNeeded(source.name);
  const content = await openAndOtp(source.bytes, password);
  if (content === undefined) return wrongPassword();
  const json = bytesToJson(content);
  return json === undefined ? malformed(NAME, source.name, OPENED_BUT_DAMAGED) : ok(json);
}

function readEntry(entry: unknown): Entry {
  const owner = readOwner(entry);
  const typeName = (textOf(entry, "type") ?? "").toUpperCase();
  const type = Object.hasOwn(TYPES, typeName) ? TYPES[typeName] : undefined;
  if (type === undefined) return { ...owner, draft: err("the type of one-time password is not known") };
  const otp = readOtp({
    type,
    secret: type === "motp" ? readMotpSecret(entry) : parseSecret(fieldOf(entry, "secret")),
    // andOTP writes SHA1 for mOTP, where it means nothing.
    algorithm: type === "motp" ? null : fieldOf(entry, "algorithm"),
    digits: fieldOf(entry, "digits"),
    period: fieldOf(entry, "period"),
    counter: fieldOf(entry, "counter"),
  });
  const tags = (listOf(entry, "tags") ?? []).filter((tag) => typeof tag === "string");
  return { ...owner, draft: otp.ok ? makeDraft({ ...otp.value, ...owner, tags }) : otp };
}

function readMotpSecret(entry: unknown): Result<Uint8Array, string> {
  const text = parseSecret(fieldOf(entry, "secret"));
  return text.ok ? parseMotpSecret(bytesToUtf8(text.value) ?? "?") : text;
}

function readOwner(entry: unknown): Pick<Entry, "issuer" | "name"> {
  const label = (textOf(entry, "label") ?? "").trim();
  const stated = textOf(entry, "issuer");
  if (stated !== undefined) return { issuer: stated.trim(), name: label };
  const at = label.indexOf(" - ");
  if (at < 0) return { issuer: "", name: label };
  const issuer = label.slice(0, at).trim();
  const name = label.slice(at + 3).trim();
  return { issuer, name: name.startsWith(`${issuer}:`) ? name.slice(issuer.length + 1).trim() : name };
}
