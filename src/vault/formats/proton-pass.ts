/**
 * `proton-pass`: the export of Proton Pass, as zip (`Proton Pass/data.json` in it), as that JSON alone, or as CSV. Only
 * what has a one-time password is read. Read only.
 *
 * An item has at most one in its login and any number in extra fields and sections, of which each is an account; the
 * vault is the tag. An export under a passphrase is OpenPGP: that is decrypted with another tool.
 */
import type { HoltError } from "../../protocol/errors.ts";
import { malformed } from "../../protocol/malformed.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { bytesToJson, OPENED_BUT_DAMAGED, readEach, readJson } from "./container.ts";
import { parseCsv, readColumns, type CsvRow } from "./csv.ts";
import { findEntries, type Entry } from "./entries.ts";
import type { Fit, Format, Found, ReadOptions } from "./format.ts";
import { fieldOf, isObject, listOf, textOf } from "./json.ts";
import { countLeftOut } from "./left-out.ts";
import { readLoginItem } from "./login-item.ts";
import { filePlace } from "./place.ts";
import type { Source } from "./source.ts";
import { listZip } from "./zip-directory.ts";
import { openZipEntry } from "./zip.ts";

const NAME = "proton-pass";
const DATA = "Proton Pass/data.json";
const SEALED = "Proton Pass/data.pgp";
const PGP = "is encrypted with OpenPGP: decrypt data.pgp with gpg and import what comes out";
const TRASHED = 2;

export const protonPass: Format = {
  name: NAME,
  detect,
  read: (sources, options) => readEach(sources, (source) => readExport(source, options)),
};

function detect(source: Source): Fit {
  const names = namesOf(source);
  if (names.includes(DATA) || names.includes(SEALED) || isCsv(source)) return "yes";
  const json = source.json();
  if (!json.ok || !isObject(fieldOf(json.value, "vaults"))) return "no";
  return textOf(json.value, "userId") !== undefined || textOf(json.value, "version") !== undefined
    ? "yes"
    : "no";
}

const namesOf = (source: Source): string[] => listZip(source.bytes)?.map((entry) => entry.name) ?? [];

function isCsv(source: Source): boolean {
  const columns = readColumns(source.text() ?? "");
  return ["name", "totp", "vault"].every((column) => columns.includes(column));
}

async function readExport(source: Source, { now }: ReadOptions): Promise<Result<Found, HoltError>> {
  const file = source.name;
  if (isCsv(source)) return readCsv(source, now);
  const json = await readData(source);
  if (!json.ok) return json;
  const vaults = fieldOf(json.value, "vaults");
  if (!isObject(vaults)) return malformed(NAME, file, "has no vaults");
  const items = Object.values(vaults).flatMap((vault) =>
    (listOf(vault, "items") ?? []).map((item) => {
      const tag = textOf(vault, "name") ?? "";
      return { item, tag, totps: totpsOf(fieldOf(item, "data")) };
    }),
  );
  const found = findEntries(file, items, (item) => readItem(item, now));
  return ok(countLeftOut(found, items.filter((item) => item.totps.length === 0).length));
}

async function readData(source: Source): Promise<Result<unknown, HoltError>> {
  const { name: file, bytes } = source;
  const names = namesOf(source);
  if (names.length === 0) return readJson(source, NAME);
  if (!names.includes(DATA) && names.includes(SEALED)) return malformed(NAME, file, PGP);
  const data = await openZipEntry({ bytes, file, what: NAME, name: DATA, password: null });
  if (!data.ok) return data;
  const json = bytesToJson(data.value);
  return json === undefined ? malformed(NAME, filePlace(file, DATA), OPENED_BUT_DAMAGED) : ok(json);
}

interface Totp {
  /** Of an extra field; empty for the login's own. */
  readonly field: string;
  readonly uri: unknown;
}
interface Item {
  readonly item: unknown;
  readonly tag: string;
  readonly totps: readonly Totp[];
}

function totpsOf(data: unknown): Totp[] {
  const content = fieldOf(data, "content");
  const sections = listOf(content, "sections") ?? [];
  const fields = [
    ...(listOf(data, "extraFields") ?? []),
    ...sections.flatMap((section) => listOf(section, "sectionFields") ?? []),
  ];
  const extra = fields
    .filter((field) => textOf(field, "type") === "totp")
    .map((field) => ({
      field: textOf(field, "fieldName") ?? "",
      uri: fieldOf(fieldOf(field, "data"), "totpUri"),
    }));
  return [{ field: "", uri: fieldOf(content, "totpUri") }, ...extra].filter(
    ({ uri }) => uri !== undefined && uri !== null && uri !== "",
  );
}

function readItem({ item, tag, totps }: Item, now: number): Entry[] {
  const data = fieldOf(item, "data");
  const [content, metadata] = [fieldOf(data, "content"), fieldOf(data, "metadata")];
  const title = textOf(metadata, "name") ?? "";
  const username = textOf(content, "itemUsername") || textOf(content, "itemEmail") || "";
  return totps.map(({ field, uri }) => {
    if (typeof uri !== "string")
      return { issuer: title, name: username, draft: err("the secret is no text") };
    const entry = readLoginItem(
      {
        title,
        username,
        totp: uri,
        note: textOf(metadata, "note") ?? "",
        tags: [tag],
        pinned: fieldOf(item, "pinned") === true,
        trashedAt: fieldOf(item, "state") === TRASHED ? now : null,
      },
      now,
    );
    // Several of one item: a message says which.
    return entry.draft.ok || field === "" ? entry : { ...entry, issuer: title, name: field };
  });
}

function readCsv(source: Source, now: number): Result<Found, HoltError> {
  const rows = parseCsv(source.text() ?? "");
  if (!rows.ok) return malformed(NAME, filePlace(source.name, `line ${rows.error.line}`), rows.error.reason);
  const found = findEntries(source.name, rows.value, (row) => readRow(row, now));
  return ok(countLeftOut(found, rows.value.filter((row) => row.value("totp").trim() === "").length));
}

function readRow(row: CsvRow, now: number): Entry | [] {
  const totp = row.value("totp");
  if (totp.trim() === "") return [];
  const item = {
    title: row.value("name"),
    username: row.value("username") || row.value("email"),
    totp,
    note: row.value("note"),
    tags: [row.value("vault").trim()],
    pinned: false,
  };
  return { ...readLoginItem(item, now), place: `line ${row.line}` };
}
