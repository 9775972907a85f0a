/**
 * The flags that describe an account (`holt add`, `holt edit`) → the fields that the daemon takes.
 *
 * Numbers and names are read here; what makes a good account is the daemon's to say.
 */
import { ACCOUNT_TYPES, ALGORITHMS } from "../protocol/account.ts";
import type { HoltError } from "../protocol/errors.ts";
import type { AccountFields, OtpParameters } from "../protocol/local-api.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import type { Context } from "./command.ts";
import { readOptional } from "./secret-input.ts";

export interface AccountOptions {
  readonly type?: string | undefined;
  readonly issuer?: string | undefined;
  readonly name?: string | undefined;
  readonly "secret-file"?: string | undefined;
  readonly digits?: string | undefined;
  readonly period?: string | undefined;
  readonly algorithm?: string | undefined;
  readonly counter?: string | undefined;
  readonly "pin-file"?: string | undefined;
  readonly "note-file"?: string | undefined;
  readonly "recovery-codes-file"?: string | undefined;
  readonly tag?: readonly string[];
  readonly untag?: readonly string[];
  readonly pin?: boolean;
  readonly unpin?: boolean;
}

/** Only what was given is there. An empty note or recovery codes file takes the note or codes away. */
export async function readAccountFields(
  context: Context,
  options: AccountOptions,
): Promise<Result<AccountFields, HoltError>> {
  if (options.pin && options.unpin)
    return err({ type: "usage", reason: "options-conflict", value: "--pin --unpin" });
  const otp = await readOtp(context, options);
  if (!otp.ok) return otp;
  const counter = readNumber("--counter", options.counter);
  if (!counter.ok) return counter;
  const note = await readOptional(context, options["note-file"]);
  if (!note.ok) return note;
  const codes = await readOptional(context, options["recovery-codes-file"]);
  if (!codes.ok) return codes;
  const { issuer, name, tag = [], untag = [] } = options;
  return ok({
    ...(issuer === undefined ? {} : { issuer }),
    ...(name === undefined ? {} : { name }),
    ...(note.value === undefined ? {} : { note: note.value || null }),
    ...(codes.value === undefined ? {} : { recoveryCodes: codes.value || null }),
    ...(options.pin || options.unpin ? { pinned: options.pin === true } : {}),
    ...(tag.length === 0 ? {} : { addTags: tag }),
    ...(untag.length === 0 ? {} : { removeTags: untag }),
    ...(counter.value === undefined ? {} : { counter: counter.value }),
    ...(Object.keys(otp.value).length === 0 ? {} : { otp: otp.value }),
  });
}

async function readOtp(
  context: Context,
  options: AccountOptions,
): Promise<Result<Partial<OtpParameters>, HoltError>> {
  const digits = readNumber("--digits", options.digits);
  if (!digits.ok) return digits;
  const period = readNumber("--period", options.period);
  if (!period.ok) return period;
  const secret = await readOptional(context, options["secret-file"]);
  if (!secret.ok) return secret;
  const pin = await readOptional(context, options["pin-file"]);
  if (!pin.ok) return pin;
  const type = readName("--type", options.type?.toLowerCase(), ACCOUNT_TYPES);
  if (!type.ok) return type;
  const algorithm = readName("--algorithm", options.algorithm?.toUpperCase().replace("-", ""), ALGORITHMS);
  if (!algorithm.ok) return algorithm;
  return ok({
    ...(type.value === undefined ? {} : { type: type.value }),
    ...(secret.value === undefined ? {} : { secret: secret.value }),
    ...(algorithm.value === undefined ? {} : { algorithm: algorithm.value }),
    ...(digits.value === undefined ? {} : { digits: digits.value }),
    ...(period.value === undefined ? {} : { period: period.value }),
    ...(pin.value === undefined ? {} : { pin: pin.value }),
  });
}

function readName<N extends string>(
  option: string,
  text: string | undefined,
  names: readonly N[],
): Result<N | undefined, HoltError> {
  const name = names.find((name) => name === text);
  return text === undefined || name !== undefined
    ? ok(name)
    : err({ type: "usage", reason: "bad-field", value: `${option} ${text}` });
}

export function readNumber(option: string, text: string | undefined): Result<number | undefined, HoltError> {
  if (text === undefined) return ok(undefined);
  const number = Number(text);
  return /^\d+$/.test(text) && Number.isSafeInteger(number)
    ? ok(number)
    : err({ type: "usage", reason: "bad-field", value: `${option} ${text}` });
}
