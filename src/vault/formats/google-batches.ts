/**
 * Puts the parts of Google's transfer together: up to ten accounts in each QR code, in any order, with the missing
 * ones named. A damaged part fails the whole, because ten accounts would be lost without their names.
 *
 * Parts belong together by batch id and number of parts; newer apps write no id, so then by the number alone.
 */
import type { HoltError } from "../../protocol/errors.ts";
import type { SkippedEntry } from "../../protocol/local-api.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import type { Found, FoundAccount } from "./format.ts";
import { entryToDraft, googleOwner } from "./google-account.ts";
import { parseMigrationUri, type GooglePayload } from "./google-payload.ts";
import { accountPlace } from "./place.ts";
import type { Line } from "./uri-lines.ts";

export function readMigration(lines: readonly Line[]): Result<Found, HoltError> {
  const payloads: GooglePayload[] = [];
  const accounts: FoundAccount[] = [];
  const skipped: SkippedEntry[] = [];
  const notices: string[] = [];
  for (const line of lines) {
    const payload = parseMigrationUri(line.text);
    if (payload === undefined) {
      const reason = "the migration URI is damaged or cut off";
      return err({ type: "malformed", what: "google", where: line.where, reason });
    }
    payloads.push(payload);
    if (payload.version === 0 && payload.batchSize === 0)
      notices.push(`${line.where}: its end may be missing`);
    for (const [index, entry] of payload.entries.entries()) {
      const owner = googleOwner(entry);
      const where = `${line.where}, account ${index + 1}: ${accountPlace(owner.issuer, owner.name)}`;
      const draft = entryToDraft(entry);
      if (draft.ok) accounts.push({ where, draft: draft.value });
      else skipped.push({ where, reason: draft.error });
    }
  }
  return ok({ accounts, skipped, notices: [...notices, ...missingParts(payloads)] });
}

/** More parts than anyone scans: a number from a stranger is no reason to count to it. */
const MOST_PARTS = 1000;

function missingParts(payloads: readonly GooglePayload[]): string[] {
  const seenBySeries = new Map<string, { size: number; seen: Set<number> }>();
  for (const { batchId, batchSize: size, batchIndex } of payloads) {
    const key = `${batchId}/${size}`;
    const series = seenBySeries.get(key) ?? { size, seen: new Set<number>() };
    series.seen.add(batchIndex);
    seenBySeries.set(key, series);
  }
  const notices: string[] = [];
  for (const { size, seen } of seenBySeries.values()) {
    for (let index = 0; index < Math.min(size, MOST_PARTS); index++) {
      if (!seen.has(index)) notices.push(`part ${index + 1} of ${size} is missing`);
    }
  }
  return notices;
}
