/**
 * `bitwarden`: exports of the Bitwarden password manager (JSON, CSV, password-protected JSON) and of Bitwarden
 * Authenticator (JSON, CSV). Only what has a one-time password is read: passwords stay where they are.
 */
import { utf8ToBytes } from "../../protocol/bytes.ts";
import type { HoltError } from "../../protocol/errors.ts";
import type { SkippedEntry } from "../../protocol/local-api.ts";
import { malformed } from "../../protocol/malformed.ts";
import { ok, type Result } from "../../protocol/result.ts";
import type { Account } from "../account.ts";
import { findItems, findRows, formatItem, formatTotp } from "./bitwarden-items.ts";
import { openBitwardenExport, sealBitwardenExport } from "./bitwarden-seal.ts";
import { bytesToJson, OPENED_BUT_DAMAGED, readEach, readJson } from "./container.ts";
import { parseCsv, readColumns } from "./csv.ts";
import type { Fit, Format, Found, ReadOptions, WriteOptions, Written } from "./format.ts";
import { fieldOf, listOf, textOf } from "./json.ts";
import { lostFields } from "./lost-fields.ts";
import { accountPlace, filePlace } from "./place.ts";
import type { Source } from "./source.ts";
import { formatUuid } from "./uuid.ts";

const NAME = "bitwarden";

export const bitwarden: Format = {
  name: NAME,
  detect,
  read: (sources, options) => readEach(sources, (source) => readExport(source, options)),
  write,
};

function detect(source: Source): Fit {
  const json = source.json();
  if (!json.ok) return isCsv(source) ? "yes" : "no";
  if (typeof fieldOf(json.value, "encrypted") !== "boolean") return "no";
  const isVault = listOf(json.value, "items") !== undefined || textOf(json.value, "data") !== undefined;
  return isVault || fieldOf(json.value, "encKeyValidation_DO_NOT_EDIT") !== undefined ? "yes" : "no";
}

const isCsv = (source: Source): boolean => readColumns(source.text() ?? "").includes("login_totp");

async function readExport(source: Source, options: ReadOptions): Promise<Result<Found, HoltError>> {
  const file = source.name;
  const input = { file, now: options.now };
  if (isCsv(source)) {
    const rows = parseCsv(source.text() ?? "");
    if (!rows.ok) return malformed(NAME, filePlace(file, `line ${rows.error.line}`), rows.error.reason);
    return ok(findRows(rows.value, input));
  }
  const json = readJson(source, NAME);
  if (!json.ok) return json;
  const isSealed = fieldOf(json.value, "encrypted") === true;
  if (!isSealed) {
    const found = findItems(json.value, input);
    return found === undefined ? malformed(NAME, file, "has no list of items") : ok(found);
  }
  const content = await openBitwardenExport({ json: json.value, file, password: options.password });
  if (!content.ok) return content;
  const found = findItems(bytesToJson(content.value), input);
  return found === undefined ? malformed(NAME, file, OPENED_BUT_DAMAGED) : ok(found);
}

async function write(
  accounts: readonly Account[],
  { password, random }: WriteOptions,
): Promise<Result<Written, HoltError>> {
  const folderIdByName = new Map<string, string>();
  const items: unknown[] = [];
  const skipped: SkippedEntry[] = [];
  for (const account of accounts) {
    const where = accountPlace(account.issuer, account.name);
    const totp = formatTotp(account);
    if (!totp.ok) {
      skipped.push({ where, reason: totp.error });
      continue;
    }
    // An item is in one folder: the first tag.
    const [folder, ...otherTags] = account.tags;
    if (folder !== undefined && !folderIdByName.has(folder))
      folderIdByName.set(folder, formatUuid(random(16)));
    const folderId = folder === undefined ? null : (folderIdByName.get(folder) ?? null);
    items.push(formatItem(account, { id: formatUuid(random(16)), folderId, totp: totp.value }));
    skipped.push(...lostFields({ ...account, tags: otherTags }, { where, holds: ["note", "pinned"] }));
  }
  const folders = Array.from(folderIdByName, ([name, id]) => ({ id, name }));
  const content = JSON.stringify({ encrypted: false, folders, items }, null, 2);
  const text = password === null ? content : await sealBitwardenExport({ content, password, random });
  return ok({
    files: [{ name: "holt-bitwarden.json", bytes: utf8ToBytes(text) }],
    exported: items.length,
    skipped,
  });
}
