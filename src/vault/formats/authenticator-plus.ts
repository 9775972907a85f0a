/**
 * `authenticator-plus`: the export of Authenticator Plus (Android): a zip with `Accounts.txt` in it, a list of key URIs,
 * usually under the app's password; or its backup `authplus.db`, an SQLCipher database under that password. Read only.
 *
 * The database stores no algorithm, digits or period; Battle.net's tokens have their secret in hex and 8 digits there.
 */
import { parseHex } from "../../protocol/bytes.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { malformed } from "../../protocol/malformed.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { OPENED_BUT_DAMAGED, passwordNeeded, readEach, wrongPassword } from "./container.ts";
import { makeDraft } from "./draft.ts";
import { readOtp, type Entry } from "./entries.ts";
import type { Fit, Format, Found, ReadOptions } from "./format.ts";
import { parseSecret } from "./parameters.ts";
import { createSource, type Source } from "./source.ts";
import { looksLikeSqlcipher, openSqlcipher } from "./sqlcipher.ts";
import { readAccounts, textAt } from "./sqlite-accounts.ts";
import type { SqliteRow } from "./sqlite.ts";
import { readZippedUris, zippedFiles } from "./zipped-uris.ts";

const NAME = "authenticator-plus";
const TEXT = "Accounts.txt";
const TYPES = ["totp", "hotp", "battlenet"] as const;
const BATTLENET = { issuer: "Battle.net", digits: 8 } as const;
/** Where nothing was chosen. */
const NO_CATEGORY = "All Accounts";

export const authenticatorPlus: Format = {
  name: NAME,
  detect,
  read: (sources, options) => readEach(sources, (source) => readFile(source, options)),
};

function detect(source: Source): Fit {
  const names = zippedFiles(source);
  if (names.length > 0) return names.includes(TEXT) ? "yes" : "no";
  // Noise may be anybody's.
  return looksLikeSqlcipher(source.bytes) ? "maybe" : "no";
}

async function readFile(source: Source, options: ReadOptions): Promise<Result<Found, HoltError>> {
  if (zippedFiles(source).length > 0) return readZippedUris(source, { what: NAME, name: TEXT }, options);
  const { bytes, name: file } = source;
  if (!looksLikeSqlcipher(bytes)) return malformed(NAME, file, "is neither its zip file nor its database");
  if (options.password === null) return passwordNeeded(file);
  const opened = await openSqlcipher(bytes, options.password);
  if (opened.status === "wrong-password") return wrongPassword();
  if (opened.status !== "opened") return malformed(NAME, file, OPENED_BUT_DAMAGED);
  const database = createSource({ name: file, bytes: opened.bytes });
  return readAccounts([database], { what: NAME, readRow: readAccount });
}

function readAccount(row: SqliteRow): Entry {
  const owner = ownerOf(row);
  const type = TYPES[Number(row.value("type") ?? 0)];
  if (type === undefined) return { ...owner, draft: err("the type of one-time password is not known") };
  const isBattlenet = type === "battlenet";
  const issuer = isBattlenet ? BATTLENET.issuer : owner.issuer;
  const { name } = owner;
  const text = textAt(row, "secret");
  const read = readOtp({
    type: isBattlenet ? "totp" : type,
    secret: isBattlenet ? readHex(text) : parseSecret(text),
    digits: isBattlenet ? BATTLENET.digits : undefined,
    counter: row.value("counter"),
  });
  const category = textAt(row, "category");
  const tags = category === NO_CATEGORY ? [] : [category];
  return { issuer, name, draft: read.ok ? makeDraft({ ...read.value, issuer, name, tags }) : read };
}

/** Without an issuer, the name as it was scanned may begin with one. */
function ownerOf(row: SqliteRow): Pick<Entry, "issuer" | "name"> {
  const [issuer, name] = [textAt(row, "issuer"), textAt(row, "email")];
  const [prefix = "", ...rest] = textAt(row, "original_name").split(":");
  return { issuer: issuer === "" && rest.length > 0 ? prefix.trim() : issuer, name };
}

function readHex(text: string): Result<Uint8Array, string> {
  const secret = parseHex(text);
  return secret === undefined || secret.length === 0 ? err("the secret is not hexadecimal") : ok(secret);
}
