/**
 * From accounts to the files of a format, after the one question is settled that must never be settled by silence:
 * encrypted, or in clear? Knows nothing of where the files go.
 */
import type { HoltError } from "../../protocol/errors.ts";
import { err, type Result } from "../../protocol/result.ts";
import type { Account } from "../account.ts";
import type { Written } from "./format.ts";
import { ALWAYS_ENCRYPTED, findFormat, SHOWN_AS_CODES } from "./registry.ts";

export interface ExportOptions {
  readonly format: string;
  /** null: none was given. */
  readonly password: string | null;
  /** The person said that plain text is meant. */
  readonly plaintext: boolean;
  /** As QR codes, which anyone who sees them can read. */
  readonly asCodes?: boolean;
  readonly random: (length: number) => Uint8Array;
  /** Epoch seconds. */
  readonly now: number;
}

export async function writeExport(
  accounts: readonly Account[],
  { format, password, plaintext, asCodes = false, random, now }: ExportOptions,
): Promise<Result<Written, HoltError>> {
  const row = findFormat(format);
  if (row === undefined) return err({ type: "usage", reason: "format-unknown", value: format });
  const target = row.export ? await row.load() : undefined;
  if (target?.write === undefined) return err({ type: "usage", reason: "format-no-export", value: format });
  if (asCodes && !SHOWN_AS_CODES.includes(format)) {
    return err({ type: "usage", reason: "format-no-codes", value: format });
  }
  if (password === "") return err({ type: "usage", reason: "passphrase-empty" });
  if (password !== null && !row.encrypted)
    return err({ type: "usage", reason: "format-not-encrypted", value: format });
  if (password === null && ALWAYS_ENCRYPTED.includes(format)) {
    return err({ type: "usage", reason: plaintext ? "format-not-plain" : "password-needed", value: format });
  }
  if (password === null && !plaintext)
    return err({ type: "usage", reason: "password-or-plaintext", value: format });
  return target.write(accounts, { password, random, now, asCodes });
}
