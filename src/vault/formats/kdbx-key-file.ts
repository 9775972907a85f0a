/**
 * What a KeePass key file adds to the password: 32 bytes. XML of version 1 (base64) and 2 (hex, with a checksum), 32
 * bytes as they are, 64 hex digits, or any other file by its SHA-256.
 *
 * Source: keepass.info/help/base/keys.html, KeePassXC src/keys/FileKey.cpp.
 */
import { createHash } from "node:crypto";
import { bytesToUtf8, formatHex, parseBase64, parseHex } from "../../protocol/bytes.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { walkXml } from "./xml.ts";

const KEY_BYTES = 32;
/** An XML key file is some hundred bytes long. */
const LARGEST_XML = 64 * 1024;
const DAMAGED = "the key file is damaged";

/** Fails with the reason. */
export function readKeyFile(bytes: Uint8Array): Result<Uint8Array, string> {
  if (bytes.length === 0) return err("the key file is empty");
  const text = bytes.length <= LARGEST_XML ? bytesToUtf8(bytes) : undefined;
  const xml = text === undefined ? undefined : readXml(text);
  if (xml !== undefined) return readXmlKey(xml);
  if (bytes.length === KEY_BYTES) return ok(bytes);
  const hex = bytes.length === 2 * KEY_BYTES ? parseHex(text ?? "") : undefined;
  return ok(hex ?? sha256(bytes));
}

interface XmlKey {
  readonly version: string;
  readonly data: string;
  /** The first four bytes of the key's SHA-256, in hex; "": not said. */
  readonly hash: string;
}

/** Undefined where it is no XML of that kind. */
function readXml(text: string): XmlKey | undefined {
  const path: string[] = [];
  const parts = new Map<string, string>();
  let hash = "";
  const isWhole = walkXml(text, {
    open(name, attributes) {
      path.push(name);
      if (name === "Data") hash = /\bHash\s*=\s*["']([^"']*)["']/.exec(attributes)?.[1] ?? "";
      return path.length <= 3;
    },
    text(part) {
      const place = path.join("/");
      parts.set(place, (parts.get(place) ?? "") + part);
    },
    close() {
      path.pop();
      return true;
    },
  });
  const data = parts.get("KeyFile/Key/Data");
  const version = parts.get("KeyFile/Meta/Version");
  return isWhole && data !== undefined && version !== undefined ? { version, data, hash } : undefined;
}

function readXmlKey({ version, data, hash }: XmlKey): Result<Uint8Array, string> {
  const packed = data.replace(/\s/g, "");
  const major = version.trim().split(".")[0];
  if (major !== "1" && major !== "2") return err("the key file is of a version that holt doesn't know");
  const key = major === "1" ? parseBase64(packed) : parseHex(packed);
  if (key === undefined || key.length === 0) return err(DAMAGED);
  const isRight = hash === "" || formatHex(sha256(key).subarray(0, 4)) === hash.trim().toLowerCase();
  return isRight ? ok(key) : err(DAMAGED);
}

const sha256 = (bytes: Uint8Array): Uint8Array => createHash("sha256").update(bytes).digest();
