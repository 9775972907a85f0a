/**
 * What is counted, without saying of whom.
 */
import type { Refusal } from "../protocol/messages.ts";
import type { CommitMeter } from "./group-commit.ts";

export interface Meter extends CommitMeter {
  pushed(): void;
  refused(reason: Refusal): void;
}

/** For a relay that nobody asks. */
export const noMeter: Meter = { committed() {}, pushed() {}, refused() {} };
