/**
 * `authy`: Authy's preferences from a rooted phone: TOTP accounts (secrets in clear, or under the backup password),
 * and Authy's own tokens (seven digits every ten seconds). Authy stores no algorithm and no period: SHA-1, 30 s.
 *
 *   key = PBKDF2-HMAC-SHA1(password, salt as text, 1,000) → AES-256-CBC with a zero IV → the secret in base32
 *
 * There is no tag: a secret that isn't base32 is a wrong password. Read only. Source: Aegis, AuthyImporter.java.
 */
import { bytesToUtf8, parseBase64, parseHex, utf8ToBytes } from "../../protocol/bytes.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { malformed } from "../../protocol/malformed.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { isPreferences, parsePreferences } from "./android-preferences.ts";
import { CBC_IV_BYTES, openCbc } from "./cipher.ts";
import { passwordNeeded, readEach, wrongPassword } from "./container.ts";
import { makeDraft } from "./draft.ts";
import { findEntries, readOtp, type Entry } from "./entries.ts";
import type { Fit, Format, Found, ReadOptions } from "./format.ts";
import { fieldOf, parseJson, textOf } from "./json.ts";
import { isAbsent, parseSecret } from "./parameters.ts";
import { pbkdf2Key } from "./password-key.ts";
import type { Source } from "./source.ts";

const NAME = "authy";
const TOTP_KEY = "com.authy.storage.tokens.authenticator.key";
const OWN_KEY = "com.authy.storage.tokens.authy.key";
const ITERATIONS = 1000;
const LONGEST_SALT = 1024;
const OWN_DIGITS = 7;
const OWN_PERIOD = 10;
const WRONG_PASSWORD = "does not open with this password";

export const authy: Format = {
  name: NAME,
  detect,
  read: (sources, options) => readEach(sources, (source) => readTokens(source, options)),
};

function detect(source: Source): Fit {
  const text = source.text() ?? "";
  return isPreferences(text) && (text.includes(`"${TOTP_KEY}"`) || text.includes(`"${OWN_KEY}"`))
    ? "yes"
    : "no";
}

interface Token {
  readonly json: unknown;
  readonly isOwn: boolean;
  /** Base32; null: sealed, and not opened. */
  readonly secret: unknown;
}

async function readTokens(source: Source, { password }: ReadOptions): Promise<Result<Found, HoltError>> {
  const values = parsePreferences(source.text() ?? "");
  if (!values.ok) return malformed(NAME, source.name, values.error);
  const tokens: Token[] = [];
  let sealed = 0;
  let opened = 0;
  for (const key of [TOTP_KEY, OWN_KEY]) {
    const list = parseJson(values.value.get(key) ?? "[]");
    if (!list.ok || !Array.isArray(list.value))
      return malformed(NAME, `${source.name}, ${key}`, "the JSON is damaged");
    for (const json of list.value as readonly unknown[]) {
      const isSealed =
        isAbsent(fieldOf(json, "decryptedSecret")) && !isAbsent(fieldOf(json, "encryptedSecret"));
      if (isSealed && password === null) return passwordNeeded(source.name);
      const secret = isSealed ? await openSecret(json, password ?? "") : fieldOf(json, "decryptedSecret");
      if (isSealed) sealed++;
      if (isSealed && secret !== null) opened++;
      tokens.push({ json, isOwn: key === OWN_KEY, secret });
    }
  }
  // One password seals them all: one that opens none is the wrong one.
  if (sealed > 0 && opened === 0) return wrongPassword();
  return ok(findEntries(source.name, tokens, readToken));
}

async function openSecret(token: unknown, password: string): Promise<string | null> {
  const data = parseBase64((textOf(token, "encryptedSecret") ?? "").trim());
  const salt = utf8ToBytes(textOf(token, "salt") ?? "");
  if (data === undefined || salt.length === 0 || salt.length > LONGEST_SALT) return null;
  const key = await pbkdf2Key({ digest: "sha1", password, salt, iterations: ITERATIONS });
  const opened = openCbc({ key, iv: new Uint8Array(CBC_IV_BYTES), data });
  const text = opened === undefined ? undefined : bytesToUtf8(opened);
  return text !== undefined && parseSecret(text).ok ? text : null;
}

function readToken({ json, isOwn, secret }: Token): Entry {
  const owner = readOwner(json);
  const seed = isOwn ? fieldOf(json, "secretSeed") : null;
  if (secret === null) return { ...owner, draft: err(WRONG_PASSWORD) };
  if (isOwn && isAbsent(seed) && isAbsent(secret)) {
    return { ...owner, draft: err("is bound to Authy and has no secret: enrol it again"), isToEnrol: true };
  }
  const otp = readOtp({
    type: "totp",
    secret: isAbsent(seed) ? parseSecret(secret) : parseSeed(seed),
    digits: fieldOf(json, "digits") ?? (isOwn ? OWN_DIGITS : undefined),
    period: isOwn ? OWN_PERIOD : undefined,
  });
  return { ...owner, draft: otp.ok ? makeDraft({ ...otp.value, ...owner }) : otp };
}

function parseSeed(seed: unknown): Result<Uint8Array, string> {
  const bytes = typeof seed === "string" ? parseHex(seed.trim()) : undefined;
  return bytes === undefined ? err("the secret is not hexadecimal") : ok(bytes);
}

/** "GitHub: sven" or "GitHub - sven", originalName "GitHub:sven"; the person may have renamed it. */
function readOwner(token: unknown): Pick<Entry, "issuer" | "name"> {
  const original = (textOf(token, "originalName") ?? "").trim();
  const name = (textOf(token, "name") || original).trim();
  const prefix = original.includes(":") ? original.slice(0, original.indexOf(":")).trim() : "";
  const dashed = name.includes(" - ") ? name.slice(0, name.indexOf(" - ")).trim() : "";
  const issuer = (textOf(token, "originalIssuer") ?? "").trim() || prefix || dashed;
  const separator = [":", " - "].find((mark) =>
    name.toLowerCase().startsWith(`${issuer}${mark}`.toLowerCase()),
  );
  if (issuer === "" || separator === undefined) return { issuer, name };
  return { issuer, name: name.slice(issuer.length + separator.length).trim() };
}
