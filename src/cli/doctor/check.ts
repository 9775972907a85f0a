/**
 * What a check of `holt doctor` comes to. A check looks at one thing and judges it; nothing secret, and no account's
 * name, may stand in its text.
 */
import { EXIT, type ExitCode } from "../exit-codes.ts";

export const CHECKS = [
  "node",
  "sqlite",
  "programs",
  "config",
  "directories",
  "sockets",
  "filesystem",
  "disk",
  "daemon",
  "service",
  "vault",
  "damaged",
  "relay",
  "backup",
  "clock",
  "memory",
  "keyring",
  "clipboard",
  "notifications",
  "terminal",
] as const;
export type CheckId = (typeof CHECKS)[number];

export interface Check {
  readonly id: CheckId;
  readonly status: "ok" | "warn" | "fail";
  readonly text: string;
  /** Each something to do. */
  readonly hints: readonly string[];
}

/** What is said of a check in each of the ways in which it can go. */
export interface Said {
  readonly text: string;
  readonly hints?: readonly string[];
}

export const check = (id: CheckId, status: Check["status"], { text, hints = [] }: Said): Check => ({
  id,
  status,
  text,
  hints,
});

/** Worst first: what fails of it decides the exit code. */
const EXITS: readonly (readonly [ExitCode, readonly CheckId[]])[] = [
  [EXIT.storage, ["sqlite", "directories", "sockets", "filesystem", "disk", "vault", "damaged"]],
  [EXIT.malformed, ["config"]],
  [EXIT.unreachable, ["daemon", "service", "relay", "clock", "keyring"]],
  [EXIT.backupUnhealthy, ["backup"]],
];

export function exitCodeOfChecks(checks: readonly Check[]): ExitCode {
  const failed = new Set(checks.filter(({ status }) => status === "fail").map(({ id }) => id));
  if (failed.size === 0) return EXIT.done;
  const found = EXITS.find(([, ids]) => ids.some((id) => failed.has(id)));
  return found?.[0] ?? EXIT.usage;
}
