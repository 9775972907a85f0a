/**
 * The cryptographic primitives that holt uses, as four narrow interfaces over libsodium.
 *
 * Who takes `Hashing` or `Signing` can't seal, and who takes `Sealing` can't sign: the types say what a module
 * may do. Nothing here knows what is hashed, signed or sealed. Keys and nonces of a wrong length are bugs and
 * throw; bytes from outside never throw, they give undefined or false.
 */

/** Random bytes of the given length, fit for keys. A parameter everywhere: tests give fixed bytes. */
export type Random = (length: number) => Uint8Array;

export interface Hashing {
  /** BLAKE2b, 16 to 64 bytes long, keyed where `key` (at most 64 bytes) is given. */
  blake2b(length: number, message: Uint8Array, key?: Uint8Array): Uint8Array;
}

export interface Signing {
  /** Ed25519 from a 32-byte seed; the secret key is libsodium's 64 bytes (seed ‖ public key). */
  signKeyPair(seed: Uint8Array): { publicKey: Uint8Array; secretKey: Uint8Array };
  signDetached(message: Uint8Array, secretKey: Uint8Array): Uint8Array;
  /** False for every signature that doesn't hold, of whatever length. */
  verifyDetached(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean;
}

export interface Boxing {
  /** X25519. */
  boxPublicKey(secretKey: Uint8Array): Uint8Array;
  /** Would sealing to this public key hide nothing? */
  isLowOrder(publicKey: Uint8Array): boolean;
  /** X25519-XSalsa20-Poly1305; undefined for a public key of low order. */
  box(
    message: Uint8Array,
    nonce: Uint8Array,
    keys: { publicKey: Uint8Array; secretKey: Uint8Array },
  ): Uint8Array | undefined;
  /** libsodium's crypto_box_seal_open; undefined where the box doesn't open. */
  boxSealOpen(
    sealed: Uint8Array,
    keys: { publicKey: Uint8Array; secretKey: Uint8Array },
  ): Uint8Array | undefined;
}

export interface Sealing {
  /** XChaCha20-Poly1305-IETF: ciphertext ‖ tag(16). */
  aeadSeal(input: AeadInput): Uint8Array;
  /** Undefined where the tag doesn't hold. */
  aeadOpen(input: AeadInput): Uint8Array | undefined;
}

interface AeadInput {
  /** The plaintext to seal, or the ciphertext ‖ tag to open. */
  readonly message: Uint8Array;
  readonly associatedData: Uint8Array;
  /** 24 bytes. */
  readonly nonce: Uint8Array;
  /** 32 bytes. */
  readonly key: Uint8Array;
}

export interface Sodium extends Hashing, Signing, Boxing, Sealing {}

/** What making something sealed or new needs: primitives and randomness. */
export interface CryptoTools {
  readonly sodium: Sodium;
  readonly random: Random;
}

const SIGNATURE_BYTES = 64;
const PUBLIC_KEY_BYTES = 32;
const BOX_OVERHEAD_BYTES = 48;
const TAG_BYTES = 16;
/** A point of low order times any clamped scalar is zero, which libsodium refuses. */
const ANY_SCALAR = new Uint8Array(32).fill(1);

/** Loads the WebAssembly once per process (libsodium keeps it); call it where the process begins. */
export async function loadSodium(): Promise<Sodium> {
  const { default: library } = await import("libsodium-wrappers");
  await library.ready;
  return {
    blake2b: (length, message, key) => library.crypto_generichash(length, message, key ?? null),
    signKeyPair: (seed) => {
      const { publicKey, privateKey } = library.crypto_sign_seed_keypair(seed);
      return { publicKey, secretKey: privateKey };
    },
    signDetached: (message, secretKey) => library.crypto_sign_detached(message, secretKey),
    verifyDetached: (signature, message, publicKey) =>
      signature.length === SIGNATURE_BYTES &&
      publicKey.length === PUBLIC_KEY_BYTES &&
      library.crypto_sign_verify_detached(signature, message, publicKey),
    boxPublicKey: (secretKey) => library.crypto_scalarmult_base(secretKey),
    isLowOrder: (publicKey) =>
      orUndefined(() => library.crypto_scalarmult(ANY_SCALAR, publicKey)) === undefined,
    box: (message, nonce, { publicKey, secretKey }) =>
      orUndefined(() => library.crypto_box_easy(message, nonce, publicKey, secretKey)),
    boxSealOpen: (sealed, { publicKey, secretKey }) =>
      sealed.length < BOX_OVERHEAD_BYTES
        ? undefined
        : orUndefined(() => library.crypto_box_seal_open(sealed, publicKey, secretKey)),
    aeadSeal: ({ message, associatedData, nonce, key }) =>
      library.crypto_aead_xchacha20poly1305_ietf_encrypt(message, associatedData, null, nonce, key),
    aeadOpen: ({ message, associatedData, nonce, key }) =>
      message.length < TAG_BYTES
        ? undefined
        : orUndefined(() =>
            library.crypto_aead_xchacha20poly1305_ietf_decrypt(null, message, associatedData, nonce, key),
          ),
  };
}

/** libsodium throws an Error where bytes don't hold, and a TypeError where the caller is wrong. */
function orUndefined<T>(attempt: () => T): T | undefined {
  try {
    return attempt();
  } catch (error) {
    if (error instanceof TypeError) throw error;
    return undefined;
  }
}
