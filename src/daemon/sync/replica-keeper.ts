/**
 * The replica of the open vault, kept in step with the session that it stands on.
 *
 * Made at unlocking, gone at locking, and made again from what is stored whenever memory was thrown away: a replica
 * never remembers more of the log than the document does. While the vault is locked, records are stored as they come,
 * sealed, and taken at the next unlocking.
 */
import { MAX_MESSAGE_BYTES, type RecordItem } from "../../protocol/messages.ts";
import { ok } from "../../protocol/result.ts";
import type { TakeOutcome } from "../../protocol/sync-machine.ts";
import type { CryptoTools } from "../../protocol/sodium.ts";
import { nameDevice, readDevices } from "../../vault/devices.ts";
import { moveLateEdits } from "../../vault/late-edits.ts";
import { takeBrought } from "../vault-brought.ts";
import type { VaultHolder } from "../vault-holder.ts";
import { settleRecovered } from "../vault-recovered.ts";
import type { VaultSession } from "../vault-session.ts";
import type { SyncNetwork } from "./link-shell.ts";
import { createPresenceBoard, type PresenceBoard } from "./presence-board.ts";
import { createReplicaState, type ReplicaPlace, type ReplicaState, wipeReplica } from "./replica.ts";
import { takeRecords } from "./take-records.ts";

export interface KeeperPlace extends Pick<ReplicaPlace, "now" | "onAlarm" | "onAcknowledged"> {
  readonly holder: VaultHolder;
  readonly tools: CryptoTools;
  readonly schedule: SyncNetwork["schedule"];
  /** What was received since the last flush is forgotten. */
  readonly onLoss: () => void;
}

export interface ReplicaKeeper {
  session(): VaultSession | undefined;
  replica(): ReplicaState | undefined;
  board(): PresenceBoard | undefined;
  open(): void;
  lock(): void;
  /** From what is stored. */
  rebuild(): void;
  /** False: it had to be rebuilt. */
  flush(): boolean;
  flushSoon(): void;
  /** Rebuilds where the document was loaded again meanwhile; false then. */
  isInStep(): boolean;
  /** Locked: kept as it comes, up to a bound. */
  storeSealed(first: number, items: readonly RecordItem[]): TakeOutcome;
  takeInbox(): TakeOutcome;
  /** The roster names another relay: its log is read from the beginning. */
  followHome(): void;
  /**
   * Before anything is sent: what a recovery asks for, accounts that were brought along, edits that came late for
   * accounts that were restored, and the own name.
   */
  settle(): void;
}

/**
 * What others wrote is at the relay, and what came back of the own is stored as a draft: nothing is lost if it is
 * read again. A burst costs one transaction instead of thousands; an edit of one's own takes along what waits.
 */
const FLUSH_MS = 50;
/** Unlocking reads all of it: what a relay sends to a locked device must not become more than that can bear. */
const MOST_SEALED_BYTES = 2 * MAX_MESSAGE_BYTES;

export function createReplicaKeeper(place: KeeperPlace): ReplicaKeeper {
  const { holder, tools, now, onAlarm, onAcknowledged, schedule, onLoss } = place;
  let session: VaultSession | undefined;
  let replica: ReplicaState | undefined;
  let board: PresenceBoard | undefined;
  let reloads = 0;
  let callOffFlush: (() => void) | undefined;
  /** Since it was locked. */
  let sealedBytes = 0;

  const rebuild = (): void => {
    if (replica !== undefined) wipeReplica(replica);
    replica = undefined;
    if (session === undefined) return;
    reloads = session.reloads();
    replica = createReplicaState({ session, tools, now, onAlarm, onAcknowledged });
  };

  const isInStep = (): boolean => {
    if (session === undefined || session.reloads() === reloads) return true;
    rebuild();
    return false;
  };

  const flush = (): boolean => {
    callOffFlush?.();
    callOffFlush = undefined;
    if (session === undefined) return true;
    const flushed = session.flush();
    if (flushed.ok && isInStep()) return true;
    rebuild();
    return false;
  };

  const drop = (): void => {
    if (replica !== undefined) wipeReplica(replica);
    replica = undefined;
    board = undefined;
    session = undefined;
    sealedBytes = 0;
  };

  return {
    session: () => session,
    replica: () => replica,
    board: () => board,
    open: () => {
      drop();
      session = holder.session();
      rebuild();
      if (session === undefined) return;
      board = createPresenceBoard({ session, now });
      const opened = session;
      // Without a relay nothing else has to be known. Once everyone has heard that the vault is open.
      schedule(() => {
        if (session === opened && opened.syncRecord().home === null) takeBrought(opened, tools.random);
      }, 0);
    },
    lock: drop,
    rebuild,
    flush,
    flushSoon: () => {
      callOffFlush ??= schedule(() => {
        callOffFlush = undefined;
        if (!flush()) onLoss();
      }, FLUSH_MS);
    },
    isInStep,
    storeSealed: (first, items) => {
      sealedBytes += items.reduce((sum, { bytes }) => sum + bytes.length, 0);
      if (sealedBytes > MOST_SEALED_BYTES) return { type: "storage" };
      const stored = holder.store()?.write((rows) => {
        for (const [index, { kind, bytes }] of items.entries()) {
          if (kind !== "snapshot-id") rows.putInbox({ position: first + index, kind, bytes });
        }
      });
      return stored?.ok === true ? { type: "taken" } : { type: "storage" };
    },
    takeInbox: () => {
      let result: TakeOutcome = { type: "taken" };
      const inbox = holder.store()?.read((rows) => rows.inbox());
      if (replica === undefined || session === undefined || inbox?.ok !== true) return result;
      if (inbox.value.length === 0) return result;
      session.queue((rows) => rows.clearInbox());
      for (const { position, kind, bytes } of inbox.value) {
        if (result.type !== "taken") break;
        result = takeRecords(replica, position, [{ kind, bytes: new Uint8Array(bytes) }]);
      }
      return flush() ? result : { type: "storage" };
    },
    followHome: () => {
      const next = session?.roster().state?.home ?? null;
      if (session === undefined || next === null) return;
      const { url, relayKey } = next;
      const home = { url, relayKey, otherUrls: [], isEmbedded: false };
      session.setSyncRecord({ ...session.syncRecord(), home, cursor: null });
      flush();
      rebuild();
    },
    settle: () => {
      if (session === undefined) return;
      settleRecovered(session);
      takeBrought(session, tools.random);
      const { memberId, deviceName } = session.identity;
      const isNameless = (readDevices(session.doc()).get(memberId)?.name ?? "") === "";
      session.edit({
        act: (doc) => {
          moveLateEdits(doc);
          if (isNameless) nameDevice(doc, memberId, deviceName);
          return ok(undefined);
        },
        isUndoable: false,
      });
    },
  };
}
