/**
 * `otpauth`: one key URI per line, what every app can read or write in some way. Blank lines and "#" comments are
 * allowed; any other line is reported. Google's migration URIs may stand between them.
 */
import type { HoltError } from "../../protocol/errors.ts";
import type { SkippedEntry } from "../../protocol/local-api.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { utf8ToBytes } from "../../protocol/bytes.ts";
import type { Account } from "../account.ts";
import type {
  Fit,
  Format,
  Found,
  FoundAccount,
  QrText,
  ReadOptions,
  WriteOptions,
  Written,
} from "./format.ts";
import { readMigration } from "./google-batches.ts";
import { lostFields } from "./lost-fields.ts";
import { formatOtpUri } from "./otp-uri-format.ts";
import { parseOtpUri } from "./otp-uri.ts";
import { accountPlace } from "./place.ts";
import type { Source } from "./source.ts";
import { countUris, fitOfList, isMigrationUri, readLines, type Line } from "./uri-lines.ts";

const NAME = "otpauth";
/** What the largest QR code holds, with the least error correction. */
const MOST_CODE_BYTES = 2953;

export const otpauth: Format = { name: NAME, detect, read, write };

function detect(source: Source): Fit {
  const text = source.text();
  if (text === undefined) return "no";
  const { first, hasOtp } = countUris(text);
  return hasOtp ? fitOfList(first) : "no";
}

async function read(sources: readonly Source[], { now }: ReadOptions): Promise<Result<Found, HoltError>> {
  const accounts: FoundAccount[] = [];
  const skipped: SkippedEntry[] = [];
  const notices: string[] = [];
  const migrations: Line[] = [];
  for (const source of sources) {
    const lines = readLines(source, "list of URIs");
    if (!lines.ok) return lines;
    for (const line of lines.value) {
      if (isMigrationUri(line.text)) {
        migrations.push(line);
        continue;
      }
      const uri = parseOtpUri(line.text, now);
      if (uri.ok) {
        const { draft } = uri.value;
        accounts.push({ where: `${line.where}: ${accountPlace(draft.issuer, draft.name)}`, draft });
        notices.push(...uri.value.notices);
      } else {
        const { account, reason } = uri.error;
        skipped.push({ where: account === "" ? line.where : `${line.where}: ${account}`, reason });
      }
    }
  }
  const migrated = readMigration(migrations);
  if (!migrated.ok) return migrated;
  return ok({
    accounts: [...accounts, ...migrated.value.accounts],
    skipped: [...skipped, ...migrated.value.skipped],
    notices: [...notices, ...migrated.value.notices],
  });
}

async function write(
  accounts: readonly Account[],
  { asCodes = false }: WriteOptions,
): Promise<Result<Written, HoltError>> {
  const codes: QrText[] = [];
  const skipped: SkippedEntry[] = [];
  for (const account of accounts) {
    const where = accountPlace(account.issuer, account.name);
    const uri = account.trashedAt === null ? formatOtpUri(account) : err("is in the trash");
    if (!uri.ok) skipped.push({ where, reason: uri.error });
    else if (asCodes && utf8ToBytes(uri.value).length > MOST_CODE_BYTES)
      skipped.push({ where, reason: "is more than a QR code holds" });
    else {
      codes.push({ text: uri.value, accounts: [where] });
      skipped.push(...lostFields(account, { where, holds: [] }));
    }
  }
  const text = codes.map((code) => `${code.text}\n`).join("");
  const files = [{ name: "holt-otpauth.txt", bytes: utf8ToBytes(text) }];
  return ok({ files, codes, exported: codes.length, skipped });
}
