/**
 * Troubles that the person should know of, as long as the daemon runs.
 *
 * Rotten rows are never dropped in silence: first the whole database is copied aside, then the rows go, and that
 * they went is told here and, by the caller, in the activity.
 */
import type { HoltError } from "../protocol/errors.ts";
import { ok, type Result } from "../protocol/result.ts";
import type { Problem } from "../protocol/view.ts";
import { freePlace } from "./damaged-files.ts";
import type { Store } from "./store.ts";

export interface VaultProblems {
  list(): readonly Problem[];
  /** Copies the rows aside; the copy's place is for the activity entry. `lost`: edits or entries that are gone. */
  reportDamage(store: Pick<Store, "copyTo">, lost: number): Result<string, HoltError>;
  /** The database itself was set aside, and the vault went on in a new one: nothing that was answered is lost. */
  noteSetAside(copy: string): void;
  /** Writing failed (a reason) or works again (null). True where that is news. */
  setFailing(reason: string | null): boolean;
  setNoPassphrase(hasNone: boolean): void;
  /** Of sync. Alike ones are counted together; true: it is the first of its kind. */
  noteAlarm(problem: Problem): boolean;
  /** What was told of sync, all or of these types, is past: the vault has another relay, or all was found to be there. */
  clearAlarms(types?: readonly Problem["type"][]): void;
}

/** Alarms that differ in nothing but their time or number are one. */
function kindOf(problem: Problem): string {
  const { at: _at, count: _count, ...rest } = { at: 0, count: 0, ...problem };
  return JSON.stringify(rest);
}

export interface ProblemsPlace {
  readonly databaseFile: string;
  readonly now: () => number;
}

export function createVaultProblems({ databaseFile, now }: ProblemsPlace): VaultProblems {
  const damages: Problem[] = [];
  const alarms: Problem[] = [];
  let failing: string | null = null;
  let hasNoPassphrase = false;
  return {
    list: () => [
      ...damages,
      ...alarms,
      ...(failing === null ? [] : [{ type: "storage-failing", reason: failing } as const]),
      ...(hasNoPassphrase ? [{ type: "no-passphrase" } as const] : []),
    ],
    reportDamage: (store, lost) => {
      const copy = freePlace(databaseFile, now());
      const copied = store.copyTo(copy);
      if (!copied.ok) return copied;
      damages.push({ type: "storage-damaged", copy, lost });
      return ok(copy);
    },
    noteSetAside: (copy) => void damages.push({ type: "storage-damaged", copy, lost: 0 }),
    setFailing: (reason) => {
      const isNews = reason !== failing;
      failing = reason;
      return isNews;
    },
    setNoPassphrase: (hasNone) => {
      hasNoPassphrase = hasNone;
    },
    noteAlarm: (problem) => {
      const kind = kindOf(problem);
      const index = alarms.findIndex((known) => kindOf(known) === kind);
      const known = alarms[index];
      if (known === undefined) alarms.push(problem);
      else if (known.type === "void-records") alarms[index] = { ...known, count: known.count + 1 };
      else alarms[index] = problem;
      return known === undefined;
    },
    clearAlarms: (types) => {
      const kept = types === undefined ? [] : alarms.filter(({ type }) => !types.includes(type));
      alarms.splice(0, alarms.length, ...kept);
    },
  };
}
