/**
 * Members and requests as people see them: from the roster, the names in the document, and who was seen.
 */
import { fingerprintWords } from "../../protocol/fingerprint-words.ts";
import { formatId } from "../../protocol/ids.ts";
import type { AdmitChange, MemberKind, RemoveChange } from "../../protocol/roster-change.ts";
import { memberIdOf } from "../../protocol/members.ts";
import { hasRecovery } from "../../protocol/roster-erasure.ts";
import type { Proposal, RosterMemberState } from "../../protocol/roster-state.ts";
import type { Hashing } from "../../protocol/sodium.ts";
import type { DeviceView, RequestView } from "../../protocol/view.ts";
import { readDevices } from "../../vault/devices.ts";
import type { VaultSession } from "../vault-session.ts";
import type { Peer } from "./presence-board.ts";
import { nameOfMember } from "./replica.ts";

interface Sightings {
  peer(member: string): Peer | undefined;
  isOnline(member: string): boolean;
  /** Where this device stands in the log; undefined: nowhere. */
  readonly position: number | undefined;
}

export interface DevicesPlace {
  readonly session: VaultSession;
  readonly sodium: Hashing;
  readonly sightings: Sightings;
}

/** This device first, then by name; recovery members last. */
export function viewDevices(place: DevicesPlace): readonly DeviceView[] {
  const { state } = place.session.roster();
  const views =
    state === undefined ? [] : [...state.members.values()].map((member) => viewMember(place, member));
  const rank = ({ self, kind }: DeviceView): number => (self ? 0 : kind === "device" ? 1 : 2);
  return views.sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}

export function viewMember(
  { session, sodium, sightings }: DevicesPlace,
  member: RosterMemberState,
): DeviceView {
  const memberId = formatId(member.id);
  const self = memberId === session.identity.memberId;
  const known = readDevices(session.doc()).get(memberId);
  const peer = sightings.peer(memberId);
  const { position } = sightings;
  const admitter = formatId(member.admittedBy);
  return {
    memberId,
    kind: member.kind,
    name: self ? nameOfMember(session, memberId) : (known?.name ?? ""),
    fingerprint: fingerprintWords(sodium, member.id),
    self,
    provisional: member.standing === "provisional",
    online: self ? position !== undefined : sightings.isOnline(memberId),
    lastSeenAt: self || peer === undefined ? null : Math.floor(peer.seenAtMs / 1000),
    behind: self
      ? 0
      : peer === undefined || peer.position === null || position === undefined
        ? null
        : Math.max(0, position - peer.position),
    addedAt: known?.addedAt ?? null,
    addedBy: admitter === memberId ? null : nameOfMember(session, admitter),
  };
}

/** Proposals that this device may decide: it is full, and they aren't its own. */
export function viewRequests({ session, sodium }: DevicesPlace): readonly RequestView[] {
  const { state } = session.roster();
  const self = state?.members.get(session.identity.memberId);
  if (state === undefined || self?.standing !== "full") return [];
  return state.proposals
    .filter(({ author }) => formatId(author) !== session.identity.memberId)
    .map((proposal) => viewProposal({ session, sodium }, proposal));
}

/** Devices let in here, which words or passphrase may confirm: where there is no other device, nobody else can. */
export function viewOwnJoins(place: DevicesPlace): readonly RequestView[] {
  const { state } = place.session.roster();
  if (state === undefined || !hasRecovery(state.members)) return [];
  return state.proposals
    .filter(({ type, author }) => type === "join" && formatId(author) === place.session.identity.memberId)
    .map((proposal) => ({ ...viewProposal(place, proposal), own: true }));
}

/** Whoever made it; undefined: it isn't open. */
export function viewProposalOf(place: DevicesPlace, index: number): RequestView | undefined {
  const proposal = place.session.roster().state?.proposals.find(({ entry }) => entry === index);
  return proposal && viewProposal(place, proposal);
}

function viewProposal(
  { session, sodium }: Pick<DevicesPlace, "session" | "sodium">,
  { entry, type, author, change }: Proposal,
): RequestView {
  const by = nameOfMember(session, formatId(author));
  const base = { id: String(entry), type, by, expiresAt: null };
  // Who asks is what is to be looked at: nobody comes or goes by name.
  if (change.type === "erase") {
    return { ...base, name: change.scope, fingerprint: fingerprintWords(sodium, author) };
  }
  const member = change.type === "admit" ? memberIdOf(sodium, change.member) : change.members[0];
  const memberId = member && formatId(member);
  const kind = kindOf(session, change);
  return {
    ...base,
    name:
      kind === "words" || kind === "passphrase"
        ? kind
        : memberId === undefined
          ? ""
          : nameOfMember(session, memberId),
    fingerprint: member === undefined ? "" : fingerprintWords(sodium, member),
    ...(type === "recovery-change" && kind !== "device" && { change: { kind, what: whatOf(change) } }),
  };
}

const kindOf = (session: VaultSession, change: AdmitChange | RemoveChange): MemberKind => {
  if (change.type === "admit") return change.member.kind;
  const [id] = change.members;
  const member = id === undefined ? undefined : session.roster().state?.members.get(formatId(id));
  return member?.kind ?? "device";
};

const whatOf = (change: AdmitChange | RemoveChange): "add" | "replace" | "remove" =>
  change.type === "remove" ? "remove" : change.replaces === null ? "add" : "replace";
