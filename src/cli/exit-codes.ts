/**
 * What happened → the exit code that scripts rely on. The one place that says so.
 */
import type { HoltError } from "../protocol/errors.ts";

export const EXIT = {
  done: 0,
  notOne: 1,
  usage: 2,
  lockedOrNoVault: 3,
  wrongKey: 4,
  unreachable: 5,
  malformed: 6,
  storage: 7,
  backupUnhealthy: 8,
  timeout: 9,
  alreadyRunning: 10,
  internal: 70,
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const CODES: Readonly<Record<HoltError["type"], ExitCode>> = {
  "not-found": EXIT.notOne,
  ambiguous: EXIT.notOne,
  usage: EXIT.usage,
  "vault-exists": EXIT.usage,
  locked: EXIT.lockedOrNoVault,
  "no-vault": EXIT.lockedOrNoVault,
  "wrong-key": EXIT.wrongKey,
  unreachable: EXIT.unreachable,
  refused: EXIT.unreachable,
  "no-link": EXIT.unreachable,
  "os-keyring": EXIT.unreachable,
  pinentry: EXIT.unreachable,
  revoked: EXIT.unreachable,
  "version-mismatch": EXIT.unreachable,
  malformed: EXIT.malformed,
  storage: EXIT.storage,
  "backup-unhealthy": EXIT.backupUnhealthy,
  timeout: EXIT.timeout,
  "already-running": EXIT.alreadyRunning,
  internal: EXIT.internal,
  interrupted: EXIT.interrupted,
};

/** An error of a newer daemon that this holt doesn't know is a bug of ours. */
export const exitCodeOf = (error: HoltError): ExitCode => CODES[error.type] ?? EXIT.internal;
