/**
 * The link from an epoch to the one before (docs/SPEC.md [EP5]): the older key, sealed under the newer one. Whoever
 * gets into an epoch reads everything before it; nobody gets from an older epoch into a newer one.
 */
import { encode } from "./codec.ts";
import { EPOCH_KEY_BYTES } from "./epoch.ts";
import { derive } from "./hash.ts";
import type { VaultId } from "./ids.ts";
import { PREVIOUS_KEY_BYTES } from "./roster-change.ts";
import { open, seal } from "./seal.ts";
import { Secret } from "./secret.ts";
import type { CryptoTools, Hashing, Sealing } from "./sodium.ts";
import { TAGS } from "./tags.ts";

/** Which link it is: the epoch that holds it. */
export interface LinkPlace {
  readonly vaultId: VaultId;
  /** From 2. */
  readonly number: number;
  /** Of that epoch. */
  readonly epochKey: Secret;
}

export function sealPreviousKey(
  tools: CryptoTools,
  { previousKey, ...place }: LinkPlace & { readonly previousKey: Secret },
): Uint8Array {
  const key = derive(tools.sodium, { key: place.epochKey, tag: TAGS.epochChain, parts: [] });
  const sealed = seal(tools, { key, content: previousKey.expose(), associatedData: associatedDataOf(place) });
  key.wipe();
  if (sealed.length !== PREVIOUS_KEY_BYTES) throw new Error(`a sealed key has ${PREVIOUS_KEY_BYTES} bytes`);
  return sealed;
}

/** Not yet checked against the commitment of the epoch before. */
export function openPreviousKey(
  sodium: Hashing & Sealing,
  { previous, ...place }: LinkPlace & { readonly previous: Uint8Array },
): Secret | undefined {
  const key = derive(sodium, { key: place.epochKey, tag: TAGS.epochChain, parts: [] });
  const opened = open(sodium, { key, sealed: previous, associatedData: associatedDataOf(place) });
  key.wipe();
  return opened.ok && opened.value.length === EPOCH_KEY_BYTES ? new Secret(opened.value) : undefined;
}

const associatedDataOf = ({ vaultId, number }: LinkPlace): Uint8Array =>
  encode([TAGS.epochChain, vaultId, number]);
