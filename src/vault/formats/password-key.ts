/**
 * Keys from the passwords of other apps' files: PBKDF2 and Argon2id, run in libuv's thread pool.
 *
 * The caller has bounded all parameters: they come from files. Passwords are taken as they were typed (UTF-8), since
 * that is what the apps do.
 */
import { pbkdf2 } from "node:crypto";
import { utf8ToBytes } from "../../protocol/bytes.ts";
import { argon2id } from "../../protocol/kdf.ts";

const KEY_BYTES = 32;

const toBytes = (password: Uint8Array | string): Uint8Array =>
  typeof password === "string" ? utf8ToBytes(password) : password;

export interface Pbkdf2Input {
  readonly digest: "sha1" | "sha256" | "sha512";
  /** Bytes where an app does something odd to the text. */
  readonly password: Uint8Array | string;
  readonly salt: Uint8Array;
  readonly iterations: number;
}

/** 32 bytes. */
export async function pbkdf2Key({ digest, password, salt, iterations }: Pbkdf2Input): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    pbkdf2(toBytes(password), salt, iterations, KEY_BYTES, digest, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}

export interface Argon2Input {
  /** Bytes where an app does something odd to the text. */
  readonly password: Uint8Array | string;
  /** At least 8 bytes: Argon2's own rule. */
  readonly salt: Uint8Array;
  /** At least 8 times `parallelism`: Argon2's own rule. */
  readonly memoryKib: number;
  readonly passes: number;
  readonly parallelism: number;
}

/** 32 bytes of Argon2id, version 1.3; undefined where the machine has not that much memory. */
export async function argon2Key({
  password,
  salt,
  ...parameters
}: Argon2Input): Promise<Uint8Array | undefined> {
  try {
    return (await argon2id({ parameters, message: toBytes(password), salt })).expose();
  } catch {
    return undefined;
  }
}

export interface WorkLimit {
  readonly memoryKib: number;
  /** Memory times passes. */
  readonly workKib: number;
}

/** Would this Argon2 run at all, and end? */
export function isBearable(parameters: Omit<Argon2Input, "password">, limit: WorkLimit): boolean {
  const { memoryKib, passes, parallelism, salt } = parameters;
  const isWhole = [memoryKib, passes, parallelism].every((value) => Number.isInteger(value) && value >= 1);
  const isSalt = salt.length >= 8 && salt.length <= 1024;
  if (!isWhole || !isSalt || parallelism > 64 || memoryKib < 8 * parallelism) return false;
  return memoryKib <= limit.memoryKib && memoryKib * passes <= limit.workKib;
}
