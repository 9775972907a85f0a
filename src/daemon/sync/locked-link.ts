/**
 * The link of a vault that wasn't opened yet: what the rows tell without a key.
 *
 * The roster names the home; whether this device still uses it stands in the sealed sync record, so that unlinking
 * leaves a mark beside it. For showing alone: nothing is decided by it.
 */
import { fingerprintOfRelay, formatFingerprint } from "../../protocol/handshake.ts";
import type { Hashing } from "../../protocol/sodium.ts";
import type { LinkView } from "../../protocol/view.ts";
import type { StoreWriter } from "../store.ts";
import type { VaultHolder } from "../vault-holder.ts";

const UNLINKED = "unlinked";

export const markUnlinked = (rows: StoreWriter): void => rows.putFact(UNLINKED, new Uint8Array());
export const unmarkUnlinked = (rows: StoreWriter): void => rows.removeFact(UNLINKED);

/** Undefined: not linked. */
export function viewLockedLink(
  sodium: Hashing,
  holder: Pick<VaultHolder, "roster" | "store">,
): LinkView | undefined {
  const home = holder.roster()?.state?.home ?? null;
  const read = holder
    .store()
    ?.read((rows) => ({ isUnlinked: rows.fact(UNLINKED).length > 0, pending: rows.outbox().length }));
  if (home === null || read?.ok !== true || read.value.isUnlinked) return undefined;
  return {
    relay: home.url,
    fingerprint: formatFingerprint(fingerprintOfRelay(sodium, home.relayKey)),
    state: "waiting",
    pending: read.value.pending,
    lastSyncAt: null,
    since: null,
    error: null,
  };
}
