/**
 * What a device that has logged in is sent, until it has everything: what follows its cursor, or the newest snapshot
 * and what follows that (docs/SPEC.md [RD3]).
 *
 * Page by page, as the connection takes them in. Records that come meanwhile are read like the others; the moment in
 * which nothing is missing is the one from which records are forwarded, so none is sent twice and none left out.
 */
import type { HoltError } from "../protocol/errors.ts";
import type { Cursor } from "../protocol/log.ts";
import { encodeRelayMessage, PAGE_BYTES, type RecordItem } from "../protocol/messages.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import { itemOf, type LiveVault } from "./live-vault.ts";
import { encodePages } from "./pages.ts";
import type { LogStore, SnapshotPlace, StoredRecord } from "./relay-store.ts";
import { newestSnapshot, type VaultFacts } from "./vault-facts.ts";

export interface LogReader {
  readonly isOpen: boolean;
  /** The last record that it may have; undefined: no end. */
  readonly lastPosition: number | undefined;
  /** Resolves when the connection has taken it in, or is gone. */
  sendAndWait(message: Uint8Array): Promise<void>;
  /** Everything was sent; from now on, records are forwarded. Called in the same turn in which that is so. */
  caughtUp(position: number): void;
  /** Everything that it may have was sent. */
  ended(): void;
}

export type ReadingPlan =
  /** Its cursor is on the chain, and nothing after it is missing. */
  | { readonly type: "continue"; readonly first: number }
  | { readonly type: "whole" }
  | { readonly type: "snapshot"; readonly snapshot: SnapshotPlace };

/** A log that is shorter than this is not worth a snapshot. */
const SHORT_RECORDS = 300;
const SHORT_BYTES = 1024 * 1024;

export function planReading(facts: VaultFacts, cursor: Cursor | null, isOnChain: boolean): ReadingPlan {
  if (cursor !== null && isOnChain && cursor.position >= facts.dropped) {
    return { type: "continue", first: cursor.position + 1 };
  }
  const snapshot = newestSnapshot(facts);
  if (snapshot === undefined || (facts.dropped === 0 && isShort(facts))) return { type: "whole" };
  return { type: "snapshot", snapshot };
}

function isShort({ place, usageByEpoch, rosterBytes }: VaultFacts): boolean {
  let bytes = rosterBytes;
  for (const usage of usageByEpoch.values()) bytes += usage.bytes;
  return place.position < SHORT_RECORDS && bytes < SHORT_BYTES;
}

interface Reading {
  readonly vault: LiveVault;
  readonly store: LogStore;
  readonly plan: ReadingPlan;
}

/** `again`: what it was reading was dropped meanwhile; it has to begin anew. */
export async function readLog(
  reader: LogReader,
  { vault, store, plan }: Reading,
): Promise<Result<"done" | "again", HoltError>> {
  const started = await sendStart(reader, { vault, store, plan });
  if (!started.ok) return started;
  let first = started.value;
  let underWay = Promise.resolve();
  while (reader.isOpen) {
    const last = Math.min(vault.facts.place.position, reader.lastPosition ?? Number.MAX_SAFE_INTEGER);
    if (first > last) {
      if (reader.lastPosition === undefined) reader.caughtUp(last);
      else reader.ended();
      return ok("done");
    }
    const page = await store.readPage({ vaultId: vault.vaultId, first, last, mostBytes: PAGE_BYTES });
    if (!page.ok) return page;
    const items = asItems(page.value, plan);
    if (items === undefined || items.length === 0) return ok("again");
    await underWay;
    for (const message of encodePages(first, items)) underWay = reader.sendAndWait(message);
    first += items.length;
  }
  return ok("done");
}

/** Says from where on it is read, where that is not the cursor; the position of the first record to send. */
async function sendStart(
  reader: LogReader,
  { vault, store, plan }: Reading,
): Promise<Result<number, HoltError>> {
  if (plan.type === "continue") return ok(plan.first);
  const { vaultId, facts } = vault;
  if (plan.type === "whole") {
    await reader.sendAndWait(
      encodeRelayMessage({
        type: "start",
        position: 0,
        hash: facts.log,
        entries: [],
        snapshot: new Uint8Array(),
      }),
    );
    return ok(1);
  }
  const { position, covers } = plan.snapshot;
  const [entries, hash, page] = await Promise.all([
    store.readRoster(vaultId, covers),
    covers === 0 ? ok(facts.log) : store.hashAt(vaultId, covers),
    store.readPage({ vaultId, first: position, last: position, mostBytes: PAGE_BYTES }),
  ]);
  if (!entries.ok) return entries;
  if (!hash.ok) return hash;
  if (!page.ok) return page;
  const snapshot = page.value[0]?.bytes;
  if (hash.value === undefined || !snapshot)
    return err({ type: "storage", reason: "damaged", detail: "snapshot" });
  await reader.sendAndWait(
    encodeRelayMessage({
      type: "start",
      position: covers,
      hash: hash.value,
      entries: entries.value,
      snapshot,
    }),
  );
  return ok(covers + 1);
}

/** Undefined where one has lost its bytes. The snapshot that the reading started with is named by its id alone. */
function asItems(records: readonly StoredRecord[], plan: ReadingPlan): readonly RecordItem[] | undefined {
  const items: RecordItem[] = [];
  for (const { position, kind, id, bytes } of records) {
    if (plan.type === "snapshot" && position === plan.snapshot.position) {
      items.push({ kind: "snapshot-id", bytes: id });
    } else if (bytes === null) return undefined;
    else items.push(itemOf({ kind, bytes }));
  }
  return items;
}
