/**
 * The epochs' keys from the newest back to the first (docs/SPEC.md [EP4], [EP5]), and whether others get at them too.
 *
 * A member starts from its box in the epoch in force and follows the links; each key must meet its epoch's commitment.
 * Where a link holds something else, the member's own box in that older epoch serves, if it was there already.
 */
import { isEqualBytes } from "./bytes.ts";
import { commitToEpochKey, unwrapEpochKey, wrapEpochKey } from "./epoch.ts";
import { openPreviousKey } from "./epoch-link.ts";
import { formatId, type MemberId } from "./ids.ts";
import type { Member } from "./keys.ts";
import { err, ok, type Result } from "./result.ts";
import { epochInForce, type EpochState, type RosterState } from "./roster-model.ts";
import { CANNOT_OPEN, type CannotOpen } from "./seal.ts";
import type { Secret } from "./secret.ts";
import type { Boxing, Hashing, Sealing } from "./sodium.ts";

export interface EpochKey {
  /** From 1. */
  readonly epoch: number;
  /** 32 bytes. */
  readonly key: Secret;
}

/** No way leads to the key of this epoch: whoever brought the epoch after it sealed something else. */
export interface BrokenChain {
  readonly type: "broken-chain";
  readonly epoch: number;
}

type Opening = Hashing & Boxing & Sealing;

/** All of them, oldest first. */
export const openEpochs = (
  sodium: Opening,
  { state, member }: { readonly state: RosterState; readonly member: Member },
): Result<readonly EpochKey[], CannotOpen | BrokenChain> =>
  extendEpochs(sodium, { state, member, known: [] });

/** Those after the newest known one, oldest first. Known ones are not asked about: `areEpochKeysOf` tells. */
export function extendEpochs(
  sodium: Opening,
  input: { readonly state: RosterState; readonly member: Member; readonly known: readonly EpochKey[] },
): Result<readonly EpochKey[], CannotOpen | BrokenChain> {
  const { state, member, known } = input;
  const newestKnown = known.at(-1)?.epoch ?? 0;
  const [newest, ...older] = state.epochs.filter(({ number }) => number > newestKnown).toReversed();
  if (newest === undefined) return ok([]);
  const own = openOwnBox(sodium, newest, member);
  if (own === undefined) return err(CANNOT_OPEN);
  const keys: EpochKey[] = [{ epoch: newest.number, key: own }];
  let above: EpochState = newest;
  let key = own;
  for (const epoch of older) {
    const found = followLink(sodium, { state, above, key, to: epoch }) ?? openOwnBox(sodium, epoch, member);
    if (found === undefined) {
      for (const { key: opened } of keys) opened.wipe();
      return err({ type: "broken-chain", epoch: epoch.number });
    }
    keys.push({ epoch: epoch.number, key: found });
    above = epoch;
    key = found;
  }
  return ok(keys.toReversed());
}

/** Are these the keys of all epochs of this roster, oldest first? */
export const areEpochKeysOf = (
  sodium: Hashing,
  { state, keys }: { readonly state: RosterState; readonly keys: readonly EpochKey[] },
): boolean =>
  keys.length === state.epochs.length &&
  state.epochs.every((epoch, index) => {
    const key = keys[index];
    return key?.epoch === epoch.number && isKeyOf(sodium, epoch, key.key);
  });

/**
 * Epochs whose link doesn't lead to the key before: a member who comes later, or recovers, would stop there.
 * `keys` are those of all epochs.
 */
export const findBrokenLinks = (
  sodium: Hashing & Sealing,
  { state, keys }: { readonly state: RosterState; readonly keys: readonly EpochKey[] },
): readonly number[] =>
  state.epochs.slice(1).flatMap((above, index) => {
    const to = state.epochs[index];
    const key = keys[index + 1]?.key;
    if (to === undefined || key === undefined) return [above.number];
    const found = followLink(sodium, { state, above, key, to });
    found?.wipe();
    return found === undefined ? [above.number] : [];
  });

/** Members whose box in the epoch in force is not what its key gives: they can't read, or couldn't recover. */
export function findBadBoxes(
  sodium: Hashing & Boxing,
  { state, epochKey }: { readonly state: RosterState; readonly epochKey: Secret },
): readonly MemberId[] {
  const { boxByMember } = epochInForce(state);
  const isGood = (name: string, to: { signKey: Uint8Array; boxKey: Uint8Array }): boolean => {
    const box = boxByMember.get(name);
    const honest = wrapEpochKey(sodium, { epochKey, to });
    return box !== undefined && honest.ok && isEqualBytes(box, honest.value);
  };
  return [...state.members].filter(([name, member]) => !isGood(name, member)).map(([, { id }]) => id);
}

function openOwnBox(
  sodium: Hashing & Boxing,
  { boxByMember, commitment }: EpochState,
  member: Member,
): Secret | undefined {
  const box = boxByMember.get(formatId(member.id));
  if (box === undefined) return undefined;
  const opened = unwrapEpochKey(sodium, { box, commitment, member });
  return opened.ok ? opened.value : undefined;
}

/** From an epoch, with its key, to the one before. */
function followLink(
  sodium: Hashing & Sealing,
  { state, above, key, to }: { state: RosterState; above: EpochState; key: Secret; to: EpochState },
): Secret | undefined {
  const { number, previous } = above;
  if (previous === null) return undefined;
  const found = openPreviousKey(sodium, { vaultId: state.vaultId, number, epochKey: key, previous });
  if (found === undefined || isKeyOf(sodium, to, found)) return found;
  found.wipe();
  return undefined;
}

const isKeyOf = (sodium: Hashing, { commitment }: EpochState, key: Secret): boolean =>
  isEqualBytes(commitToEpochKey(sodium, key), commitment);
