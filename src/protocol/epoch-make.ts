/**
 * A new epoch, made: a random key, its commitment, its box for each member, and the link to the key before
 * (docs/SPEC.md [EP1]–[EP5]).
 *
 * Who the members are is the caller's matter.
 */
import { commitToEpochKey, EPOCH_KEY_BYTES, wrapEpochKey } from "./epoch.ts";
import { sealPreviousKey } from "./epoch-link.ts";
import type { RosterEpoch } from "./roster-change.ts";
import { epochInForce, type Members, type RosterState } from "./roster-model.ts";
import { Secret } from "./secret.ts";
import type { CryptoTools } from "./sodium.ts";

export interface NewEpoch {
  readonly epoch: RosterEpoch;
  /** 32 bytes. */
  readonly key: Secret;
}

/** `members` are those after the entry that brings the epoch; `epochKey` is that of the epoch in force before. */
export function makeEpoch(
  tools: CryptoTools,
  {
    state,
    members,
    epochKey,
  }: { readonly state: RosterState; readonly members: Members; readonly epochKey: Secret },
): NewEpoch {
  const { sodium, random } = tools;
  const key = new Secret(random(EPOCH_KEY_BYTES));
  const number = epochInForce(state).number + 1;
  const boxes = [...members.values()]
    .toSorted((a, b) => Buffer.compare(a.id, b.id))
    .map(({ id, signKey, boxKey }) => {
      const box = wrapEpochKey(sodium, { epochKey: key, to: { signKey, boxKey } });
      if (!box.ok) throw new Error("no member's box key is of low order");
      return { member: id, box: box.value };
    });
  const place = { vaultId: state.vaultId, number, epochKey: key };
  const previous = sealPreviousKey(tools, { ...place, previousKey: epochKey });
  return { epoch: { number, commitment: commitToEpochKey(sodium, key), boxes, previous }, key };
}
