/**
 * Reads a list of entries, each of which becomes an account or is reported by its name and place: never dropped in
 * silence. And the parameters that such entries name in the same way in most formats.
 */
import type { AccountType } from "../../protocol/account.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import type { SkippedEntry } from "../../protocol/local-api.ts";
import { OTP_DEFAULTS, type AccountDraft } from "../account.ts";
import type { DraftFields } from "./draft.ts";
import type { Found, FoundAccount } from "./format.ts";
import { isAbsent, parseAlgorithm, parseWhole } from "./parameters.ts";
import { accountPlace, filePlace } from "./place.ts";

export interface Entry {
  readonly issuer: string;
  readonly name: string;
  /** The account, or why there is none. */
  readonly draft: Result<AccountDraft, string>;
  readonly notices?: readonly string[];
  /** There is a working account, whose secret its app keeps to itself: it can be kept by name. */
  readonly isToEnrol?: boolean;
  /** Where it is; absent: "entry 3", by the list. */
  readonly place?: string;
}

/** Five times what anyone imports; each costs some two kilobytes of memory, whatever it is in the file. */
const MOST_ENTRIES = 50_000;

/** `readEntry` may find several accounts in one entry, or none that has to do with one-time passwords. */
export function findEntries<T>(
  file: string,
  entries: readonly T[],
  readEntry: (entry: T) => Entry | readonly Entry[],
): Found {
  const accounts: FoundAccount[] = [];
  const skipped: SkippedEntry[] = [];
  const notices: string[] = [];
  if (entries.length > MOST_ENTRIES) {
    const reason = `holds ${entries.length} entries, of which the first ${MOST_ENTRIES} were read: split it`;
    skipped.push({ where: file, reason });
  }
  for (const [index, entry] of entries.slice(0, MOST_ENTRIES).entries()) {
    for (const { issuer, name, draft, notices: said, isToEnrol, place } of [readEntry(entry)].flat()) {
      const where = filePlace(file, place ?? `entry ${index + 1}`, accountPlace(issuer, name));
      if (draft.ok) accounts.push({ where, draft: draft.value });
      else {
        const isKept = isToEnrol === true && (issuer !== "" || name !== "");
        skipped.push({ where, reason: draft.error, ...(isKept && { enrolAgain: { issuer, name } }) });
      }
      notices.push(...(said ?? []).map((notice) => `${where}: ${notice}`));
    }
  }
  return { accounts, skipped, notices };
}

export interface OtpFields {
  readonly type: AccountType;
  readonly secret: Result<Uint8Array, string>;
  /** Absent ones mean the type's default; what is there and not understood is an error. */
  readonly algorithm?: unknown;
  readonly digits?: unknown;
  readonly period?: unknown;
  readonly counter?: unknown;
  readonly pin?: unknown;
}

/** A period on HOTP, a counter on anything else and the digits of Steam say nothing and are ignored. */
export function readOtp(fields: OtpFields): Result<Pick<DraftFields, "counter" | "otp">, string> {
  const { type, secret, pin } = fields;
  const defaults = OTP_DEFAULTS[type];
  if (!secret.ok) return secret;
  const algorithm = parseAlgorithm(fields.algorithm, defaults.algorithm);
  if (!algorithm.ok) return algorithm;
  const digits =
    type === "steam" ? ok(defaults.digits) : parseWhole(fields.digits, defaults.digits, "digits");
  if (!digits.ok) return digits;
  const period = type === "hotp" ? ok(0) : parseWhole(fields.period, defaults.period, "the period");
  if (!period.ok) return period;
  const counter = type === "hotp" ? parseWhole(fields.counter, 0, "the counter") : ok(0);
  if (!counter.ok) return counter;
  if (!isAbsent(pin) && typeof pin !== "string") return err("the PIN can't be read");
  return ok({
    otp: {
      type,
      secret: secret.value,
      algorithm: algorithm.value,
      digits: digits.value,
      period: period.value,
      pin: isAbsent(pin) ? null : pin,
    },
    counter: counter.value,
  });
}

/** Text without spaces around it; null where nothing remains. */
export function noteOf(text: string | undefined): string | null {
  const note = (text ?? "").trim();
  return note === "" ? null : note;
}
