/**
 * Bytes or text that are not of the form they should be: the `malformed` member of HoltError, made in one place.
 */
import { err, type Err } from "./result.ts";

export interface Malformed {
  readonly type: "malformed";
  /** What it should have been. */
  readonly what: string;
  readonly where: string;
  /** Lowercase, without any of the content. */
  readonly reason: string;
}

export const malformed = (what: string, where: string, reason: string): Err<Malformed> =>
  err({ type: "malformed", what, where, reason });
