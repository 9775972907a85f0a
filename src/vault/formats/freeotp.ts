/**
 * `freeotp`: FreeOTP and FreeOTP+: the preferences of version 1 (XML), the export of FreeOTP+ (JSON), and the backup of
 * version 2 (`externalBackup.xml`, which is no XML but a serialised Java map, under a password). Read only.
 */
import type { HoltError } from "../../protocol/errors.ts";
import { malformed } from "../../protocol/malformed.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { isPreferences, parsePreferences } from "./android-preferences.ts";
import { readEach, readJson } from "./container.ts";
import { findEntries, type Entry } from "./entries.ts";
import type { Fit, Format, Found, ReadOptions } from "./format.ts";
import { openMasterKey, openTokenKey } from "./freeotp-seal.ts";
import { readToken, readTokenSecret } from "./freeotp-token.ts";
import { decodeJavaMap, isJavaMap } from "./java-map.ts";
import { fieldOf, listOf, parseJson } from "./json.ts";
import type { Source } from "./source.ts";

const NAME = "freeotp";
const MASTER_KEY = "masterKey";
const ORDER = "tokenOrder";
const TOKEN_SUFFIX = "-token";

export const freeotp: Format = {
  name: NAME,
  detect,
  read: (sources, options) => readEach(sources, (source) => readExport(source, options)),
};

function detect(source: Source): Fit {
  if (isJavaMap(source.bytes)) return Buffer.from(source.bytes).includes(MASTER_KEY) ? "yes" : "maybe";
  const text = source.text() ?? "";
  if (isPreferences(text))
    return text.includes(`name="${ORDER}"`) || text.includes("&quot;secret&quot;:[") ? "yes" : "no";
  const json = source.json();
  if (!json.ok || listOf(json.value, "tokens") === undefined) return "no";
  return listOf(json.value, ORDER) === undefined ? "maybe" : "yes";
}

async function readExport(source: Source, options: ReadOptions): Promise<Result<Found, HoltError>> {
  if (isJavaMap(source.bytes)) return readBackup(source, options);
  if (isPreferences(source.text() ?? "")) return readAppPreferences(source);
  const json = readJson(source, NAME);
  if (!json.ok) return json;
  const tokens = listOf(json.value, "tokens");
  if (tokens === undefined) return malformed(NAME, source.name, "has no list of tokens");
  return ok(findEntries(source.name, tokens, readPlainToken));
}

const readPlainToken = (token: unknown): Entry => readToken(token, readTokenSecret(fieldOf(token, "secret")));

function readAppPreferences(source: Source): Result<Found, HoltError> {
  const values = parsePreferences(source.text() ?? "");
  if (!values.ok) return malformed(NAME, source.name, values.error);
  const tokens = [...values.value].filter(([name]) => name !== ORDER);
  return ok(
    findEntries(source.name, tokens, ([name, text]) => {
      const token = parseJson(text);
      return token.ok
        ? readPlainToken(token.value)
        : { issuer: "", name, draft: err("the token is damaged") };
    }),
  );
}

async function readBackup(source: Source, { password }: ReadOptions): Promise<Result<Found, HoltError>> {
  const file = source.name;
  const values = decodeJavaMap(source.bytes);
  if (values === undefined) return malformed(NAME, file, "is damaged");
  const master = await openMasterKey({ text: values.get(MASTER_KEY), file, password });
  if (!master.ok) return master;
  const ids = [...values.keys()].filter((id) => id !== MASTER_KEY && !id.endsWith(TOKEN_SUFFIX));
  const lost = [...values.keys()].flatMap((id) =>
    id.endsWith(TOKEN_SUFFIX) && !values.has(id.slice(0, -TOKEN_SUFFIX.length))
      ? [id.slice(0, -TOKEN_SUFFIX.length)]
      : [],
  );
  return ok(
    findEntries(file, [...ids, ...lost], (id) => {
      const token = parseJson(values.get(id + TOKEN_SUFFIX) ?? "");
      if (!token.ok) return { issuer: "", name: id, draft: err("the token is missing or damaged") };
      const sealed = values.get(id);
      if (sealed === undefined) return readToken(token.value, err("there is no secret"));
      const secret = openTokenKey(sealed, master.value);
      return readToken(token.value, secret === undefined ? err("the secret is damaged") : ok(secret));
    }),
  );
}
