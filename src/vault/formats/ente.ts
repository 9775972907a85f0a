/**
 * `ente`: the export of Ente Auth: key URIs, one per line, with `codeDisplay=` for tags, note, pin and trash mark; in
 * clear (found as `otpauth`, which reads the same) or encrypted. Ente keeps trashed accounts, so they are written too.
 */
import { utf8ToBytes } from "../../protocol/bytes.ts";
import type { HoltError } from "../../protocol/errors.ts";
import type { SkippedEntry } from "../../protocol/local-api.ts";
import { malformed } from "../../protocol/malformed.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import type { Account } from "../account.ts";
import { readEach, readJson } from "./container.ts";
import { isEnteExport, openEnteExport, sealEnteExport } from "./ente-seal.ts";
import type { Fit, Format, Found, ReadOptions, WriteOptions, Written } from "./format.ts";
import { lostFields } from "./lost-fields.ts";
import { formatOtpUri } from "./otp-uri-format.ts";
import { otpauth } from "./otpauth.ts";
import { accountPlace } from "./place.ts";
import { createSource, type Source } from "./source.ts";
import { checkWritable, COMMON_ALGORITHMS, type Target } from "./writable.ts";

const NAME = "ente";
const TARGET = {
  app: "Ente",
  types: ["totp", "hotp", "steam"],
  algorithms: COMMON_ALGORITHMS,
  holdsTrash: true,
} as const satisfies Target;
/** A second of one core. Ente reads any; its own 1 GiB would not fit everywhere. */
const OWN_KDF = { memLimit: 256 * 2 ** 20, opsLimit: 3 };

export const ente: Format = {
  name: NAME,
  detect,
  read: (sources, options) => readEach(sources, (source) => readExport(source, options)),
  write,
};

function detect(source: Source): Fit {
  const json = source.json();
  return json.ok && isEnteExport(json.value) ? "yes" : "no";
}

async function readExport(source: Source, options: ReadOptions): Promise<Result<Found, HoltError>> {
  if (!/^\s*\{/.test(source.text() ?? "")) return otpauth.read([source], options);
  const json = readJson(source, NAME);
  if (!json.ok) return json;
  if (!isEnteExport(json.value)) return malformed(NAME, source.name, "is not an export of Ente Auth");
  const text = await openEnteExport({ json: json.value, file: source.name, password: options.password });
  return text.ok ? otpauth.read([createSource({ name: source.name, bytes: text.value })], options) : text;
}

async function write(
  accounts: readonly Account[],
  { password, random }: WriteOptions,
): Promise<Result<Written, HoltError>> {
  const lines: string[] = [];
  const skipped: SkippedEntry[] = [];
  for (const account of accounts) {
    const where = accountPlace(account.issuer, account.name);
    const line = formatLine(account);
    if (!line.ok) {
      skipped.push({ where, reason: line.error });
      continue;
    }
    lines.push(line.value);
    skipped.push(...lostFields(account, { where, holds: ["note", "pinned", "tags"] }));
  }
  const text = lines.map((line) => `${line}\n`).join("");
  const content = password === null ? text : await sealEnteExport({ text, password, random, ...OWN_KDF });
  if (content === undefined)
    return err({ type: "internal", detail: "not enough memory for the key derivation" });
  return ok({
    files: [{ name: "holt-ente.txt", bytes: utf8ToBytes(content) }],
    exported: lines.length,
    skipped,
  });
}

/** Fails with the reason why Ente can't hold it: it would read other algorithms as SHA-1. */
function formatLine(account: Account): Result<string, string> {
  const otp = checkWritable(account, TARGET);
  if (!otp.ok) return otp;
  const uri = formatOtpUri(account);
  if (!uri.ok) return uri;
  const display = {
    pinned: account.pinned,
    trashed: account.trashedAt !== null,
    lastUsedAt: 0,
    tapCount: 0,
    tags: account.tags,
    note: account.note ?? "",
    position: 0,
    iconSrc: "",
    iconID: "",
  };
  // Without an issuer Ente takes the label for one, unless an empty one is written.
  const noIssuer = account.issuer === "" ? "&issuer=" : "";
  return ok(
    `${uri.value}${noIssuer}&codeDisplay=${encodeURIComponent(JSON.stringify(display).toWellFormed())}`,
  );
}
