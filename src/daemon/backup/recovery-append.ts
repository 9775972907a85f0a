/**
 * The roster over the connection with which a recovery member read: followed from the end of the reading on, and grown
 * by entries of its own (docs/SPEC.md [BK9]). There is no vault here yet, and no sync that would bring them back.
 *
 * Every entry that comes is taken, whoever wrote it and whether anybody waits or not: what is made next stands on it.
 */
import { isEqualBytes } from "../../protocol/bytes.ts";
import type { HoltError } from "../../protocol/errors.ts";
import type { RecordItem, RelayMessage } from "../../protocol/messages.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { hashEntry } from "../../protocol/roster.ts";
import { extendRoster, type RosterState } from "../../protocol/roster-state.ts";
import type { Sodium } from "../../protocol/sodium.ts";
import type { SyncNetwork } from "../sync/link-shell.ts";
import { type OpenReading, refusalError } from "./read-vault.ts";

export interface Grown {
  readonly entries: readonly Uint8Array[];
  readonly roster: RosterState;
}

export interface RosterFollower {
  now(): Grown;
  /** Told at once where it is lost already; returns how to stop. One at a time. */
  onLost(listener: (error: HoltError) => void): () => void;
  /** Until the entry is in the log; made anew where another one came first. Nothing to make: nothing is done. */
  append(
    make: (state: RosterState) => Result<Uint8Array | undefined, HoltError>,
  ): Promise<Result<void, HoltError>>;
}

export interface Following extends Grown {
  readonly sodium: Sodium;
  readonly network: Pick<SyncNetwork, "schedule">;
  readonly connection: OpenReading;
}

const WITHIN_MS = 30_000;
const MOST_ATTEMPTS = 5;

/** What is being appended. */
interface Waiting {
  /** Of the entry that was sent last. */
  hash: Uint8Array;
  readonly again: () => void;
  readonly finish: (result: Result<void, HoltError>) => void;
}

export function followRoster({ sodium, network, connection, ...start }: Following): RosterFollower {
  let { roster } = start;
  const entries = [...start.entries];
  let lost: HoltError | undefined;
  let onLost: ((error: HoltError) => void) | undefined;
  let waiting: Waiting | undefined;

  const lose = (error: HoltError): void => {
    lost ??= error;
    waiting?.finish(err(lost));
    onLost?.(lost);
  };

  const take = (items: readonly RecordItem[]): void => {
    const before = entries.length;
    let isIn = false;
    for (const { kind, bytes } of items) {
      if (kind !== "entry") continue;
      const next = extendRoster(sodium, roster, bytes);
      if (!next.ok) return lose({ type: "refused", reason: "broken-stream" });
      roster = next.value;
      entries.push(bytes);
      isIn ||= waiting !== undefined && isEqualBytes(hashEntry(sodium, bytes), waiting.hash);
    }
    if (isIn) waiting?.finish(ok(undefined));
    // Somebody else's came first.
    else if (entries.length > before) waiting?.again();
  };

  const refused = (message: Extract<RelayMessage, { type: "refused" }>): void => {
    // Of the session as a whole: nothing comes any more.
    if (message.what === null) return lose(refusalError(message));
    if (waiting === undefined || !isEqualBytes(message.what, waiting.hash)) return;
    // What came first is on its way.
    if (message.reason === "conflict") return;
    waiting.finish(err({ type: "refused", reason: "not-allowed", value: message.reason }));
  };

  connection.listen((message) => {
    if (lost !== undefined) return;
    if (message === undefined) lose({ type: "unreachable", what: "relay" });
    else if (message.type === "records") take(message.items);
    else if (message.type === "refused") refused(message);
  });

  return {
    now: () => ({ entries: [...entries], roster }),
    onLost: (listener) => {
      onLost = listener;
      if (lost !== undefined) listener(lost);
      return () => {
        onLost = undefined;
      };
    },
    append: (make) =>
      new Promise((resolve) => {
        let attempts = 0;
        const finish = (result: Result<void, HoltError>): void => {
          callOff();
          waiting = undefined;
          resolve(result);
        };
        const callOff = network.schedule(() => finish(err({ type: "timeout", what: "relay" })), WITHIN_MS);
        const send = (): void => {
          attempts++;
          if (lost !== undefined) return finish(err(lost));
          if (attempts > MOST_ATTEMPTS) return finish(err({ type: "refused", reason: "conflict" }));
          const made = make(roster);
          if (!made.ok) return finish(made);
          if (made.value === undefined) return finish(ok(undefined));
          waiting = { hash: hashEntry(sodium, made.value), again: send, finish };
          connection.send({ type: "append", entry: made.value });
        };
        send();
      }),
  };
}
