/**
 * The database file of OTPClient, three versions of it, all AES-256-GCM with a nonce of 16 bytes, the header as
 * associated data and the tag at the end:
 *
 *   3: "OTPClient" ‖ version ‖ iv(16) ‖ salt(32) ‖ passes ‖ KiB ‖ lanes     big endian, packed; Argon2id
 *   2: the same as a C structure: little endian, three zeros before the version; Argon2id
 *   1: iv(16) ‖ salt(32)                                                    PBKDF2-HMAC-SHA512(100,000)
 *
 * Version 1, and early files of version 2, cut the password off at as many BYTES as it has characters. The bounds are
 * OTPClient's own. Source: OTPClient, src/common/db-common.c.
 */
import { bytesToUtf8, utf8ToBytes } from "../../protocol/bytes.ts";
import { GCM_TAG_BYTES, openGcm } from "./cipher.ts";
import { argon2Key, isBearable, pbkdf2Key } from "./password-key.ts";

const MAGIC = "OTPClient";
const IV_BYTES = 16;
const SALT_BYTES = 32;
const OLD_HEADER_BYTES = IV_BYTES + SALT_BYTES;
const OLD_ITERATIONS = 100_000;
const MOST_PASSES = 64;
const MOST_LANES = 16;
const LIMIT = { memoryKib: 2 ** 20, workKib: 2 ** 22 };

interface Kdf {
  readonly passes: number;
  readonly memoryKib: number;
  readonly parallelism: number;
}
interface Header {
  readonly bytes: Uint8Array;
  readonly iv: Uint8Array;
  readonly salt: Uint8Array;
  /** null: PBKDF2. */
  readonly kdf: Kdf | null;
}

export const isOtpClientDatabase = (bytes: Uint8Array): boolean =>
  bytesToUtf8(bytes.subarray(0, MAGIC.length)) === MAGIC;

export type OpenProblem = "cut-off" | "hostile" | "newer-version" | "no-memory" | "wrong-password";
export type Opened =
  | { readonly status: "opened"; readonly content: Uint8Array }
  | { readonly status: "problem"; readonly problem: OpenProblem };

const problem = (what: OpenProblem): Opened => ({ status: "problem", problem: what });

/** Reads the header alone; a problem is one that no password can mend. */
export function checkHeader(file: Uint8Array): OpenProblem | undefined {
  const header = readHeader(file);
  return typeof header === "string" ? header : undefined;
}

export async function openDatabase(file: Uint8Array, password: string): Promise<Opened> {
  const header = readHeader(file);
  if (typeof header === "string") return problem(header);
  const whole = utf8ToBytes(password);
  const cut = whole.subarray(0, Array.from(password).length);
  const attempts = header.kdf === null ? [cut] : cut.length === whole.length ? [whole] : [whole, cut];
  for (const attempt of attempts) {
    const key = await deriveKey(attempt, header);
    if (key === undefined) return problem("no-memory");
    const data = file.subarray(header.bytes.length);
    const opened = openGcm({ key, nonce: header.iv, data, associatedData: header.bytes });
    key.fill(0);
    // The text ends with a zero, as C's do.
    if (opened !== undefined)
      return { status: "opened", content: opened.at(-1) === 0 ? opened.slice(0, -1) : opened };
  }
  return problem("wrong-password");
}

function readHeader(file: Uint8Array): Header | OpenProblem {
  if (!isOtpClientDatabase(file)) {
    if (file.length < OLD_HEADER_BYTES + GCM_TAG_BYTES) return "cut-off";
    const bytes = file.subarray(0, OLD_HEADER_BYTES);
    return { bytes, iv: bytes.subarray(0, IV_BYTES), salt: bytes.subarray(IV_BYTES), kdf: null };
  }
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length < MAGIC.length + 3 + 4) return "cut-off";
  const isPacked = view.getUint32(MAGIC.length) === 3;
  const isOlder = view.getUint32(MAGIC.length + 3, true) === 2;
  if (!isPacked && !isOlder) return "newer-version";
  const start = MAGIC.length + (isPacked ? 0 : 3) + 4;
  const end = start + OLD_HEADER_BYTES + 12;
  if (file.length < end + GCM_TAG_BYTES) return "cut-off";
  const at = start + OLD_HEADER_BYTES;
  const [passes, memoryKib, parallelism] = [at, at + 4, at + 8].map((offset) =>
    view.getInt32(offset, !isPacked),
  );
  const kdf = { passes: passes ?? 0, memoryKib: memoryKib ?? 0, parallelism: parallelism ?? 0 };
  const iv = file.subarray(start, start + IV_BYTES);
  const salt = file.subarray(start + IV_BYTES, at);
  const isBounded =
    kdf.passes <= MOST_PASSES && kdf.parallelism <= MOST_LANES && isBearable({ ...kdf, salt }, LIMIT);
  return isBounded ? { bytes: file.subarray(0, end), iv, salt, kdf } : "hostile";
}

const deriveKey = async (password: Uint8Array, { salt, kdf }: Header): Promise<Uint8Array | undefined> =>
  kdf === null
    ? pbkdf2Key({ digest: "sha512", password, salt, iterations: OLD_ITERATIONS })
    : argon2Key({ password, salt, ...kdf });
