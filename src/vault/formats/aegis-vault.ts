/**
 * The outer layer of an Aegis vault file: in clear, or sealed with a master key that each password slot wraps.
 *
 *   key    = scrypt(password, salt, n, r, p) → 32 bytes
 *   master = AES-256-GCM(key): slot.key, key_params.nonce and .tag
 *   db     = AES-256-GCM(master): base64 in `db`, header.params.nonce and .tag; no associated data anywhere
 *
 * Parameters come from the file, so they are bounded before scrypt runs (off the main thread). A slot that doesn't
 * open is a wrong password; a database that doesn't open under the right master key is damage.
 * Knows nothing of entries. Source: Aegis docs/vault.md.
 */
import { scrypt } from "node:crypto";
import {
  concatBytes,
  formatBase64,
  formatHex,
  parseBase64,
  parseHex,
  utf8ToBytes,
} from "../../protocol/bytes.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { malformed } from "../../protocol/malformed.ts";
import { ok, type Result } from "../../protocol/result.ts";
import { GCM_NONCE_BYTES, GCM_TAG_BYTES, openGcm, sealGcm } from "./cipher.ts";
import {
  bytesToJson,
  HOSTILE_PARAMETERS,
  NEWER_VERSION,
  OPENED_BUT_DAMAGED,
  passwordNeeded,
  wrongPassword,
} from "./container.ts";
import { fieldOf, isObject, listOf, textOf } from "./json.ts";
import { oldPasswordBytes } from "./aegis-old-password.ts";

const KEY_BYTES = 32;
const PASSWORD_SLOT = 1;
/** What Aegis itself writes. */
const OWN_SCRYPT = { n: 2 ** 15, r: 8, p: 1 } as const;
/** Aegis lets people set a few passwords; each one costs an scrypt. */
const MOST_SLOTS = 16;
const MOST_MEMORY = 2 ** 30;
/** All slots together: 128·n·r·p, some 20 seconds of one core. */
const MOST_WORK = 2 ** 32;

interface Box {
  readonly data: Uint8Array;
  readonly nonce: Uint8Array;
  readonly tag: Uint8Array;
}
interface Slot {
  readonly box: Box;
  readonly salt: Uint8Array;
  readonly n: number;
  readonly r: number;
  readonly p: number;
  /** false: may be wrapped under a password with zeros after it (Aegis issue 95). */
  readonly isRepaired: boolean;
}

export const isAegisVault = (json: unknown): boolean =>
  fieldOf(json, "db") !== undefined &&
  isObject(fieldOf(json, "header")) &&
  fieldOf(json, "version") !== undefined;

export interface OpenInput {
  readonly json: unknown;
  readonly file: string;
  readonly password: string | null;
}

/** The database as JSON. */
export async function openAegisVault({
  json,
  file,
  password,
}: OpenInput): Promise<Result<unknown, HoltError>> {
  const fail = (reason: string) => malformed("aegis", file, reason);
  if (!isAegisVault(json)) return fail("is not an Aegis vault");
  if (fieldOf(json, "version") !== 1) return fail(NEWER_VERSION);
  const db = fieldOf(json, "db");
  if (isObject(db)) return ok(db);
  const data = typeof db === "string" ? parseBase64(db) : undefined;
  const header = fieldOf(json, "header");
  const box = readBox(fieldOf(header, "params"), data);
  const slots = readSlots(listOf(header, "slots") ?? []);
  if (box === undefined || slots === undefined) return fail("the header is damaged");
  if (slots.length === 0) return fail("has no password: it opens on the phone alone");
  const excess = findExcess(slots);
  if (excess !== undefined) return fail(excess);
  if (password === null) return passwordNeeded(file);

  const master = await unwrapMaster(slots, password);
  if (master === "no-memory") return fail("its key derivation needs more memory than there is");
  if (master === undefined) return wrongPassword();
  const content = openBox(master, box);
  master.fill(0);
  const inner = content === undefined ? undefined : bytesToJson(content);
  return inner === undefined ? fail(OPENED_BUT_DAMAGED) : ok(inner);
}

function readSlots(slots: readonly unknown[]): Slot[] | undefined {
  const found: Slot[] = [];
  for (const slot of slots) {
    // Raw and biometric slots have keys that never leave the phone.
    if (fieldOf(slot, "type") !== PASSWORD_SLOT) continue;
    const box = readBox(fieldOf(slot, "key_params"), parseHex(textOf(slot, "key") ?? ""));
    const salt = parseHex(textOf(slot, "salt") ?? "");
    const [n, r, p] = [fieldOf(slot, "n"), fieldOf(slot, "r"), fieldOf(slot, "p")];
    if (box?.data.length !== KEY_BYTES || salt === undefined) return undefined;
    if (typeof n !== "number" || typeof r !== "number" || typeof p !== "number") return undefined;
    found.push({ box, salt, n, r, p, isRepaired: fieldOf(slot, "repaired") === true });
  }
  return found;
}

function readBox(parameters: unknown, data: Uint8Array | undefined): Box | undefined {
  const nonce = parseHex(textOf(parameters, "nonce") ?? "");
  const tag = parseHex(textOf(parameters, "tag") ?? "");
  if (data === undefined || nonce?.length !== GCM_NONCE_BYTES || tag?.length !== GCM_TAG_BYTES)
    return undefined;
  return { data, nonce, tag };
}

function findExcess(slots: readonly Slot[]): string | undefined {
  let work = 0;
  for (const { n, r, p, salt } of slots) {
    const isWhole = [n, r, p].every((value) => Number.isInteger(value) && value >= 1);
    if (
      !isWhole ||
      n < 2 ||
      n > 2 ** 20 ||
      (n & (n - 1)) !== 0 ||
      r > 32 ||
      p > 16 ||
      128 * n * r > MOST_MEMORY
    ) {
      return HOSTILE_PARAMETERS;
    }
    if (salt.length > 1024) return "the salt is too long";
    work += 128 * n * r * p;
  }
  return slots.length > MOST_SLOTS || work > MOST_WORK ? "asks for too many key derivations" : undefined;
}

/** Undefined: the password opens none of them. */
async function unwrapMaster(
  slots: readonly Slot[],
  password: string,
): Promise<Uint8Array | "no-memory" | undefined> {
  const typed = utf8ToBytes(password);
  for (const slot of slots) {
    const old = slot.isRepaired ? undefined : oldPasswordBytes(password);
    for (const bytes of old === undefined ? [typed] : [typed, old]) {
      const key = await deriveKey(bytes, slot).catch(() => undefined);
      // The parameters are sound by now: nothing else is left that could fail.
      if (key === undefined) return "no-memory";
      const master = openBox(key, slot.box);
      key.fill(0);
      if (master !== undefined) return master;
    }
  }
  return undefined;
}

async function deriveKey(
  password: Uint8Array,
  { salt, n, r, p }: Omit<Slot, "box" | "isRepaired">,
): Promise<Uint8Array> {
  const options = { N: n, r, p, maxmem: 128 * n * r + 256 * r * p + 2 ** 20 };
  return new Promise((resolve, reject) => {
    scrypt(password, salt, KEY_BYTES, options, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}

const openBox = (key: Uint8Array, { data, nonce, tag }: Box): Uint8Array | undefined =>
  openGcm({ key, nonce, data: concatBytes(data, tag) });

export interface SealInput {
  readonly database: string;
  /** null: in clear. */
  readonly password: string | null;
  readonly random: (length: number) => Uint8Array;
  readonly uuid: string;
}

/** The text of a vault file as Aegis itself exports it. */
export async function sealAegisVault({ database, password, random, uuid }: SealInput): Promise<string> {
  if (password === null) return `{"version":1,"header":{"slots":null,"params":null},"db":${database}}`;
  const salt = random(KEY_BYTES);
  const master = random(KEY_BYTES);
  const key = await deriveKey(utf8ToBytes(password), { salt, ...OWN_SCRYPT });
  const wrapped = sealBox(key, { data: master, nonce: random(GCM_NONCE_BYTES) });
  const sealed = sealBox(master, { data: utf8ToBytes(database), nonce: random(GCM_NONCE_BYTES) });
  key.fill(0);
  master.fill(0);
  const slot = {
    type: PASSWORD_SLOT,
    uuid,
    key: formatHex(wrapped.data),
    key_params: paramsOf(wrapped),
    ...OWN_SCRYPT,
    salt: formatHex(salt),
    repaired: true,
    is_backup: false,
  };
  const header = { slots: [slot], params: paramsOf(sealed) };
  return JSON.stringify({ version: 1, header, db: formatBase64(sealed.data) }, null, 4);
}

const paramsOf = ({ nonce, tag }: Box) => ({ nonce: formatHex(nonce), tag: formatHex(tag) });

function sealBox(key: Uint8Array, { data, nonce }: Omit<Box, "tag">): Box {
  const sealed = sealGcm({ key, nonce, data });
  return { data: sealed.subarray(0, data.length), nonce, tag: sealed.subarray(data.length) };
}
