/**
 * The vault as a replica of its log: records are taken in the log's order, edits are sealed to be sent.
 *
 * Holds the keys and the document; knows no sockets and no timers. Exists while the vault is open and linked. What it
 * takes is in force at once and durable with the session's next flush; a cursor is never durable before its records.
 */
import { isEqualBytes } from "../../protocol/bytes.ts";
import { formatId } from "../../protocol/ids.ts";
import { memberFromSeed, type Member, wipeMember } from "../../protocol/keys.ts";
import { type Cursor, startHash } from "../../protocol/log.ts";
import type { RosterState } from "../../protocol/roster-state.ts";
import type { CryptoTools } from "../../protocol/sodium.ts";
import type { SnapshotNeed, SyncRecord } from "../../protocol/sync-record.ts";
import type { TakeOutcome } from "../../protocol/sync-machine.ts";
import { nameOfDevice } from "../../vault/devices.ts";
import type { VaultSession } from "../vault-session.ts";
import { epochKeysOf } from "../vault-sync-record.ts";
import { type Chain, createChain } from "./chain.ts";
import { createEpochKeys, type EpochKeys } from "./epoch-keys.ts";

/** Something that the person should know of, and that sync itself can't put right. */
export type Alarm =
  | { readonly type: "relay-lost-data" }
  | { readonly type: "relay-fork"; readonly what: "roster" | "log" }
  | { readonly type: "devices-differ"; readonly member: string }
  | { readonly type: "void"; readonly member: string; readonly reason: string }
  | { readonly type: "bad-box"; readonly member: string }
  /** `at`: epoch seconds. */
  | { readonly type: "revoked"; readonly by: string; readonly at: number };

export interface ReplicaPlace {
  readonly session: VaultSession;
  readonly tools: CryptoTools;
  /** Epoch ms. */
  readonly now: () => number;
  readonly onAlarm: (alarm: Alarm) => void;
  /** The envelope in flight came back, or isn't waited for any more. */
  readonly onAcknowledged: (id: Uint8Array) => void;
}

export interface InFlight {
  readonly id: Uint8Array;
  readonly kind: "update" | "snapshot";
  /** The newest draft in it; 0: none. */
  readonly throughSeq: number;
  /** How much of the own writing the log had when it was sealed. */
  readonly fromClock: number;
  /** The own clock after it. */
  readonly clock: number;
}

/** What the device that let this one in had seen: a relay that shows less shows the past. */
export interface MustReach {
  /** Of a roster entry. */
  readonly index: number;
  readonly hash: Uint8Array;
  /** In the log. */
  readonly cursor: Cursor;
}

/** What the functions beside this one share. Not a front: they read and change it. */
export interface ReplicaState extends ReplicaPlace {
  readonly member: Member;
  readonly memberName: string;
  readonly keys: EpochKeys;
  /** Of the relay that this session speaks to. */
  relayKey: Uint8Array;
  /** Undefined until the log was read once. */
  chain: Chain | undefined;
  /** The roster up to the cursor. The session's may be longer, where the relay lost entries. */
  rosterAt: RosterState | undefined;
  inFlight: InFlight | undefined;
  /** A snapshot is owed to the log: it lacks what this device holds. */
  owesSnapshot: boolean;
  /** What it lacks stands in no draft: until the snapshot has come back, the log is read beside after each start. */
  isLogBehind: boolean;
  /** Epoch ms; undefined: the relay takes snapshots, as far as is known. */
  snapshotRefusedAt: number | undefined;
  /** Digests of a snapshot that lacked something and of the document that was sent after it, in one. */
  completed: Uint8Array | undefined;
  need: SnapshotNeed;
  /** The keys were found to fit the roster up to this head. */
  checkedHead: Uint8Array | undefined;
  /** A joining device must reach this entry, or the relay shows it an old vault. */
  mustReach: MustReach | undefined;
}

export function createReplicaState(place: ReplicaPlace): ReplicaState {
  const { session, tools } = place;
  const member = memberFromSeed(tools.sodium, session.keyring.seed);
  const record = session.syncRecord();
  const { cursor } = record;
  return {
    ...place,
    member,
    memberName: formatId(member.id),
    keys: createEpochKeys(tools.sodium, epochKeysOf(session.keyring, record)),
    relayKey: record.home?.relayKey ?? new Uint8Array(32),
    chain: cursor === null ? undefined : createChain(tools.sodium, cursor),
    rosterAt: cursor === null ? undefined : session.roster().state,
    inFlight: undefined,
    owesSnapshot: false,
    isLogBehind: false,
    snapshotRefusedAt: undefined,
    completed: undefined,
    need: record.need,
    checkedHead: undefined,
    mustReach: undefined,
  };
}

export function wipeReplica({ member, keys }: ReplicaState): void {
  wipeMember(member);
  keys.wipe();
}

export const logOf = ({ tools, relayKey, session }: ReplicaState, nonce: Uint8Array): Uint8Array =>
  startHash(tools.sodium, { vaultId: session.keyring.vaultId, relayKey, nonce });

/** By its name in the vault; words and passphrase as their kind; by the start of its id where it has none. */
export function nameOfMember(session: VaultSession, member: string): string {
  const { state } = session.roster();
  const kind = (state?.members.get(member) ?? state?.former.get(member))?.kind ?? "device";
  if (kind !== "device") return kind;
  const own = member === session.identity.memberId ? session.identity.deviceName : "";
  return nameOfDevice(session.doc(), member) || own || member.slice(0, 8);
}

/** Written with the next flush, in step with what was received. */
export function remember({ session }: ReplicaState, change: Partial<SyncRecord>): void {
  session.setSyncRecord({ ...session.syncRecord(), ...change });
}

/**
 * A new generation. What is in flight was written under the old one: when it comes back it is anyone's, and says nothing
 * of what waits now. False: the disk didn't take it.
 */
export function renew(state: ReplicaState, { isTold }: { readonly isTold: boolean }): boolean {
  const { inFlight, session } = state;
  state.inFlight = undefined;
  if (inFlight !== undefined) state.onAcknowledged(inFlight.id);
  return session.renew({ isTold }).ok;
}

export function rememberCursor(state: ReplicaState): void {
  const cursor = state.chain?.cursor;
  if (cursor === undefined || !isRosterInStep(state)) return;
  remember(state, { cursor: state.isLogBehind ? null : plainCursor(cursor), need: state.need });
}

/** A relay that lost roster entries gets them back first: until then it is read anew after each start. */
export function isRosterInStep({ rosterAt, session }: ReplicaState): boolean {
  const held = session.roster().state;
  return rosterAt !== undefined && held !== undefined && isEqualBytes(rosterAt.head.hash, held.head.hash);
}

/** The vault's home is another relay than this one. */
export const hasLeft = ({ home }: RosterState, relayKey: Uint8Array): boolean =>
  home !== null && !isEqualBytes(home.relayKey, relayKey);

const plainCursor = ({ log, position, hash }: Cursor): Cursor => ({ log, position, hash });

export const TAKEN: TakeOutcome = { type: "taken" };
export const BROKEN: TakeOutcome = { type: "broken" };
export const isTaken = (outcome: TakeOutcome): boolean => outcome.type === "taken";
