/**
 * Reads little-endian fields one after the other from bytes that may end too soon: then every further field is zero or
 * empty, and `isShort` says so, to be looked at once at the end.
 */
const NOTHING = new Uint8Array();

export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;
  #isShort = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** More was asked for than there is. */
  get isShort(): boolean {
    return this.#isShort;
  }
  /** How much has been read. */
  get position(): number {
    return this.#at;
  }

  /** Not a copy. */
  take(length: number): Uint8Array {
    if (this.#isShort || length < 0 || length > this.#bytes.length - this.#at) {
      this.#isShort = true;
      return NOTHING;
    }
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  u8(): number {
    return this.take(1)[0] ?? 0;
  }
  u16(): number {
    return readUint(this.take(2));
  }
  u32(): number {
    return readUint(this.take(4));
  }
}

/** Little-endian, up to 8 bytes; loses precision beyond 2^53, where no length and no count is. */
export const readUint = (bytes: Uint8Array): number =>
  bytes.reduceRight((value, byte) => value * 256 + byte, 0);
