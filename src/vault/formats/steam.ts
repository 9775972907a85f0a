/**
 * `steam`: what holds Steam's own secrets: `Steamguard-…` of its app (from a rooted phone), and the .maFile files of
 * Steam Desktop Authenticator; encrypted ones only together with their manifest.json, and told what they are, since
 * they are nothing but base64. The revocation code becomes the account's recovery code. Read only.
 *
 *   key = PBKDF2-HMAC-SHA1(password, salt of the manifest, 50,000) → AES-256-CBC → JSON
 *
 * There is no tag: content that is no JSON is a wrong password. Source: SteamDesktopAuthenticator, FileEncryptor.cs.
 */
import { parseBase64 } from "../../protocol/bytes.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { malformed } from "../../protocol/malformed.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { openCbc } from "./cipher.ts";
import { bytesToJson, passwordNeeded, readEach, readJson, wrongPassword } from "./container.ts";
import { makeDraft } from "./draft.ts";
import { findEntries, readOtp, type Entry } from "./entries.ts";
import type { Fit, Format, Found, ReadOptions } from "./format.ts";
import { fieldOf, isObject, listOf, textOf } from "./json.ts";
import { pbkdf2Key } from "./password-key.ts";
import type { Source } from "./source.ts";

const NAME = "steam";
const ITERATIONS = 50_000;

export const steam: Format = { name: NAME, detect, read };

const isAccount = (json: unknown): boolean => textOf(json, "shared_secret") !== undefined;
const accountsOf = (json: unknown): readonly unknown[] => {
  const accounts = fieldOf(json, "accounts");
  return isObject(accounts) ? Object.values(accounts) : [];
};
const isManifest = (json: unknown): boolean =>
  typeof fieldOf(json, "encrypted") === "boolean" &&
  textOf(listOf(json, "entries")?.[0], "filename") !== undefined;

function detect(source: Source): Fit {
  const json = source.json();
  if (!json.ok) return "no";
  return isAccount(json.value) || accountsOf(json.value).some(isAccount) || isManifest(json.value)
    ? "yes"
    : "no";
}

async function read(sources: readonly Source[], options: ReadOptions): Promise<Result<Found, HoltError>> {
  const manifests: unknown[] = [];
  const files: Source[] = [];
  for (const source of sources) {
    const json = source.json();
    if (json.ok && isManifest(json.value)) manifests.push(json.value);
    else files.push(source);
  }
  const [first] = sources;
  if (files.length === 0 && first !== undefined) {
    return malformed(NAME, first.name, "only names the .maFile files: give them, too");
  }
  const entries = manifests.flatMap((manifest) => listOf(manifest, "entries") ?? []);
  return readEach(files, (source) => readFile(source, entries, options));
}

async function readFile(
  source: Source,
  manifest: readonly unknown[],
  { password }: ReadOptions,
): Promise<Result<Found, HoltError>> {
  const isSealed = /^\s*[A-Za-z0-9+/]+={0,2}\s*$/.test(source.text() ?? "");
  const json = isSealed ? await openFile(source, manifest, password) : readJson(source, NAME);
  if (!json.ok) return json;
  const accounts = accountsOf(json.value);
  return ok(findEntries(source.name, accounts.length > 0 ? accounts : [json.value], readAccount));
}

async function openFile(
  source: Source,
  manifest: readonly unknown[],
  password: string | null,
): Promise<Result<unknown, HoltError>> {
  const name = source.name.split(/[\\/]/).at(-1);
  const entry = manifest.find((candidate) => textOf(candidate, "filename") === name);
  if (entry === undefined)
    return malformed(NAME, source.name, "is encrypted: give the manifest.json beside it, too");
  const salt = parseBase64(textOf(entry, "encryption_salt") ?? "");
  const iv = parseBase64(textOf(entry, "encryption_iv") ?? "");
  const data = parseBase64((source.text() ?? "").trim());
  if (salt === undefined || salt.length === 0 || iv === undefined || data === undefined) {
    return malformed(NAME, source.name, "the encrypted part is damaged");
  }
  if (password === null) return passwordNeeded(source.name);
  const key = await pbkdf2Key({ digest: "sha1", password, salt, iterations: ITERATIONS });
  const json = bytesToJson(openCbc({ key, iv, data }) ?? new Uint8Array());
  return isObject(json) ? ok(json) : wrongPassword();
}

function readAccount(account: unknown): Entry {
  const owner = { issuer: "Steam", name: (textOf(account, "account_name") ?? "").trim() };
  const bytes = parseBase64((textOf(account, "shared_secret") ?? "").trim());
  if (bytes === undefined || bytes.length === 0) return { ...owner, draft: err("there is no secret") };
  const otp = readOtp({ type: "steam", secret: ok(bytes) });
  const code = (textOf(account, "revocation_code") ?? "").trim();
  const recoveryCodes = code === "" ? null : code;
  return { ...owner, draft: otp.ok ? makeDraft({ ...otp.value, ...owner, recoveryCodes }) : otp };
}
