/**
 * `2fas`: the backup file of 2FAS Auth, in clear or encrypted, schemas 1 to 4.
 */
import { utf8ToBytes } from "../../protocol/bytes.ts";
import type { HoltError } from "../../protocol/errors.ts";
import type { SkippedEntry } from "../../protocol/local-api.ts";
import { malformed } from "../../protocol/malformed.ts";
import { ok, type Result } from "../../protocol/result.ts";
import type { Account } from "../account.ts";
import { openServices, sealServices } from "./2fas-seal.ts";
import { checkService, formatService, iphoneTrouble, readService } from "./2fas-service.ts";
import {
  bytesToJson,
  NEWER_VERSION,
  OPENED_BUT_DAMAGED,
  passwordNeeded,
  readEach,
  readJson,
  wrongPassword,
} from "./container.ts";
import { findEntries } from "./entries.ts";
import type { Fit, Format, Found, ReadOptions, WriteOptions, Written } from "./format.ts";
import { fieldOf, isObject, listOf, textOf } from "./json.ts";
import { lostFields } from "./lost-fields.ts";
import { parseWhole } from "./parameters.ts";
import { accountPlace } from "./place.ts";
import type { Source } from "./source.ts";
import { formatUuid } from "./uuid.ts";

const NAME = "2fas";
const NEWEST_SCHEMA = 4;

export const twofas: Format = {
  name: NAME,
  detect,
  read: (sources, options) => readEach(sources, (source) => readBackup(source, options)),
  write,
};

function detect(source: Source): Fit {
  const json = source.json();
  if (!json.ok || !isObject(json.value)) return "no";
  if (textOf(json.value, "servicesEncrypted") !== undefined) return "yes";
  if (listOf(json.value, "services") === undefined) return "no";
  return fieldOf(json.value, "schemaVersion") === undefined ? "maybe" : "yes";
}

async function readBackup(source: Source, options: ReadOptions): Promise<Result<Found, HoltError>> {
  const json = readJson(source, NAME);
  if (!json.ok) return json;
  const backup = json.value;
  const schema = parseWhole(fieldOf(backup, "schemaVersion"), 1, "the schema");
  if (!schema.ok || schema.value > NEWEST_SCHEMA) return malformed(NAME, source.name, NEWER_VERSION);
  const services = await readServices(backup, source.name, options);
  if (!services.ok) return services;
  const groupNames = new Map<string, string>();
  for (const group of listOf(backup, "groups") ?? []) {
    groupNames.set(textOf(group, "id") ?? "", textOf(group, "name") ?? "");
  }
  return ok(findEntries(source.name, services.value, (service) => readService(service, groupNames)));
}

async function readServices(
  backup: unknown,
  file: string,
  { password }: ReadOptions,
): Promise<Result<readonly unknown[], HoltError>> {
  const sealed = textOf(backup, "servicesEncrypted") ?? "";
  const plain = listOf(backup, "services");
  if (sealed === "")
    return plain === undefined ? malformed(NAME, file, "has no list of services") : ok(plain);
  if (password === null) return passwordNeeded(file);
  const opened = await openServices({ services: sealed, reference: textOf(backup, "reference") }, password);
  if (opened.status === "wrong-password") return wrongPassword();
  const services = opened.status === "opened" ? bytesToJson(opened.content) : undefined;
  if (Array.isArray(services)) return ok([...(plain ?? []), ...(services as readonly unknown[])]);
  return malformed(
    NAME,
    file,
    opened.status === "opened" ? OPENED_BUT_DAMAGED : "the encrypted part is damaged",
  );
}

async function write(
  accounts: readonly Account[],
  { password, random, now }: WriteOptions,
): Promise<Result<Written, HoltError>> {
  const groupIdByName = new Map<string, string>();
  const services: unknown[] = [];
  const skipped: SkippedEntry[] = [];
  const updatedAt = now * 1000;
  for (const account of accounts) {
    const where = accountPlace(account.issuer, account.name);
    // A service is in one group: the first tag.
    const [group, ...otherTags] = checkService(account).ok ? account.tags : [];
    if (group !== undefined && !groupIdByName.has(group)) groupIdByName.set(group, formatUuid(random(16)));
    const groupId = group === undefined ? null : (groupIdByName.get(group) ?? null);
    const service = formatService(account, { position: services.length, groupId, updatedAt });
    if (!service.ok) {
      skipped.push({ where, reason: service.error });
      continue;
    }
    services.push(service.value);
    skipped.push(...lostFields({ ...account, tags: otherTags }, { where, holds: [] }));
    const trouble = iphoneTrouble(account);
    if (trouble !== undefined) skipped.push({ where, reason: `exported, but ${trouble}` });
  }
  const sealed =
    password === null ? null : await sealServices({ services: JSON.stringify(services), password, random });
  const backup = {
    services: sealed === null ? services : [],
    groups: Array.from(groupIdByName, ([name, id]) => ({ id, name, isExpanded: true, updatedAt })),
    updatedAt,
    schemaVersion: NEWEST_SCHEMA,
    appVersionCode: 5_000_009,
    appVersionName: "5.1.0",
    appOrigin: "android",
    ...(sealed === null ? {} : { servicesEncrypted: sealed.services, reference: sealed.reference }),
  };
  const files = [{ name: "holt.2fas", bytes: utf8ToBytes(JSON.stringify(backup)) }];
  return ok({ files, exported: services.length, skipped });
}
