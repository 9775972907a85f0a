/**
 * Parameters from a socket → typed values. What doesn't fit is a usage error that names the field; nothing crashes.
 *
 * A value that may be secret is never part of the error. Fields that a method doesn't know are ignored, so that
 * a newer front end can say more than an older daemon understands.
 */
import { HoltFailure } from "../../protocol/errors.ts";

/** Returns the value as its type, or throws HoltFailure. `field` names the place: "changes.otp.digits". */
export type Check<T> = (value: unknown, field: string) => T;

export const text: Check<string> = (value, field) =>
  typeof value === "string" ? value : fail(field, "must be text");

export const flag: Check<boolean> = (value, field) =>
  typeof value === "boolean" ? value : fail(field, "must be true or false");

/** From 0 to the largest number that JSON carries exactly. */
export const whole: Check<number> = (value, field) =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0
    ? value
    : fail(field, "must be a whole number from 0");

export const oneOf =
  <T extends string>(...choices: readonly T[]): Check<T> =>
  (value, field) =>
    choices.find((choice) => choice === value) ?? fail(field, `must be one of ${choices.join(", ")}`);

export const nullable =
  <T>(check: Check<T>): Check<T | null> =>
  (value, field) =>
    value === null ? null : check(value, field);

export const list =
  <T>(check: Check<T>, most: number): Check<readonly T[]> =>
  (value, field) => {
    if (!Array.isArray(value)) return fail(field, "must be a list");
    if (value.length > most) return fail(field, `must have at most ${most} entries`);
    return value.map((item: unknown, index) => check(item, `${field}[${index}]`));
  };

interface Optional<T> {
  readonly optional: Check<T>;
}
/** The key may be missing; it is missing in the result then. */
export const optional = <T>(check: Check<T>): Optional<T> => ({ optional: check });

type Shape = Readonly<Record<string, Check<unknown> | Optional<unknown>>>;
type RequiredPart<S extends Shape> = {
  readonly [K in keyof S as S[K] extends Check<unknown> ? K : never]: S[K] extends Check<infer T> ? T : never;
};
type OptionalPart<S extends Shape> = {
  readonly [K in keyof S as S[K] extends Optional<unknown> ? K : never]?: S[K] extends Optional<infer T>
    ? T
    : never;
};

export const object =
  <S extends Shape>(shape: S): Check<RequiredPart<S> & OptionalPart<S>> =>
  (value, field) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      return fail(field, "must be an object");
    }
    const result: Record<string, unknown> = {};
    for (const [key, rule] of Object.entries(shape)) {
      const place = field === "" ? key : `${field}.${key}`;
      const given: unknown = Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
      if (typeof rule === "function") result[key] = rule(given, place);
      else if (given !== undefined) result[key] = rule.optional(given, place);
    }
    return result as RequiredPart<S> & OptionalPart<S>;
  };

/** A method's parameters; JSON-RPC lets them be left out. */
export const params = <S extends Shape>(shape: S): ((value: unknown) => RequiredPart<S> & OptionalPart<S>) => {
  const check = object(shape);
  return (value) => check(value ?? {}, "");
};

function fail(field: string, reason: string): never {
  const value = field === "" ? `parameters: ${reason}` : `${field}: ${reason}`;
  throw new HoltFailure({ type: "usage", reason: "bad-field", value });
}
