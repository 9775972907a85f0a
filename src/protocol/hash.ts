/**
 * Tagged BLAKE2b: hashes of public things, and keys derived from secret ones (docs/SPEC.md [TG1]–[TG3]).
 *
 * The tag and each part carry their length, so that no two lists of parts give the same message.
 */
import { utf8ToBytes } from "./bytes.ts";
import { Secret } from "./secret.ts";
import type { Hashing } from "./sodium.ts";
import type { Tag } from "./tags.ts";

export interface Tagged {
  readonly tag: Tag;
  readonly parts: readonly Uint8Array[];
}

const PART_LENGTH_BYTES = 4;

/** u8(tag length) ‖ tag ‖ for each part: u32be(length) ‖ part. */
export function frame({ tag, parts }: Tagged): Uint8Array {
  const tagBytes = utf8ToBytes(tag);
  // In one piece, written once: each record of a log is framed several times.
  const length = parts.reduce((sum, part) => sum + PART_LENGTH_BYTES + part.length, 1 + tagBytes.length);
  const framed = new Uint8Array(length);
  framed[0] = tagBytes.length;
  framed.set(tagBytes, 1);
  let offset = 1 + tagBytes.length;
  for (const part of parts) {
    framed[offset] = part.length >>> 24;
    framed[offset + 1] = part.length >>> 16;
    framed[offset + 2] = part.length >>> 8;
    framed[offset + 3] = part.length;
    framed.set(part, offset + PART_LENGTH_BYTES);
    offset += PART_LENGTH_BYTES + part.length;
  }
  return framed;
}

/** BLAKE2b of the frame, 32 bytes unless said. For public values. */
export function hash(sodium: Hashing, input: Tagged & { readonly length?: number }): Uint8Array {
  return sodium.blake2b(input.length ?? 32, frame(input));
}

/** BLAKE2b of the frame under the key, 32 bytes. */
export function derive(sodium: Hashing, input: Tagged & { readonly key: Secret }): Secret {
  return new Secret(sodium.blake2b(32, frame(input), input.key.expose()));
}
