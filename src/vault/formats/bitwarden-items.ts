/**
 * The logins of a Bitwarden vault (JSON or CSV) that hold a one-time password, as accounts; and accounts as logins.
 * Folders and collections are tags, favourites are pinned. Bitwarden Authenticator writes the same, without folders.
 *
 * Bitwarden computes TOTP and Steam codes alone. Items without a one-time password are no second factors: they are
 * counted, not reported one by one.
 */
import { formatBase32 } from "../../protocol/bytes.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import type { Account } from "../account.ts";
import type { CsvRow } from "./csv.ts";
import { findEntries, type Entry } from "./entries.ts";
import type { Found } from "./format.ts";
import { fieldOf, listOf, textOf } from "./json.ts";
import { countLeftOut } from "./left-out.ts";
import { readLoginItem } from "./login-item.ts";
import { formatOtpUri } from "./otp-uri-format.ts";
import { checkWritable, COMMON_ALGORITHMS, type Target } from "./writable.ts";

const TARGET = {
  app: "Bitwarden",
  types: ["totp", "steam"],
  algorithms: COMMON_ALGORITHMS,
} as const satisfies Target;

export interface ReadInput {
  readonly file: string;
  readonly now: number;
}

/** `vault` is the plain JSON; undefined where it has no list of items. */
export function findItems(vault: unknown, { file, now }: ReadInput): Found | undefined {
  const items = listOf(vault, "items");
  if (items === undefined) return undefined;
  const folderNames = new Map<string, string>();
  for (const folder of [...(listOf(vault, "folders") ?? []), ...(listOf(vault, "collections") ?? [])]) {
    folderNames.set(textOf(folder, "id") ?? "", textOf(folder, "name") ?? "");
  }
  const found = findEntries(file, items, (item) => readItem(item, folderNames, now));
  return countLeftOut(found, items.length - found.accounts.length - found.skipped.length);
}

function readItem(item: unknown, folderNames: ReadonlyMap<string, string>, now: number): Entry | [] {
  const login = fieldOf(item, "login");
  const totp = fieldOf(login, "totp") ?? "";
  const [title, username] = [textOf(item, "name") ?? "", textOf(login, "username") ?? ""];
  if (typeof totp !== "string") return { issuer: title, name: username, draft: err("the secret is no text") };
  if (totp.trim() === "") return [];
  const folderIds = [fieldOf(item, "folderId"), ...(listOf(item, "collectionIds") ?? [])];
  const tags = folderIds.map((id) => (typeof id === "string" ? (folderNames.get(id) ?? "") : ""));
  const isTrashed = (textOf(item, "deletedDate") ?? "") !== "";
  return readLoginItem(
    {
      title,
      username,
      totp,
      note: textOf(item, "notes") ?? "",
      tags,
      pinned: fieldOf(item, "favorite") === true,
      trashedAt: isTrashed ? now : null,
    },
    now,
  );
}

export function findRows(rows: readonly CsvRow[], { file, now }: ReadInput): Found {
  const found = findEntries(file, rows, (row) => {
    const totp = row.value("login_totp");
    if (totp.trim() === "") return [];
    const entry = readLoginItem(
      {
        title: row.value("name"),
        username: row.value("login_username"),
        totp,
        note: row.value("notes"),
        tags: [row.value("folder"), ...row.value("collections").split(",")].map((tag) => tag.trim()),
        pinned: row.value("favorite").trim() === "1",
      },
      now,
    );
    return { ...entry, place: `line ${row.line}` };
  });
  return countLeftOut(found, rows.length - found.accounts.length - found.skipped.length);
}

/** Fails with the reason why Bitwarden can't hold it. */
export function formatTotp(account: Account): Result<string, string> {
  const otp = checkWritable(account, TARGET);
  if (!otp.ok) return otp;
  if (otp.value.type === "steam") return ok(`steam://${formatBase32(otp.value.secret)}`);
  return formatOtpUri(account);
}

export interface ItemNaming {
  readonly id: string;
  readonly folderId: string | null;
  readonly totp: string;
}

export const formatItem = (account: Account, { id, folderId, totp }: ItemNaming): unknown => ({
  id,
  organizationId: null,
  folderId,
  type: 1,
  reprompt: 0,
  name: account.issuer || account.name,
  notes: account.note,
  favorite: account.pinned,
  login: { uris: [], username: account.name === "" ? null : account.name, password: null, totp },
  collectionIds: null,
});
