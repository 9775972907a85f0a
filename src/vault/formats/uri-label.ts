/**
 * Who an account belongs to, from the label of a key URI and its issuer parameter, which disagree in the wild.
 *
 * The label is split at its first literal ":" (else at its first "%3A"), then decoded and trimmed. Where prefix and
 * parameter differ, the parameter is the issuer and the prefix is kept for the note. A prefix with an "@" is no
 * issuer but part of the name ("alice@example.org:443").
 */
import { decodePercent, decodeValue } from "./uri-parts.ts";

export interface Owner {
  readonly issuer: string;
  readonly name: string;
  /** The label's own issuer, where the parameter says another. */
  readonly otherIssuer: string | null;
  /** No issuer is stated; a label that begins with ":" states that there is none. */
  readonly isLone: boolean;
}

export function readOwner(label: string, issuerParameter: string | undefined): Owner {
  const issuer = decodeValue(issuerParameter ?? "").trim();
  const whole = decodePercent(label).trim();
  const { prefix, name } = splitLabel(label);
  const isLone = prefix === undefined && issuer === "";
  const owner = { issuer, name, otherIssuer: null, isLone };
  if (prefix === undefined || prefix === "" || isSame(prefix, issuer)) return owner;
  if (prefix.includes("@")) return { ...owner, name: whole };
  return issuer === "" ? { ...owner, issuer: prefix } : { ...owner, otherIssuer: prefix };
}

function splitLabel(label: string): { prefix: string | undefined; name: string } {
  const literal = label.indexOf(":");
  const at = literal >= 0 ? literal : label.search(/%3a/i);
  const part = (start: number, end?: number): string => decodePercent(label.slice(start, end)).trim();
  if (at < 0) return { prefix: undefined, name: part(0) };
  return { prefix: part(0, at), name: part(at + (literal >= 0 ? 1 : 3)) };
}

const isSame = (a: string, b: string): boolean => a === b || a.toLowerCase() === b.toLowerCase();
