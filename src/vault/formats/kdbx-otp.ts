/**
 * The one-time passwords of a KeePass entry, which each program keeps in fields of its own: a key URI in `otp`
 * (KeePassXC, KeeWeb, Strongbox) or KeeOtp's parameters there, `TOTP Seed` with `TOTP Settings` (KeeTrayTOTP), and
 * `TimeOtp-…` and `HmacOtp-…` (KeePass itself). What the fields don't say comes from the entry's title and user name.
 *
 * Several programs may have stored the same one: it is one account.
 */
import type { AccountType } from "../../protocol/account.ts";
import { isEqualBytes, parseBase64, parseHex, utf8ToBytes } from "../../protocol/bytes.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { makeDraft } from "./draft.ts";
import { noteOf, readOtp, type Entry, type OtpFields } from "./entries.ts";
import type { KdbxEntry } from "./kdbx-xml.ts";
import { readLoginItem } from "./login-item.ts";
import { isAbsent, parseSecret } from "./parameters.ts";
import { decodePercent } from "./uri-parts.ts";

type Fields = KdbxEntry["fields"];

export function readKdbxEntry(entry: KdbxEntry, now: number): Entry[] {
  const { fields } = entry;
  const found = [...readOtpFields(entry, now)];
  for (const otp of [readSeed(fields), readTimeOtp(fields), readHmacOtp(fields)]) {
    if (otp !== undefined) found.push(toEntry(entry, otp));
  }
  return found.filter((one, index) => !found.slice(0, index).some((earlier) => isSame(one, earlier)));
}

function isSame(one: Entry, other: Entry): boolean {
  if (!one.draft.ok || !other.draft.ok) return false;
  const [a, b] = [one.draft.value.otp, other.draft.value.otp];
  return a.type === b.type && isEqualBytes(a.secret, b.secret);
}

const titleOf = (fields: Fields): string => (fields.get("Title") ?? "").trim();
const usernameOf = (fields: Fields): string => (fields.get("UserName") ?? "").trim();
const tagsOf = ({ groups, tags }: KdbxEntry): string[] => [groups.join("/"), ...tags];

function toEntry(entry: KdbxEntry, fields: OtpFields): Entry {
  const [issuer, name] = [titleOf(entry.fields), usernameOf(entry.fields)];
  const read = readOtp(fields);
  if (!read.ok) return { issuer, name, draft: read };
  const note = noteOf(entry.fields.get("Notes"));
  return { issuer, name, draft: makeDraft({ ...read.value, issuer, name, note, tags: tagsOf(entry) }) };
}

/** `otp`, and `otp_1` … where there are several. */
function* readOtpFields(entry: KdbxEntry, now: number): Generator<Entry> {
  const { fields } = entry;
  for (const [field, value] of fields) {
    if (!/^otp(?:_\d+)?$/i.test(field) || value.trim() === "") continue;
    if (/(?:^|&)key=/i.test(value)) {
      yield toEntry(entry, readKeeOtp(value));
      continue;
    }
    yield readLoginItem(
      {
        title: titleOf(fields),
        username: usernameOf(fields),
        totp: value,
        note: fields.get("Notes") ?? "",
        tags: tagsOf(entry),
        pinned: false,
      },
      now,
    );
  }
}

const KEE_OTP_TYPES: Readonly<Record<string, AccountType>> = { totp: "totp", hotp: "hotp", steam: "steam" };

/** `key=…&size=8&step=30&type=Hotp&counter=3&otpHashMode=Sha256&encoding=Hex`, each value percent-encoded. */
function readKeeOtp(text: string): OtpFields {
  const parameters = new Map<string, string>();
  for (const part of text.trim().split("&")) {
    const [key = "", ...value] = part.split("=");
    parameters.set(key.trim().toLowerCase(), decodePercent(value.join("=")));
  }
  const typeName = (parameters.get("type") ?? "totp").toLowerCase();
  const type = Object.hasOwn(KEE_OTP_TYPES, typeName) ? KEE_OTP_TYPES[typeName] : undefined;
  const secret = parameters.get("key") ?? "";
  return {
    type: type ?? "totp",
    secret:
      type === undefined
        ? err("the type of one-time password is not known")
        : decode(secret, parameters.get("encoding")),
    algorithm: parameters.get("otphashmode"),
    digits: parameters.get("size"),
    period: parameters.get("step"),
    counter: parameters.get("counter"),
  };
}

/** `TOTP Settings` is `30;6`, or `30;S` for Steam; a third field is an address. */
function readSeed(fields: Fields): OtpFields | undefined {
  const seed = fields.get("TOTP Seed");
  if (isAbsent(seed)) return undefined;
  const [period, digits] = (fields.get("TOTP Settings") ?? "").split(";").map((part) => part.trim());
  const secret = parseSecret(seed);
  return digits?.toUpperCase() === "S"
    ? { type: "steam", secret, period }
    : { type: "totp", secret, period, digits };
}

function readTimeOtp(fields: Fields): OtpFields | undefined {
  const secret = readOwnSecret(fields, "TimeOtp");
  return secret === undefined
    ? undefined
    : {
        type: "totp",
        secret,
        algorithm: fields.get("TimeOtp-Algorithm"),
        digits: fields.get("TimeOtp-Length"),
        period: fields.get("TimeOtp-Period"),
      };
}

function readHmacOtp(fields: Fields): OtpFields | undefined {
  const secret = readOwnSecret(fields, "HmacOtp");
  return secret === undefined ? undefined : { type: "hotp", secret, counter: fields.get("HmacOtp-Counter") };
}

/** KeePass: the field's name says how the secret is written. */
function readOwnSecret(fields: Fields, prefix: string): Result<Uint8Array, string> | undefined {
  for (const encoding of ["", "Hex", "Base32", "Base64"]) {
    const value = fields.get(encoding === "" ? `${prefix}-Secret` : `${prefix}-Secret-${encoding}`);
    if (!isAbsent(value)) return decode(value, encoding === "" ? "UTF8" : encoding);
  }
  return undefined;
}

function decode(text: string, encoding: string | undefined): Result<Uint8Array, string> {
  const name = (encoding ?? "").toUpperCase().replace("-", "");
  if (name === "" || name === "BASE32") return parseSecret(text);
  const clean = text.replace(/\s/g, "");
  const secret =
    name === "HEX"
      ? parseHex(clean)
      : name === "BASE64"
        ? parseBase64(clean)
        : name === "UTF8"
          ? utf8ToBytes(text)
          : undefined;
  if (secret === undefined) return err("the secret can't be read");
  return secret.length === 0 ? err("there is no secret") : ok(secret);
}
