/**
 * The header of a KDBX file (KeePass 2): which cipher, which key derivation with which parameters, and what else is
 * needed to open it. Versions 3 and 4. Nothing in it is secret, and nothing is trusted yet.
 *
 * Source: keepass.info/help/kb/kdbx.html, KeePassXC src/format/KeePass2.h.
 */
import { bytesToUtf8, formatHex } from "../../protocol/bytes.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { ByteReader, readUint } from "./byte-reader.ts";
import { NEWER_VERSION } from "./container.ts";

type KdbxCipher = "aes" | "chacha20";
export type KdbxKdf =
  | { readonly type: "aes"; readonly seed: Uint8Array; readonly rounds: number }
  | {
      readonly type: "argon2d" | "argon2id";
      readonly salt: Uint8Array;
      readonly memoryKib: number;
      readonly passes: number;
      readonly parallelism: number;
      readonly secret: Uint8Array;
      readonly associatedData: Uint8Array;
    };

export interface KdbxHeader {
  readonly version: 3 | 4;
  readonly cipher: KdbxCipher;
  readonly isCompressed: boolean;
  readonly masterSeed: Uint8Array;
  readonly iv: Uint8Array;
  readonly kdf: KdbxKdf;
  /** Version 3: the key of the inner stream, and how the content begins. */
  readonly streamKey: Uint8Array;
  readonly streamStart: Uint8Array;
  readonly streamId: number;
  /** Where it ends in the file. */
  readonly end: number;
}

const SIGNATURE = "03d9a29a67fb4bb5";
const OLD_SIGNATURE = "03d9a29a65fb4bb5";
const CIPHERS: Readonly<Record<string, KdbxCipher>> = {
  "31c1f2e6bf714350be5805216afc5aff": "aes",
  d6038a2b8b6f4cb5a524339a31dbb59a: "chacha20",
};
const TWOFISH = "ad68f29f576f4bb9a36ad47af965346c";
const KDFS: Readonly<Record<string, KdbxKdf["type"]>> = {
  c9d9f39a628a4460bf740d08c18a4fea: "aes",
  "7c02bb8279a74ac0927d114a00648238": "aes",
  ef636ddf8c29444b91f7a9a403e30a0c: "argon2d",
  "9e298b1956db4773b23dfc3ec6f0a1e6": "argon2id",
};
const FIELD = {
  end: 0,
  cipher: 2,
  compression: 3,
  masterSeed: 4,
  transformSeed: 5,
  transformRounds: 6,
  iv: 7,
  streamKey: 8,
  streamStart: 9,
  streamId: 10,
  kdf: 11,
} as const;
const SEED_BYTES = 32;
const ARGON2_VERSION = 0x13;
/** A word of the header that is not there. */
const NOTHING = new Uint8Array();

export function isKdbx(bytes: Uint8Array): boolean {
  const signature = formatHex(bytes.subarray(0, 8));
  return signature === SIGNATURE || signature === OLD_SIGNATURE;
}

/** Fails with the reason. */
export function readKdbxHeader(bytes: Uint8Array): Result<KdbxHeader, string> {
  const reader = new ByteReader(bytes);
  const signature = formatHex(reader.take(8));
  if (signature === OLD_SIGNATURE) return err("is of KeePass 1: open it in KeePassXC and save it as KDBX");
  if (signature !== SIGNATURE) return err("is no KDBX file");
  reader.u16();
  const version = reader.u16();
  if (version !== 3 && version !== 4) return err(NEWER_VERSION);
  const fields = new Map<number, Uint8Array>();
  for (;;) {
    const id = reader.u8();
    const value = reader.take(version === 3 ? reader.u16() : reader.u32());
    if (id === FIELD.end) break;
    fields.set(id, value);
  }
  if (reader.isShort) return err("the header is damaged");
  return settle(version, fields, reader.position);
}

function settle(
  version: 3 | 4,
  fields: ReadonlyMap<number, Uint8Array>,
  end: number,
): Result<KdbxHeader, string> {
  const field = (id: number): Uint8Array => fields.get(id) ?? NOTHING;
  const cipherId = formatHex(field(FIELD.cipher));
  const cipher = Object.hasOwn(CIPHERS, cipherId) ? CIPHERS[cipherId] : undefined;
  if (cipherId === TWOFISH)
    return err("is encrypted with Twofish: choose AES or ChaCha20 in KeePass and save it");
  if (cipher === undefined) return err("is encrypted in a way that holt doesn't know");
  const compression = readUint(field(FIELD.compression));
  const iv = field(FIELD.iv);
  const isWhole =
    field(FIELD.masterSeed).length === SEED_BYTES &&
    iv.length === (cipher === "aes" ? 16 : 12) &&
    compression <= 1;
  if (!isWhole) return err("the header is damaged");
  const kdf = version === 3 ? ok(aesKdf(field)) : readKdf(field(FIELD.kdf));
  if (!kdf.ok) return kdf;
  if (kdf.value.type === "aes" && kdf.value.seed.length !== SEED_BYTES) return err("the header is damaged");
  return ok({
    version,
    cipher,
    isCompressed: compression === 1,
    masterSeed: field(FIELD.masterSeed),
    iv,
    kdf: kdf.value,
    streamKey: field(FIELD.streamKey),
    streamStart: field(FIELD.streamStart),
    streamId: readUint(field(FIELD.streamId)),
    end,
  });
}

const aesKdf = (field: (id: number) => Uint8Array): KdbxKdf => ({
  type: "aes",
  seed: field(FIELD.transformSeed),
  rounds: readUint(field(FIELD.transformRounds)),
});

function readKdf(bytes: Uint8Array): Result<KdbxKdf, string> {
  const parameters = readVariants(bytes);
  if (parameters === undefined) return err("the header is damaged");
  const bytesOf = (name: string): Uint8Array => parameters.get(name) ?? NOTHING;
  const number = (name: string): number => readUint(bytesOf(name).subarray(0, 8));
  const id = formatHex(bytesOf("$UUID"));
  const type = Object.hasOwn(KDFS, id) ? KDFS[id] : undefined;
  if (type === undefined) return err("derives its key in a way that holt doesn't know");
  if (type === "aes") return ok({ type, seed: bytesOf("S"), rounds: number("R") });
  if (number("V") !== ARGON2_VERSION)
    return err("uses an outdated version of Argon2: save it anew in KeePass");
  return ok({
    type,
    salt: bytesOf("S"),
    memoryKib: Math.floor(number("M") / 1024),
    passes: number("I"),
    parallelism: number("P"),
    secret: bytesOf("K"),
    associatedData: bytesOf("A"),
  });
}

/** KeePass' "variant dictionary": typed values by name; the types are known by the names here. */
function readVariants(bytes: Uint8Array): ReadonlyMap<string, Uint8Array> | undefined {
  const reader = new ByteReader(bytes);
  const values = new Map<string, Uint8Array>();
  if (reader.u16() >> 8 !== 1) return undefined;
  while (reader.u8() !== 0) {
    const name = bytesToUtf8(reader.take(reader.u32()));
    const value = reader.take(reader.u32());
    if (name === undefined || reader.isShort) return undefined;
    values.set(name, value);
  }
  return reader.isShort ? undefined : values;
}
