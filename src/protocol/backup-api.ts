/**
 * The methods of rpc.sock that turn backup on, prove it, use it and turn it off (local-api.ts says how they travel).
 *
 * What takes longer is a job: a `…start` answers at once, `backup.wait` tells what happens, one event after the other,
 * the last of them `done` or `failed`. Jobs live as long as the daemon; locking ends them. Times are epoch seconds.
 */
import type { AccountName } from "./account.ts";
import type { HoltError } from "./errors.ts";
import type { RelayChoice } from "./local-api.ts";
import type { BackupView, RecoveryKind } from "./view.ts";

/** CONFIRM of CLI.md: a recovery member that signs, as what is typed. */
export type Confirm = { readonly words: string } | { readonly passphrase: string; readonly handle?: string };

/** A way in, as what is typed. `handle`: needed where no vault is here that knows it. */
export type RecoverySecret =
  | { readonly words: string }
  | { readonly passphrase: string; readonly handle?: string };

/** How strong an own passphrase is, against guessing by whoever holds what the relay holds. */
export interface PassphraseStrength {
  readonly bits: number;
  readonly isStrong: boolean;
  /** Why not: a key of the strength sentences. */
  readonly reason: "too-short" | "guessable" | null;
}

export type BackupStep =
  | "linking"
  | "deriving"
  | "asking"
  | "uploading"
  | "reading-back"
  | "comparing"
  | "erasing"
  | "looking"
  | "downloading"
  | "admitting"
  | "removing-devices"
  | "syncing";

/** One account that isn't the same in two places. */
export interface AccountDifference extends AccountName {
  /** missing: only here. extra: only there. changed: `fields`. code: it gives another code. */
  readonly type: "missing" | "extra" | "changed" | "code";
  readonly fields: readonly string[];
}

/** Whom a vault belongs to, before anything is done with it. */
export interface FoundVault {
  readonly vaultId: string;
  readonly accounts: number;
  /** When the newest thing in it was written, by its author's clock. */
  readonly asOf: number;
  /** Name of the device that wrote it. */
  readonly lastAuthor: string;
  readonly devices: readonly {
    readonly memberId: string;
    readonly name: string;
    readonly fingerprint: string;
    readonly addedAt: number | null;
  }[];
}

export interface ReceiptView {
  readonly relay: string;
  readonly at: number;
  readonly what: "backup" | "all";
  /** The relay key's. */
  readonly fingerprint: string;
  /** Base64 of 64 bytes. */
  readonly signature: string;
  /** Base64 of the 32 bytes of the entry's hash, and of the vault's id. */
  readonly entry: string;
  readonly vaultId: string;
}

export type BackupResult =
  | { readonly type: "enabled"; readonly backup: BackupView }
  | {
      readonly type: "verified";
      readonly accounts: number;
      readonly asOf: number;
      readonly lastAuthor: string;
      /** None: it is proven. */
      readonly differences: readonly AccountDifference[];
      readonly backup: BackupView;
    }
  | { readonly type: "changed"; readonly backup: BackupView }
  | {
      readonly type: "disabled";
      /** off: erased, and the receipt verified. deleting: asked for. */
      readonly state: "off" | "deleting";
      readonly receipt: ReceiptView | null;
      readonly deletesAt: number | null;
    }
  | {
      readonly type: "recovered";
      readonly vaultId: string;
      readonly memberId: string;
      readonly accounts: number;
      readonly asOf: number;
      readonly lastAuthor: string;
      /** That are members now, this one too. */
      readonly devices: readonly string[];
    };

export type BackupEvent =
  /** `done` of `total`, in bytes or accounts, where it is known. */
  | { readonly type: "step"; readonly step: BackupStep; readonly done?: number; readonly total?: number }
  /** Another full member has to agree: on one of these devices, or by words or passphrase (`backup.confirm`). */
  | {
      readonly type: "confirm";
      readonly requestId: string;
      readonly fingerprint: string;
      readonly devices: readonly string[];
      readonly expiresAt: number | null;
    }
  | { readonly type: "confirmed"; readonly by: string }
  /** Recovering: which devices still exist, and (where accounts are here) may they go in? Answer: `recover.answer`. */
  | {
      readonly type: "found";
      readonly vault: FoundVault;
      /** Accounts of this device that would go in; null: it has no vault. */
      readonly ours: number | null;
    }
  | { readonly type: "done"; readonly result: BackupResult }
  | { readonly type: "failed"; readonly error: HoltError };

export interface PointView {
  readonly id: string;
  readonly at: number;
  readonly bytes: number;
  /** Null: not looked at. */
  readonly accounts: number | null;
  readonly author: string | null;
}

export interface KitFacts {
  readonly relay: string;
  readonly fingerprint: string;
  readonly handle: string | null;
  readonly vaultId: string;
  readonly recovery: readonly RecoveryKind[];
  readonly madeAt: number;
  /** 24, where they were given and are those of this vault; null: lines to write on. */
  readonly words: readonly string[] | null;
  /** QR code of the words: rows of "0"/"1", no quiet zone. */
  readonly wordsQr: readonly string[] | null;
  /** QR code of the relay's address with its fingerprint. */
  readonly relayQr: readonly string[];
}

type Job = { readonly jobId: string };

export interface BackupMethods {
  "backup.status": { params: Record<string, never>; result: BackupView };
  /** Fresh ones each time; nothing is kept of them. `passphrase`: six words. */
  "backup.draw": { params: Record<string, never>; result: { words: string; passphrase: string } };
  "backup.strength": { params: { passphrase: string }; result: PassphraseStrength };
  /** Whole handle that this name gives with this relay (or the vault's home), and whether another member must agree. */
  "backup.plan": {
    params: { relay?: RelayChoice; handle?: string };
    result: {
      relay: string | null;
      handle: string;
      /** Full devices, one of which has to agree; none: this device suffices. */
      confirmers: readonly string[];
      recovery: readonly RecoveryKind[];
    };
  };
  /** Words and passphrase as they were drawn or typed; `passphrase` null: none. A weak one is refused. */
  "backup.enable": {
    params: {
      relay?: RelayChoice;
      words: string | null;
      passphrase: { readonly handle?: string; readonly text: string } | null;
      confirm?: Confirm;
      waitSeconds?: number;
    };
    result: Job;
  };
  "backup.verify": { params: RecoverySecret; result: Job };
  "backup.change": {
    params: {
      change: "add" | "replace" | "remove";
      kind: RecoveryKind;
      /** The new one, for add and replace. */
      words?: string;
      passphrase?: { readonly handle?: string; readonly text: string };
      confirm?: Confirm;
      waitSeconds?: number;
    };
    result: Job;
  };
  /** `later`: by this device alone, after seven days; else it waits for another member where there is one. */
  "backup.disable": {
    params: {
      keepSync: boolean;
      later?: boolean;
      confirm?: Confirm;
      waitSeconds?: number;
    };
    result: Job;
  };
  /** Long poll: the first event after `after` events. */
  "backup.wait": { params: { jobId: string; after: number }; result: { event: BackupEvent } };
  /** For a job that waits for another member. */
  "backup.confirm": { params: { jobId: string; confirm: Confirm }; result: { accepted: boolean } };
  /** What was asked of other members is withdrawn. */
  "backup.cancel": { params: { jobId: string }; result: { cancelled: boolean } };
  "backup.points": { params: Record<string, never>; result: { points: readonly PointView[] } };
  /** Brings accounts back as new edits; `dryRun`: only tells. `accounts`: ids of the point's, and no others. */
  "backup.restore": {
    params: { id: string; query?: string; accounts?: readonly string[]; dryRun?: boolean };
    result: {
      at: number;
      author: string;
      differences: readonly AccountDifference[];
      restored: number;
    };
  };
  "backup.kit": { params: { words?: string }; result: KitFacts };
  "backup.receipts": { params: Record<string, never>; result: { receipts: readonly ReceiptView[] } };

  /** `device` and `passphrase` as for vault.init; where this device has a vault: a new name or null, and null. */
  "recover.start": {
    params: {
      relay?: RelayChoice;
      secret: RecoverySecret;
      device: string | null;
      passphrase: string | null;
    };
    result: Job;
  };
  /** `keep`: memberIds of devices that still exist; the others are removed. `merge` false, where it was asked: ends it. */
  "recover.answer": {
    params: { jobId: string; merge: boolean; keep: readonly string[] };
    result: { accepted: boolean };
  };
}
