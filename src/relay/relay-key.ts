/**
 * The relay's own Ed25519 key: relay.key, 32 bytes of seed, made once. Devices pin what it gives.
 *
 * The one secret of a relay; it opens nothing of a vault. Apart from relay.db, so that the two can be kept apart.
 */
import { randomFillSync } from "node:crypto";
import { readFileSync } from "node:fs";
import type { HoltError } from "../protocol/errors.ts";
import { relayHelloMessage } from "../protocol/handshake.ts";
import { frame } from "../protocol/hash.ts";
import { type Receipt, receiptMessage } from "../protocol/receipt.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import type { Signing } from "../protocol/sodium.ts";
import { TAGS } from "../protocol/tags.ts";
import { checkPrivateFile, writePrivateFile } from "./relay-directory.ts";
import { toStorageError } from "./store-error.ts";

const SEED_BYTES = 32;

export interface RelayKey {
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  /** Of a challenge: both nonces, and the time that the relay tells. */
  signHello(hello: Parameters<typeof relayHelloMessage>[0]): Uint8Array;
  /** Of what was erased. */
  signReceipt(receipt: Receipt): Uint8Array;
}

/** Undefined where there is none. */
export function readRelayKey(sodium: Signing, file: string): Result<RelayKey | undefined, HoltError> {
  try {
    if (!checkPrivateFile(file)) return ok(undefined);
    const seed = readFileSync(file);
    if (seed.length === SEED_BYTES) return ok(fromSeed(sodium, seed));
    return err({ type: "storage", reason: "damaged", file, detail: `${SEED_BYTES} bytes` });
  } catch (thrown) {
    return err(toStorageError(thrown, file));
  }
}

/** On the disk when this returns. The directory is there. */
export function makeRelayKey(sodium: Signing, file: string): Result<RelayKey, HoltError> {
  try {
    const seed = randomFillSync(new Uint8Array(SEED_BYTES));
    writePrivateFile(file, seed);
    return ok(fromSeed(sodium, seed));
  } catch (thrown) {
    return err(toStorageError(thrown, file));
  }
}

function fromSeed(sodium: Signing, seed: Uint8Array): RelayKey {
  const { publicKey, secretKey } = sodium.signKeyPair(seed);
  return {
    publicKey,
    signHello: (hello) =>
      sodium.signDetached(frame({ tag: TAGS.relayHello, parts: [relayHelloMessage(hello)] }), secretKey),
    signReceipt: (receipt) =>
      sodium.signDetached(frame({ tag: TAGS.receipt, parts: [receiptMessage(receipt)] }), secretKey),
  };
}
