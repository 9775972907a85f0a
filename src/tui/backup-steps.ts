/**
 * Where the flows of the backup can stand: turning it on, changing its ways in, turning it off, proving it, the kit,
 * points in time, and beginning again. Each step holds only what exists then.
 */
import type {
  BackupEvent,
  BackupMethods,
  BackupResult,
  BackupStep,
  FoundVault,
} from "../protocol/backup-api.ts";
import type { HoltError } from "../protocol/errors.ts";
import type { RelayChoice } from "../protocol/local-api.ts";
import type { RecoveryKind } from "../protocol/view.ts";
import type { Form } from "./form.ts";

export type BackupPlan = BackupMethods["backup.plan"]["result"];
type PointDifference = BackupMethods["backup.restore"]["result"];
type BackupAsked = Extract<BackupEvent, { type: "confirm" }>;
export interface Progress {
  readonly step: BackupStep;
  /** Bytes or accounts, where it is known. */
  readonly done: number | null;
  readonly total: number | null;
}

/** What a job at the daemon shows of itself, the same in every flow. */
export type JobStep =
  /** null: it is being started. */
  | { readonly at: "running"; readonly progress: Progress | null }
  /** Another member has to agree. `form`: words or passphrase instead. */
  | {
      readonly at: "confirm";
      readonly jobId: string;
      readonly asked: BackupAsked;
      readonly form: Form | null;
    }
  | { readonly at: "done"; readonly result: BackupResult }
  | { readonly at: "failed"; readonly error: HoltError };

export type MakeAim =
  | { readonly does: "enable" }
  | { readonly does: "add" | "replace" | "remove"; readonly kind: RecoveryKind };

/** Fresh ones, kept until they are in force, and no longer. */
interface Drawn {
  readonly words: string;
  readonly passphrase: string;
}

export type MakeStep =
  /** The plan is being asked for. */
  | { readonly at: "looking" }
  | { readonly at: "consent" }
  | { readonly at: "relay"; readonly form: Form }
  | { readonly at: "words"; readonly page: number }
  | { readonly at: "check"; readonly form: Form }
  | { readonly at: "passphrase"; readonly index: number }
  | { readonly at: "generated"; readonly form: Form }
  | { readonly at: "own"; readonly form: Form }
  | { readonly at: "send" }
  | { readonly at: "sure" }
  | JobStep;
export type MakeAt = MakeStep["at"];

/** Turning on, or one way in that comes, goes or is replaced. */
export interface Making {
  readonly aim: MakeAim;
  readonly plan: BackupPlan | null;
  /** As it was typed, where the vault had none. */
  readonly relay: RelayChoice | null;
  readonly drawn: Drawn | null;
  /** Which passphrase: 0 a drawn one, 1 an own one, 2 none. */
  readonly way: number;
  readonly passphrase: { readonly handle: string; readonly text: string } | null;
  readonly step: MakeStep;
}

/** By another device's word, by words or passphrase, by this device alone in seven days, or where there is nobody else. */
export type DeleteWay = "device" | "typed" | "later" | "name";
export type OffStep =
  /** 0 the backup alone, 1 sync as well. */
  | { readonly at: "what"; readonly index: number }
  | { readonly at: "how"; readonly index: number }
  | { readonly at: "typed"; readonly form: Form }
  | { readonly at: "name"; readonly form: Form }
  | JobStep;

export type ProveStep = { readonly at: "typed"; readonly form: Form } | JobStep;

export type KitStep =
  | { readonly at: "form"; readonly form: Form }
  | { readonly at: "written"; readonly path: string };

export type PointStep =
  | { readonly at: "list" }
  /** `isBusy`: accounts are being brought back. */
  | {
      readonly at: "point";
      readonly id: string;
      /** null: it is being fetched. */
      readonly found: PointDifference | null;
      readonly index: number;
      readonly top: number;
      /** Ids of what is left as it is. */
      readonly left: readonly string[];
      readonly isBusy: boolean;
    };

export type RecoverStep =
  | { readonly at: "address"; readonly form: Form }
  | { readonly at: "way"; readonly index: number }
  /** Name and passphrase of a device that has no vault yet. */
  | { readonly at: "vault"; readonly form: Form }
  | { readonly at: "secret"; readonly form: Form }
  | { readonly at: "running"; readonly progress: Progress | null }
  /** A vault was found, and accounts are here: may they go in? */
  | { readonly at: "merge"; readonly jobId: string; readonly found: FoundVault; readonly ours: number }
  | {
      readonly at: "devices";
      readonly jobId: string;
      readonly found: FoundVault;
      readonly index: number;
      /** memberIds of those that still exist. */
      readonly kept: readonly string[];
    }
  /** There is no way back any more. */
  | { readonly at: "taking"; readonly progress: Progress | null }
  | { readonly at: "failed"; readonly error: HoltError };

export interface RecoverFlow {
  /** Another one for every attempt: an answer to an older one is dropped. */
  readonly attempt: number;
  /** This device has a vault, which the other takes the place of. */
  readonly hasVault: boolean;
  /** Kept for the way back. */
  readonly relay: string;
  readonly handle: string;
  readonly kind: RecoveryKind;
  readonly device: string;
  /** Of the new vault on this disk; null: none was chosen, or it isn't asked for yet. */
  readonly passphrase: string | null;
  readonly step: RecoverStep;
}
