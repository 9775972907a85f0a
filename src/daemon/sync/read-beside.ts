/**
 * Reading the relay's document beside the own one, and merging the two: the one repair (docs/SPEC.md [SY11]–[SY15]).
 *
 * For a device that joins, comes back after long, moves to another relay, or finds that the relay isn't where it was.
 * Nothing of it counts before the log's end was reached and everything fits; then all of it at once. What this device
 * holds beyond the relay's document is put back with a snapshot.
 */
import type { Doc } from "yjs";
import { isEqualBytes } from "../../protocol/bytes.ts";
import { extendEpochs } from "../../protocol/epoch-chain.ts";
import type { EnvelopePayload } from "../../protocol/envelope-seal.ts";
import { formatId, type MemberId, type VaultId } from "../../protocol/ids.ts";
import type { Member } from "../../protocol/keys.ts";
import { clientIdOf } from "../../protocol/members.ts";
import type { RecordItem, RelayMessage } from "../../protocol/messages.ts";
import { hashEntry } from "../../protocol/roster.ts";
import { extendRoster, foldRoster, type RosterState, startRoster } from "../../protocol/roster-state.ts";
import type { CryptoTools } from "../../protocol/sodium.ts";
import type { SnapshotNeed } from "../../protocol/sync-record.ts";
import { NO_SNAPSHOT } from "../../protocol/sync-record.ts";
import { createVaultDocument } from "../../vault/document.ts";
import { applyIncoming, checkUpdate } from "../../vault/incoming.ts";
import { mergeWhole } from "../../vault/snapshot.ts";
import { checkWhole } from "../../vault/whole.ts";
import { type Chain, createChain } from "./chain.ts";
import { createEpochKeys, type EpochKeys } from "./epoch-keys.ts";
import { judgeEnvelope, readEnvelope } from "./judge-envelope.ts";
import type { Alarm } from "./replica.ts";

type Start = Extract<RelayMessage, { readonly type: "start" }>;

/** What came so far; nothing is looked at before the end. */
export interface Besides {
  /** H(0) of the relay's log. */
  readonly log: Uint8Array;
  /** Null: from the beginning. */
  readonly start: Start | null;
  readonly pages: { readonly first: number; readonly items: readonly RecordItem[] }[];
  /** The position that is to come next. */
  next: number;
  /** Of all that came. */
  bytes: number;
}

/** Who reads: a device of a vault, or a recovery member that has yet to learn which vault is its own. */
export interface SideReader {
  readonly tools: CryptoTools;
  /** Null: whichever it is. */
  readonly vaultId: VaultId | null;
  readonly member: Member;
  readonly memberName: string;
  readonly keys: Pick<EpochKeys, "list">;
}

/** The relay's side, as its log gives it. */
export interface RelaySide {
  readonly doc: Doc;
  readonly entries: readonly Uint8Array[];
  readonly roster: RosterState;
  readonly chain: Chain;
  readonly need: SnapshotNeed;
  readonly alarms: readonly Alarm[];
  /** Keys that its roster gives beyond those held. */
  readonly newKeys: ReturnType<EpochKeys["list"]>;
  /** Of the newest envelope that counts: its author, and when it says that it was made (epoch ms). */
  readonly last: { readonly author: MemberId; readonly at: number } | null;
}

export type ReadSide =
  | { readonly type: "read"; readonly side: RelaySide }
  | { readonly type: "broken" }
  | { readonly type: "no-key" }
  /** This device is no member at the log's end; the roster up to there. */
  | { readonly type: "not-a-member"; readonly entries: readonly Uint8Array[]; readonly roster: RosterState };

const BROKEN: ReadSide = { type: "broken" };
/** Under which nothing is ever written. */
const NOBODY = 0;

/** Everything up to `position`. The session's document is not touched. */
export function readSide(state: SideReader, besides: Besides, position: number): ReadSide {
  const { sodium } = state.tools;
  const items = contiguous(besides, position);
  if (items === undefined) return BROKEN;
  const { start } = besides;
  const entries = [
    ...(start?.entries ?? []),
    ...items.flatMap(({ kind, bytes }) => (kind === "entry" ? [bytes] : [])),
  ];
  const whole = foldRoster(sodium, entries);
  if (!whole.ok) return BROKEN;
  if (state.vaultId !== null && !isEqualBytes(whole.value.vaultId, state.vaultId)) return BROKEN;
  const roster = whole.value;
  if (!roster.members.has(state.memberName)) return { type: "not-a-member", entries, roster };
  const opened = extendEpochs(sodium, { state: roster, member: state.member, known: state.keys.list() });
  if (!opened.ok) return { type: "no-key" };
  const keys = createEpochKeys(sodium, [...state.keys.list(), ...opened.value]);
  let isRead = false;
  try {
    const walk = createWalk(state, besides, keys);
    if (walk === undefined) return BROKEN;
    for (const item of items) {
      const result = walk.take(item);
      if (result === "no-key") return { type: "no-key" };
      if (result === "broken") return BROKEN;
    }
    const { doc, chain } = walk;
    const { need, alarms, last } = walk.result();
    isRead = true;
    return { type: "read", side: { doc, entries, roster, chain, need, alarms, last, newKeys: opened.value } };
  } finally {
    keys.wipe();
    if (!isRead) for (const { key } of opened.value) key.wipe();
  }
}

/** From the start on, without a gap, to the end that the relay named. */
function contiguous({ start, pages }: Besides, position: number): readonly RecordItem[] | undefined {
  const items: RecordItem[] = [];
  let next = (start?.position ?? 0) + 1;
  for (const page of pages) {
    if (page.first !== next) return undefined;
    items.push(...page.items);
    next += page.items.length;
  }
  return next === position + 1 ? items : undefined;
}

interface Walk {
  readonly doc: Doc;
  readonly chain: Chain;
  take(item: RecordItem): "taken" | "broken" | "no-key";
  result(): Pick<RelaySide, "need" | "alarms" | "last">;
}

function createWalk(state: SideReader, { log, start }: Besides, keys: EpochKeys): Walk | undefined {
  const { sodium } = state.tools;
  const doc = createVaultDocument(NOBODY);
  const chain = createChain(sodium, { log, position: start?.position ?? 0, hash: start?.hash ?? log });
  if (chain.cursor.position === 0 && !isEqualBytes(chain.cursor.hash, log)) return undefined;
  let roster: RosterState | undefined;
  let need = NO_SNAPSHOT;
  let last: RelaySide["last"] = null;
  const alarms: Alarm[] = [];
  const noteVoid = (member: string, reason: string): void =>
    void alarms.push({ type: "void", member, reason });

  if (start !== null && start.entries.length > 0) {
    const folded = foldRoster(sodium, start.entries);
    if (!folded.ok) return undefined;
    roster = folded.value;
  }
  const first = start === null || start.snapshot.length === 0 ? undefined : openFirst(start, roster);
  if (first !== undefined && first !== "broken") last = { author: first.author, at: first.at };
  if (first === "broken" || (first === undefined && chain.cursor.position > 0)) return undefined;

  /** The snapshot that covers all before: its author and signature are looked at now, its place when it comes. */
  function openFirst({ snapshot, position, hash }: Start, known: RosterState | undefined) {
    const read = readEnvelope(sodium, snapshot);
    if (read === undefined || known === undefined) return "broken";
    const { header } = read.envelope;
    const fits =
      header.kind === "snapshot" &&
      header.seen.position === position &&
      isEqualBytes(header.seen.hash, hash) &&
      isEqualBytes(header.rosterHead, known.head.hash);
    const judged = judgeEnvelope({ sodium, keys }, read, {
      position: position + 1,
      roster: known,
      hashAt: chain.hashAt,
    });
    if (!fits || judged.type !== "good" || judged.payload.kind !== "snapshot") return "broken";
    const checked = checkWhole(judged.payload.document);
    if (!checked.ok) return "broken";
    mergeWhole(doc, judged.payload.document);
    return { id: read.id, author: header.author, epoch: header.epoch, at: judged.payload.at };
  }

  const takeEntry = (bytes: Uint8Array): "taken" | "broken" => {
    const next = roster === undefined ? startRoster(sodium, bytes) : extendRoster(sodium, roster, bytes);
    if (!next.ok) return "broken";
    roster = next.value;
    chain.add(hashEntry(sodium, bytes));
    return "taken";
  };

  const takeEnvelope = (bytes: Uint8Array): "taken" | "broken" | "no-key" => {
    const read = readEnvelope(sodium, bytes);
    if (read === undefined || roster === undefined) return "broken";
    const { header } = read.envelope;
    const judged = judgeEnvelope({ sodium, keys }, read, {
      position: chain.cursor.position + 1,
      roster,
      hashAt: chain.hashAt,
    });
    if (judged.type === "broken" || judged.type === "no-key") return judged.type;
    chain.add(read.id);
    if (judged.type === "void") noteVoid(judged.author, judged.reason);
    else {
      const clientId = clientIdOf(sodium, header.author, header.generation);
      const reason = apply(judged.payload, clientId);
      if (reason === undefined) {
        last = { author: header.author, at: judged.payload.at };
        need =
          header.kind === "snapshot"
            ? { envelopes: 0, bytes: 0, epoch: header.epoch, at: judged.payload.at }
            : { ...need, envelopes: need.envelopes + 1, bytes: need.bytes + bytes.length };
      } else noteVoid(formatId(header.author), reason);
    }
    return "taken";
  };

  /** Undefined: applied. */
  const apply = (payload: EnvelopePayload, clientId: number): string | undefined => {
    if (payload.kind === "snapshot") {
      const whole = checkWhole(payload.document);
      if (!whole.ok) return whole.error.reason;
      mergeWhole(doc, payload.document);
      return undefined;
    }
    const checked = checkUpdate(doc, payload.update, { clientId });
    if (!checked.ok) return checked.error.reason;
    if (!checked.value.isStale) applyIncoming(doc, payload.update);
    return undefined;
  };

  return {
    doc,
    chain,
    take: ({ kind, bytes }) => {
      if (kind === "entry") return takeEntry(bytes);
      if (kind === "envelope") return takeEnvelope(bytes);
      // The snapshot of the start, at its place: its author must still have been a member.
      if (first === undefined || !isEqualBytes(bytes, first.id)) return "broken";
      if (roster?.members.has(formatId(first.author)) !== true) return "broken";
      chain.add(bytes);
      need = { envelopes: 0, bytes: 0, epoch: first.epoch, at: first.at };
      return "taken";
    },
    result: () => ({ need, alarms, last }),
  };
}
