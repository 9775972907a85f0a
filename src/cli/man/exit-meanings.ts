/** What the exit codes mean, for the manual. */
import type { EXIT } from "../exit-codes.ts";

export const EXIT_MEANINGS: Readonly<Record<keyof typeof EXIT, string>> = {
  done: "done",
  notOne: "no account fits, or not exactly one",
  usage: "the call makes no sense",
  lockedOrNoVault: "locked, or no vault yet",
  wrongKey: "wrong passphrase, password, words or key",
  unreachable: "relay or daemon can't be reached, or it refused",
  malformed: "the input can't be understood: format, version, damage",
  storage: "storage: disk full, damaged, no permission",
  backupUnhealthy: "the backup is not well: failing, stale, or not what is here",
  timeout: "waiting for someone else took too long",
  alreadyRunning: "a daemon, or a relay there, already runs",
  internal: "a bug",
  interrupted: "interrupted",
};
