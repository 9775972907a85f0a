/**
 * Everything that a person, a file, a disk, a network or another device can do wrong, as plain facts.
 *
 * Sentences are not made here: the CLI and the TUI make them from these facts, in the person's language.
 * No member may carry a secret, a password, a whole URI or a line of an imported file.
 */

import type { AccountName } from "./account.ts";
import type { OsKeyringTrouble } from "./os-keyring-trouble.ts";
import type { BackupProblem, LinkError } from "./view.ts";

export type HoltError =
  /** This device holds no vault yet. `movedTo` names a damaged database that was moved aside. */
  | { readonly type: "no-vault"; readonly movedTo?: string }
  | { readonly type: "vault-exists" }
  | { readonly type: "locked" }
  /** Wrong passphrase, words or key, or tampering: one error for all of them. `what` names which secret was asked for. */
  | {
      readonly type: "wrong-key";
      readonly what:
        | "passphrase"
        | "file-password"
        | "words"
        | "recovery-passphrase"
        | "relay"
        | "link"
        | "epoch";
      /** Typed words that can be no recovery words: how many there are, or which of them is in no list. */
      readonly typed?: { readonly reason: "count" | "word" | "checksum"; readonly at: number | null };
    }
  /** Backup isn't what it should be: `reason` says how. Exit code 8. */
  | {
      readonly type: "backup-unhealthy";
      readonly reason: BackupProblem | "verify-failed";
      readonly count?: number;
    }
  /** The vault has no relay. */
  | { readonly type: "no-link" }
  /** This device was removed from its vault. */
  | { readonly type: "revoked"; readonly by?: string }
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
      readonly skipped?: readonly {
        readonly where: string;
        readonly reason: string;
        /** It can be kept by name. */
        readonly enrolAgain?: { readonly issuer: string; readonly name: string };
      }[];
    }
  /** `file` is where the data is; `movedTo` where a damaged database was put. */
  | {
      readonly type: "storage";
      readonly reason:
        | "full"
        | "damaged"
        /** A sound database, but not ours, or of a newer holt. */
        | "foreign"
        | "newer"
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
  | { readonly type: "already-running"; readonly what?: "relay"; readonly pid?: number }
  /** The daemon can't be reached or started. `log` names its log file. */
  | {
      readonly type: "unreachable";
      readonly what: "daemon" | "relay";
      readonly log?: string;
      readonly detail?: string;
    }
  /** A relay, another device or a person said no. */
  | { readonly type: "refused"; readonly reason: RefusalReason; readonly value?: string }
  | { readonly type: "timeout"; readonly what: string }
  /** The program that was to ask for a secret can't, or doesn't speak as it should. */
  | {
      readonly type: "pinentry";
      readonly reason: "not-found" | "failed";
      readonly program: string;
      readonly detail?: string;
    }
  /** The desktop's keyring can't give or take a key. */
  | { readonly type: "os-keyring"; readonly reason: OsKeyringTrouble }
  | { readonly type: "version-mismatch"; readonly daemonVersion: string; readonly clientVersion: string }
  | { readonly type: "interrupted" }
  /** A bug. */
  | { readonly type: "internal"; readonly detail: string };

export type RefusalReason =
  /** Anything that the link can fail with (view.ts LINK_ERRORS). */
  | LinkError
  /** The person at the other device, or this one, said no. */
  | "rejected"
  /** Two devices used one join link: it is burnt. */
  | "link-used-twice"
  | "link-expired"
  /** The join link was made for another version. */
  | "link-version"
  /** The roster's rules don't allow it; `value` names the rule. */
  | "not-allowed"
  /** It changed meanwhile: try again. */
  | "conflict"
  /** The relay takes no more pairings, or the vault has too many members or open requests. */
  | "too-many"
  | "no-relay-here"
  /** The relay keeps no backups. */
  | "no-backups-here"
  /** A vault that doesn't bear this member's own signature: somebody made it up. */
  | "fabricated-vault"
  | "other";

export type UsageReason =
  | "password-or-plaintext"
  | "format-not-encrypted"
  | "format-not-plain"
  | "format-unknown"
  | "format-no-export"
  | "format-no-codes"
  | "format-no-import"
  | "password-needed"
  | "hotp-has-no-time"
  | "hotp-not-watched"
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
  /** An account that has no secret yet. */
  | "to-enrol"
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
  | "file-unreadable"
  | "no-clipboard"
  | "no-picture"
  | "no-picture-tool"
  | "no-such-program"
  // The daemon as a service.
  | "no-service-manager"
  | "service-file-taken"
  // Devices and sync.
  | "bad-relay-address"
  | "bad-fingerprint"
  | "bad-join-link"
  | "not-a-member"
  | "member-ambiguous"
  | "already-linked"
  | "already-member"
  | "is-this-device"
  | "last-full-member"
  | "no-such-request"
  // Of a relay's operator.
  | "no-such-vault"
  | "no-such-token"
  | "bad-listen-address"
  | "merge-needs-yes"
  // Backup.
  | "weak-passphrase"
  | "bad-handle"
  | "handle-differs"
  | "handle-needed"
  | "backup-is-on"
  | "backup-is-off"
  | "no-recovery-member"
  | "last-way-in"
  | "recovery-member-there"
  | "no-such-point"
  | "no-such-job"
  | "relay-needed"
  /** The words that were typed back are not those that were shown. */
  | "words-differ"
  | "erasure-asked"
  | "lan-not-possible";

/** A HoltError on its way through code that throws (only between a handler and its dispatcher). */
export class HoltFailure extends Error {
  readonly error: HoltError;
  constructor(error: HoltError) {
    super(error.type);
    this.name = "HoltFailure";
    this.error = error;
  }
}
