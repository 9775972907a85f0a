/**
 * One entry of an Aegis database as an account, and back. Groups are tags, "favorite" is the pin mark.
 *
 * mOTP secrets are base32 of the raw bytes here. A non-mOTP entry with MD5 is read as SHA-1: Aegis had a bug that let
 * people choose MD5, and computes SHA-1 for it. Aegis refuses mOTP and Yandex entries without a PIN.
 */
import type { AccountType, Algorithm } from "../../protocol/account.ts";
import { formatBase32 } from "../../protocol/bytes.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { OTP_DEFAULTS, type Account } from "../account.ts";
import { makeDraft } from "./draft.ts";
import { readOtp, type Entry } from "./entries.ts";
import { fieldOf, listOf, textOf } from "./json.ts";
import { parseSecret } from "./parameters.ts";
import { reasonWithoutOtp } from "./unwritable.ts";

const TYPES: readonly string[] = ["totp", "hotp", "steam", "motp", "yandex"] satisfies AccountType[];
const isType = (value: unknown): value is AccountType => typeof value === "string" && TYPES.includes(value);
const ALGORITHMS: readonly Algorithm[] = ["SHA1", "SHA256", "SHA512", "MD5"];

export function readEntry(entry: unknown, groupNames: ReadonlyMap<string, string>): Entry {
  const issuer = (textOf(entry, "issuer") ?? "").trim();
  const name = (textOf(entry, "name") ?? "").trim();
  const info = fieldOf(entry, "info");
  const type = fieldOf(entry, "type");
  if (!isType(type)) return { issuer, name, draft: err("the type of one-time password is not known") };
  const algorithm = fieldOf(info, "algo");
  const isMisplacedMd5 = algorithm === "MD5" && type !== "motp";
  const otp = readOtp({
    type,
    secret: parseSecret(fieldOf(info, "secret")),
    algorithm: isMisplacedMd5 ? "SHA1" : algorithm,
    digits: fieldOf(info, "digits"),
    period: fieldOf(info, "period"),
    counter: fieldOf(info, "counter"),
    pin: fieldOf(info, "pin"),
  });
  if (!otp.ok) return { issuer, name, draft: otp };
  const draft = makeDraft({
    ...otp.value,
    issuer,
    name,
    note: textOf(entry, "note") || null,
    tags: readTags(entry, groupNames),
    pinned: fieldOf(entry, "favorite") === true,
  });
  const notices = isMisplacedMd5 ? ["MD5 is read as SHA1, as Aegis does"] : [];
  return { issuer, name, draft, notices };
}

/** Version 3 has a list of group ids, versions 1 and 2 one group's name. */
function readTags(entry: unknown, groupNames: ReadonlyMap<string, string>): string[] {
  const ids = listOf(entry, "groups");
  if (ids === undefined) return [textOf(entry, "group") ?? ""];
  return ids.map((id) => (typeof id === "string" ? (groupNames.get(id) ?? "") : ""));
}

export interface EntryNaming {
  readonly uuid: string;
  readonly groupIds: readonly string[];
}

/** Fails with the reason why Aegis can't hold it. */
export function checkEntry(account: Account): Result<NonNullable<Account["otp"]>, string> {
  const { otp, trashedAt } = account;
  if (otp === null) return err(reasonWithoutOtp(account));
  if (trashedAt !== null) return err("is in the trash");
  if (!ALGORITHMS.includes(otp.algorithm)) return err(`Aegis has no ${otp.algorithm}`);
  const { algorithm, digits, period } = OTP_DEFAULTS[otp.type];
  const isFixed = otp.type === "motp" || otp.type === "yandex";
  if (isFixed && (otp.algorithm !== algorithm || otp.digits !== digits || otp.period !== period)) {
    return err(`Aegis has ${otp.type} only with its usual parameters`);
  }
  if (isFixed && (otp.pin === null || otp.pin === "")) return err(`Aegis wants a PIN with ${otp.type}`);
  if (otp.type === "steam" && otp.digits !== digits) return err("a Steam token has 5 digits");
  if (!isFixed && otp.pin !== null) return err(`Aegis has no PIN for ${otp.type}`);
  return ok(otp);
}

export function formatEntry(account: Account, { uuid, groupIds }: EntryNaming): Result<unknown, string> {
  const checked = checkEntry(account);
  if (!checked.ok) return checked;
  const otp = checked.value;
  return ok({
    type: otp.type,
    uuid,
    name: account.name,
    issuer: account.issuer,
    note: account.note ?? "",
    favorite: account.pinned,
    icon: null,
    info: {
      secret: formatBase32(otp.secret),
      algo: otp.algorithm,
      digits: otp.digits,
      ...(otp.type === "hotp" ? { counter: account.counter } : { period: otp.period }),
      ...(otp.pin === null ? {} : { pin: otp.pin }),
    },
    groups: groupIds,
  });
}
