/**
 * Opens a KDBX file with its password, its key file or both: the XML in it, and the stream for its protected values. Versions 3 and 4.
 *
 *   key      = SHA-256(master seed · transformed key); version 4: every block under HMAC-SHA256 before it is decrypted
 *   version 3: content begins with 32 known bytes, then blocks with a SHA-256 each: a changed byte is found there
 *
 * A wrong password and a changed header look the same. Knows nothing of what the XML says.
 */
import { createDecipheriv, createHash, createHmac } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { concatBytes, isEqualBytes } from "../../protocol/bytes.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { malformed } from "../../protocol/malformed.ts";
import { ok, type Result } from "../../protocol/result.ts";
import { ByteReader, readUint } from "./byte-reader.ts";
import {
  HOSTILE_PARAMETERS,
  OPENED_BUT_DAMAGED,
  passwordNeeded,
  TOO_LITTLE_MEMORY,
  wrongPassword,
} from "./container.ts";
import { openCbc } from "./cipher.ts";
import { readKdbxHeader, type KdbxHeader } from "./kdbx-header.ts";
import { deriveKdbxKey, isKdfBearable } from "./kdbx-key.ts";
import { readKeyFile } from "./kdbx-key-file.ts";
import { createInnerStream, type InnerStream } from "./kdbx-stream.ts";

const HASH_BYTES = 32;
const MOST_BYTES = 64 * 1024 * 1024;
const ALWAYS_BEARABLE_BYTES = 1024 * 1024;
/** XML packs to a tenth. */
const HIGHEST_RATIO = 50;
const INNER_FIELD = { end: 0, streamId: 1, streamKey: 2 } as const;

export interface OpenInput {
  readonly bytes: Uint8Array;
  readonly file: string;
  readonly password: string | null;
  readonly keyFile: Uint8Array | null;
}
export interface OpenedKdbx {
  readonly xml: Uint8Array;
  readonly stream: InnerStream;
}

export async function openKdbx({
  bytes,
  file,
  password,
  keyFile,
}: OpenInput): Promise<Result<OpenedKdbx, HoltError>> {
  const fail = (reason: string) => malformed("kdbx", file, reason);
  const read = readKdbxHeader(bytes);
  if (!read.ok) return fail(read.error);
  const header = read.value;
  if (!isKdfBearable(header.kdf)) return fail(HOSTILE_PARAMETERS);
  const isHashRight = header.version === 3 || isHeaderWhole(bytes, header.end);
  if (!isHashRight) return fail("the header is damaged");
  const fileKey = keyFile === null ? ok(null) : readKeyFile(keyFile);
  if (!fileKey.ok) return fail(fileKey.error);
  if (password === null && keyFile === null) return passwordNeeded(file);
  const transformed = await deriveKdbxKey({ password, fileKey: fileKey.value }, header.kdf);
  if (transformed === undefined) return fail(TOO_LITTLE_MEMORY);
  const blocks =
    header.version === 3
      ? openVersion3(bytes, header, transformed)
      : openVersion4(bytes, header, transformed);
  transformed.fill(0);
  // The key file alone doesn't open it: it may stand beside a password.
  if (blocks === "wrong-key") return password === null ? passwordNeeded(file) : wrongPassword();
  const content = blocks === undefined || !header.isCompressed ? blocks : unpack(blocks);
  const opened = content === undefined ? undefined : splitContent(content, header);
  return opened === undefined ? fail(OPENED_BUT_DAMAGED) : ok(opened);
}

const sha = (name: "sha256" | "sha512", ...parts: readonly Uint8Array[]): Uint8Array =>
  createHash(name)
    .update(concatBytes(...parts))
    .digest();

function isHeaderWhole(bytes: Uint8Array, end: number): boolean {
  return isEqualBytes(sha("sha256", bytes.subarray(0, end)), bytes.subarray(end, end + HASH_BYTES));
}

/** Undefined: the key is right, the content is damaged. */
type Blocks = Uint8Array | "wrong-key" | undefined;

function openVersion3(bytes: Uint8Array, header: KdbxHeader, transformed: Uint8Array): Blocks {
  const plain = decrypt(bytes.subarray(header.end), header, transformed);
  const start = plain?.subarray(0, HASH_BYTES);
  if (plain === undefined || start === undefined || start.length < HASH_BYTES) return "wrong-key";
  if (!isEqualBytes(start, header.streamStart)) return "wrong-key";
  const reader = new ByteReader(plain.subarray(HASH_BYTES));
  const blocks: Uint8Array[] = [];
  for (;;) {
    reader.u32();
    const hash = reader.take(HASH_BYTES);
    const block = reader.take(reader.u32());
    if (reader.isShort) return undefined;
    if (block.length === 0) return concatBytes(...blocks);
    if (!isEqualBytes(sha("sha256", block), hash)) return undefined;
    blocks.push(block);
  }
}

function openVersion4(bytes: Uint8Array, header: KdbxHeader, transformed: Uint8Array): Blocks {
  const base = sha("sha512", header.masterSeed, transformed, Uint8Array.of(1));
  const hmac = (index: bigint, ...parts: readonly Uint8Array[]): Uint8Array => {
    const place = uint64(index);
    return createHmac("sha256", sha("sha512", place, base))
      .update(concatBytes(...parts))
      .digest();
  };
  const reader = new ByteReader(bytes.subarray(header.end + HASH_BYTES));
  const headerHmac = reader.take(HASH_BYTES);
  if (!isEqualBytes(hmac(2n ** 64n - 1n, bytes.subarray(0, header.end)), headerHmac)) return "wrong-key";
  const blocks: Uint8Array[] = [];
  for (let index = 0n; ; index++) {
    const expected = reader.take(HASH_BYTES);
    const size = reader.take(4);
    const block = reader.take(readUint(size));
    if (reader.isShort) return undefined;
    if (!isEqualBytes(hmac(index, uint64(index), size, block), expected)) return undefined;
    if (block.length === 0) return decrypt(concatBytes(...blocks), header, transformed);
    blocks.push(block);
  }
}

function uint64(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value, true);
  return bytes;
}

function decrypt(
  data: Uint8Array,
  { cipher, masterSeed, iv }: KdbxHeader,
  transformed: Uint8Array,
): Uint8Array | undefined {
  const key = sha("sha256", masterSeed, transformed);
  if (cipher === "aes") return openCbc({ key, iv, data });
  // OpenSSL's ChaCha20 takes the counter as the first four bytes of its IV.
  return createDecipheriv("chacha20", key, concatBytes(new Uint8Array(4), iv)).update(data);
}

function unpack(packed: Uint8Array): Uint8Array | undefined {
  const maxOutputLength = Math.min(
    MOST_BYTES,
    Math.max(ALWAYS_BEARABLE_BYTES, HIGHEST_RATIO * packed.length),
  );
  try {
    return gunzipSync(packed, { maxOutputLength });
  } catch {
    return undefined;
  }
}

function splitContent(content: Uint8Array, header: KdbxHeader): OpenedKdbx | undefined {
  if (header.version === 3) {
    const stream = createInnerStream(header.streamId, header.streamKey);
    return stream === undefined ? undefined : { xml: content, stream };
  }
  const reader = new ByteReader(content);
  let id = 0;
  let key: Uint8Array = new Uint8Array();
  for (;;) {
    const field = reader.u8();
    const value = reader.take(reader.u32());
    if (reader.isShort) return undefined;
    if (field === INNER_FIELD.end) break;
    if (field === INNER_FIELD.streamId) id = readUint(value);
    if (field === INNER_FIELD.streamKey) key = value;
  }
  const stream = createInnerStream(id, key);
  return stream === undefined ? undefined : { xml: content.subarray(reader.position), stream };
}
