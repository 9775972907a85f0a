/**
 * `lastpass`: the export of LastPass Authenticator. Its folders are tags (0 is "none"), favourites are pinned. It has
 * TOTP alone; accounts that are confirmed by push have no secret. Read only.
 */
import type { HoltError } from "../../protocol/errors.ts";
import { malformed } from "../../protocol/malformed.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { NEWER_VERSION, readEach, readJson } from "./container.ts";
import { makeDraft } from "./draft.ts";
import { findEntries, readOtp, type Entry } from "./entries.ts";
import type { Fit, Format, Found } from "./format.ts";
import { fieldOf, listOf, textOf } from "./json.ts";
import { isAbsent, parseSecret, parseWhole } from "./parameters.ts";
import type { Source } from "./source.ts";

const NAME = "lastpass";
const NEWEST_VERSION = 3;
const NO_FOLDER = 0;

export const lastpass: Format = { name: NAME, detect, read: (sources) => readEach(sources, readExport) };

function detect(source: Source): Fit {
  const json = source.json();
  const accounts = json.ok ? listOf(json.value, "accounts") : undefined;
  if (!json.ok || accounts === undefined) return "no";
  const isOwn =
    textOf(json.value, "localDeviceId") !== undefined || textOf(accounts[0], "issuerName") !== undefined;
  return isOwn ? "yes" : "no";
}

async function readExport(source: Source): Promise<Result<Found, HoltError>> {
  const json = readJson(source, NAME);
  if (!json.ok) return json;
  const version = parseWhole(fieldOf(json.value, "version"), NEWEST_VERSION, "the version");
  if (!version.ok || version.value > NEWEST_VERSION) return malformed(NAME, source.name, NEWER_VERSION);
  const accounts = listOf(json.value, "accounts");
  if (accounts === undefined) return malformed(NAME, source.name, "has no list of accounts");
  const folderNames = new Map<unknown, string>();
  for (const folder of listOf(json.value, "folders") ?? []) {
    const id = fieldOf(folder, "id");
    if (id !== NO_FOLDER) folderNames.set(id, textOf(folder, "name") ?? "");
  }
  return ok(findEntries(source.name, accounts, (account) => readAccount(account, folderNames)));
}

function readAccount(account: unknown, folderNames: ReadonlyMap<unknown, string>): Entry {
  const owner = {
    issuer: (textOf(account, "issuerName") || textOf(account, "originalIssuerName") || "").trim(),
    name: (textOf(account, "userName") || textOf(account, "originalUserName") || "").trim(),
  };
  const secret = fieldOf(account, "secret");
  if (isAbsent(secret) && fieldOf(account, "pushNotification") === true) {
    return { ...owner, draft: err("is confirmed by push and has no secret: enrol it again") };
  }
  const otp = readOtp({
    type: "totp",
    secret: parseSecret(secret),
    algorithm: fieldOf(account, "algorithm"),
    digits: fieldOf(account, "digits"),
    period: fieldOf(account, "timeStep"),
  });
  if (!otp.ok) return { ...owner, draft: otp };
  const tags = [folderNames.get(fieldOf(fieldOf(account, "folderData"), "folderId")) ?? ""];
  return {
    ...owner,
    draft: makeDraft({ ...otp.value, ...owner, tags, pinned: fieldOf(account, "isFavorite") === true }),
  };
}
