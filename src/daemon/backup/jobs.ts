/**
 * Jobs of the backup: each runs by itself, and front ends fetch what happens in it, event by event.
 *
 * A job asks a person by pushing an event and waiting for `answer`. It ends with `done` or `failed`, once.
 */
import type { BackupEvent, BackupResult } from "../../protocol/backup-api.ts";
import { type HoltError, HoltFailure } from "../../protocol/errors.ts";
import { formatBase32 } from "../../protocol/bytes.ts";
import type { Result } from "../../protocol/result.ts";
import type { Random } from "../../protocol/sodium.ts";
import { createEventFeed, type EventFeed } from "../event-feed.ts";
import type { RecoveryMember } from "./recovery-member.ts";

/** What a person says while a job runs. */
type JobAnswer =
  /** What was typed opened: whoever hears it wipes it. */
  | { readonly type: "confirm"; readonly signer: RecoveryMember }
  | { readonly type: "recover"; readonly merge: boolean; readonly keep: readonly string[] }
  | { readonly type: "cancel" };

export interface Job {
  readonly id: string;
  readonly feed: EventFeed<BackupEvent>;
  push(event: BackupEvent): void;
  step(step: Extract<BackupEvent, { type: "step" }>["step"]): void;
  readonly isCancelled: () => boolean;
  /** The next answer from now on; called until it is called off. */
  onAnswer(listener: (answer: JobAnswer) => void): () => void;
  /** False: nobody waits for one. */
  answer(answer: JobAnswer): boolean;
}

type Run = (job: Job) => Promise<Result<BackupResult, HoltError>>;

export interface Jobs {
  start(run: Run): Job;
  /** It may put another vault in this one's place, and locks this one for it. */
  startBeyondLock(run: Run): Job;
  get(id: string): Job | undefined;
  locked(): void;
  /** The daemon stops. */
  end(): void;
}

const ID_BYTES = 16;
/** Ended ones, of which the last event may still be fetched. */
const MOST_KEPT = 8;

export function createJobs(random: Random): Jobs {
  const jobs = new Map<string, Job>();
  /** Their ids. */
  const ofThisVault = new Set<string>();

  const create = (): Job => {
    const feed = createEventFeed<BackupEvent>();
    const listeners = new Set<(answer: JobAnswer) => void>();
    let isCancelled = false;
    return {
      id: formatBase32(random(ID_BYTES)).replace(/=+$/u, "").toLowerCase(),
      feed,
      push: (event) => feed.push(event),
      step: (step) => feed.push({ type: "step", step }),
      isCancelled: () => isCancelled,
      onAnswer: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      answer: (answer) => {
        if (answer.type === "cancel") isCancelled = true;
        const isHeard = listeners.size > 0;
        for (const listener of listeners) listener(answer);
        return isHeard || answer.type === "cancel";
      },
    };
  };

  const start = (run: Run): Job => {
    const job = create();
    jobs.set(job.id, job);
    for (const old of jobs.keys()) {
      if (jobs.size <= MOST_KEPT) break;
      jobs.delete(old);
      ofThisVault.delete(old);
    }
    void finish(job, run);
    return job;
  };
  const end = (job: Job, error: HoltError): void => {
    job.push({ type: "failed", error });
    job.feed.end(new HoltFailure(error));
    job.answer({ type: "cancel" });
  };

  return {
    start: (run) => {
      const job = start(run);
      ofThisVault.add(job.id);
      return job;
    },
    startBeyondLock: start,
    get: (id) => jobs.get(id),
    locked: () => {
      for (const [id, job] of jobs) if (ofThisVault.has(id)) end(job, { type: "locked" });
      ofThisVault.clear();
    },
    end: () => {
      for (const job of jobs.values()) end(job, { type: "interrupted" });
      jobs.clear();
      ofThisVault.clear();
    },
  };
}

async function finish(job: Job, run: Run): Promise<void> {
  try {
    const result = await run(job);
    job.push(result.ok ? { type: "done", result: result.value } : { type: "failed", error: result.error });
  } catch (thrown) {
    const error: HoltError =
      thrown instanceof HoltFailure
        ? thrown.error
        : { type: "internal", detail: thrown instanceof Error ? thrown.name : "job" };
    job.push({ type: "failed", error });
    if (!(thrown instanceof HoltFailure)) job.feed.end(thrown instanceof Error ? thrown : new Error("job"));
  }
}
