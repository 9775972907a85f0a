/**
 * Bytes that must never be printed, logged or serialised by accident.
 *
 * However a Secret meets a string (template, JSON, console, inspect), it reads «secret».
 * The bytes are reached by `expose()` alone, so that a search for that word finds every use.
 */
const MASK = "«secret»";

export class Secret {
  #bytes: Uint8Array | undefined;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The bytes themselves, not a copy. Throws after `wipe`. */
  expose(): Uint8Array {
    if (this.#bytes === undefined) throw new Error("a wiped secret was used");
    return this.#bytes;
  }

  /** Of its own: each is wiped for itself. */
  copy(): Secret {
    return new Secret(new Uint8Array(this.expose()));
  }

  get isWiped(): boolean {
    return this.#bytes === undefined;
  }

  /** Overwrites the bytes with zeros. What V8 copied elsewhere may linger. */
  wipe(): void {
    this.#bytes?.fill(0);
    this.#bytes = undefined;
  }

  toString(): string {
    return MASK;
  }
  toJSON(): string {
    return MASK;
  }
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return MASK;
  }
}
