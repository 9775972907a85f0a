/**
 * Founding a vault: the first roster entry, made and signed, and its epoch key checked by who holds it
 * (docs/SPEC.md [RO4]–[RO6]).
 *
 * Knows nothing of storage or passphrases: the caller puts what comes out into a keyring.
 */
import { isEqualBytes } from "./bytes.ts";
import { commitToEpochKey, EPOCH_KEY_BYTES, wrapEpochKey } from "./epoch.ts";
import type { VaultId } from "./ids.ts";
import type { Member } from "./keys.ts";
import { encodeEntryBody, encodeSignedEntry, hashEntry } from "./roster.ts";
import { FOUND_NONCE_BYTES, type FoundChange } from "./roster-change.ts";
import { Secret } from "./secret.ts";
import { sign } from "./signature.ts";
import type { Boxing, CryptoTools, Hashing } from "./sodium.ts";
import { TAGS } from "./tags.ts";

export interface NewVault {
  readonly vaultId: VaultId;
  /** The first roster entry, as it is stored and sent. Its hash is the vaultId. */
  readonly entry: Uint8Array;
  /** Of epoch 1, 32 bytes. */
  readonly epochKey: Secret;
}

export function foundVault({ sodium, random }: CryptoTools, founder: Member): NewVault {
  const nonce = random(FOUND_NONCE_BYTES);
  const epochKey = new Secret(random(EPOCH_KEY_BYTES));
  const box = wrapEpochKey(sodium, { epochKey, to: founder.publicKeys });
  if (!box.ok) throw new Error("a member's own box key is never of low order");
  const change: FoundChange = {
    type: "found",
    nonce,
    member: { kind: "device", ...founder.publicKeys },
    epoch: {
      number: 1,
      commitment: commitToEpochKey(sodium, epochKey),
      boxes: [{ member: founder.id, box: box.value }],
    },
  };
  const body = encodeEntryBody({ index: 0, previous: null, author: founder.id, change });
  const signature = sign(sodium, { tag: TAGS.rosterEntry, message: body, secretKey: founder.signSecret });
  const entry = encodeSignedEntry(body, signature);
  return { vaultId: hashEntry(sodium, entry) as VaultId, entry, epochKey };
}

/** Does the entry commit to this epoch key, and would its box open for the founder? */
export function isEpochKeyOf(
  sodium: Hashing & Boxing,
  { member, epoch }: FoundChange,
  epochKey: Secret,
): boolean {
  const box = wrapEpochKey(sodium, { epochKey, to: member });
  return (
    isEqualBytes(commitToEpochKey(sodium, epochKey), epoch.commitment) &&
    box.ok &&
    epoch.boxes.every((sealed) => isEqualBytes(sealed.box, box.value))
  );
}
