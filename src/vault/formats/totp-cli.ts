/**
 * `totp-cli`: what `totp-cli dump` prints (YAML, or JSON by older versions), and its credentials file, which age
 * encrypts with the password. Read only.
 *
 * The namespace is the issuer: the program itself names an account by namespace and name. Keys are in lower or in upper
 * case, by version; 0 means the default. A prefix, which the program puts before each code, goes to the note.
 */
import { bytesToUtf8 } from "../../protocol/bytes.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { malformed } from "../../protocol/malformed.ts";
import { ok, type Result } from "../../protocol/result.ts";
import { isAgeFile, openAgeFile } from "./age-file.ts";
import { OPENED_BUT_DAMAGED, readEach } from "./container.ts";
import { makeDraft } from "./draft.ts";
import { findEntries, readOtp, type Entry } from "./entries.ts";
import type { Fit, Format, Found, ReadOptions } from "./format.ts";
import { isObject, parseJson } from "./json.ts";
import { isAbsent, parseSecret } from "./parameters.ts";
import type { Source } from "./source.ts";
import { looksLikeDump, parseDump } from "./totp-cli-yaml.ts";

const NAME = "totp-cli";

export const totpCli: Format = {
  name: NAME,
  detect,
  read: (sources, options) => readEach(sources, (source) => readFile(source, options)),
};

function detect(source: Source): Fit {
  // Anything may be in such a file.
  if (isAgeFile(source)) return "maybe";
  const json = source.json();
  if (json.ok) return isNamespaces(json.value) ? "yes" : "no";
  return looksLikeDump(source.text()?.slice(0, 65_536) ?? "") ? "yes" : "no";
}

const isNamespaces = (value: unknown): value is readonly unknown[] =>
  Array.isArray(value) && value.length > 0 && value.every((one) => Array.isArray(field(one, "accounts")));

async function readFile(source: Source, { password }: ReadOptions): Promise<Result<Found, HoltError>> {
  const file = source.name;
  const isSealed = isAgeFile(source);
  const opened = isSealed ? await openAgeFile({ source, what: NAME, password }) : ok(source.bytes);
  if (!opened.ok) return opened;
  const text = isSealed ? bytesToUtf8(opened.value) : source.text();
  const namespaces = parseNamespaces(text ?? "");
  if (!isNamespaces(namespaces)) {
    return malformed(
      NAME,
      file,
      isSealed ? OPENED_BUT_DAMAGED : "is not what totp-cli writes, or is damaged",
    );
  }
  const accounts = namespaces.flatMap((namespace) => {
    const issuer = textField(namespace, "name");
    return (field(namespace, "accounts") as readonly unknown[]).map((account) => ({ issuer, account }));
  });
  return ok(findEntries(file, accounts, ({ issuer, account }) => readAccount(issuer, account)));
}

function parseNamespaces(text: string): unknown {
  if (!/^\s*\[/.test(text)) return parseDump(text);
  const json = parseJson(text);
  return json.ok ? json.value : undefined;
}

function readAccount(issuer: string, account: unknown): Entry {
  const name = textField(account, "name");
  const prefix = textField(account, "prefix");
  const read = readOtp({
    type: "totp",
    secret: parseSecret(field(account, "token")),
    algorithm: field(account, "algorithm"),
    digits: orDefault(field(account, "length")),
    period: orDefault(field(account, "timeperiod")),
  });
  const note = prefix === "" ? null : `prefix in totp-cli: ${prefix}`;
  return { issuer, name, draft: read.ok ? makeDraft({ ...read.value, issuer, name, note }) : read };
}

const orDefault = (value: unknown): unknown => (value === 0 || value === "0" ? undefined : value);

/** `key` in lower case. */
function field(value: unknown, key: string): unknown {
  if (!isObject(value)) return undefined;
  return Object.entries(value).find(([name]) => name.toLowerCase() === key)?.[1];
}

function textField(value: unknown, key: string): string {
  const text = field(value, key);
  return typeof text === "string" && !isAbsent(text) ? text.trim() : "";
}
