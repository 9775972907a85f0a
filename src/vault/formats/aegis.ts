/**
 * `aegis`: the vault file of Aegis, in clear or encrypted, databases of version 1 to 3. Other apps read it too.
 */
import { utf8ToBytes } from "../../protocol/bytes.ts";
import type { HoltError } from "../../protocol/errors.ts";
import type { SkippedEntry } from "../../protocol/local-api.ts";
import { malformed } from "../../protocol/malformed.ts";
import { ok, type Result } from "../../protocol/result.ts";
import type { Account } from "../account.ts";
import { checkEntry, formatEntry, readEntry } from "./aegis-entry.ts";
import { isAegisVault, openAegisVault, sealAegisVault } from "./aegis-vault.ts";
import { NEWER_VERSION, readEach, readJson } from "./container.ts";
import { findEntries } from "./entries.ts";
import type { Fit, Format, Found, ReadOptions, WriteOptions, Written } from "./format.ts";
import { fieldOf, listOf, textOf } from "./json.ts";
import { lostFields } from "./lost-fields.ts";
import { accountPlace } from "./place.ts";
import type { Source } from "./source.ts";
import { formatUuid } from "./uuid.ts";

const NAME = "aegis";
const DATABASE_VERSIONS: readonly unknown[] = [1, 2, 3];
const WRITTEN_VERSION = 3;

export const aegis: Format = {
  name: NAME,
  detect,
  read: (sources, options) => readEach(sources, (source) => readVault(source, options)),
  write,
};

function detect(source: Source): Fit {
  const json = source.json();
  return json.ok && isAegisVault(json.value) ? "yes" : "no";
}

async function readVault(source: Source, { password }: ReadOptions): Promise<Result<Found, HoltError>> {
  const json = readJson(source, NAME);
  if (!json.ok) return json;
  const opened = await openAegisVault({ json: json.value, file: source.name, password });
  if (!opened.ok) return opened;
  const database = opened.value;
  if (!DATABASE_VERSIONS.includes(fieldOf(database, "version")))
    return malformed(NAME, source.name, NEWER_VERSION);
  const entries = listOf(database, "entries");
  if (entries === undefined) return malformed(NAME, source.name, "has no list of entries");
  const groupNames = new Map<string, string>();
  for (const group of listOf(database, "groups") ?? []) {
    groupNames.set(textOf(group, "uuid") ?? "", textOf(group, "name") ?? "");
  }
  const found = findEntries(source.name, entries, (entry) => readEntry(entry, groupNames));
  const icons = entries.filter((entry) => typeof fieldOf(entry, "icon") === "string").length;
  const notices = icons === 0 ? [] : [`${source.name}: icons are left out (${icons})`];
  return ok({ ...found, notices: [...found.notices, ...notices] });
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
