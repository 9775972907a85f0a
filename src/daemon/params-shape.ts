/**
 * Shapes of request parameters: what arrived as `unknown` is what its type says, or which field is not.
 *
 * A shape never repeats a value, only the field's name: values may be secrets.
 */

/** Undefined where the value fits; else the path of the field that doesn't. */
type Look = (value: unknown, path: string) => string | undefined;

export interface Shape<T> {
  readonly look: Look;
  /** Never there: it ties the shape to its type. */
  readonly type?: T;
}
export interface OptionalShape<T> extends Shape<T> {
  readonly isOptional: true;
}

export type Fields<T> = {
  readonly [K in keyof T]-?: object extends Pick<T, K> ? OptionalShape<T[K]> : Shape<T[K]>;
};

const when =
  (fits: (value: unknown) => boolean): Look =>
  (value, path) =>
    fits(value) ? undefined : path;

export const text: Shape<string> = { look: when((value) => typeof value === "string") };
export const flag: Shape<boolean> = { look: when((value) => typeof value === "boolean") };
/** Any number that JSON can say; what makes sense is the handler's matter. */
export const number: Shape<number> = { look: when((value) => typeof value === "number") };

export const oneOf = <T extends string>(...choices: readonly T[]): Shape<T> => ({
  look: when((value) => (choices as readonly unknown[]).includes(value)),
});

export const orNull = <T>(shape: Shape<T>): Shape<T | null> => ({
  look: (value, path) => (value === null ? undefined : shape.look(value, path)),
});

export const optional = <T>(shape: Shape<T>): OptionalShape<T> => ({ look: shape.look, isOptional: true });

export const list = <T>(shape: Shape<T>): Shape<readonly T[]> => ({
  look(value, path) {
    if (!Array.isArray(value)) return path;
    for (const [index, item] of (value as readonly unknown[]).entries()) {
      const problem = shape.look(item, `${path}[${index}]`);
      if (problem !== undefined) return problem;
    }
    return undefined;
  },
});

/** Fields that the type doesn't have are refused: a misspelt option must not be silently without effect. */
export const fields = <T extends object>(shapes: Fields<T>): Shape<T> => ({
  look(value, path) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return path;
    const prefix = path === "" ? "" : `${path}.`;
    const given = value as Readonly<Record<string, unknown>>;
    if (Object.keys(given).some((key) => !Object.hasOwn(shapes, key))) return `${prefix}(unknown field)`;
    for (const [key, shape] of Object.entries<Shape<unknown>>(shapes)) {
      const isGiven = Object.hasOwn(given, key) && given[key] !== undefined;
      const problem = isGiven ? shape.look(given[key], prefix + key) : missing(shape, prefix + key);
      if (problem !== undefined) return problem;
    }
    return undefined;
  },
});

const missing = (shape: Shape<unknown>, path: string): string | undefined =>
  "isOptional" in shape ? undefined : path;
