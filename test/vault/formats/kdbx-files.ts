/**
 * Makes KDBX files for tests, with a library rather than with what holt reads them by.
 */
import { argon2Sync } from "node:crypto";
import {
  Consts,
  Credentials,
  CryptoEngine,
  Int64,
  Kdbx,
  KdbxUuid,
  ProtectedValue,
  VarDictionary,
} from "kdbxweb";
import type { NamedFile } from "../../../src/vault/formats/format.ts";

CryptoEngine.setArgon2Impl(async (message, nonce, memory, passes, tagLength, parallelism, type) => {
  const name = type === CryptoEngine.Argon2TypeArgon2d ? "argon2d" : "argon2id";
  const key = argon2Sync(name, { message, nonce, memory, passes, tagLength, parallelism });
  return new Uint8Array(key).buffer;
});

export interface KdbxEntrySpec {
  readonly group?: string;
  readonly isRecycled?: boolean;
  readonly fields: Readonly<Record<string, string>>;
  readonly protectedFields?: Readonly<Record<string, string>>;
  readonly tags?: readonly string[];
  /** Changed once since: the fields from before are in its history. */
  readonly fieldsBefore?: Readonly<Record<string, string>>;
}
export interface KdbxSpec {
  readonly version: 3 | 4;
  readonly cipher?: "Aes" | "ChaCha20";
  readonly kdf?: "Aes" | "Argon2d" | "Argon2id";
  readonly isCompressed?: boolean;
  readonly rounds?: number;
  /** null: a key file alone opens it. */
  readonly password?: string | null;
  readonly keyFile?: Uint8Array;
}

export const KDBX_PASSWORD = "rätt";

export async function kdbxFile(entries: readonly KdbxEntrySpec[], spec: KdbxSpec): Promise<NamedFile> {
  const { password = KDBX_PASSWORD, keyFile } = spec;
  const key = keyFile === undefined ? null : keyFile.slice().buffer;
  const credentials = new Credentials(password === null ? null : ProtectedValue.fromString(password), key);
  const database = Kdbx.create(credentials, "Root of all");
  configure(database, spec);
  const root = database.getDefaultGroup();
  for (const one of entries) {
    const group = one.group === undefined ? root : database.createGroup(root, one.group);
    const entry = database.createEntry(group);
    setFields(entry.fields, one.fieldsBefore ?? {});
    if (one.fieldsBefore !== undefined) entry.pushHistory();
    entry.fields.clear();
    setFields(entry.fields, one.fields);
    for (const [name, value] of Object.entries(one.protectedFields ?? {}))
      entry.fields.set(name, ProtectedValue.fromString(value));
    entry.tags = [...(one.tags ?? [])];
    if (one.isRecycled === true) database.remove(entry);
  }
  return { name: "passwords.kdbx", bytes: new Uint8Array(await database.save()) };
}

function setFields(fields: Map<string, unknown>, values: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(values)) fields.set(name, value);
}

function configure(
  database: Kdbx,
  { version, cipher = "Aes", kdf = "Aes", isCompressed = true, rounds = 10 }: KdbxSpec,
): void {
  const { header } = database;
  database.setVersion(version);
  header.dataCipherUuid = new KdbxUuid(Consts.CipherId[cipher]);
  header.compression = isCompressed ? Consts.CompressionAlgorithm.GZip : Consts.CompressionAlgorithm.None;
  if (version === 3) {
    header.keyEncryptionRounds = rounds;
    return;
  }
  database.setKdf(Consts.KdfId[kdf]);
  if (kdf === "Aes") header.kdfParameters?.set("R", VarDictionary.ValueType.UInt64, Int64.from(rounds));
}
