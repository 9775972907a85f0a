/**
 * `holt`: holt's own export file. Always encrypted, and the only format that holds everything: notes, recovery codes,
 * tags, trash, counters, check marks and replaced secrets.
 */
import { decode, encode, type CborMap } from "../../protocol/codec.ts";
import type { HoltError } from "../../protocol/errors.ts";
import type { SkippedEntry } from "../../protocol/local-api.ts";
import { malformed } from "../../protocol/malformed.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { isMap, listOf } from "../../protocol/shape.ts";
import type { Account } from "../account.ts";
import type { Fit, Format, Found, FoundAccount, ReadOptions, WriteOptions, Written } from "./format.ts";
import { accountToMap, mapToDraft, ownerInMap } from "./holt-account.ts";
import { exportVersion, openExport, sealExport } from "./holt-seal.ts";
import { accountPlace, filePlace } from "./place.ts";
import type { Source } from "./source.ts";

const NAME = "holt";

export const holt: Format = { name: NAME, detect, read, write };

function detect(source: Source): Fit {
  return exportVersion(source.bytes) === undefined ? "no" : "yes";
}

async function read(
  sources: readonly Source[],
  { password }: ReadOptions,
): Promise<Result<Found, HoltError>> {
  const accounts: FoundAccount[] = [];
  const skipped: SkippedEntry[] = [];
  for (const source of sources) {
    const content = await openExport(source, password);
    if (!content.ok) return content;
    const decoded = decode(content.value, NAME);
    const entries = decoded.ok && isMap(decoded.value) ? listOf(decoded.value["accounts"]) : undefined;
    if (entries === undefined) return malformed(NAME, source.name, "has no list of accounts");
    for (const [index, entry] of entries.entries()) {
      const { issuer, name } = ownerInMap(entry);
      const where = filePlace(source.name, `account ${index + 1}`, accountPlace(issuer, name));
      const draft = mapToDraft(entry);
      if (draft.ok) accounts.push({ where, draft: draft.value });
      else skipped.push({ where, reason: draft.error });
    }
  }
  return ok({ accounts, skipped, notices: [] });
}

async function write(
  accounts: readonly Account[],
  { password, random, now }: WriteOptions,
): Promise<Result<Written, HoltError>> {
  if (password === null) return err({ type: "usage", reason: "format-not-plain", value: NAME });
  const maps: CborMap[] = [];
  const skipped: SkippedEntry[] = [];
  for (const account of accounts) {
    const { otp } = account;
    if (otp !== null) maps.push(accountToMap({ account, otp }));
    else
      skipped.push({
        where: accountPlace(account.issuer, account.name),
        reason: "its type needs a newer holt",
      });
  }
  const content = encode({ accounts: maps, exportedAt: now });
  const bytes = await sealExport({ content, password, random });
  content.fill(0);
  return ok({ files: [{ name: "holt-export.holt", bytes }], exported: maps.length, skipped });
}
