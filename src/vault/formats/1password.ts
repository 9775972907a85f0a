/**
 * `1password`: the export of 1Password, as 1PUX (a zip with `export.data` in it) or as CSV; Apple's Passwords writes
 * the same columns. Only what has a one-time password is read: passwords stay where they are. Read only.
 *
 * An item may hold several one-time passwords. The vault is the tag; an item's own tags, which are many, go to the note.
 */
import type { HoltError } from "../../protocol/errors.ts";
import { malformed } from "../../protocol/malformed.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { bytesToJson, readEach } from "./container.ts";
import { parseCsv, readColumns, type CsvRow } from "./csv.ts";
import { findEntries, type Entry } from "./entries.ts";
import type { Fit, Format, Found, ReadOptions } from "./format.ts";
import { fieldOf, listOf, textOf } from "./json.ts";
import { countLeftOut } from "./left-out.ts";
import { readLoginItem } from "./login-item.ts";
import { filePlace } from "./place.ts";
import type { Source } from "./source.ts";
import { listZip } from "./zip-directory.ts";
import { openZipEntry } from "./zip.ts";

const NAME = "1password";
const DATA = "export.data";
const ATTRIBUTES = "export.attributes";

export const onepassword: Format = {
  name: NAME,
  detect,
  read: (sources, options) => readEach(sources, (source) => readExport(source, options)),
};

function detect(source: Source): Fit {
  const names = listZip(source.bytes)?.map((entry) => entry.name) ?? [];
  if (names.includes(DATA) && names.includes(ATTRIBUTES)) return "yes";
  return isCsv(source) ? "yes" : "no";
}

function isCsv(source: Source): boolean {
  const columns = readColumns(source.text() ?? "");
  return columns.includes("title") && columns.includes("otpauth");
}

async function readExport(source: Source, { now }: ReadOptions): Promise<Result<Found, HoltError>> {
  const { name: file, bytes } = source;
  if (isCsv(source)) return readCsv(source, now);
  const data = await openZipEntry({ bytes, file, what: NAME, name: DATA, password: null });
  if (!data.ok) return data;
  const accounts = listOf(bytesToJson(data.value), "accounts");
  if (accounts === undefined) return malformed(NAME, filePlace(file, DATA), "has no list of accounts");
  const items = accounts.flatMap((account) =>
    (listOf(account, "vaults") ?? []).flatMap((vault) => itemsOf(vault)),
  );
  const found = findEntries(file, items, (item) => readItem(item, now));
  const others = items.filter((item) => item.totps.length === 0).length;
  return ok(countLeftOut(found, others));
}

interface Item {
  readonly item: unknown;
  readonly vault: string;
  readonly totps: readonly unknown[];
}

function itemsOf(vault: unknown): Item[] {
  const name = textOf(fieldOf(vault, "attrs"), "name") ?? "";
  return (listOf(vault, "items") ?? []).map((entry) => {
    // Older exports wrap each item once more.
    const item = fieldOf(entry, "item") ?? entry;
    return { item, vault: name, totps: totpsOf(item) };
  });
}

function totpsOf(item: unknown): unknown[] {
  const sections = listOf(fieldOf(item, "details"), "sections") ?? [];
  return sections
    .flatMap((section) => listOf(section, "fields") ?? [])
    .map((field) => fieldOf(fieldOf(field, "value"), "totp"))
    .filter((totp) => totp !== undefined && totp !== null && totp !== "");
}

function readItem({ item, vault, totps }: Item, now: number): Entry[] {
  const [details, overview] = [fieldOf(item, "details"), fieldOf(item, "overview")];
  const title = textOf(overview, "title") ?? "";
  const username = usernameOf(details);
  const ownTags = (listOf(overview, "tags") ?? []).filter((tag) => typeof tag === "string");
  const note = [
    textOf(details, "notesPlain") ?? "",
    ...(ownTags.length === 0 ? [] : [`tags in 1Password: ${ownTags.join(", ")}`]),
  ];
  return totps.map((totp) => {
    if (typeof totp !== "string")
      return { issuer: title, name: username, draft: err("the secret is no text") };
    return readLoginItem(
      {
        title,
        username,
        totp,
        note: note.filter((line) => line !== "").join("\n"),
        tags: [vault],
        pinned: Number(fieldOf(item, "favIndex") ?? 0) > 0,
        trashedAt: fieldOf(item, "trashed") === true ? now : null,
      },
      now,
    );
  });
}

function usernameOf(details: unknown): string {
  const fields = listOf(details, "loginFields") ?? [];
  const field = fields.find((candidate) => textOf(candidate, "designation") === "username");
  return textOf(field, "value") ?? "";
}

function readCsv(source: Source, now: number): Result<Found, HoltError> {
  const rows = parseCsv(source.text() ?? "");
  if (!rows.ok) return malformed(NAME, filePlace(source.name, `line ${rows.error.line}`), rows.error.reason);
  const found = findEntries(source.name, rows.value, (row) => readRow(row, now));
  return ok(countLeftOut(found, rows.value.filter((row) => row.value("otpauth").trim() === "").length));
}

function readRow(row: CsvRow, now: number): Entry | [] {
  const totp = row.value("otpauth");
  if (totp.trim() === "") return [];
  const item = {
    title: row.value("title"),
    username: row.value("username"),
    totp,
    note: row.value("notes"),
    tags: row
      .value("tags")
      .split(/[;,]/)
      .map((tag) => tag.trim()),
    pinned: row.value("favorite").trim().toLowerCase() === "true",
  };
  return { ...readLoginItem(item, now), place: `line ${row.line}` };
}
