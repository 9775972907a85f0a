/**
 * The sealed keyring and its two locks: a passphrase (Argon2id) or a key file. Beside a passphrase its key may lie
 * wrapped under one that the desktop keeps.
 *
 * Knows no table and no document. The keyring is stored twice, so that one rotten byte is not the end of a vault:
 * whichever copy opens is used. A wrong passphrase costs one derivation, and says no more than "wrong".
 */
import { readFileSync } from "node:fs";
import { bytesToUtf8, formatHex, isEqualBytes, utf8ToBytes } from "../protocol/bytes.ts";
import type { HoltError } from "../protocol/errors.ts";
import { deriveFromPassphrase, KDF_SALT_BYTES } from "../protocol/kdf.ts";
import { formatKeyFile, parseKeyFile } from "../protocol/key-file.ts";
import type { Keyring } from "../protocol/keyring.ts";
import { openKeyWrap, readKeyWrap } from "../protocol/key-wrap.ts";
import { openKeyring, readUnlockMethod, sealKeyring, type UnlockMethod } from "../protocol/keyring-seal.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import { Secret } from "../protocol/secret.ts";
import type { CryptoTools } from "../protocol/sodium.ts";
import { checkPrivateFile, keepPrivateFile, writePrivateFile } from "./private-files.ts";
import { toStorageError } from "./storage-error.ts";

const UNLOCK_KEY_BYTES = 32;

export interface KeyringPlace {
  readonly tools: CryptoTools;
  readonly keyFile: string;
  /** Named in errors. */
  readonly databaseFile: string;
  readonly now: () => number;
}

export interface SealedKeyring {
  readonly sealed: Uint8Array;
  readonly method: UnlockMethod;
  /** To be wiped by whoever took it. */
  readonly unlockKey: Secret;
}

export interface OpenedKeyring {
  readonly keyring: Keyring;
  readonly method: UnlockMethod;
  /** To be wiped by whoever took it. */
  readonly unlockKey: Secret;
  /** The copy that opened. */
  readonly sealed: Uint8Array;
}

/** What unlocks these copies; undefined where none of them is readable. */
export function unlockMethodOf(copies: readonly Uint8Array[]): UnlockMethod["type"] | undefined {
  for (const copy of copies) {
    const method = readUnlockMethod(copy);
    if (method.ok) return method.value.type;
  }
  return undefined;
}

/** `passphrase` is not looked at where a key file unlocks. */
export async function unlockKeyring(
  place: KeyringPlace,
  copies: readonly Uint8Array[],
  passphrase: string,
): Promise<Result<OpenedKeyring, HoltError>> {
  const damaged: HoltError = {
    type: "storage",
    reason: "damaged",
    file: place.databaseFile,
    detail: "keyring",
  };
  let failure: HoltError = damaged;
  const keys = new Map<string, Secret>();
  try {
    for (const sealed of copies) {
      const method = readUnlockMethod(sealed);
      if (!method.ok) continue;
      const unlockKey = await unlockKeyFor(place, { method: method.value, passphrase, known: keys });
      if (!unlockKey.ok) {
        failure = unlockKey.error;
        continue;
      }
      const opened = openKeyring(place.tools.sodium, { sealed, unlockKey: unlockKey.value });
      if (opened.ok) {
        const kept = unlockKey.value.copy();
        return ok({ keyring: opened.value, method: method.value, unlockKey: kept, sealed });
      }
      if (opened.error.type === "cannot-open") failure = { type: "wrong-key", what: "passphrase" };
    }
    return err(failure);
  } finally {
    for (const key of keys.values()) key.wipe();
  }
}

/** With the key that the desktop's keyring gave for these wraps. Costs no derivation, and takes `key` over. */
export function unlockByWrap(
  { tools: { sodium } }: KeyringPlace,
  { copies, wraps, key }: { copies: readonly Uint8Array[]; wraps: readonly Uint8Array[]; key: Secret },
): Result<OpenedKeyring, HoltError> {
  try {
    for (const bytes of wraps) {
      const wrap = readKeyWrap(bytes);
      const unlockKey = wrap.ok ? openKeyWrap(sodium, wrap.value, key) : wrap;
      if (!wrap.ok || !unlockKey.ok) continue;
      for (const sealed of copies) {
        const method = readUnlockMethod(sealed);
        if (!method.ok || method.value.type !== "passphrase") continue;
        if (!isEqualBytes(method.value.salt, wrap.value.salt)) continue;
        const opened = openKeyring(sodium, { sealed, unlockKey: unlockKey.value });
        if (!opened.ok) continue;
        return ok({ keyring: opened.value, method: method.value, unlockKey: unlockKey.value, sealed });
      }
      unlockKey.value.wipe();
    }
    return err({ type: "os-keyring", reason: "stale" });
  } finally {
    key.wipe();
  }
}

/** Seals under a fresh salt. An empty passphrase is the caller's to refuse. */
export async function sealWithPassphrase(
  { tools }: KeyringPlace,
  keyring: Keyring,
  passphrase: string,
): Promise<SealedKeyring> {
  const salt = tools.random(KDF_SALT_BYTES);
  const unlockKey = await deriveFromPassphrase({ purpose: "vault", passphrase, salt });
  const method = { type: "passphrase", salt } as const;
  return { sealed: sealKeyring(tools, { keyring, method, unlockKey }), method, unlockKey };
}

/**
 * The key file is durable before this returns, so that a keyring under its key never stands alone. One that lies
 * there is kept under another name: it may open a database that was set aside.
 */
export function sealWithKeyFile(
  { tools, keyFile, now }: KeyringPlace,
  keyring: Keyring,
): Result<SealedKeyring, HoltError> {
  const unlockKey = new Secret(tools.random(UNLOCK_KEY_BYTES));
  const method = { type: "key-file" } as const;
  try {
    keepPrivateFile(keyFile, now());
    writePrivateFile(keyFile, utf8ToBytes(formatKeyFile(tools.sodium, unlockKey)));
    return ok({ sealed: sealKeyring(tools, { keyring, method, unlockKey }), method, unlockKey });
  } catch (thrown) {
    unlockKey.wipe();
    return err(toStorageError(thrown, keyFile));
  }
}

interface KeyQuestion {
  readonly method: UnlockMethod;
  readonly passphrase: string;
  /** Keys that were found before: two copies under one salt cost one derivation. */
  readonly known: Map<string, Secret>;
}

async function unlockKeyFor(
  place: KeyringPlace,
  { method, passphrase, known }: KeyQuestion,
): Promise<Result<Secret, HoltError>> {
  const name = method.type === "passphrase" ? formatHex(method.salt) : method.type;
  const present = known.get(name);
  if (present !== undefined) return ok(present);
  const found =
    method.type === "passphrase"
      ? ok(await deriveFromPassphrase({ purpose: "vault", passphrase, salt: method.salt }))
      : readKeyFile(place);
  if (found.ok) known.set(name, found.value);
  return found;
}

function readKeyFile({ tools, keyFile }: KeyringPlace): Result<Secret, HoltError> {
  try {
    if (!checkPrivateFile(keyFile)) {
      return err({ type: "storage", reason: "io", file: keyFile, detail: "ENOENT" });
    }
    const bytes = readFileSync(keyFile);
    const key = parseKeyFile(tools.sodium, bytesToUtf8(bytes) ?? "");
    bytes.fill(0);
    return key.ok
      ? key
      : err({ type: "storage", reason: "damaged", file: keyFile, detail: key.error.reason });
  } catch (thrown) {
    return err(toStorageError(thrown, keyFile));
  }
}
