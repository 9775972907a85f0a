/**
 * `aegis`: the vault file of Aegis, in clear or encrypted, databases of version 1 to 3. Other apps read it too.
 */
import { utf8ToBytes } from "../../protocol/bytes.ts";
import type { HoltError } from "../../protocol/errors.ts";
import type { SkippedEntry } from "../../protocol/local-api.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import type { Account } from "../account.ts";
import { checkEntry, entryOwner, formatEntry, readEntry } from "./aegis-entry.ts";
import { isAegisVault, openAegisVault, sealAegisVault } from "./aegis-vault.ts";
import type { Fit, Format, Found, FoundAccount, ReadOptions, WriteOptions, Written } from "./format.ts";
import { fieldOf, listOf, textOf } from "./json.ts";
import { lostFields } from "./lost-fields.ts";
import { accountPlace, filePlace } from "./place.ts";
import type { Source } from "./source.ts";

const NAME = "aegis";
const DATABASE_VERSIONS: readonly unknown[] = [1, 2, 3];
const WRITTEN_VERSION = 3;

export const aegis: Format = { name: NAME, detect, read, write };

function detect(source: Source): Fit {
  const json = source.json();
  return json.ok && isAegisVault(json.value) ? "yes" : "no";
}

async function read(
  sources: readonly Source[],
  { password }: ReadOptions,
): Promise<Result<Found, HoltError>> {
  const accounts: FoundAccount[] = [];
  const skipped: SkippedEntry[] = [];
  const notices: string[] = [];
  for (const source of sources) {
    const json = source.json();
    if (!json.ok)
      return err({ type: "malformed", what: NAME, where: source.name, reason: json.error.reason });
    const database = await openAegisVault({ json: json.value, file: source.name, password });
    if (!database.ok) return database;
    const found = readDatabase(database.value, source.name);
    if (!found.ok) return found;
    accounts.push(...found.value.accounts);
    skipped.push(...found.value.skipped);
    notices.push(...found.value.notices);
  }
  return ok({ accounts, skipped, notices });
}

function readDatabase(database: unknown, file: string): Result<Found, HoltError> {
  const entries = listOf(database, "entries");
  const isKnown = DATABASE_VERSIONS.includes(fieldOf(database, "version"));
  if (!isKnown || entries === undefined) {
    const reason = isKnown ? "has no list of entries" : "its database is of a version that holt doesn't know";
    return err({ type: "malformed", what: NAME, where: file, reason });
  }
  const groupNames = new Map<string, string>();
  for (const group of listOf(database, "groups") ?? []) {
    groupNames.set(textOf(group, "uuid") ?? "", textOf(group, "name") ?? "");
  }
  const accounts: FoundAccount[] = [];
  const skipped: SkippedEntry[] = [];
  const notices: string[] = [];
  for (const [index, entry] of entries.entries()) {
    const { issuer, name } = entryOwner(entry);
    const where = filePlace(file, `entry ${index + 1}`, accountPlace(issuer, name));
    const result = readEntry(entry, groupNames);
    if (!result.ok) skipped.push({ where, reason: result.error });
    else accounts.push({ where, draft: result.value.draft });
    if (result.ok && result.value.notice !== null) notices.push(`${where}: ${result.value.notice}`);
  }
  return ok({ accounts, skipped, notices });
}

async function write(
  accounts: readonly Account[],
  { password, random }: WriteOptions,
): Promise<Result<Written, HoltError>> {
  const groupIdByName = new Map<string, string>();
  const entries: unknown[] = [];
  const skipped: SkippedEntry[] = [];
  for (const account of accounts) {
    const where = accountPlace(account.issuer, account.name);
    for (const tag of checkEntry(account).ok ? account.tags : []) {
      if (!groupIdByName.has(tag)) groupIdByName.set(tag, formatUuid(random(16)));
    }
    const groupIds = account.tags.map((tag) => groupIdByName.get(tag) ?? "");
    const entry = formatEntry(account, { uuid: formatUuid(random(16)), groupIds });
    if (!entry.ok) {
      skipped.push({ where, reason: entry.error });
      continue;
    }
    entries.push(entry.value);
    skipped.push(...lostFields(account, { where, holds: ["note", "tags", "pinned"] }));
  }
  const groups = Array.from(groupIdByName, ([name, uuid]) => ({ uuid, name }));
  const content = { version: WRITTEN_VERSION, entries, groups, icons_optimized: true };
  const database = JSON.stringify(content, null, password === null ? 4 : 0);
  const text = await sealAegisVault({ database, password, random, uuid: formatUuid(random(16)) });
  return ok({
    files: [{ name: "holt-aegis.json", bytes: utf8ToBytes(text) }],
    exported: entries.length,
    skipped,
  });
}

/** RFC 9562, version 4. */
function formatUuid(random: Uint8Array): string {
  const bytes = Buffer.from(random);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
