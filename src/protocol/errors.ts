/**
 * Everything that a person, a file, a disk, a network or another device can do wrong, as plain facts.
 *
 * Sentences are not made here: the CLI and the TUI make them from these facts, in the person's language.
 * No member may carry a secret, a password, a whole URI or a line of an imported file.
 */

import type { AccountName } from "./account.ts";

export type HoltError =
  /** This device holds no vault yet. `movedTo` names a damaged database that was moved aside. */
  | { readonly type: "no-vault"; readonly movedTo?: string }
  | { readonly type: "vault-exists" }
  | { readonly type: "locked" }
  /** Wrong passphrase, words or key, or tampering: one error for all of them. `what` names which secret was asked for. */
  | { readonly type: "wrong-key"; readonly what: "passphrase" | "file-password" | "words" }
  | { readonly type: "not-found"; readonly query: string }
  | { readonly type: "ambiguous"; readonly query: string; readonly candidates: readonly AccountName[] }
  /** The caller asked for something that makes no sense; `reason` is a key of the usage catalogue. */
  | { readonly type: "usage"; readonly reason: UsageReason; readonly value?: string }
  /** Input that can't be understood. `where` names the place (file, entry, line, byte). */
  | {
      readonly type: "malformed";
      readonly what: string;
      readonly where: string;
      readonly reason: string;
      /** Formats that could all be meant: the person chooses with --from. */
      readonly choices?: readonly string[];
      /** Nothing at all could be imported: each entry, the first of which is told by `where` and `reason`. */
      readonly skipped?: readonly { readonly where: string; readonly reason: string }[];
    }
  /** `file` is where the data is; `movedTo` where a damaged database was put. */
  | {
      readonly type: "storage";
      readonly reason:
        | "full"
        | "damaged"
        | "read-only"
        | "permission"
        | "sqlite-too-old"
        | "busy"
        | "no-folder"
        | "is-folder"
        | "io";
      readonly file?: string;
      readonly movedTo?: string;
      readonly detail?: string;
    }
  | { readonly type: "already-running"; readonly pid?: number }
  /** The daemon can't be reached or started. `log` names its log file. */
  | {
      readonly type: "unreachable";
      readonly what: "daemon" | "relay";
      readonly log?: string;
      readonly detail?: string;
    }
  | { readonly type: "refused"; readonly reason: string }
  | { readonly type: "timeout"; readonly what: string }
  | { readonly type: "version-mismatch"; readonly daemonVersion: string; readonly clientVersion: string }
  | { readonly type: "interrupted" }
  /** A bug. */
  | { readonly type: "internal"; readonly detail: string };

export type UsageReason =
  | "password-or-plaintext"
  | "format-not-encrypted"
  | "format-not-plain"
  | "format-unknown"
  | "format-no-export"
  | "format-no-import"
  | "password-needed"
  | "hotp-has-no-time"
  | "field-not-for-type"
  | "pin-needed"
  | "bad-field"
  | "nothing-to-change"
  | "nothing-to-undo"
  | "nothing-to-redo"
  | "undo-conflict"
  | "file-exists"
  | "no-terminal"
  | "confirmation-needed"
  | "passphrase-empty"
  | "passphrases-differ"
  | "no-passphrase-set"
  | "needs-newer-holt"
  | "unknown-setting"
  | "bad-setting"
  | "not-in-trash"
  // A command line that can't be meant.
  | "unknown-command"
  | "unknown-action"
  | "unknown-option"
  | "option-needs-value"
  | "option-takes-no-value"
  | "options-conflict"
  | "option-missing"
  | "missing-argument"
  | "too-many-arguments"
  | "not-there-yet"
  | "file-unreadable"
  | "no-clipboard";

/** A HoltError on its way through code that throws (only between a handler and its dispatcher). */
export class HoltFailure extends Error {
  readonly error: HoltError;
  constructor(error: HoltError) {
    super(error.type);
    this.name = "HoltFailure";
    this.error = error;
  }
}
