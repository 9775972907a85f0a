/**
 * Deterministic, strict CBOR (RFC 8949 §4.2.1; docs/SPEC.md [CB1]–[CB4]): one value has one encoding.
 *
 * Values are null, booleans, safe integers, text, bytes, arrays and maps with text keys; no floats, tags,
 * undefined or indefinite lengths. `encode` throws on anything else: that is a bug of the caller. `decode` never
 * throws: what it accepts is exactly what `encode` makes, of bounded size and depth.
 */
import { decode as decodeCbor, encode as encodeCbor, Tokenizer, Type, type Token } from "cborg";
import { bytesToUtf8, isEqualBytes } from "./bytes.ts";
import { malformed, type Malformed } from "./malformed.ts";
import { ok, type Result } from "./result.ts";

export type CborValue = null | boolean | number | string | Uint8Array | readonly CborValue[] | CborMap;
export interface CborMap {
  readonly [key: string]: CborValue;
}

export const MAX_DEPTH = 16;
/** A vault of 10,000 accounts is a few MB; nothing that holt decodes is larger than this. */
export const MAX_BYTES = 64 * 1024 * 1024;

const STRICT = {
  strict: true,
  allowIndefinite: false,
  allowUndefined: false,
  allowInfinity: false,
  allowNaN: false,
  allowBigInt: false,
  rejectDuplicateMapKeys: true,
  retainStringBytes: true,
} as const;

/** Text with lone surrogates, which has no UTF-8, is encoded with U+FFFD in their place. */
export function encode(value: CborValue): Uint8Array {
  const bytes = asUint8Array(encodeInOrder(plain(value, 0)));
  if (bytes.length > MAX_BYTES) throw new Error("a value for CBOR is larger than decode takes");
  return bytes;
}

/** `what` names the thing in the error. */
export function decode(bytes: Uint8Array, what: string): Result<CborValue, Malformed> {
  if (bytes.length > MAX_BYTES) return malformed(what, "byte 0", "larger than anything holt writes");
  const tokenizer = new BoundedTokenizer(asUint8Array(bytes));
  let value: CborValue;
  try {
    value = decodeCbor(bytes, { ...STRICT, tokenizer });
  } catch {
    return malformed(what, `byte ${tokenizer.pos()}`, "not deterministic CBOR");
  }
  // Key order is told by encoding again: what differs was not written by `encode`.
  const again = encodeInOrder(value);
  const isSame = isEqualBytes(again, bytes);
  again.fill(0);
  return isSame ? ok(value) : malformed(what, "byte 0", "not deterministic CBOR");
}

/**
 * Of texts as keys, cborg's own order (shorter first, then byte by byte) is that of RFC 8949 §4.2.1; asked for by name,
 * it is found at twice the cost.
 */
const encodeInOrder = (value: CborValue): Uint8Array => encodeCbor(value);

/** A Buffer's `slice` shares its memory, and a Buffer equals no Uint8Array: neither in nor out. */
const asUint8Array = (bytes: Uint8Array): Uint8Array =>
  new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);

/** cborg's tokenizer, that also bounds the depth, and takes text for what its bytes say, a leading BOM included. */
class BoundedTokenizer {
  readonly #inner: Tokenizer;
  /** Items still to come in each open array or map. */
  readonly #open: number[] = [];

  constructor(bytes: Uint8Array) {
    this.#inner = new Tokenizer(bytes, STRICT);
  }

  done(): boolean {
    return this.#inner.done();
  }

  pos(): number {
    return this.#inner.pos();
  }

  next(): Token {
    const token = this.#inner.next();
    if (Type.equals(token.type, Type.float)) throw new Error("a float");
    this.#count(token);
    // Without bytes it is cborg's one token for the empty text, which is shared.
    if (Type.equals(token.type, Type.string) && token.byteValue !== undefined) {
      const text = bytesToUtf8(token.byteValue);
      if (text === undefined) throw new Error("not UTF-8");
      token.value = text;
    }
    return token;
  }

  #count(token: Token): void {
    const top = this.#open.length - 1;
    if (top >= 0) this.#open[top] = (this.#open[top] ?? 0) - 1;
    const isMap = Type.equals(token.type, Type.map);
    if (isMap || Type.equals(token.type, Type.array)) {
      this.#open.push(Number(token.value) * (isMap ? 2 : 1));
      if (this.#open.length > MAX_DEPTH) throw new Error("too deep");
    }
    while (this.#open.at(-1) === 0) this.#open.pop();
  }
}

/** A copy that cborg encodes as meant; throws on what the format doesn't hold. */
function plain(value: CborValue, depth: number): CborValue {
  if (value === null || typeof value === "boolean" || value instanceof Uint8Array) return value;
  if (typeof value === "string") return value.toWellFormed();
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw new Error("a number in CBOR must be a safe integer");
    return value === 0 ? 0 : value;
  }
  if (depth >= MAX_DEPTH) throw new Error("a value for CBOR is nested too deeply");
  if (Array.isArray(value)) return value.map((item: CborValue) => plain(item, depth + 1));
  if (typeof value !== "object") throw new Error(`a ${typeof value} has no place in CBOR`);
  const copy = Object.create(null) as Record<string, CborValue>;
  for (const [key, item] of Object.entries(value)) copy[key.toWellFormed()] = plain(item, depth + 1);
  return copy;
}
