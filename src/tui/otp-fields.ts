/**
 * The fields that a one-time password is typed into: which ones its type has, and what was typed as parameters.
 *
 * Knows neither whether the account is a new one nor what is stored. The secret's text is never put in here by holt.
 */
import { ACCOUNT_TYPES, ALGORITHMS, type AccountType, type Algorithm } from "../protocol/account.ts";
import type { OtpParameters } from "../protocol/local-api.ts";
import { choice, valueOf, type Field, type Form } from "./form.ts";
import { textField } from "./text-field.ts";

/** What the fields begin with; what is missing is what is usual. */
export interface OtpStart {
  readonly digits?: number;
  readonly algorithm?: Algorithm;
  readonly period?: number | null;
  readonly counter?: number | null;
}

const DIGITS = [4, 5, 6, 7, 8, 9, 10];
const HASHES = ALGORITHMS.filter((algorithm) => algorithm !== "MD5");
const hasPin = (type: AccountType): boolean => type === "motp" || type === "yandex";
const hasHash = (type: AccountType): boolean => type === "totp" || type === "hotp";

/** `old`: the form that these fields replace, whose texts stay. */
export function otpFields(type: AccountType, start: OtpStart = {}, old?: Form): readonly Field[] {
  const text = (id: string, fallback: string, isSecret = false): Field => {
    const isThere = old?.fields.some((field) => field.id === id && field.kind === "text") === true;
    return textField(id, { text: isThere && old !== undefined ? valueOf(old, id) : fallback, isSecret });
  };
  const chosen = (id: string, options: readonly string[], fallback: string): Field => {
    const before = old === undefined ? "" : valueOf(old, id);
    const wanted = before === "" ? fallback : before;
    return choice(id, options.includes(wanted) ? options : [...options, wanted], wanted);
  };
  return [
    choice("type", ACCOUNT_TYPES, type),
    text("secret", "", true),
    ...(hasPin(type) ? [text("pin", "", true)] : []),
    ...(hasHash(type)
      ? [
          chosen("digits", DIGITS.map(String), String(start.digits ?? 6)),
          chosen("algorithm", HASHES, start.algorithm ?? "SHA1"),
        ]
      : []),
    ...(type === "totp" ? [text("period", String(start.period ?? 30))] : []),
    ...(type === "hotp" ? [text("counter", String(start.counter ?? 0))] : []),
  ];
}

/** The parameters as typed, or the id of the field that is no whole number. An empty secret or PIN is left out. */
export function typedParameters(
  form: Form,
): (Partial<OtpParameters> & { readonly type: AccountType }) | "period" | "counter" {
  const value = (id: string): string => valueOf(form, id).trim();
  for (const id of ["period", "counter"] as const) {
    if (form.fields.some((field) => field.id === id) && !/^\d{1,15}$/.test(value(id))) return id;
  }
  const number = (id: "digits" | "period" | "counter"): Partial<OtpParameters> =>
    value(id) === "" ? {} : { [id]: Number(value(id)) };
  const algorithm = ALGORITHMS.find((name) => name === value("algorithm"));
  return {
    type: ACCOUNT_TYPES.find((name) => name === value("type")) ?? "totp",
    ...(value("secret") === "" ? {} : { secret: value("secret") }),
    ...number("digits"),
    ...number("period"),
    ...number("counter"),
    ...(algorithm === undefined ? {} : { algorithm }),
    ...(value("pin") === "" ? {} : { pin: value("pin") }),
  };
}
