/**
 * Stratum's own database from a rooted phone (`proauth.db3`, where the app has no password), as the backup that the app
 * would have made of it.
 *
 * Source: Stratum.Core/src/Entity/{Authenticator,Category,AuthenticatorCategory}.cs.
 */
import type { JsonObject } from "./json.ts";
import type { Source } from "./source.ts";
import { isSqlite, openSqlite, type SqliteFile, type SqliteRow } from "./sqlite.ts";

const TABLE = "authenticator";
const OWN_COLUMNS = ["issuer", "username", "secret", "ranking"];

export function isStratumDatabase({ bytes }: Source): boolean {
  const columns = isSqlite(bytes) ? (openSqlite(bytes)?.table(TABLE)?.columns ?? []) : [];
  return OWN_COLUMNS.every((column) => columns.includes(column));
}

export interface StratumDatabase {
  readonly backup: JsonObject;
  /** What is newest may be in a log beside it. */
  readonly hasLog: boolean;
}

/** Undefined where it is damaged. */
export function readStratumDatabase(bytes: Uint8Array): StratumDatabase | undefined {
  const file = openSqlite(bytes);
  const rows = file?.table(TABLE)?.rows();
  if (file === undefined || rows === undefined) return undefined;
  const backup = {
    Authenticators: rows.map((row) => ({
      Type: row.value("type"),
      Issuer: row.value("issuer"),
      Username: row.value("username"),
      Secret: row.value("secret"),
      Pin: row.value("pin"),
      Algorithm: row.value("algorithm"),
      Digits: row.value("digits"),
      Period: row.value("period"),
      Counter: row.value("counter"),
    })),
    Categories: rowsOf(file, "category").map((row) => ({ Id: row.value("id"), Name: row.value("name") })),
    AuthenticatorCategories: rowsOf(file, "authenticatorcategory").map((row) => ({
      CategoryId: row.value("categoryid"),
      AuthenticatorSecret: row.value("authenticatorsecret"),
    })),
  };
  return { backup, hasLog: file.hasLog };
}

const rowsOf = (file: SqliteFile, table: string): readonly SqliteRow[] => file.table(table)?.rows() ?? [];
