/**
 * What is counted, without saying of whom.
 */
import type { Refusal } from "../protocol/messages.ts";
import type { ErasureScope } from "../protocol/roster-change.ts";
import type { CommitMeter } from "./group-commit.ts";

export interface Meter extends CommitMeter {
  pushed(): void;
  refused(reason: Refusal): void;
  /** And receipted. */
  erased(scope: ErasureScope): void;
  /** A login of whoever isn't the recovery member that it names. */
  recoveryFailed(): void;
}

/** For a relay that nobody asks. */
export const noMeter: Meter = {
  committed() {},
  pushed() {},
  refused() {},
  erased() {},
  recoveryFailed() {},
};
