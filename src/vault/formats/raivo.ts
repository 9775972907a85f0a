/**
 * `raivo`: the export of Raivo OTP (iOS): `raivo-otp-export.json`, an array in which every value is text, as it is or in
 * the app's zip under the master password. Read only.
 */
import type { AccountType } from "../../protocol/account.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { malformed } from "../../protocol/malformed.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { bytesToJson, OPENED_BUT_DAMAGED, readEach, readJson } from "./container.ts";
import { makeDraft } from "./draft.ts";
import { findEntries, readOtp, type Entry } from "./entries.ts";
import type { Fit, Format, Found, ReadOptions } from "./format.ts";
import { fieldOf, textOf } from "./json.ts";
import { parseSecret } from "./parameters.ts";
import type { Source } from "./source.ts";
import { listZip } from "./zip-directory.ts";
import { openZipEntry } from "./zip.ts";

const NAME = "raivo";
const FILE = "raivo-otp-export.json";
const KINDS: Readonly<Record<string, AccountType>> = { TOTP: "totp", HOTP: "hotp" };

export const raivo: Format = {
  name: NAME,
  detect,
  read: (sources, options) => readEach(sources, (source) => readExport(source, options)),
};

const isZip = ({ bytes }: Source): boolean => listZip(bytes)?.some(({ name }) => name === FILE) === true;

function detect(source: Source): Fit {
  if (isZip(source)) return "yes";
  const json = source.json();
  const first: unknown = json.ok && Array.isArray(json.value) ? json.value[0] : undefined;
  return ["secret", "kind", "timer"].every((key) => textOf(first, key) !== undefined) ? "yes" : "no";
}

async function readExport(source: Source, options: ReadOptions): Promise<Result<Found, HoltError>> {
  const json = isZip(source) ? await openZip(source, options) : readJson(source, NAME);
  if (!json.ok) return json;
  if (!Array.isArray(json.value)) return malformed(NAME, source.name, "has no list of entries");
  return ok(findEntries(source.name, json.value as readonly unknown[], readEntry));
}

async function openZip(
  { name, bytes }: Source,
  { password }: ReadOptions,
): Promise<Result<unknown, HoltError>> {
  const content = await openZipEntry({ bytes, file: name, what: NAME, name: FILE, password });
  if (!content.ok) return content;
  const json = bytesToJson(content.value);
  return json === undefined ? malformed(NAME, name, OPENED_BUT_DAMAGED) : ok(json);
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
  const pinned = ["true", "1"].includes((textOf(entry, "pinned") ?? "").toLowerCase());
  return { ...owner, draft: otp.ok ? makeDraft({ ...otp.value, ...owner, pinned }) : otp };
}
