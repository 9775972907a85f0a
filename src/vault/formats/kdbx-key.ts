/**
 * From a password to the key of a KDBX file, through AES in a loop or Argon2, with parameters that come from the file
 * and are bounded before anything runs. A key file's bytes may stand beside the password, or for it; hardware keys are
 * not asked for.
 */
import { argon2, createCipheriv, createHash } from "node:crypto";
import { concatBytes, utf8ToBytes } from "../../protocol/bytes.ts";
import type { KdbxKdf } from "./kdbx-header.ts";
import { isBearable } from "./password-key.ts";

/** The largest that KeePassXC's slider gives is 1 GiB; ten seconds of a core. */
const ARGON2_LIMIT = { memoryKib: 2 ** 20, workKib: 2 ** 23 };
/** Some seconds of a core; a program's own choice for "one second" is a tenth of it. */
const MOST_ROUNDS = 2 ** 28;
const KEY_BYTES = 32;
const BLOCK_BYTES = 16;
/** Others get their turn between two of these. */
const ROUNDS_AT_ONCE = 2 ** 18;

export const isKdfBearable = (kdf: KdbxKdf): boolean =>
  kdf.type === "aes"
    ? Number.isInteger(kdf.rounds) && kdf.rounds >= 0 && kdf.rounds <= MOST_ROUNDS
    : isBearable(kdf, ARGON2_LIMIT);

const sha256 = (bytes: Uint8Array): Uint8Array => createHash("sha256").update(bytes).digest();

export interface KdbxSecrets {
  readonly password: string | null;
  /** What the key file says. */
  readonly fileKey: Uint8Array | null;
}

/** 32 bytes; undefined where the machine has not that much memory. */
export async function deriveKdbxKey(
  { password, fileKey }: KdbxSecrets,
  kdf: KdbxKdf,
): Promise<Uint8Array | undefined> {
  const parts = [
    ...(password === null ? [] : [sha256(utf8ToBytes(password))]),
    ...(fileKey === null ? [] : [fileKey]),
  ];
  const composite = sha256(concatBytes(...parts));
  if (kdf.type === "aes") {
    const halves: Uint8Array[] = [];
    for (const start of [0, BLOCK_BYTES]) {
      halves.push(await loopAes(composite.subarray(start, start + BLOCK_BYTES), kdf));
    }
    return sha256(concatBytes(...halves));
  }
  const { type, salt: nonce, memoryKib: memory, passes, parallelism, secret, associatedData } = kdf;
  const options = {
    message: composite,
    nonce,
    memory,
    passes,
    parallelism,
    tagLength: KEY_BYTES,
    secret,
    associatedData,
  };
  return new Promise((resolve) => {
    try {
      argon2(type, options, (error, key) => resolve(error ? undefined : key));
    } catch {
      resolve(undefined);
    }
  });
}

/** A block encrypted `rounds` times: what CBC makes of zeros, with the block as its IV. */
async function loopAes(
  block: Uint8Array,
  { seed, rounds }: Extract<KdbxKdf, { type: "aes" }>,
): Promise<Uint8Array> {
  const cipher = createCipheriv("aes-256-cbc", seed, block);
  const zeros = new Uint8Array(Math.min(rounds, ROUNDS_AT_ONCE) * BLOCK_BYTES);
  let last = block;
  for (let left = rounds; left > 0; left -= ROUNDS_AT_ONCE) {
    const encrypted = cipher.update(zeros.subarray(0, Math.min(left, ROUNDS_AT_ONCE) * BLOCK_BYTES));
    last = Uint8Array.from(encrypted.subarray(-BLOCK_BYTES));
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
  return last;
}
