/**
 * A roster entry out of the log: verified, stored, and what follows from it (docs/SPEC.md [SY8]–[SY10]).
 */
import { isEqualBytes } from "../../protocol/bytes.ts";
import { extendEpochs, findBadBoxes, findBrokenLinks } from "../../protocol/epoch-chain.ts";
import { formatId } from "../../protocol/ids.ts";
import { memberIdOf } from "../../protocol/members.ts";
import { decodeSignedEntry, hashEntry, type RosterEntry } from "../../protocol/roster.ts";
import type { Erasure } from "../../protocol/roster-model.ts";
import { epochInForce, extendRoster, type RosterState } from "../../protocol/roster-state.ts";
import type { TakeOutcome } from "../../protocol/sync-machine.ts";
import { happening } from "../vault-activity.ts";
import { BROKEN, hasLeft, nameOfMember, remember, type ReplicaState, TAKEN } from "./replica.ts";

export function takeEntry(state: ReplicaState, bytes: Uint8Array): TakeOutcome {
  const { session, tools, chain, rosterAt } = state;
  if (chain === undefined || rosterAt === undefined) return BROKEN;
  const { sodium } = tools;
  const hash = hashEntry(sodium, bytes);
  const held = session.roster();
  const index = rosterAt.head.index + 1;
  const known = held.entries[index];
  if (known !== undefined && !isEqualBytes(known, bytes)) {
    state.onAlarm({ type: "relay-fork", what: "roster" });
    return { type: "held", error: "roster-fork" };
  }
  const next = extendRoster(sodium, rosterAt, bytes);
  if (!next.ok) return BROKEN;
  chain.add(hash);
  state.rosterAt = next.value;
  // The relay had lost it, and has it back.
  if (known !== undefined) return TAKEN;
  session.setRoster({ state: next.value, entries: [...held.entries, bytes] }, index);
  remember(state, { rosterHead: next.value.head });
  return follow(state, rosterAt, next.value, bytes);
}

/** What the entry means for this device, and what is told of it. */
function follow(
  state: ReplicaState,
  before: RosterState,
  after: RosterState,
  bytes: Uint8Array,
): TakeOutcome {
  const decoded = decodeSignedEntry(bytes);
  if (!decoded.ok) return BROKEN;
  const { entry } = decoded.value;
  tell(state, { before, after, entry });
  if (!after.members.has(state.memberName)) return revoke(state, formatId(entry.author));
  const keys = takeEpochs(state, after);
  if (!keys.ok) return { type: "held", error: "wrong-key" };
  // The way back to older epochs: whoever comes later would stop there.
  const isLinkBroken =
    keys.isNew && findBrokenLinks(state.tools.sodium, { state: after, keys: state.keys.list() }).length > 0;
  if (isLinkBroken) state.onAlarm({ type: "bad-box", member: formatId(entry.author) });
  // The new epoch's first snapshot is its author's to make; others only if it doesn't come.
  if (keys.isNew && formatId(entry.author) === state.memberName) state.owesSnapshot = true;
  if (isErasureToFollow({ before, after, entry }, state.memberName)) state.owesSnapshot = true;
  if (before.isErased && !after.isErased) {
    state.owesSnapshot = true;
    state.isLogBehind = true;
  }
  return entry.change.type === "home" && hasLeft(after, state.relayKey) ? { type: "moved" } : TAKEN;
}

/** An erasure waits for a snapshot; where it was typed words that confirmed it, they push none. */
function isErasureToFollow({ before, after, entry }: Told, self: string): boolean {
  if (after.erasure === null || after.erasure === before.erasure) return false;
  return !after.members.has(formatId(entry.author)) && formatId(after.erasure.author) === self;
}

/** Ends sync for good; the accounts stay. */
export function revoke(state: ReplicaState, by: string): TakeOutcome {
  const name = nameOfMember(state.session, by);
  const revoked = { by: name, at: Math.floor(state.now() / 1000) };
  remember(state, { revoked });
  state.session.queueActivity(happening("revoked-here", { by: name }), name);
  state.onAlarm({ type: "revoked", ...revoked });
  return { type: "revoked" };
}

/** The keys of epochs that are new here; and whether everyone's box in the newest would open. */
export function takeEpochs(
  state: ReplicaState,
  roster: RosterState,
): { readonly ok: true; readonly isNew: boolean } | { readonly ok: false } {
  const { tools, member, keys, session } = state;
  const isNew = epochInForce(roster).number > keys.newest();
  if (isNew) {
    const opened = extendEpochs(tools.sodium, { state: roster, member, known: keys.list() });
    if (!opened.ok) return { ok: false };
    keys.add(opened.value);
    remember(state, { epochs: [...session.syncRecord().epochs, ...opened.value] });
  }
  const epochKey = keys.key(epochInForce(roster).number);
  if (epochKey === undefined) return { ok: false };
  for (const id of findBadBoxes(tools.sodium, { state: roster, epochKey })) {
    state.onAlarm({ type: "bad-box", member: formatId(id) });
  }
  return { ok: true, isNew };
}

/** The backup was turned off, by whom. */
export function tellErasure({ session }: ReplicaState, { scope, author }: Erasure): void {
  const by = nameOfMember(session, formatId(author));
  session.queueActivity(happening("backup-off", { scope }), by);
}

interface Told {
  readonly before: RosterState;
  readonly after: RosterState;
  readonly entry: RosterEntry;
}

function tell(state: ReplicaState, { before, after, entry }: Told): void {
  const { session } = state;
  const by = nameOfMember(session, formatId(entry.author));
  const name = (id: string): string => nameOfMember(session, id);
  const { change } = entry;
  if (after.erasure !== null && after.erasure !== before.erasure) return tellErasure(state, after.erasure);
  switch (change.type) {
    case "admit": {
      const id = formatId(memberIdOf(state.tools.sodium, change.member));
      const member = after.members.get(id);
      if (member === undefined) return;
      const provisional = member.standing === "provisional" ? 1 : 0;
      session.queueActivity(
        happening("member-admitted", { device: name(id), id, kind: member.kind, provisional }),
        by,
      );
      return;
    }
    case "confirm": {
      const proposal = before.proposals.find((open) => open.entry === change.entry);
      if (proposal?.change.type !== "admit") return;
      const id = formatId(memberIdOf(state.tools.sodium, proposal.change.member));
      session.queueActivity(happening("member-confirmed", { device: name(id), id }), by);
      return;
    }
    case "remove": {
      const gone = [...before.members.keys()].filter((id) => !after.members.has(id));
      for (const id of gone) {
        const type = id === formatId(entry.author) ? "member-left" : "member-revoked";
        session.queueActivity(happening(type, { device: name(id), id }), by);
      }
      return;
    }
    case "home":
      session.queueActivity(happening("relay-moved", { relay: change.url }), by);
      return;
    case "erase":
      session.queueActivity(happening("backup-deletion-asked", { scope: change.scope }), by);
      return;
    case "reject":
      session.queueActivity(happening("request-rejected"), by);
      return;
    default:
      return;
  }
}
