/**
 * `totp-authenticator`: the backup of TOTP Authenticator (BinaryBoot): base64 of AES-256-CBC with a zero IV under
 * SHA-256(password), or under a password of the app's own where none was set. Read only.
 *
 * What it seals is a JSON object whose only key is the JSON text of the list. There is no tag: what doesn't read as
 * that is a wrong password. The app stores no algorithm: SHA-1. Source: Aegis, TotpAuthenticatorImporter.java.
 */
import { createHash } from "node:crypto";
import { parseBase64, parseHex, utf8ToBytes } from "../../protocol/bytes.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { malformed } from "../../protocol/malformed.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { CBC_IV_BYTES, openCbc } from "./cipher.ts";
import { bytesToJson, passwordNeeded, readEach, wrongPassword } from "./container.ts";
import { makeDraft } from "./draft.ts";
import { findEntries, readOtp, type Entry } from "./entries.ts";
import type { Fit, Format, Found, ReadOptions } from "./format.ts";
import { fieldOf, isObject, parseJson, textOf } from "./json.ts";
import { parseSecret, parseWhole } from "./parameters.ts";
import type { Source } from "./source.ts";

const NAME = "totp-authenticator";
const OWN_PASSWORD = "TotpAuthenticator";
const BLOCK_BYTES = 16;
/** An entry names six fields. */
const SHORTEST_BYTES = 64;
const NO_ISSUER = "Unknown";

export const totpAuthenticator: Format = {
  name: NAME,
  detect,
  read: (sources, options) => readEach(sources, (source) => readBackup(source, options)),
};

/** Nothing in it says whose it is. */
function detect(source: Source): Fit {
  const text = source.text() ?? "";
  // Base32 and hex are in capitals, or in small letters, throughout.
  const isMixed = /^[A-Za-z0-9+/]/.test(text) && /[a-z]/.test(text) && /[A-Z]/.test(text);
  return isMixed && boxOf(text) !== undefined ? "maybe" : "no";
}

function boxOf(text: string): Uint8Array | undefined {
  // A look first: of a large file of something else no second copy is made.
  if (!/^[A-Za-z0-9+/\r\n]*={0,2}[\r\n]*$/.test(text)) return undefined;
  const clean = text.replace(/[\r\n]+/g, "");
  const box = clean.length % 4 === 0 ? parseBase64(clean) : undefined;
  return box !== undefined && box.length >= SHORTEST_BYTES && box.length % BLOCK_BYTES === 0
    ? box
    : undefined;
}

async function readBackup(source: Source, { password }: ReadOptions): Promise<Result<Found, HoltError>> {
  const box = boxOf(source.text() ?? "");
  if (box === undefined) return malformed(NAME, source.name, "is not what TOTP Authenticator writes");
  const passwords = [...(password === null ? [] : [password]), OWN_PASSWORD];
  const entries = passwords.map((one) => openEntries(box, one)).find((opened) => opened !== undefined);
  if (entries === undefined) return password === null ? passwordNeeded(source.name) : wrongPassword();
  return ok(findEntries(source.name, entries, readEntry));
}

function openEntries(data: Uint8Array, password: string): readonly unknown[] | undefined {
  const key = createHash("sha256").update(utf8ToBytes(password)).digest();
  const opened = openCbc({ key, iv: new Uint8Array(CBC_IV_BYTES), data });
  const json = opened === undefined ? undefined : bytesToJson(opened);
  const [text, ...others] = isObject(json) ? Object.keys(json) : [];
  const entries = text === undefined || others.length > 0 ? undefined : parseJson(text);
  return entries?.ok === true && Array.isArray(entries.value) ? entries.value : undefined;
}

function readEntry(entry: unknown): Entry {
  const stated = (textOf(entry, "issuer") ?? "").trim();
  const issuer = stated === NO_ISSUER ? "" : stated;
  const name = (textOf(entry, "name") ?? "").trim();
  const read = readOtp({
    type: "totp",
    secret: readKey(entry),
    digits: fieldOf(entry, "digits"),
    period: fieldOf(entry, "period"),
  });
  return { issuer, name, draft: read.ok ? makeDraft({ ...read.value, issuer, name }) : read };
}

function readKey(entry: unknown): Result<Uint8Array, string> {
  const key = textOf(entry, "key") ?? "";
  const base = parseWhole(fieldOf(entry, "base"), 32, "the base of the secret");
  if (!base.ok) return base;
  if (base.value === 32) return parseSecret(key);
  const parse = base.value === 16 ? parseHex : base.value === 64 ? parseBase64 : undefined;
  if (parse === undefined) return err("the secret is written in an unknown way");
  const secret = parse(key.trim());
  if (secret === undefined) return err(`the secret is not in base ${base.value}`);
  return secret.length === 0 ? err("there is no secret") : ok(secret);
}
