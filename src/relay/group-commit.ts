/**
 * Many vaults' new records, one transaction: what came in while the loop was busy, or while the transaction before was
 * under way, is made durable together.
 *
 * Knows no session and no rule. One transaction at a time; a log that is written to waits for its answer before its
 * next part goes out, so what is written follows what is durable.
 */
import type { HoltError } from "../protocol/errors.ts";
import { err } from "../protocol/result.ts";
import type { LogAppend, LogStore } from "./relay-store.ts";

/** A log with something to write. */
export interface Committer {
  /** Everything taken so far and not handed out yet; it is answered by `settle`. */
  takePending(): LogAppend;
  settle(outcome: CommitOutcome): void;
}

export type CommitOutcome =
  | { readonly status: "appended" }
  /** The log didn't end where this relay believed it did. */
  | { readonly status: "conflict" }
  | { readonly status: "failed"; readonly error: HoltError };

export interface CommitMeter {
  committed(records: number, seconds: number): void;
}

export interface GroupCommit {
  schedule(committer: Committer): void;
  /** Resolves when nothing is pending. */
  idle(): Promise<void>;
}

export function createGroupCommit({
  store,
  now,
  meter,
  onBug,
}: {
  readonly store: Pick<LogStore, "append">;
  readonly now: () => number;
  readonly meter: CommitMeter;
  /** The store threw: what must not happen. */
  readonly onBug: (thrown: unknown) => void;
}): GroupCommit {
  let waiting = new Set<Committer>();
  let isScheduled = false;
  let isBusy = false;
  let idlers: (() => void)[] = [];

  function plan(): void {
    if (isScheduled || isBusy) return;
    isScheduled = true;
    // After everything that has come in by now was read.
    setImmediate(() => {
      isScheduled = false;
      flush().catch(onBug);
    });
  }

  /** What must not happen did; nothing was written, and nobody may be told otherwise. */
  function failed(thrown: unknown): Awaited<ReturnType<LogStore["append"]>> {
    onBug(thrown);
    return err({ type: "internal", detail: "append" });
  }

  async function flush(): Promise<void> {
    isBusy = true;
    const group = [...waiting];
    waiting = new Set();
    const appends = group.map((committer) => committer.takePending());
    const began = performance.now();
    const written = await store.append(appends, now()).catch(failed);
    const records = appends.reduce((sum, append) => sum + append.records.length, 0);
    meter.committed(records, (performance.now() - began) / 1000);
    isBusy = false;
    for (const [index, committer] of group.entries()) {
      if (!written.ok) committer.settle({ status: "failed", error: written.error });
      else committer.settle({ status: written.value[index] ?? "conflict" });
    }
    if (waiting.size > 0) plan();
    else if (!isScheduled) {
      for (const done of idlers.splice(0)) done();
    }
  }

  return {
    schedule(committer) {
      waiting.add(committer);
      plan();
    },
    idle: () =>
      isScheduled || isBusy || waiting.size > 0
        ? new Promise((resolve) => void idlers.push(resolve))
        : Promise.resolve(),
  };
}
