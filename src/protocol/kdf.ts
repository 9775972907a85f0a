/**
 * Argon2id over what people type (docs/SPEC.md [KD1]–[KD3]). Runs in libuv's thread pool, never on the main thread.
 *
 * The parameters belong to the purpose and to the protocol version: none is read from a file or from a peer, so
 * nobody can ask for cheaper ones.
 */
import { argon2 } from "node:crypto";
import { utf8ToBytes } from "./bytes.ts";
import { Secret } from "./secret.ts";

export interface Argon2idParameters {
  readonly memoryKib: number;
  readonly passes: number;
  readonly parallelism: number;
}

/** vault: each unlock on the device. recovery: reachable by whoever runs a relay. file: holt's own export. */
export const KDF_PARAMETERS = {
  vault: { memoryKib: 64 * 1024, passes: 3, parallelism: 1 },
  recovery: { memoryKib: 256 * 1024, passes: 3, parallelism: 1 },
  file: { memoryKib: 64 * 1024, passes: 3, parallelism: 1 },
} as const satisfies Readonly<Record<string, Argon2idParameters>>;

export type KdfPurpose = keyof typeof KDF_PARAMETERS;
export const KDF_SALT_BYTES = 16;
const KEY_BYTES = 32;

export interface PassphraseInput {
  readonly purpose: KdfPurpose;
  /** Any Unicode text: NFKC makes one passphrase of what keyboards type differently. */
  readonly passphrase: string;
  /** 16 bytes; random for vault and file. */
  readonly salt: Uint8Array;
}

/** 32 bytes of key. 0.2 to 1.3 s of a core, and the purpose's memory, until it resolves. */
export async function deriveFromPassphrase({ purpose, passphrase, salt }: PassphraseInput): Promise<Secret> {
  if (salt.length !== KDF_SALT_BYTES) throw new Error(`a salt has ${KDF_SALT_BYTES} bytes`);
  const message = utf8ToBytes(passphrase.normalize("NFKC"));
  try {
    return await argon2id({ parameters: KDF_PARAMETERS[purpose], message, salt });
  } finally {
    message.fill(0);
  }
}

/** Argon2id version 0x13 itself, 32 bytes out. */
export async function argon2id(input: {
  readonly parameters: Argon2idParameters;
  readonly message: Uint8Array;
  readonly salt: Uint8Array;
}): Promise<Secret> {
  const { memoryKib: memory, passes, parallelism } = input.parameters;
  const options = {
    message: input.message,
    nonce: input.salt,
    memory,
    passes,
    parallelism,
    tagLength: KEY_BYTES,
  };
  return new Promise((resolve, reject) => {
    argon2("argon2id", options, (error, key) => {
      if (error) reject(error);
      else resolve(new Secret(key));
    });
  });
}
