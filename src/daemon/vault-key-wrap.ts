/**
 * The key wrap among the rows: read without any key, written only with the keyring that it opens, or with proof of its
 * passphrase.
 *
 * Knows nothing of the desktop, but the name and the key of an entry there.
 */
import type { HoltError } from "../protocol/errors.ts";
import { type KeyWrap, readKeyWrap, sealKeyWrap } from "../protocol/key-wrap.ts";
import { wipeKeyring } from "../protocol/keyring.ts";
import type { UnlockMethod } from "../protocol/keyring-seal.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import type { Secret } from "../protocol/secret.ts";
import type { CryptoTools } from "../protocol/sodium.ts";
import { createRecordBox } from "./record-box.ts";
import type { Store, StoreReader, StoreWriter } from "./store.ts";
import { appendActivity, happening } from "./vault-activity.ts";
import { type KeyringPlace, unlockKeyring, unlockMethodOf } from "./vault-unlock.ts";

const NAME = "key-wrap";

/** A key that the desktop keeps. */
export interface DesktopEntry {
  /** 16 random bytes: its name there. */
  readonly entry: Uint8Array;
  readonly key: Secret;
}

export const readWraps = (rows: StoreReader): readonly Uint8Array[] =>
  rows.fact(NAME).map((copy) => new Uint8Array(copy));

/** The first copy that is one. */
export function wrapOf(wraps: readonly Uint8Array[]): KeyWrap | undefined {
  for (const bytes of wraps) {
    const wrap = readKeyWrap(bytes);
    if (wrap.ok) return wrap.value;
  }
  return undefined;
}

/** What was stored goes on into another database, whose keyring has the same unlock key. */
export function keepWraps(rows: StoreWriter, wraps: readonly Uint8Array[]): void {
  const good = wraps.find((bytes) => readKeyWrap(bytes).ok);
  if (good !== undefined) rows.putFact(NAME, good);
}

/** In the keyring's own transaction. Without an entry, or without a passphrase, there is none from now on. */
export function putWrap(
  rows: StoreWriter,
  tools: CryptoTools,
  {
    entry,
    sealed: { method, unlockKey },
  }: {
    readonly entry: DesktopEntry | null;
    readonly sealed: { readonly method: UnlockMethod; readonly unlockKey: Secret };
  },
): readonly Uint8Array[] {
  rows.removeFact(NAME);
  if (entry === null || method.type !== "passphrase") return [];
  const wrap = sealKeyWrap(tools, { ...entry, salt: method.salt, unlockKey });
  rows.putFact(NAME, wrap);
  return [wrap, wrap];
}

/** Wraps the key of the passphrase, which is proven by it, under that of the entry. Returns the copies. */
export async function enableWrap(
  place: KeyringPlace,
  { store, copies, passphrase, entry }: WrapRequest,
): Promise<Result<readonly Uint8Array[], HoltError>> {
  if (unlockMethodOf(copies) === "key-file") return err({ type: "usage", reason: "no-passphrase-set" });
  const proven = await unlockKeyring(place, copies, passphrase);
  if (!proven.ok) return proven;
  const { keyring, method, unlockKey } = proven.value;
  try {
    const written = store.write((rows) => {
      const at = Math.floor(place.now() / 1000);
      const box = createRecordBox(place.tools, keyring.localKey);
      appendActivity(rows, box, { ...happening("os-keyring-on"), at, by: keyring.deviceName });
      return putWrap(rows, place.tools, { entry, sealed: { method, unlockKey } });
    });
    // Nor may an older one stay in the journal.
    if (written.ok) store.scrub();
    return written;
  } finally {
    wipeKeyring(keyring);
    unlockKey.wipe();
  }
}

export interface WrapRequest {
  readonly store: Store;
  /** The sealed keyring's copies. */
  readonly copies: readonly Uint8Array[];
  readonly passphrase: string;
  readonly entry: DesktopEntry;
}

export function dropWrap(store: Store): Result<void, HoltError> {
  const dropped = store.write((rows) => rows.removeFact(NAME));
  // What the desktop's key opens must not stay in the journal.
  if (dropped.ok) store.scrub();
  return dropped.ok ? ok(undefined) : dropped;
}
