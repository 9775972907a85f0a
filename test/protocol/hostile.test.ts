import { fc } from "./seeded.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { bytesToUtf8 } from "../../src/protocol/bytes.ts";
import { encode } from "../../src/protocol/codec.ts";
import { unwrapEpochKey } from "../../src/protocol/epoch.ts";
import { parseKeyFile } from "../../src/protocol/key-file.ts";
import { decodeKeyring } from "../../src/protocol/keyring.ts";
import { openKeyring, readUnlockMethod } from "../../src/protocol/keyring-seal.ts";
import { memberFromSeed } from "../../src/protocol/keys.ts";
import { unpad } from "../../src/protocol/padding.ts";
import { decodeSignedEntry, verifyFoundEntry } from "../../src/protocol/roster.ts";
import { open } from "../../src/protocol/seal.ts";
import { Secret } from "../../src/protocol/secret.ts";
import { isSignedBy } from "../../src/protocol/signature.ts";
import type { CryptoTools } from "../../src/protocol/sodium.ts";
import { openRecord } from "../../src/protocol/stored.ts";
import { TAGS } from "../../src/protocol/tags.ts";
import { fixedTools } from "./fixed-random.ts";

let tools: CryptoTools;
beforeAll(async () => {
  tools = await fixedTools("hostile");
});

/** Everything that reads bytes from outside → did it take them for good? */
const readers = {
  "a sealed box": (sealed: Uint8Array) =>
    open(tools.sodium, { key: new Secret(new Uint8Array(32)), sealed, associatedData: new Uint8Array() }).ok,
  "a stored record": (sealed: Uint8Array) =>
    openRecord(tools.sodium, { key: new Secret(new Uint8Array(32)), kind: "draft", row: 1, sealed }).ok,
  "a sealed keyring": (sealed: Uint8Array) =>
    openKeyring(tools.sodium, { sealed, unlockKey: new Secret(new Uint8Array(32)) }).ok,
  "how a keyring is unlocked": (sealed: Uint8Array) => readUnlockMethod(sealed).ok,
  "a keyring's content": (bytes: Uint8Array) => decodeKeyring(bytes) !== undefined,
  "a key file": (bytes: Uint8Array) => parseKeyFile(tools.sodium, bytesToUtf8(bytes) ?? "").ok,
  "a roster entry": (bytes: Uint8Array) => decodeSignedEntry(bytes).ok,
  "a first entry": (bytes: Uint8Array) => verifyFoundEntry(tools.sodium, bytes).ok,
  "a signature": (signature: Uint8Array) =>
    isSignedBy(tools.sodium, {
      tag: TAGS.rosterEntry,
      message: new Uint8Array(3),
      signature,
      publicKey: new Uint8Array(32).fill(9),
    }),
  "an epoch's box": (box: Uint8Array) => {
    const member = memberFromSeed(tools.sodium, new Secret(new Uint8Array(32)));
    return unwrapEpochKey(tools.sodium, { box, commitment: new Uint8Array(32), member }).ok;
  },
  padding: (bytes: Uint8Array) => unpad(bytes) !== undefined,
} as const;

describe("bytes from a stranger", () => {
  it.each(Object.entries(readers))("[SE3] as %s are refused, never thrown on", (_name, isTaken) => {
    const cbor = fc
      .dictionary(
        fc.constantFrom("version", "unlock", "box", "salt", "change", "seed"),
        fc.oneof(fc.uint8Array(), fc.nat(), fc.constantFrom("passphrase", "key-file")),
      )
      .map((map) => encode({ ...map, nothing: null }));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 400 }), cbor), (bytes) => {
        expect(isTaken(bytes)).toBe(false);
        expect(isTaken(Buffer.from(bytes))).toBe(false);
      }),
      { numRuns: 300 },
    );
  });
});
