/**
 * A zip file with one text of key URIs in it, usually under a password. Knows no app.
 */
import type { HoltError } from "../../protocol/errors.ts";
import type { Result } from "../../protocol/result.ts";
import type { Found, ReadOptions } from "./format.ts";
import { otpauth } from "./otpauth.ts";
import { filePlace } from "./place.ts";
import { createSource, type Source } from "./source.ts";
import { listZip } from "./zip-directory.ts";
import { openZipEntry } from "./zip.ts";

/** Names of the files in it; empty where it is no zip file. */
export const zippedFiles = (source: Source): string[] =>
  (listZip(source.bytes) ?? []).map((entry) => entry.name).filter((name) => !name.endsWith("/"));

export interface ZippedUris {
  /** The format's name. */
  readonly what: string;
  /** Of the entry. */
  readonly name: string;
}

export async function readZippedUris(
  { bytes, name: file }: Source,
  { what, name }: ZippedUris,
  options: ReadOptions,
): Promise<Result<Found, HoltError>> {
  const text = await openZipEntry({ bytes, file, what, name, password: options.password });
  if (!text.ok) return text;
  return otpauth.read([createSource({ name: filePlace(file, name), bytes: text.value })], options);
}
