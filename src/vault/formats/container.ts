/**
 * What files of all formats share: the errors that concern a file as a whole, and several files read as one.
 * Knows no format.
 */
import { bytesToUtf8 } from "../../protocol/bytes.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { malformed } from "../../protocol/malformed.ts";
import { err, ok, type Err, type Result } from "../../protocol/result.ts";
import type { Found } from "./format.ts";
import { parseJson } from "./json.ts";
import type { Source } from "./source.ts";

export const passwordNeeded = (file: string): Err<HoltError> =>
  err({ type: "usage", reason: "password-needed", value: file });

/** Where tampering would look the same, this is said too. */
export const wrongPassword = (): Err<HoltError> => err({ type: "wrong-key", what: "file-password" });

export const OPENED_BUT_DAMAGED = "the password is right, but the content is damaged";
export const NEWER_VERSION = "is of a version that holt doesn't know";
export const HOSTILE_PARAMETERS = "asks for absurd key derivation parameters";
export const TOO_LITTLE_MEMORY = "its key derivation needs more memory than there is";

/** Undefined where the bytes are no JSON. */
export function bytesToJson(bytes: Uint8Array): unknown {
  const text = bytesToUtf8(bytes);
  const json = text === undefined ? undefined : parseJson(text.replace(/^\ufeff/, ""));
  return json?.ok === true ? json.value : undefined;
}

export function readJson(source: Source, what: string): Result<unknown, HoltError> {
  const json = source.json();
  if (json.ok) return json;
  const { at, reason } = json.error;
  return malformed(what, at === null ? source.name : `${source.name}, character ${at + 1}`, reason);
}

/** One file after the other; the first that fails as a whole fails them all. */
export async function readEach(
  sources: readonly Source[],
  readOne: (source: Source) => Promise<Result<Found, HoltError>>,
): Promise<Result<Found, HoltError>> {
  const all: Found[] = [];
  for (const source of sources) {
    const found = await readOne(source);
    if (!found.ok) return found;
    all.push(found.value);
  }
  return ok({
    accounts: all.flatMap(({ accounts }) => accounts),
    skipped: all.flatMap(({ skipped }) => skipped),
    named: all.flatMap(({ named = [] }) => named),
    notices: all.flatMap(({ notices }) => notices),
  });
}
