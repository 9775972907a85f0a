/**
 * `cotp`: the database of cotp, in clear (its JSON export) or encrypted. Read only.
 *
 *   key    = Argon2id(password, salt, 32 MiB, 4 passes, 4 lanes) → 32 bytes
 *   cipher = XChaCha20-Poly1305-IETF(key, nonce(24)), no associated data; all in base64
 *
 * The parameters belong to version 1 of the outer file: none is in it. Source: cotp, src/crypto/cryptography.rs.
 */
import type { AccountType } from "../../protocol/account.ts";
import { parseBase64 } from "../../protocol/bytes.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { malformed } from "../../protocol/malformed.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { loadSodium } from "../../protocol/sodium.ts";
import {
  bytesToJson,
  NEWER_VERSION,
  OPENED_BUT_DAMAGED,
  passwordNeeded,
  readEach,
  readJson,
  TOO_LITTLE_MEMORY,
  wrongPassword,
} from "./container.ts";
import { makeDraft } from "./draft.ts";
import { findEntries, readOtp, type Entry } from "./entries.ts";
import type { Fit, Format, Found, ReadOptions } from "./format.ts";
import { parseMotpSecret } from "./motp-secret.ts";
import { fieldOf, listOf, textOf } from "./json.ts";
import { parseSecret } from "./parameters.ts";
import { argon2Key } from "./password-key.ts";
import type { Source } from "./source.ts";

const NAME = "cotp";
const SEALED_VERSION = 1;
const NEWEST_VERSION = 2;
const KDF = { memoryKib: 32_768, passes: 4, parallelism: 4 };
const NONCE_BYTES = 24;
const LEAST_SALT_BYTES = 8;
const TYPES: Readonly<Record<string, AccountType>> = {
  TOTP: "totp",
  HOTP: "hotp",
  STEAM: "steam",
  YANDEX: "yandex",
  MOTP: "motp",
};

export const cotp: Format = {
  name: NAME,
  detect,
  read: (sources, options) => readEach(sources, (source) => readDatabase(source, options)),
};

const isSealed = (json: unknown): boolean =>
  ["nonce", "salt", "cipher"].every((key) => textOf(json, key) !== undefined);

function detect(source: Source): Fit {
  const json = source.json();
  if (!json.ok || typeof fieldOf(json.value, "version") !== "number") return "no";
  return isSealed(json.value) || listOf(json.value, "elements") !== undefined ? "yes" : "no";
}

async function readDatabase(source: Source, { password }: ReadOptions): Promise<Result<Found, HoltError>> {
  const json = readJson(source, NAME);
  if (!json.ok) return json;
  const database = isSealed(json.value) ? await openDatabase(json.value, source.name, password) : json;
  if (!database.ok) return database;
  // The first version was nothing but a list.
  const isFirst = isSealed(json.value) && Array.isArray(database.value);
  const version = isFirst ? 1 : fieldOf(database.value, "version");
  if (typeof version !== "number" || version > NEWEST_VERSION)
    return malformed(NAME, source.name, NEWER_VERSION);
  const elements = isFirst ? (database.value as readonly unknown[]) : listOf(database.value, "elements");
  if (elements === undefined) return malformed(NAME, source.name, "has no list of elements");
  return ok(findEntries(source.name, elements, readElement));
}

async function openDatabase(
  json: unknown,
  file: string,
  password: string | null,
): Promise<Result<unknown, HoltError>> {
  if (fieldOf(json, "version") !== SEALED_VERSION) return malformed(NAME, file, NEWER_VERSION);
  const [nonce, salt, message] = ["nonce", "salt", "cipher"].map((key) =>
    parseBase64(textOf(json, key) ?? ""),
  );
  const isSalt = salt !== undefined && salt.length >= LEAST_SALT_BYTES && salt.length <= 1024;
  if (!isSalt || nonce?.length !== NONCE_BYTES || message === undefined) {
    return malformed(NAME, file, "the encrypted part is damaged");
  }
  if (password === null) return passwordNeeded(file);
  const key = await argon2Key({ password, salt, ...KDF });
  if (key === undefined) return malformed(NAME, file, TOO_LITTLE_MEMORY);
  const sodium = await loadSodium();
  const content = sodium.aeadOpen({ message, associatedData: new Uint8Array(), nonce, key });
  key.fill(0);
  if (content === undefined) return wrongPassword();
  const database = bytesToJson(content);
  return database === undefined ? malformed(NAME, file, OPENED_BUT_DAMAGED) : ok(database);
}

function readElement(element: unknown): Entry {
  const owner = {
    issuer: (textOf(element, "issuer") ?? "").trim(),
    name: (textOf(element, "label") ?? "").trim(),
  };
  const typeName = (textOf(element, "type") ?? "").toUpperCase();
  const type = Object.hasOwn(TYPES, typeName) ? TYPES[typeName] : undefined;
  if (type === undefined) return { ...owner, draft: err("the type of one-time password is not known") };
  const isFixed = type === "motp" || type === "yandex";
  const secret = fieldOf(element, "secret");
  const otp = readOtp({
    type,
    secret: type === "motp" ? parseMotpSecret(secret) : parseSecret(secret),
    algorithm: isFixed ? null : fieldOf(element, "algorithm"),
    digits: fieldOf(element, "digits"),
    period: fieldOf(element, "period"),
    counter: fieldOf(element, "counter"),
    pin: isFixed ? fieldOf(element, "pin") : null,
  });
  return { ...owner, draft: otp.ok ? makeDraft({ ...otp.value, ...owner }) : otp };
}
