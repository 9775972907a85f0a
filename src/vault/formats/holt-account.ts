/**
 * An account in holt's own export file: everything that the vault holds of it but its id, as a JSON object. Secrets
 * are base64.
 *
 * Keys that this version doesn't know are ignored; a value of a wrong kind makes the account unreadable, with a reason.
 */
import {
  ACCOUNT_TYPES,
  ALGORITHMS,
  TO_ENROL,
  type AccountType,
  type Algorithm,
} from "../../protocol/account.ts";
import { formatBase64, parseBase64 } from "../../protocol/bytes.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import {
  checkOtp,
  type Account,
  type AccountDraft,
  type NamedAccount,
  type Otp,
  type ReplacedOtp,
} from "../account.ts";
import { fieldOf, isObject, listOf, textOf, type JsonObject } from "./json.ts";

/** Undefined: of a type that this holt can't read, and so can't write whole. */
export function accountToJson(account: Account): JsonObject | undefined {
  const { otp, type } = account;
  if (otp === null && type !== TO_ENROL) return undefined;
  return {
    otp: otp === null ? { type } : otpToJson(otp),
    counter: account.counter,
    resets: account.resets ?? 0,
    issuer: account.issuer,
    name: account.name,
    note: account.note,
    recoveryCodes: account.recoveryCodes,
    tags: account.tags,
    pinned: account.pinned,
    createdAt: account.createdAt,
    trashedAt: account.trashedAt,
    verified: account.verified,
    history: account.history.map(({ otp, replacedAt }) => ({ otp: otpToJson(otp), replacedAt })),
  };
}

const otpToJson = (otp: Otp): JsonObject => ({ ...otp, secret: formatBase64(otp.secret) });

/** For messages, whatever else is wrong with it. */
export const ownerInJson = (json: unknown): Pick<Account, "issuer" | "name"> => ({
  issuer: textOf(json, "issuer") ?? "",
  name: textOf(json, "name") ?? "",
});

export function jsonToDraft(json: unknown): Result<AccountDraft, string> {
  const counter = wholeOf(json, "counter") ?? -1;
  const otp = jsonToOtp(fieldOf(json, "otp"), counter);
  if (!otp.ok) return otp;
  const named = jsonToNamed(json);
  const verified = fieldOf(json, "verified") ?? null;
  const isReadable = verified === null || typeof verified === "boolean";
  if (!named.ok || !isReadable) return err(UNREADABLE);
  return ok({
    ...named.value,
    otp: otp.value,
    counter: otp.value.type === "hotp" ? counter : 0,
    verified,
    resets: wholeOf(json, "resets") ?? 0,
  });
}

/** Of one that is to be enrolled again this is all. */
export const isNamedOnly = (json: unknown): boolean => textOf(fieldOf(json, "otp"), "type") === TO_ENROL;

export function jsonToNamed(json: unknown): Result<NamedAccount, string> {
  const pinned = fieldOf(json, "pinned");
  const isReadable =
    ["note", "recoveryCodes"].every((key) => isNull(json, key) || textOf(json, key) !== undefined) &&
    ["createdAt", "trashedAt"].every((key) => isNull(json, key) || wholeOf(json, key) !== undefined);
  if (!isReadable || typeof pinned !== "boolean") return err(UNREADABLE);
  return ok({
    ...ownerInJson(json),
    note: textOf(json, "note") ?? null,
    recoveryCodes: textOf(json, "recoveryCodes") ?? null,
    tags: (listOf(json, "tags") ?? []).filter((tag) => typeof tag === "string"),
    pinned,
    createdAt: wholeOf(json, "createdAt") ?? null,
    trashedAt: wholeOf(json, "trashedAt") ?? null,
    history: (listOf(json, "history") ?? []).flatMap((entry) => jsonToReplaced(entry) ?? []),
  });
}

const UNREADABLE = "has a field that can't be read";
const isNull = (json: unknown, key: string): boolean => fieldOf(json, key) === null;

function wholeOf(json: unknown, key: string): number | undefined {
  const value = fieldOf(json, key);
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** Undefined where it can't be read: what was replaced long ago is no reason to lose the account. */
function jsonToReplaced(json: unknown): ReplacedOtp | undefined {
  const replacedAt = wholeOf(json, "replacedAt");
  const otp = jsonToOtp(fieldOf(json, "otp"), 0);
  return otp.ok && replacedAt !== undefined ? { otp: otp.value, replacedAt } : undefined;
}

const isType = (text: string | undefined): text is AccountType => ACCOUNT_TYPES.some((type) => type === text);
const isAlgorithm = (text: string | undefined): text is Algorithm => ALGORITHMS.some((name) => name === text);

function jsonToOtp(json: unknown, counter: number): Result<Otp, string> {
  if (!isObject(json)) return err("has no one-time password");
  const type = textOf(json, "type");
  const algorithm = textOf(json, "algorithm");
  const secret = parseBase64(textOf(json, "secret") ?? "");
  const digits = wholeOf(json, "digits");
  const period = wholeOf(json, "period");
  const pin = fieldOf(json, "pin");
  if (!isType(type)) return err("its type needs a newer holt");
  if (!isAlgorithm(algorithm)) return err("its algorithm needs a newer holt");
  if (secret === undefined || digits === undefined || period === undefined) {
    return err("has no one-time password");
  }
  if (pin !== null && typeof pin !== "string") return err("the PIN can't be read");
  const checked = checkOtp({ type, secret, algorithm, digits, period, pin }, counter);
  return checked.ok ? checked : err(checked.error.reason);
}
