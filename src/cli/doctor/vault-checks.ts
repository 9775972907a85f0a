/**
 * The vault and what holds it: its file, its daemon, its relay, its backup, and the clock that its codes need.
 */
import { describeProblem, explainError, explainLinkError } from "../../client/language/explain.ts";
import type { Catalogue } from "../../client/language/en.ts";
import type { HoltError } from "../../protocol/errors.ts";
import type { StatusResult } from "../../protocol/local-api.ts";
import type { BackupView } from "../../protocol/view.ts";
import { type Check, check } from "./check.ts";

/** What is known of the daemon: absent, it says why, or what it says. */
export type DaemonFacts =
  | { readonly type: "absent" }
  | { readonly type: "silent"; readonly error: HoltError }
  | { readonly type: "running"; readonly status: StatusResult };

export function checkDaemon(daemon: DaemonFacts, catalogue: Catalogue): Check {
  const { doctor } = catalogue;
  if (daemon.type === "absent") return check("daemon", "ok", doctor.daemonAbsent);
  if (daemon.type === "running") {
    const { pid, version } = daemon.status.daemon;
    return check("daemon", "ok", doctor.daemonRuns(pid, version));
  }
  const { error } = daemon;
  const { message, hints } = explainError(error, catalogue);
  const isOther = error.type === "version-mismatch";
  return check("daemon", isOther ? "warn" : "fail", {
    text: message,
    hints: [...hints, ...(isOther ? [doctor.restart] : [doctor.lookAtLog])],
  });
}

export interface VaultFacts {
  readonly database: "absent" | "sound" | "damaged" | "unchecked";
  readonly daemon: DaemonFacts;
}

export function checkVault({ database, daemon }: VaultFacts, { doctor, ...rest }: Catalogue): Check {
  if (database === "damaged") return check("vault", "fail", doctor.vaultDamaged);
  const status = daemon.type === "running" ? daemon.status : undefined;
  const hasNone = status === undefined ? database === "absent" : status.vaultId === null;
  if (hasNone) return check("vault", "ok", doctor.noVault);
  const catalogue = { doctor, ...rest };
  const problems = (status?.problems ?? []).map((problem) => describeProblem(problem, catalogue));
  if (problems.length > 0) return check("vault", "warn", doctor.vaultProblems(problems));
  if (database === "unchecked") return check("vault", "warn", doctor.vaultUnchecked);
  return check("vault", "ok", doctor.vaultSound(status?.locked));
}

export function checkDamaged(count: number, catalogue: Catalogue, dataDirectory: string): Check {
  const { doctor } = catalogue;
  return count === 0
    ? check("damaged", "ok", doctor.nothingDamaged)
    : check("damaged", "warn", doctor.setAside(count, dataDirectory));
}

export function checkRelay(daemon: DaemonFacts, catalogue: Catalogue): Check {
  const { doctor } = catalogue;
  if (daemon.type !== "running") return check("relay", "ok", doctor.unknownWithoutDaemon);
  const { link } = daemon.status;
  const place = doctor.relay(link.relay ?? "", link.fingerprint);
  switch (link.state) {
    case "off":
      return check("relay", "ok", doctor.noRelay);
    case "online":
    case "connecting":
      return check("relay", "ok", { text: `${doctor.linkStates[link.state]}: ${place}` });
    case "waiting":
      return check("relay", "warn", {
        text: `${doctor.linkStates.waiting}: ${place}`,
        hints: ["holt unlock"],
      });
    default: {
      const said = link.error === null ? undefined : explainLinkError(link.error, catalogue);
      const text = [doctor.linkStates[link.state], ...(said ? [said.message] : []), place].join(": ");
      const status = link.state === "offline" ? "warn" : "fail";
      return check("relay", status, { text, hints: said?.hints ?? [] });
    }
  }
}

/** A proof older than that says little about today. */
const PROOF_DAYS = 180;
const DAY_SECONDS = 86_400;

export function checkBackup(daemon: DaemonFacts, nowSeconds: number, catalogue: Catalogue): Check {
  const { doctor } = catalogue;
  if (daemon.type !== "running") return check("backup", "ok", doctor.unknownWithoutDaemon);
  const { backup, vaultId } = daemon.status;
  if (vaultId === null) return check("backup", "ok", doctor.nothingToBackUp);
  if (backup.state === "off") return check("backup", "warn", doctor.backupOff);
  if (backup.state === "waiting") return check("backup", "warn", doctor.backupWaiting);
  if (backup.state === "deleting") return check("backup", "warn", doctor.backupDeleting);
  if (backup.state === "failing") return check("backup", "fail", failing(backup, catalogue));
  const days =
    backup.lastVerifiedAt === null ? null : Math.floor((nowSeconds - backup.lastVerifiedAt) / DAY_SECONDS);
  const isOld = days === null || days > PROOF_DAYS;
  return check("backup", isOld ? "warn" : "ok", doctor.backupOn(days, isOld));
}

function failing(backup: BackupView, catalogue: Catalogue): { text: string; hints: readonly string[] } {
  const reason = backup.problem ?? "stale";
  const { message, hints } = explainError({ type: "backup-unhealthy", reason }, catalogue);
  return { text: message, hints };
}

/** Below, it is the network's delay that was measured. */
const CLOCK_TOLERANCE_SECONDS = 5;
/** A code is good for 30 s, and most who check it grant one more. */
const CODES_FAIL_SECONDS = 60;

export function checkClock(
  daemon: DaemonFacts,
  isSynchronised: boolean | undefined,
  { doctor }: Catalogue,
): Check {
  const skew = daemon.type === "running" ? daemon.status.clockSkewSeconds : null;
  if (skew !== null && Math.abs(skew) > CLOCK_TOLERANCE_SECONDS) {
    return check("clock", Math.abs(skew) > CODES_FAIL_SECONDS ? "fail" : "warn", doctor.clockOff(skew));
  }
  if (isSynchronised === false) return check("clock", "warn", doctor.clockAlone);
  if (skew !== null) return check("clock", "ok", doctor.clockAgrees);
  return check("clock", "ok", isSynchronised ? doctor.clockSynchronised : doctor.clockUnknown);
}

export function checkKeyring(daemon: DaemonFacts, catalogue: Catalogue): Check {
  const { doctor, osKeyring } = catalogue;
  if (daemon.type !== "running") return check("keyring", "ok", doctor.unknownWithoutDaemon);
  const { state, problem } = daemon.status.osKeyring;
  if (state !== "on" || problem === null) return check("keyring", "ok", { text: osKeyring[state] });
  const { message, hints } = explainError({ type: "os-keyring", reason: problem }, catalogue);
  return check("keyring", "warn", { text: message, hints });
}
