/**
 * Who else is there, and how far they have read: from presence signals (docs/SPEC.md [PR2]–[PR4]).
 *
 * A signal says where its sender stands; who is silent for two beats and a half counts as away. Two devices that had
 * read the same and show different accounts are an alarm.
 */
import { isEqualBytes } from "../../protocol/bytes.ts";
import { formatId } from "../../protocol/ids.ts";
import { authorOfSignal, openPresence, type Presence, sealPresence } from "../../protocol/presence.ts";
import { epochInForce } from "../../protocol/roster-state.ts";
import { mapOf, wholeOf } from "../../protocol/shape.ts";
import { digestOf } from "../../vault/digest.ts";
import type { ReplicaState } from "./replica.ts";

export interface Peer {
  /** Epoch ms. */
  readonly seenAtMs: number;
  /** Null: from an earlier run. */
  readonly position: number | null;
}

export interface PresenceBoard {
  peer(member: string): Peer | undefined;
  isOnline(member: string): boolean;
  /** What a signal says; true: its sender asks where we are. */
  take(replica: ReplicaState, bytes: Uint8Array): { readonly isAsking: boolean; readonly isNews: boolean };
  make(replica: ReplicaState, isAsking: boolean): Uint8Array | undefined;
  /** The connection ended: nobody is known to be there. */
  clear(): void;
}

export const BEAT_MS = 60_000;
const AWAY_MS = 2.5 * BEAT_MS;
/** How often it is written down when somebody was last seen. */
const NOTED_MS = 5 * 60_000;
const FACT = "peer/";

export function createPresenceBoard(replica: Pick<ReplicaState, "session" | "now">): PresenceBoard {
  const { session, now } = replica;
  const peers = new Map<string, Peer>();
  const notedAt = new Map<string, number>();
  const online = new Set<string>();
  /** Members that differed, and were given what this device holds. */
  const healed = new Set<string>();
  for (const [member, payload] of session.facts(FACT)) {
    const seenAtMs = wholeOf(mapOf(payload, "seenAt")?.seenAt);
    if (seenAtMs === undefined) continue;
    peers.set(member, { seenAtMs, position: null });
    notedAt.set(member, seenAtMs);
  }

  const note = (member: string, seenAtMs: number): void => {
    if (seenAtMs - (notedAt.get(member) ?? 0) < NOTED_MS) return;
    notedAt.set(member, seenAtMs);
    const name = FACT + member;
    const box = session.openBox();
    session.queue((rows) => rows.putFact(name, box.sealFact(name, { seenAt: seenAtMs })));
  };

  return {
    peer: (member) => peers.get(member),
    isOnline: (member) => online.has(member) && now() - (peers.get(member)?.seenAtMs ?? 0) < AWAY_MS,
    take: (state, bytes) => {
      const { rosterAt, keys, tools, memberName } = state;
      const from = authorOfSignal(bytes);
      const member = from && formatId(from.author);
      const author = member === undefined ? undefined : rosterAt?.members.get(member);
      const key = from && keys.signal(from.epoch);
      const ignored = { isAsking: false, isNews: false };
      if (author === undefined || key === undefined || member === undefined || rosterAt === undefined) {
        return ignored;
      }
      if (from?.epoch !== epochInForce(rosterAt).number) return ignored;
      const opened = openPresence(tools.sodium, {
        bytes,
        vaultId: rosterAt.vaultId,
        key,
        publicKey: author.signKey,
      });
      // The own name: a copy of this device, or an echo.
      if (!opened.ok || member === memberName) return ignored;
      const presence = opened.value;
      const isNews = !online.has(member) || peers.get(member)?.position !== presence.position;
      const seenAtMs = now();
      peers.set(member, { seenAtMs, position: presence.position });
      online.add(member);
      note(member, seenAtMs);
      compare(state, { member, healed }, presence);
      return { isAsking: presence.isAsking, isNews };
    },
    make: (state, isAsking) => {
      const { chain, rosterAt, keys, tools, member } = state;
      if (chain === undefined || rosterAt === undefined) return undefined;
      const epoch = epochInForce(rosterAt).number;
      const key = keys.signal(epoch);
      if (key === undefined) return undefined;
      const { position, hash } = chain.cursor;
      const presence: Presence = { position, hash, digest: digestNow(state), isAsking };
      return sealPresence(tools, {
        place: { vaultId: rosterAt.vaultId, epoch },
        key,
        author: member,
        presence,
      });
    },
    clear: () => online.clear(),
  };
}

/** Only what the log says is comparable: not while edits of one's own are on their way. */
const digestNow = ({ session, inFlight, owesSnapshot, tools }: ReplicaState): Uint8Array | null =>
  session.outbox().length > 0 || inFlight !== undefined || owesSnapshot
    ? null
    : digestOf(tools.sodium, session.doc());

function compare(
  state: ReplicaState,
  { member, healed }: { readonly member: string; readonly healed: Set<string> },
  { position, hash, digest }: Presence,
): void {
  const { chain } = state;
  if (chain === undefined) return;
  const own = chain.hashAt(position);
  if (own !== undefined && !isEqualBytes(own, hash)) {
    state.onAlarm({ type: "relay-fork", what: "log" });
    return;
  }
  if (position !== chain.cursor.position || digest === null) return;
  const mine = digestNow(state);
  if (mine === null || isEqualBytes(mine, digest)) return;
  state.onAlarm({ type: "devices-differ", member });
  // Each gives the other all that it holds: what one of them missed is there then. Once, or it would never end.
  if (healed.has(member)) return;
  healed.add(member);
  state.owesSnapshot = true;
}
