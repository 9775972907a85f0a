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
}

export interface ProblemsPlace {
  readonly databaseFile: string;
  readonly now: () => number;
}

export function createVaultProblems({ databaseFile, now }: ProblemsPlace): VaultProblems {
  const damages: Problem[] = [];
  let failing: string | null = null;
  let hasNoPassphrase = false;
  return {
    list: () => [
      ...damages,
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
  };
}
