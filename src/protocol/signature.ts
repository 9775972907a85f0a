/**
 * Ed25519 signatures under a domain tag: what is signed for one purpose holds for no other (docs/SPEC.md [KY4]).
 *
 * Knows no members and no roster; the relay uses it too.
 */
import { frame } from "./hash.ts";
import type { Secret } from "./secret.ts";
import type { Signing } from "./sodium.ts";
import type { Tag } from "./tags.ts";

export interface SignInput {
  readonly tag: Tag;
  readonly message: Uint8Array;
  /** libsodium's 64 bytes. */
  readonly secretKey: Secret;
}

export function sign(sodium: Signing, { tag, message, secretKey }: SignInput): Uint8Array {
  return sodium.signDetached(frame({ tag, parts: [message] }), secretKey.expose());
}

export interface VerifyInput {
  readonly tag: Tag;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
  readonly publicKey: Uint8Array;
}

export function isSignedBy(
  sodium: Pick<Signing, "verifyDetached">,
  { tag, message, signature, publicKey }: VerifyInput,
): boolean {
  return sodium.verifyDetached(signature, frame({ tag, parts: [message] }), publicKey);
}
