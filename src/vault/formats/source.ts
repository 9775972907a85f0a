/**
 * A file as the formats see it: bytes, and (decoded once, when first asked for) its text and its JSON.
 *
 * Text is UTF-8, or UTF-16 where a byte order mark says so; the mark is taken off. Undefined text means: not text.
 */
import { bytesToUtf8 } from "../../protocol/bytes.ts";
import { err, type Result } from "../../protocol/result.ts";
import type { NamedFile } from "./format.ts";
import { parseJson, type JsonProblem } from "./json.ts";

export interface Source extends NamedFile {
  text(): string | undefined;
  json(): Result<unknown, JsonProblem>;
}

export function createSource(file: NamedFile): Source {
  let text: { readonly value: string | undefined } | undefined;
  let json: Result<unknown, JsonProblem> | undefined;
  const readText = (): string | undefined => {
    text ??= { value: decodeText(file.bytes) };
    return text.value;
  };
  const readJson = (): Result<unknown, JsonProblem> => {
    if (json === undefined) {
      const content = readText();
      const looksLikeJson = content !== undefined && /^\s*[[{]/.test(content);
      json = looksLikeJson
        ? parseJson(content)
        : err({ reason: "is not JSON", at: null, looksLikeJson: false });
    }
    return json;
  };
  return { name: file.name, bytes: file.bytes, text: readText, json: readJson };
}

function decodeText(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decodeUtf16(bytes, "utf-16le");
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decodeUtf16(bytes, "utf-16be");
  const text = bytesToUtf8(bytes);
  return text?.startsWith("\ufeff") ? text.slice(1) : text;
}

function decodeUtf16(bytes: Uint8Array, label: string): string | undefined {
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
