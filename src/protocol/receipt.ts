/**
 * A receipt: the relay's signed word that it erased what a roster entry asked it to erase (docs/SPEC.md [RR1]–[RR3]).
 *
 * Names the vault, the entry that brought the erasure into force, its scope and the time by the relay's clock. Verified
 * with the pinned key; anyone who holds the roster can check that the entry is in it.
 */
import { concatBytes } from "./bytes.ts";
import type { VaultId } from "./ids.ts";
import { ERASURE_SCOPES, type ErasureScope } from "./roster-change.ts";
import { isSignedBy } from "./signature.ts";
import type { Signing } from "./sodium.ts";
import { TAGS } from "./tags.ts";

export interface Receipt {
  readonly vaultId: VaultId;
  /** Hash of the entry, 32 bytes. */
  readonly entry: Uint8Array;
  readonly scope: ErasureScope;
  /** Epoch ms. */
  readonly atMs: number;
}

/** Signed with the tag "holt/1 receipt": vaultId ‖ entry ‖ u8(scope) ‖ u64(time). */
export function receiptMessage({ vaultId, entry, scope, atMs }: Receipt): Uint8Array {
  const tail = new Uint8Array(9);
  tail[0] = ERASURE_SCOPES.indexOf(scope);
  new DataView(tail.buffer).setBigUint64(1, BigInt(atMs));
  return concatBytes(vaultId, entry, tail);
}

export const isReceiptSignedBy = (
  sodium: Pick<Signing, "verifyDetached">,
  receipt: Receipt & { readonly signature: Uint8Array },
  relayKey: Uint8Array,
): boolean =>
  isSignedBy(sodium, {
    tag: TAGS.receipt,
    message: receiptMessage(receipt),
    signature: receipt.signature,
    publicKey: relayKey,
  });
