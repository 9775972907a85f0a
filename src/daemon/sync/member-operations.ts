/**
 * What people do to members: rename, revoke, confirm, reject (CLI.md, devices and sync).
 *
 * Each is a roster entry (a name is an edit), so it takes the relay; each is decided again where another entry came
 * first.
 */
import type { HoltError } from "../../protocol/errors.ts";
import { formatId, type MemberId } from "../../protocol/ids.ts";
import type { Revocation } from "../../protocol/local-api.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { makeConfirmation, makeRejection, makeRemoval } from "../../protocol/roster-make.ts";
import { membersAfterRemoval } from "../../protocol/roster-removal.ts";
import type { RosterMemberState, RosterState } from "../../protocol/roster-state.ts";
import type { CryptoTools } from "../../protocol/sodium.ts";
import type { DeviceView } from "../../protocol/view.ts";
import { nameDevice } from "../../vault/devices.ts";
import { happening } from "../vault-activity.ts";
import type { VaultSession } from "../vault-session.ts";
import { appendEntry, failureOf, toHoltError } from "./append-entry.ts";
import { type DevicesPlace, viewMember } from "./devices-view.ts";
import type { LinkShell } from "./link-shell.ts";
import { nameOfMember } from "./replica.ts";

export interface MembersPlace extends DevicesPlace {
  readonly shell: LinkShell;
  readonly session: VaultSession;
  readonly tools: CryptoTools;
}

/** MEMBER on the command line: an id, a unique prefix of one, or a name. */
function findMember({ session }: MembersPlace, text: string): Result<RosterMemberState, HoltError> {
  const { state } = session.roster();
  const members = [...(state?.members.values() ?? [])];
  const wished = text.trim().toLowerCase();
  const named = (member: RosterMemberState): string =>
    nameOfMember(session, formatId(member.id)).toLowerCase();
  const byName = members.filter((member) => named(member) === wished);
  const found =
    byName.length > 0 ? byName : members.filter(({ id }) => wished && formatId(id).startsWith(wished));
  const [only, ...others] = found;
  if (only === undefined) return err({ type: "not-found", query: text });
  if (others.length === 0) return ok(only);
  const candidates = found.map((member) => ({
    id: formatId(member.id),
    issuer: nameOfMember(session, formatId(member.id)),
    name: "",
  }));
  return err({ type: "ambiguous", query: text, candidates });
}

export function renameMember(
  place: MembersPlace,
  { member, name }: { readonly member: string; readonly name: string },
): Result<DeviceView, HoltError> {
  const found = findMember(place, member);
  if (!found.ok) return found;
  const id = formatId(found.value.id);
  const from = nameOfMember(place.session, id);
  const edited = place.session.edit({
    act: (doc) => {
      nameDevice(doc, id, name);
      return ok(undefined);
    },
    describe: () => happening("device-renamed", { from, to: name }),
    isUndoable: false,
  });
  return edited.ok ? ok(viewMember(place, found.value)) : edited;
}

/** What revoking would take along, or what it took. */
export async function revokeMember(
  place: MembersPlace,
  { member, dryRun }: { readonly member: string; readonly dryRun: boolean },
): Promise<Result<Revocation, HoltError>> {
  const { session, shell } = place;
  const found = findMember(place, member);
  if (!found.ok) return found;
  const target = found.value;
  const { state } = session.roster();
  const self = state?.members.get(session.identity.memberId);
  if (state === undefined || self === undefined) return err(failureOf(shell));
  if (target.id === self.id) return err({ type: "usage", reason: "is-this-device" });
  if (target.kind !== "device") return err({ type: "refused", reason: "not-allowed", value: "recovery" });
  const result = revocationOf(place, state, { self, target });
  if (dryRun) return ok(result);
  const removed = await removeMembers(place, [target.id]);
  return removed.ok ? ok(result) : removed;
}

function revocationOf(
  place: MembersPlace,
  state: RosterState,
  { self, target }: { readonly self: RosterMemberState; readonly target: RosterMemberState },
): Revocation {
  const after = membersAfterRemoval(state.members, self, [target.id]);
  const revoked = [...state.members]
    .filter(([id]) => !after.has(id))
    .map(([, gone]) => viewMember(place, gone));
  const admittedByIt = [...after.values()]
    .filter(({ admittedBy, id }) => formatId(admittedBy) === formatId(target.id) && id !== self.id)
    .map((member) => viewMember(place, member));
  return { revoked, admittedByIt };
}

/** The device itself alone: it leaves. */
export async function removeMembers(
  { shell, tools }: Pick<MembersPlace, "shell" | "tools">,
  members: readonly MemberId[],
): Promise<Result<void, HoltError>> {
  const appended = await appendEntry(shell, ({ replica, roster, epochKey }) => {
    const left = members.filter((id) => roster.members.has(formatId(id)));
    const isDone = members.length > 0 ? left.length === 0 : !roster.isEpochDue;
    if (isDone) return ok(undefined);
    const made = makeRemoval(tools, { state: roster, author: replica.member, epochKey, members: left });
    if (!made.ok) return err(toHoltError(made.error));
    // It comes to everyone, this device included, out of its own box.
    made.value.epochKey?.wipe();
    return ok(made.value.entry);
  });
  return appended.ok ? ok(undefined) : appended;
}

/** `id` is the index of the entry that proposes. */
export async function decideProposal(
  { shell, session, tools }: MembersPlace,
  { id, accept }: { readonly id: string; readonly accept: boolean },
): Promise<Result<void, HoltError>> {
  const entry = Number(id);
  const proposal = session.roster().state?.proposals.find((open) => open.entry === entry);
  if (proposal === undefined) return err({ type: "usage", reason: "no-such-request" });
  if (!accept && proposal.type === "join") {
    const provisional = [...(session.roster().state?.members.values() ?? [])].find(
      ({ admittedAt, standing }) => admittedAt === entry && standing === "provisional",
    );
    if (provisional === undefined) return err({ type: "usage", reason: "no-such-request" });
    return removeMembers({ shell, tools }, [provisional.id]);
  }
  const appended = await appendEntry(shell, ({ replica, roster, epochKey }) => {
    if (!roster.proposals.some((open) => open.entry === entry)) return ok(undefined);
    const making = { state: roster, author: replica.member, entry };
    if (!accept) {
      const made = makeRejection(tools, making);
      return made.ok ? made : err(toHoltError(made.error));
    }
    const made = makeConfirmation(tools, { ...making, epochKey });
    if (!made.ok) return err(toHoltError(made.error));
    made.value.epochKey?.wipe();
    return ok(made.value.entry);
  });
  return appended.ok ? ok(undefined) : appended;
}
