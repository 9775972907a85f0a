/**
 * `keepassxc`: the CSV export of KeePassXC. Rows with something in "TOTP" are accounts: a key URI, or (from others who
 * write this CSV) a bare secret. Groups are tags, without the root; passwords are not looked at. Read only.
 */
import type { HoltError } from "../../protocol/errors.ts";
import { malformed } from "../../protocol/malformed.ts";
import { ok, type Result } from "../../protocol/result.ts";
import { readEach } from "./container.ts";
import { parseCsv, readColumns, type CsvRow } from "./csv.ts";
import { findEntries, type Entry } from "./entries.ts";
import type { Fit, Format, Found, ReadOptions } from "./format.ts";
import { countLeftOut } from "./left-out.ts";
import { readLoginItem } from "./login-item.ts";
import { filePlace } from "./place.ts";
import type { Source } from "./source.ts";

const NAME = "keepassxc";
const COLUMNS = ["group", "title", "username", "totp"];
/** What KeePassXC writes into a URI for an entry that has no user name. */
const NOBODY = "none";

export const keepassxc: Format = {
  name: NAME,
  detect,
  read: (sources, options) => readEach(sources, (source) => readExport(source, options)),
};

function detect(source: Source): Fit {
  const columns = readColumns(source.text() ?? "");
  return COLUMNS.every((column) => columns.includes(column)) ? "yes" : "no";
}

async function readExport(source: Source, { now }: ReadOptions): Promise<Result<Found, HoltError>> {
  const rows = parseCsv(source.text() ?? "");
  if (!rows.ok) return malformed(NAME, filePlace(source.name, `line ${rows.error.line}`), rows.error.reason);
  if (detect(source) === "no")
    return malformed(NAME, source.name, "has no columns Group, Title, Username and TOTP");
  const found = findEntries(source.name, rows.value, (row) => readRow(row, now));
  const others = rows.value.length - found.accounts.length - found.skipped.length;
  return ok(countLeftOut(found, others));
}

function readRow(row: CsvRow, now: number): Entry | [] {
  const totp = row.value("TOTP").trim();
  if (totp === "") return [];
  const path = row.value("Group");
  const username = row.value("Username");
  const entry = readLoginItem(
    {
      title: row.value("Title"),
      username,
      totp,
      note: row.value("Notes"),
      tags: [path.slice(path.indexOf("/") + 1 || path.length)],
      pinned: false,
    },
    now,
  );
  const place = `line ${row.line}`;
  if (username.trim() !== "" || entry.name !== NOBODY || !entry.draft.ok) return { ...entry, place };
  return { ...entry, name: "", draft: ok({ ...entry.draft.value, name: "" }), place };
}
