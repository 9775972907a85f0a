/**
 * The recovery member's word: this device comes in, and the devices that are gone are removed, with a new epoch
 * (docs/SPEC.md [BK9]).
 *
 * Only devices that a person was shown are removed: one that came in meanwhile was nobody's to judge.
 */
import { openEpochs } from "../../protocol/epoch-chain.ts";
import type { HoltError } from "../../protocol/errors.ts";
import type { MemberId, VaultId } from "../../protocol/ids.ts";
import { type Member, memberFromSeed, wipeMember } from "../../protocol/keys.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { makeDeviceAdmission, makeRemoval, signJoin } from "../../protocol/roster-make.ts";
import type { RosterState } from "../../protocol/roster-state.ts";
import type { Secret } from "../../protocol/secret.ts";
import type { CryptoTools } from "../../protocol/sodium.ts";
import { toHoltError } from "../sync/append-entry.ts";
import type { RosterFollower } from "./recovery-append.ts";

export interface RecoveryWord {
  readonly tools: CryptoTools;
  readonly vaultId: VaultId;
  readonly follower: RosterFollower;
  /** The recovery member. */
  readonly author: Member;
}

export async function admitDevice(
  { tools, vaultId, follower, author }: RecoveryWord,
  seed: Secret,
): Promise<Result<void, HoltError>> {
  const device = memberFromSeed(tools.sodium, seed);
  const join = signJoin(tools.sodium, device, vaultId);
  const appended = await follower.append((state) =>
    withEpochKey(tools, { state, author }, (epochKey) =>
      makeDeviceAdmission(tools, { state, author, epochKey, guest: device.publicKeys, join }),
    ),
  );
  wipeMember(device);
  return appended;
}

/** `gone`: names of members, as the roster has them. */
export const removeGone = (
  { tools, follower, author }: RecoveryWord,
  gone: ReadonlySet<string>,
): Promise<Result<void, HoltError>> =>
  follower.append((state) => {
    const members = goneOf(state, gone);
    if (members.length === 0) return ok(undefined);
    return withEpochKey(tools, { state, author }, (epochKey) => {
      const made = makeRemoval(tools, { state, author, epochKey, members });
      if (!made.ok) return made;
      // It comes to everyone out of their own box.
      made.value.epochKey?.wipe();
      return ok(made.value.entry);
    });
  });

const goneOf = ({ members }: RosterState, gone: ReadonlySet<string>): readonly MemberId[] =>
  [...members].flatMap(([name, { kind, id }]) => (kind === "device" && gone.has(name) ? [id] : []));

/** That of the epoch in force; wiped afterwards, with all others. */
function withEpochKey<T>(
  { sodium }: CryptoTools,
  { state, author }: { readonly state: RosterState; readonly author: Member },
  make: (epochKey: Secret) => Result<T, Parameters<typeof toHoltError>[0]>,
): Result<T, HoltError> {
  const epochs = openEpochs(sodium, { state, member: author });
  if (!epochs.ok) return err({ type: "wrong-key", what: "epoch" });
  try {
    const newest = epochs.value.at(-1);
    if (newest === undefined) return err({ type: "wrong-key", what: "epoch" });
    const made = make(newest.key);
    return made.ok ? made : err(toHoltError(made.error));
  } finally {
    for (const { key } of epochs.value) key.wipe();
  }
}
