/**
 * `microsoft`: the database `PhoneFactor` of Microsoft Authenticator from a rooted phone (and `PhoneFactor-wal` beside
 * it): the app has no export. Read only.
 *
 * Accounts of other services are TOTP, SHA-1, 6 digits: nothing else is stored. Microsoft's personal accounts have a
 * secret in base64 and 8 digits. Work and school accounts are bound to the device: they are reported, by name.
 */
import { parseBase64 } from "../../protocol/bytes.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { makeDraft } from "./draft.ts";
import { readOtp, type Entry } from "./entries.ts";
import type { Format } from "./format.ts";
import { isAbsent, parseSecret } from "./parameters.ts";
import { fitOfAccounts, readAccounts, textAt } from "./sqlite-accounts.ts";
import type { SqliteRow } from "./sqlite.ts";

const NAME = "microsoft";
const TYPE = { other: 0, personal: 1, work: 2 } as const;
const PERSONAL_DIGITS = 8;
const BOUND =
  "is a work or school account, whose secret never leaves the phone: set up a verification code for it anew";
const NO_SECRET = "has no secret in the database: set it up anew";

export const microsoft: Format = {
  name: NAME,
  detect: (source) => fitOfAccounts(source, { has: ["oath_secret_key", "account_type"], hasNot: [] }),
  read: async (sources) => readAccounts(sources, { what: NAME, readRow: readAccount }),
};

function readAccount(row: SqliteRow): Entry {
  const [issuer, name] = [textAt(row, "name"), textAt(row, "username")];
  const type = row.value("account_type");
  const text = textAt(row, "oath_secret_key");
  const fail = (reason: string, isToEnrol = true): Entry => ({ issuer, name, draft: err(reason), isToEnrol });
  if (type === TYPE.work) return fail(BOUND);
  if (type !== TYPE.other && type !== TYPE.personal)
    return fail("is of a kind that holt doesn't know", false);
  if (isAbsent(text)) return fail(NO_SECRET);
  const isPersonal = type === TYPE.personal;
  const secret = isPersonal ? readBase64(text) : parseSecret(text);
  const read = readOtp({ type: "totp", secret, digits: isPersonal ? PERSONAL_DIGITS : undefined });
  return { issuer, name, draft: read.ok ? makeDraft({ ...read.value, issuer, name }) : read };
}

function readBase64(text: string): Result<Uint8Array, string> {
  const secret = parseBase64(text);
  return secret === undefined || secret.length === 0 ? err("the secret is not in base64") : ok(secret);
}
