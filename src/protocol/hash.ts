/**
 * Tagged BLAKE2b: hashes of public things, and keys derived from secret ones (docs/SPEC.md [TG1]–[TG3]).
 *
 * The tag and each part carry their length, so that no two lists of parts give the same message.
 */
import { concatBytes, utf8ToBytes } from "./bytes.ts";
import { Secret } from "./secret.ts";
import type { Hashing } from "./sodium.ts";
import type { Tag } from "./tags.ts";

export interface Tagged {
  readonly tag: Tag;
  readonly parts: readonly Uint8Array[];
}

/** u8(tag length) ‖ tag ‖ for each part: u32be(length) ‖ part. */
export function frame({ tag, parts }: Tagged): Uint8Array {
  const tagBytes = utf8ToBytes(tag);
  return concatBytes(
    new Uint8Array([tagBytes.length]),
    tagBytes,
    ...parts.flatMap((part) => [u32be(part.length), part]),
  );
}

/** BLAKE2b of the frame, 32 bytes unless said. For public values. */
export function hash(sodium: Hashing, input: Tagged & { readonly length?: number }): Uint8Array {
  return sodium.blake2b(input.length ?? 32, frame(input));
}

/** BLAKE2b of the frame under the key, 32 bytes. */
export function derive(sodium: Hashing, input: Tagged & { readonly key: Secret }): Secret {
  return new Secret(sodium.blake2b(32, frame(input), input.key.expose()));
}

function u32be(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}
