/**
 * What can fail returns a Result; what must not happen throws, and only a main file catches it.
 */
export type Result<T, E = HoltErrorLike> = Ok<T> | Err<E>;
export interface Ok<T> {
  readonly ok: true;
  readonly value: T;
}
export interface Err<E> {
  readonly ok: false;
  readonly error: E;
}
interface HoltErrorLike {
  readonly type: string;
}

export const ok = <T>(value: T): Ok<T> => ({ ok: true, value });
export const err = <E>(error: E): Err<E> => ({ ok: false, error });
