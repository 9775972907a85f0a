/**
 * Ways in: recovery members that come, go, or take one another's place (docs/SPEC.md [BK1]–[BK3]).
 */
import type { Confirm } from "../../protocol/backup-api.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { formatId } from "../../protocol/ids.ts";
import type { Member } from "../../protocol/keys.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { makeRecoveryAdmission, makeRemoval, signJoin } from "../../protocol/roster-make.ts";
import { recoveryMemberOf } from "../../protocol/roster-model.ts";
import type { RecoveryKind } from "../../protocol/view.ts";
import { toHoltError } from "../sync/append-entry.ts";
import type { Job } from "./jobs.ts";
import { type BackupPlace, sessionOf } from "./place.ts";
import type { RecoveryMember } from "./recovery-member.ts";
import { agree } from "./second-signature.ts";

export interface Deciding {
  /** A recovery member that is at hand and may sign. */
  readonly signer?: Member | undefined;
  readonly confirm?: Confirm | undefined;
  readonly waitMs: number;
}

/** Comes, in the place of the one of its kind if there is one. Nothing to do where it is in already. */
export function admitRecovery(
  place: BackupPlace,
  job: Job,
  { newcomer, ...deciding }: Deciding & { readonly newcomer: RecoveryMember },
): Promise<Result<void, HoltError>> {
  const { tools } = place;
  const { kind, member, handleHash } = newcomer;
  return agree(place, job, {
    ...deciding,
    about: member.id,
    make: ({ replica, roster, epochKey }) => {
      if (roster.members.has(formatId(member.id))) return ok(undefined);
      const made = makeRecoveryAdmission(tools, {
        state: roster,
        author: replica.member,
        epochKey,
        member: { kind, keys: member.publicKeys, handle: handleHash },
        join: signJoin(tools.sodium, member, roster.vaultId),
        replaces: recoveryMemberOf(roster.members, kind)?.id ?? null,
      });
      return made.ok ? made : err(toHoltError(made.error));
    },
  });
}

export async function removeRecovery(
  place: BackupPlace,
  job: Job,
  { kind, ...deciding }: Deciding & { readonly kind: RecoveryKind },
): Promise<Result<void, HoltError>> {
  const session = sessionOf(place);
  if (!session.ok) return session;
  const members = session.value.roster().state?.members ?? new Map();
  const gone = recoveryMemberOf(members, kind);
  if (gone === undefined) return err({ type: "usage", reason: "no-recovery-member", value: kind });
  const ways = [...members.values()].filter((member) => member.kind !== "device");
  // Without a way in there is no backup: that is another command, which erases and is receipted.
  if (ways.length < 2) return err({ type: "usage", reason: "last-way-in", value: kind });
  return agree(place, job, {
    ...deciding,
    about: gone.id,
    make: ({ replica, roster, epochKey }) => {
      if (!roster.members.has(formatId(gone.id))) return ok(undefined);
      const making = { state: roster, author: replica.member, epochKey, members: [gone.id] };
      const made = makeRemoval(place.tools, making);
      if (!made.ok) return err(toHoltError(made.error));
      made.value.epochKey?.wipe();
      return ok(made.value.entry);
    },
  });
}
