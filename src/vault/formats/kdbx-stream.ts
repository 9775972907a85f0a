/**
 * The inner stream of a KDBX file, under which the protected values stand in its XML: Salsa20 or ChaCha20, taken on from
 * value to value in the order of the document.
 *
 * Salsa20 is here because OpenSSL has none. Source: D. J. Bernstein, "The Salsa20 family of stream ciphers".
 */
import { createCipheriv, createHash } from "node:crypto";
import { concatBytes } from "../../protocol/bytes.ts";

/** Gives the next bytes in clear. */
export type InnerStream = (sealed: Uint8Array) => Uint8Array;

const NONE = 0;
const SALSA20 = 2;
const CHACHA20 = 3;
const SALSA20_NONCE = Uint8Array.of(0xe8, 0x30, 0x09, 0x4b, 0x97, 0x20, 0x5d, 0x2a);

/** Undefined for a stream that nobody uses any more. */
export function createInnerStream(id: number, key: Uint8Array): InnerStream | undefined {
  if (id === NONE) return (sealed) => sealed;
  if (id === SALSA20) return createSalsa20(createHash("sha256").update(key).digest(), SALSA20_NONCE);
  if (id !== CHACHA20) return undefined;
  const hash = createHash("sha512").update(key).digest();
  const counter = new Uint8Array(4);
  const cipher = createCipheriv(
    "chacha20",
    hash.subarray(0, 32),
    concatBytes(counter, hash.subarray(32, 44)),
  );
  return (sealed) => cipher.update(sealed);
}

const BLOCK_BYTES = 64;
/** "expand 32-byte k" */
const SIGMA = [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574] as const;

/** `key` 32 bytes, `nonce` 8. */
export function createSalsa20(key: Uint8Array, nonce: Uint8Array): InnerStream {
  const words = (bytes: Uint8Array): number[] => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return Array.from({ length: bytes.length / 4 }, (_, index) => view.getUint32(index * 4, true));
  };
  const k = words(key);
  const state = Uint32Array.from([
    SIGMA[0],
    ...k.slice(0, 4),
    SIGMA[1],
    ...words(nonce),
    0,
    0,
    SIGMA[2],
    ...k.slice(4),
    SIGMA[3],
  ]);
  let block = new Uint8Array(BLOCK_BYTES);
  let used = BLOCK_BYTES;
  return (sealed) => {
    const open = Uint8Array.from(sealed);
    for (let index = 0; index < open.length; index++) {
      if (used === BLOCK_BYTES) {
        block = salsaBlock(state);
        state[8] = (state[8] ?? 0) + 1;
        if (state[8] === 0) state[9] = (state[9] ?? 0) + 1;
        used = 0;
      }
      open[index] = (open[index] ?? 0) ^ (block[used++] ?? 0);
    }
    return open;
  };
}

/** Columns, then rows: the four words of each quarter, as hex digits. */
const QUARTERS = Uint8Array.from("048c59d1ae26f37b01235674ab89fcde", (digit) => Number.parseInt(digit, 16));

/** Each word becomes itself xor the sum of two others, turned left. */
function mix(x: Int32Array, target: number, sum: number, by: number): void {
  x[target] = (x[target] ?? 0) ^ ((sum << by) | (sum >>> (32 - by)));
}

function salsaBlock(state: Uint32Array): Uint8Array<ArrayBuffer> {
  const x = Int32Array.from(state);
  for (let round = 0; round < 10; round++) {
    for (let quarter = 0; quarter < QUARTERS.length; quarter += 4) {
      const a = QUARTERS[quarter] ?? 0;
      const b = QUARTERS[quarter + 1] ?? 0;
      const c = QUARTERS[quarter + 2] ?? 0;
      const d = QUARTERS[quarter + 3] ?? 0;
      mix(x, b, ((x[a] ?? 0) + (x[d] ?? 0)) | 0, 7);
      mix(x, c, ((x[b] ?? 0) + (x[a] ?? 0)) | 0, 9);
      mix(x, d, ((x[c] ?? 0) + (x[b] ?? 0)) | 0, 13);
      mix(x, a, ((x[d] ?? 0) + (x[c] ?? 0)) | 0, 18);
    }
  }
  const block = new Uint8Array(BLOCK_BYTES);
  const view = new DataView(block.buffer);
  for (const [index, word] of x.entries()) view.setUint32(index * 4, word + (state[index] ?? 0), true);
  return block;
}
