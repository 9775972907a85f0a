/**
 * What a format is: something that recognises its files by content, reads accounts from them and, where it can,
 * writes accounts for the app that it belongs to.
 *
 * A format knows nothing of the vault's document, of files on disk, or of what is already there: duplicates
 * inside a file stay, the vault decides about them. Invariants: an entry that can't be read is in `skipped` with its
 * place and a reason, never dropped in silence; a value that is present but unknown is never replaced by a default;
 * reasons, places and notices hold no secret, no password and no whole URI.
 */
import type { HoltError } from "../../protocol/errors.ts";
import type { SkippedEntry } from "../../protocol/local-api.ts";
import type { Result } from "../../protocol/result.ts";
import type { Account, AccountDraft, NamedAccount } from "../account.ts";
import type { Source } from "./source.ts";

export interface NamedFile {
  /** Shown in messages; a suggestion where holt writes; never used to find the format. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** "maybe": other formats look like this too. */
export type Fit = "yes" | "maybe" | "no";

export interface FoundAccount {
  readonly where: string;
  readonly draft: AccountDraft;
}
export interface Found {
  readonly accounts: readonly FoundAccount[];
  /** Those with `enrolAgain` can be kept by name, if the person wants. */
  readonly skipped: readonly SkippedEntry[];
  /** Accounts that were kept by name alone before, from holt's own files. */
  readonly named?: readonly NamedAccount[];
  /** Things worth saying that lose nothing ("part 2 of 3 is missing"). */
  readonly notices: readonly string[];
}
export interface ReadOptions {
  readonly password: string | null;
  /** The content of a key file, for formats that open with one (kdbx); others don't look at it. */
  readonly keyFile?: Uint8Array | null;
  /** Epoch seconds: for accounts that their app had in its trash without saying since when. */
  readonly now: number;
}

/** What one QR code says, and the accounts in it, as messages name them. */
export interface QrText {
  readonly text: string;
  readonly accounts: readonly string[];
}
export interface Written {
  readonly files: readonly NamedFile[];
  /** With `asCodes`: the same as a series of QR codes; nothing in it is too long for one. */
  readonly codes?: readonly QrText[];
  readonly exported: number;
  /** Accounts that are not in the files, and fields that got lost on the way. */
  readonly skipped: readonly SkippedEntry[];
}
export interface WriteOptions {
  /** null: plain text is meant. */
  readonly password: string | null;
  readonly random: (length: number) => Uint8Array;
  /** Epoch seconds. */
  readonly now: number;
  /** Codes to scan are wanted; only of formats that can be shown so (registry.ts). */
  readonly asCodes?: boolean;
}

export interface Format {
  readonly name: string;
  /** By content, never by file name. */
  detect(source: Source): Fit;
  /** Fails as a whole where the container is damaged, locked or of a newer version. */
  read(sources: readonly Source[], options: ReadOptions): Promise<Result<Found, HoltError>>;
  write?(accounts: readonly Account[], options: WriteOptions): Promise<Result<Written, HoltError>>;
}
