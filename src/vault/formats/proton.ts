/**
 * `proton`: the export of Proton Authenticator, in clear or encrypted.
 */
import { utf8ToBytes } from "../../protocol/bytes.ts";
import type { HoltError } from "../../protocol/errors.ts";
import type { SkippedEntry } from "../../protocol/local-api.ts";
import { malformed } from "../../protocol/malformed.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import type { Account } from "../account.ts";
import { bytesToJson, NEWER_VERSION, OPENED_BUT_DAMAGED, readEach, readJson } from "./container.ts";
import { findEntries } from "./entries.ts";
import type { Fit, Format, Found, ReadOptions, WriteOptions, Written } from "./format.ts";
import { fieldOf, isObject, listOf } from "./json.ts";
import { lostFields } from "./lost-fields.ts";
import { accountPlace } from "./place.ts";
import { formatEntry, readEntry } from "./proton-entry.ts";
import { isSealedProtonExport, openProtonExport, sealProtonExport } from "./proton-seal.ts";
import type { Source } from "./source.ts";
import { formatUuid } from "./uuid.ts";

const NAME = "proton";
const VERSION = 1;

export const proton: Format = {
  name: NAME,
  detect,
  read: (sources, options) => readEach(sources, (source) => readExport(source, options)),
  write,
};

function detect(source: Source): Fit {
  const json = source.json();
  if (!json.ok || typeof fieldOf(json.value, "version") !== "number") return "no";
  if (isSealedProtonExport(json.value)) return "yes";
  const entries = listOf(json.value, "entries");
  if (entries === undefined) return "no";
  if (entries.length === 0) return "maybe";
  return isObject(fieldOf(entries[0], "content")) ? "yes" : "no";
}

async function readExport(source: Source, { password, now }: ReadOptions): Promise<Result<Found, HoltError>> {
  const json = readJson(source, NAME);
  if (!json.ok) return json;
  const file = source.name;
  let plain = json.value;
  if (isSealedProtonExport(json.value)) {
    const content = await openProtonExport({ json: json.value, file, password });
    if (!content.ok) return content;
    plain = bytesToJson(content.value);
    if (plain === undefined) return malformed(NAME, file, OPENED_BUT_DAMAGED);
  }
  if (fieldOf(plain, "version") !== VERSION) return malformed(NAME, file, NEWER_VERSION);
  const entries = listOf(plain, "entries");
  if (entries === undefined) return malformed(NAME, file, "has no list of entries");
  return ok(findEntries(file, entries, (entry) => readEntry(entry, now)));
}

async function write(
  accounts: readonly Account[],
  { password, random }: WriteOptions,
): Promise<Result<Written, HoltError>> {
  const entries: unknown[] = [];
  const skipped: SkippedEntry[] = [];
  for (const account of accounts) {
    const where = accountPlace(account.issuer, account.name);
    const entry = formatEntry(account, formatUuid(random(16)));
    if (!entry.ok) {
      skipped.push({ where, reason: entry.error });
      continue;
    }
    entries.push(entry.value);
    skipped.push(...lostFields(account, { where, holds: ["note"] }));
    // `steam://` holds a title and nothing else.
    const isNameLost = account.otp?.type === "steam" && account.issuer !== "" && account.name !== "";
    if (isNameLost) skipped.push({ where, reason: "exported without its account name" });
  }
  const content = JSON.stringify({ version: VERSION, entries });
  const text = password === null ? content : await sealProtonExport({ content, password, random });
  if (text === undefined)
    return err({ type: "internal", detail: "not enough memory for the key derivation" });
  return ok({
    files: [{ name: "holt-proton.json", bytes: utf8ToBytes(text) }],
    exported: entries.length,
    skipped,
  });
}
