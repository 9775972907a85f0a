/**
 * A file that age encrypted with a passphrase, armoured or not. Files for keys are not opened: holt asks for a password.
 *
 * The passphrase's own work is done here rather than in the library: off the main thread, with its cost bounded before
 * it runs. Source: C2SP age specification, scrypt recipient.
 */
import { createDecipheriv, scrypt } from "node:crypto";
import type { Stanza } from "age-encryption";
import { concatBytes, parseBase64, utf8ToBytes } from "../../protocol/bytes.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { malformed } from "../../protocol/malformed.ts";
import { ok, type Result } from "../../protocol/result.ts";
import { HOSTILE_PARAMETERS, passwordNeeded, wrongPassword } from "./container.ts";
import type { Source } from "./source.ts";

const ARMOR_START = "-----BEGIN AGE ENCRYPTED FILE-----";
const START = "age-encryption.org/v1\n";
const LABEL = "age-encryption.org/v1/scrypt";
/** age's own limit is 22; this is 1 GiB and some seconds. */
const MOST_WORK = 20;
const SALT_BYTES = 16;
const KEY_BYTES = 32;
const TAG_BYTES = 16;
const BLOCK_SIZE = 8;

export function isAgeFile({ bytes }: Source): boolean {
  const start = Buffer.from(bytes.subarray(0, 64)).toString("latin1").trimStart();
  return start.startsWith(ARMOR_START) || start.startsWith(START);
}

export interface AgeInput {
  readonly source: Source;
  /** What it should have been. */
  readonly what: string;
  readonly password: string | null;
}

export async function openAgeFile({
  source,
  what,
  password,
}: AgeInput): Promise<Result<Uint8Array, HoltError>> {
  const file = source.name;
  if (password === null) return passwordNeeded(file);
  // Not before it is needed: every format is loaded when a file's format is looked for.
  const { armor, Decrypter } = await import("age-encryption");
  const identity = new PassphraseIdentity(password);
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  try {
    const text = source.text()?.trimStart();
    const bytes = text?.startsWith(ARMOR_START) === true ? armor.decode(text) : source.bytes;
    return ok(await decrypter.decrypt(bytes));
  } catch {
    if (identity.outcome === "wrong-password") return wrongPassword();
    const reasons = {
      hostile: HOSTILE_PARAMETERS,
      "not-asked": "is damaged, or encrypted for a key and not with a password",
      opened: "is damaged",
    } as const;
    return malformed(what, file, reasons[identity.outcome]);
  }
}

class PassphraseIdentity {
  readonly #password: string;
  outcome: "hostile" | "not-asked" | "opened" | "wrong-password" = "not-asked";

  constructor(password: string) {
    this.#password = password;
  }

  /** The library's part of the contract: null where the stanzas are of no use. */
  async unwrapFileKey(stanzas: Stanza[]): Promise<Uint8Array | null> {
    const [stanza, ...others] = stanzas;
    const [type, saltText = "", workText = ""] = stanza?.args ?? [];
    const salt = parseBase64(saltText);
    if (stanza === undefined || others.length > 0 || type !== "scrypt" || salt?.length !== SALT_BYTES)
      return null;
    const work = /^[1-9]\d?$/.test(workText) ? Number(workText) : Infinity;
    if (work > MOST_WORK) {
      this.outcome = "hostile";
      return null;
    }
    const key = await scryptKey(this.#password, concatBytes(utf8ToBytes(LABEL), salt), 2 ** work);
    const fileKey = unwrap(stanza.body, key);
    this.outcome = fileKey === null ? "wrong-password" : "opened";
    return fileKey;
  }
}

async function scryptKey(password: string, salt: Uint8Array, cost: number): Promise<Uint8Array> {
  const maxmem = 128 * BLOCK_SIZE * cost + 2 ** 20;
  return new Promise((resolve, reject) => {
    scrypt(password, salt, KEY_BYTES, { N: cost, r: BLOCK_SIZE, p: 1, maxmem }, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}

function unwrap(body: Uint8Array, key: Uint8Array): Uint8Array | null {
  const end = body.length - TAG_BYTES;
  if (end !== TAG_BYTES) return null;
  const cipher = createDecipheriv("chacha20-poly1305", key, new Uint8Array(12), { authTagLength: TAG_BYTES });
  cipher.setAuthTag(body.subarray(end));
  try {
    return concatBytes(cipher.update(body.subarray(0, end)), cipher.final());
  } catch {
    return null;
  }
}
