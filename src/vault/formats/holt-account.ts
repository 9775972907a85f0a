/**
 * An account in holt's own export file: everything that the vault holds of it but its id, as a CBOR map.
 *
 * Keys that this version doesn't know are ignored; a value of a wrong kind makes the account unreadable, with a reason.
 */
import { ACCOUNT_TYPES, ALGORITHMS, type AccountType, type Algorithm } from "../../protocol/account.ts";
import type { CborMap, CborValue } from "../../protocol/codec.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { bytesOf, isMap, listOf, textOf, wholeOf } from "../../protocol/shape.ts";
import { checkOtp, type Account, type AccountDraft, type Otp, type ReplacedOtp } from "../account.ts";

export interface AccountToSave {
  readonly account: Account;
  readonly otp: Otp;
}

export function accountToMap({ account, otp }: AccountToSave): CborMap {
  return {
    otp: otpToMap(otp),
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
    history: account.history.map(({ otp, replacedAt }) => ({ otp: otpToMap(otp), replacedAt })),
  };
}

const otpToMap = ({ type, secret, algorithm, digits, period, pin }: Otp): CborMap => ({
  type,
  secret,
  algorithm,
  digits,
  period,
  pin,
});

/** For messages, whatever else is wrong with it. */
export const ownerInMap = (map: CborValue | undefined): Pick<Account, "issuer" | "name"> => ({
  issuer: (isMap(map) ? textOf(map["issuer"]) : undefined) ?? "",
  name: (isMap(map) ? textOf(map["name"]) : undefined) ?? "",
});

export function mapToDraft(map: CborValue): Result<AccountDraft, string> {
  if (!isMap(map)) return err("is not an account");
  const counter = wholeOf(map["counter"]) ?? -1;
  const otp = mapToOtp(map["otp"], counter);
  if (!otp.ok) return otp;
  const history = listOf(map["history"] ?? [])?.map(mapToReplaced);
  const tags = listOf(map["tags"])?.map(textOf);
  const optional = [map["note"], map["recoveryCodes"]].every(
    (value) => value === null || typeof value === "string",
  );
  const times = [map["createdAt"], map["trashedAt"]].every(
    (value) => value === null || wholeOf(value) !== undefined,
  );
  const verified = map["verified"] ?? null;
  if (
    !optional ||
    !times ||
    typeof map["pinned"] !== "boolean" ||
    (verified !== null && typeof verified !== "boolean")
  ) {
    return err("has a field that can't be read");
  }
  if (tags === undefined || history === undefined) return err("has a list that can't be read");
  return ok({
    otp: otp.value,
    counter: otp.value.type === "hotp" ? counter : 0,
    ...ownerInMap(map),
    note: textOf(map["note"]) ?? null,
    recoveryCodes: textOf(map["recoveryCodes"]) ?? null,
    tags: tags.filter((tag) => tag !== undefined),
    pinned: map["pinned"],
    createdAt: wholeOf(map["createdAt"]) ?? null,
    trashedAt: wholeOf(map["trashedAt"]) ?? null,
    verified,
    history: history.filter((replaced) => replaced !== undefined),
    resets: wholeOf(map["resets"]) ?? 0,
  });
}

/** Undefined where it can't be read: what was replaced long ago is no reason to lose the account. */
function mapToReplaced(map: CborValue): ReplacedOtp | undefined {
  const replacedAt = isMap(map) ? wholeOf(map["replacedAt"]) : undefined;
  const otp = isMap(map) ? mapToOtp(map["otp"], 0) : undefined;
  return otp?.ok === true && replacedAt !== undefined ? { otp: otp.value, replacedAt } : undefined;
}

const isType = (text: string | undefined): text is AccountType => ACCOUNT_TYPES.some((type) => type === text);
const isAlgorithm = (text: string | undefined): text is Algorithm => ALGORITHMS.some((name) => name === text);

function mapToOtp(map: CborValue | undefined, counter: number): Result<Otp, string> {
  if (!isMap(map)) return err("has no one-time password");
  const type = textOf(map["type"]);
  const algorithm = textOf(map["algorithm"]);
  const secret = bytesOf(map["secret"]);
  const digits = wholeOf(map["digits"]);
  const period = wholeOf(map["period"]);
  const pin = map["pin"];
  if (!isType(type)) return err("its type needs a newer holt");
  if (!isAlgorithm(algorithm)) return err("its algorithm needs a newer holt");
  if (secret === undefined || digits === undefined || period === undefined)
    return err("has no one-time password");
  if (pin !== null && typeof pin !== "string") return err("the PIN can't be read");
  const checked = checkOtp({ type, secret, algorithm, digits, period, pin }, counter);
  return checked.ok ? checked : err(checked.error.reason);
}
