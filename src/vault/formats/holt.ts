/**
 * `holt`: holt's own export file. Always encrypted, and the only format that holds everything: notes, recovery codes,
 * tags, trash, counters, check marks and replaced secrets.
 */
import { utf8ToBytes } from "../../protocol/bytes.ts";
import type { HoltError } from "../../protocol/errors.ts";
import type { SkippedEntry } from "../../protocol/local-api.ts";
import { malformed } from "../../protocol/malformed.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import type { Account, NamedAccount } from "../account.ts";
import { bytesToJson, readEach } from "./container.ts";
import { findEntries } from "./entries.ts";
import type { Fit, Format, Found, ReadOptions, WriteOptions, Written } from "./format.ts";
import { accountToJson, isNamedOnly, jsonToDraft, jsonToNamed, ownerInJson } from "./holt-account.ts";
import { exportVersion, openExport, sealExport } from "./holt-seal.ts";
import { listOf, type JsonObject } from "./json.ts";
import { accountPlace } from "./place.ts";
import type { Source } from "./source.ts";
import { reasonWithoutOtp } from "./unwritable.ts";

const NAME = "holt";

export const holt: Format = {
  name: NAME,
  detect,
  read: (sources, options) => readEach(sources, (source) => readExport(source, options)),
  write,
};

function detect(source: Source): Fit {
  return exportVersion(source.bytes) === undefined ? "no" : "yes";
}

async function readExport(source: Source, { password }: ReadOptions): Promise<Result<Found, HoltError>> {
  const content = await openExport(source, password);
  if (!content.ok) return content;
  const accounts = listOf(bytesToJson(content.value), "accounts");
  content.value.fill(0);
  if (accounts === undefined) return malformed(NAME, source.name, "has no list of accounts");
  const named: NamedAccount[] = [];
  const found = findEntries(source.name, accounts, (json) => {
    const account = isNamedOnly(json) ? jsonToNamed(json) : undefined;
    if (account?.ok) named.push(account.value);
    return account?.ok ? [] : { ...ownerInJson(json), draft: account ?? jsonToDraft(json) };
  });
  return ok({ ...found, named });
}

async function write(
  accounts: readonly Account[],
  { password, random, now }: WriteOptions,
): Promise<Result<Written, HoltError>> {
  if (password === null) return err({ type: "usage", reason: "format-not-plain", value: NAME });
  const held: JsonObject[] = [];
  const skipped: SkippedEntry[] = [];
  for (const account of accounts) {
    const json = accountToJson(account);
    if (json !== undefined) held.push(json);
    else
      skipped.push({ where: accountPlace(account.issuer, account.name), reason: reasonWithoutOtp(account) });
  }
  const content = utf8ToBytes(JSON.stringify({ accounts: held, exportedAt: now }));
  const bytes = await sealExport({ content, password, random });
  content.fill(0);
  return ok({ files: [{ name: "holt-export.holt", bytes }], exported: held.length, skipped });
}
