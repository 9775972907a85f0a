/**
 * What recovery stands on, made anew from fixed inputs: what test/vectors/backup.json froze.
 *
 * Nothing here writes that file. A difference means that words, passphrases and handles that people keep would no longer
 * lead to their vaults: make a new version instead, and add vectors for it.
 */
import { formatHex } from "../../src/protocol/bytes.ts";
import { hashHandle, parseHandle, saltOfHandle } from "../../src/protocol/handle.ts";
import { formatId, type VaultId } from "../../src/protocol/ids.ts";
import { memberFromSeed } from "../../src/protocol/keys.ts";
import { type Receipt, receiptMessage } from "../../src/protocol/receipt.ts";
import {
  drawPassphrase,
  drawWordsSeed,
  formatRecoveryWords,
  passphraseSeed,
} from "../../src/protocol/recovery-secret.ts";
import { ERASURE_SCOPES } from "../../src/protocol/roster-change.ts";

import { Secret } from "../../src/protocol/secret.ts";
import { sign } from "../../src/protocol/signature.ts";
import { loadSodium, type Sodium } from "../../src/protocol/sodium.ts";
import { TAGS } from "../../src/protocol/tags.ts";
import { rising, risingRandom } from "./rising.ts";

/** As people type them. */
const TYPED_HANDLES = [
  "Sven@Relay.Example.org:443",
  "Åsa.Öberg@räksmörgås.example",
  "sven@192.168.1.9",
  "sven@nas:80",
] as const;
const TYPED_PASSPHRASE = "  smörgås på\trågbröd, TACK ";

export async function currentBackupVectors() {
  const sodium = await loadSodium();
  return {
    handles: TYPED_HANDLES.map((typed) => handleVectors(sodium, typed)),
    words: wordsVectors(sodium),
    drawnPassphrase: drawPassphrase(risingRandom()),
    passphrase: await passphraseVectors(sodium),
    receipts: ERASURE_SCOPES.map((scope) => receiptVectors(sodium, scope)),
  };
}

function handleOf(typed: string) {
  const handle = parseHandle(typed);
  if (handle === undefined) throw new Error(`${typed} is no handle`);
  return handle;
}

function handleVectors(sodium: Sodium, typed: string) {
  const handle = handleOf(typed);
  return {
    typed,
    text: handle.text,
    hash: formatHex(hashHandle(sodium, handle)),
    salt: formatHex(saltOfHandle(sodium, handle)),
  };
}

function memberVectors(sodium: Sodium, seed: Secret) {
  const { id, publicKeys } = memberFromSeed(sodium, seed);
  return { id: formatId(id), signKey: formatHex(publicKeys.signKey), boxKey: formatHex(publicKeys.boxKey) };
}

function wordsVectors(sodium: Sodium) {
  const seed = drawWordsSeed(() => rising(0x30, 32));
  return {
    seed: formatHex(seed.expose()),
    text: formatRecoveryWords(seed),
    member: memberVectors(sodium, seed),
  };
}

async function passphraseVectors(sodium: Sodium) {
  const handle = handleOf(TYPED_HANDLES[0]);
  const seed = await passphraseSeed(sodium, { handle, passphrase: TYPED_PASSPHRASE });
  return { seed: formatHex(seed.expose()), member: memberVectors(sodium, seed) };
}

function receiptVectors(sodium: Sodium, scope: Receipt["scope"]) {
  const relay = sodium.signKeyPair(rising(0x80, 32));
  const receipt = {
    vaultId: rising(1, 32) as VaultId,
    entry: rising(2, 32),
    scope,
    atMs: 1_800_000_000_000,
  };
  const message = receiptMessage(receipt);
  const signature = sign(sodium, {
    tag: TAGS.receipt,
    message,
    secretKey: new Secret(relay.secretKey),
  });
  return {
    relayKey: formatHex(relay.publicKey),
    message: formatHex(message),
    signature: formatHex(signature),
  };
}
