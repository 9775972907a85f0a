/**
 * Devices that share a log: each reads what it hasn't read before it appends what it has made, so that the order of the
 * log is causal. No network, no clock, no encryption.
 */
import * as Y from "yjs";
import { createVaultDocument } from "../../src/vault/document.ts";
import { edit } from "../../src/vault/edit.ts";
import { applyIncoming, checkUpdate } from "../../src/vault/incoming.ts";
import { moveLateEdits } from "../../src/vault/late-edits.ts";
import { seededRandom } from "./vault-drafts.ts";

export interface LogRecord {
  readonly clientId: number;
  readonly update: Uint8Array;
}

export interface LogDevice {
  readonly doc: Y.Doc;
  readonly clientId: number;
  readonly random: (length: number) => Uint8Array;
  /** How much of its own writing the log has. */
  ownClock(): number;
  do<T>(change: (doc: Y.Doc) => T): T;
  pull(): void;
  /** Pulls first, and moves what is late. */
  push(): void;
}

export interface LogOptions {
  readonly log: LogRecord[];
  readonly clientId: number;
  /** Told of each record before it is applied. */
  readonly onRecord?: (doc: Y.Doc, record: LogRecord) => void;
}

export function createLogDevice({ log, clientId, onRecord }: LogOptions): LogDevice {
  const doc = createVaultDocument(clientId);
  let drafts: Uint8Array[] = [];
  let cursor = 0;
  let ownClock = 0;

  const read = (record: LogRecord): void => {
    onRecord?.(doc, record);
    const checked = checkUpdate(doc, record.update, { clientId: record.clientId, ownClock });
    if (!checked.ok) throw new Error(`void: ${checked.error.reason}`);
    if (record.clientId === clientId) ownClock = Math.max(ownClock, checked.value.to);
    applyIncoming(doc, record.update);
  };
  const pull = (): void => {
    for (; cursor < log.length; cursor += 1) read(log[cursor] as LogRecord);
  };
  const make = <T>(change: (doc: Y.Doc) => T): T => {
    const { value, update } = edit(doc, () => change(doc));
    if (update !== null) drafts.push(update);
    return value;
  };
  return {
    doc,
    clientId,
    random: seededRandom(clientId * 7919),
    ownClock: () => ownClock,
    do: make,
    pull,
    push: () => {
      pull();
      make(moveLateEdits);
      if (drafts.length === 0) return;
      log.push({ clientId, update: Y.mergeUpdates(drafts) });
      drafts = [];
      pull();
    },
  };
}
