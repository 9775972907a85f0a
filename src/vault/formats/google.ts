/**
 * `google`: what Google Authenticator's "Transfer accounts" shows, as text lines (`otpauth-migration://`), one for
 * each ten accounts; each line is the content of one QR code.
 */
import { utf8ToBytes } from "../../protocol/bytes.ts";
import type { HoltError } from "../../protocol/errors.ts";
import type { SkippedEntry } from "../../protocol/local-api.ts";
import { ok, type Result } from "../../protocol/result.ts";
import type { Account } from "../account.ts";
import type { Fit, Format, Found, QrText, WriteOptions, Written } from "./format.ts";
import { accountToEntry } from "./google-account.ts";
import { readMigration } from "./google-batches.ts";
import { formatMigrationUri, type GoogleEntry } from "./google-payload.ts";
import { lostFields } from "./lost-fields.ts";
import { accountPlace } from "./place.ts";
import type { Source } from "./source.ts";
import { countUris, fitOfList, isMigrationUri, readLines, type Line } from "./uri-lines.ts";

const NAME = "google";
/** As the app itself does. */
const BATCH = 10;
/** Bytes of names and secrets in one code: its URI stays scannable and far below a QR code's 2,953. */
const BATCH_BYTES = 1200;
const VERSION = 1;

export const google: Format = { name: NAME, detect, read, write };

function detect(source: Source): Fit {
  const text = source.text();
  if (text === undefined) return "no";
  const { first, hasOtp, hasMigration } = countUris(text);
  // A list with both kinds is `otpauth`, which reads both.
  return hasMigration && !hasOtp ? fitOfList(first) : "no";
}

async function read(sources: readonly Source[]): Promise<Result<Found, HoltError>> {
  const lines: Line[] = [];
  const skipped: SkippedEntry[] = [];
  for (const source of sources) {
    const read = readLines(source, NAME);
    if (!read.ok) return read;
    for (const line of read.value) {
      if (isMigrationUri(line.text)) lines.push(line);
      else skipped.push({ where: line.where, reason: "is not a migration URI" });
    }
  }
  const found = readMigration(lines);
  return found.ok ? ok({ ...found.value, skipped: [...skipped, ...found.value.skipped] }) : found;
}

async function write(
  accounts: readonly Account[],
  { random }: WriteOptions,
): Promise<Result<Written, HoltError>> {
  const entries: PlacedEntry[] = [];
  const skipped: SkippedEntry[] = [];
  for (const account of accounts) {
    const where = accountPlace(account.issuer, account.name);
    const entry = accountToEntry(account);
    if (entry.ok && sizeOf(entry.value) <= BATCH_BYTES) {
      entries.push({ entry: entry.value, where });
      skipped.push(...lostFields(account, { where, holds: [] }));
    } else {
      skipped.push({ where, reason: entry.ok ? "is too large for a QR code" : entry.error });
    }
  }
  const codes = formatBatches(entries, random);
  const text = codes.map((code) => `${code.text}\n`).join("");
  const files = [{ name: "holt-google.txt", bytes: utf8ToBytes(text) }];
  return ok({ files, codes, exported: entries.length, skipped });
}

interface PlacedEntry {
  readonly entry: GoogleEntry;
  readonly where: string;
}

const sizeOf = (entry: GoogleEntry): number =>
  entry.secret.length + utf8ToBytes(entry.name).length + utf8ToBytes(entry.issuer).length + 24;

function formatBatches(placed: readonly PlacedEntry[], random: WriteOptions["random"]): QrText[] {
  const batches: PlacedEntry[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const one of placed) {
    const size = sizeOf(one.entry);
    const last = batches.at(-1);
    if (last === undefined || last.length === BATCH || bytes + size > BATCH_BYTES) {
      batches.push([one]);
      bytes = size;
    } else {
      last.push(one);
      bytes += size;
    }
  }
  const batchId = new DataView(random(4).buffer).getInt32(0) | 1;
  const batchSize = batches.length;
  return batches.map((batch, batchIndex) => {
    const entries = batch.map(({ entry }) => entry);
    const text = formatMigrationUri({ entries, version: VERSION, batchSize, batchIndex, batchId });
    return { text, accounts: batch.map(({ where }) => where) };
  });
}
