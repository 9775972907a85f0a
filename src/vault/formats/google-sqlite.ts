/**
 * `google-sqlite`: the database of Google Authenticator from a rooted phone (and its `-wal` beside it), for phones that
 * show no QR code any more. Newer versions encrypt each secret with a key of the phone: those are reported. Read only.
 *
 * Neither algorithm, nor digits, nor period are stored: SHA-1, 6, 30.
 */
import { err } from "../../protocol/result.ts";
import { makeDraft } from "./draft.ts";
import { readOtp, type Entry } from "./entries.ts";
import type { Format } from "./format.ts";
import { googleOwner } from "./google-account.ts";
import { parseSecret } from "./parameters.ts";
import { fitOfAccounts, readAccounts, textAt } from "./sqlite-accounts.ts";
import type { SqliteRow } from "./sqlite.ts";

const NAME = "google-sqlite";
const TYPES = ["totp", "hotp"] as const;
const SEALED = "its secret is encrypted by the phone: export it as QR codes in the app";

export const googleSqlite: Format = {
  name: NAME,
  detect: (source) =>
    fitOfAccounts(source, { has: ["email", "secret", "type", "provider"], hasNot: ["category"] }),
  read: async (sources) => readAccounts(sources, { what: NAME, readRow: readAccount }),
};

function readAccount(row: SqliteRow): Entry {
  const email = textAt(row, "email");
  const { issuer, name } = googleOwner({ issuer: textAt(row, "issuer"), name: email });
  const fail = (reason: string): Entry => ({ issuer, name, draft: err(reason) });
  if (Number(row.value("isencrypted") ?? 0) !== 0) return { ...fail(SEALED), isToEnrol: true };
  const type = TYPES[Number(row.value("type") ?? 0)];
  if (type === undefined) return fail("the type of one-time password is not known");
  const read = readOtp({ type, secret: parseSecret(textAt(row, "secret")), counter: row.value("counter") });
  return { issuer, name, draft: read.ok ? makeDraft({ ...read.value, issuer, name }) : read };
}
