/**
 * Everything whose bytes must never change, made anew from fixed inputs: what test/vectors/protocol.json froze.
 *
 * Nothing here writes that file. A difference means that stored vaults would no longer open: make a new version
 * of the format instead, and add vectors for it.
 */
import { formatHex, utf8ToBytes } from "../../src/protocol/bytes.ts";
import { encode } from "../../src/protocol/codec.ts";
import { commitToEpochKey, wrapEpochKey } from "../../src/protocol/epoch.ts";
import { foundVault } from "../../src/protocol/found.ts";
import { derive, frame, hash } from "../../src/protocol/hash.ts";
import { formatId, makeAccountId, type VaultId } from "../../src/protocol/ids.ts";
import { deriveFromPassphrase, KDF_PARAMETERS, type KdfPurpose } from "../../src/protocol/kdf.ts";
import { formatKeyFile } from "../../src/protocol/key-file.ts";
import { sealKeyWrap } from "../../src/protocol/key-wrap.ts";
import { encodeKeyring, type Keyring } from "../../src/protocol/keyring.ts";
import { sealKeyring } from "../../src/protocol/keyring-seal.ts";
import { memberFromSeed } from "../../src/protocol/keys.ts";
import { clientIdOf } from "../../src/protocol/members.ts";
import { pad } from "../../src/protocol/padding.ts";
import { seal } from "../../src/protocol/seal.ts";
import { Secret } from "../../src/protocol/secret.ts";
import { sign } from "../../src/protocol/signature.ts";
import { loadSodium, type CryptoTools } from "../../src/protocol/sodium.ts";
import { RECORD_KINDS, sealRecord } from "../../src/protocol/stored.ts";
import { TAGS } from "../../src/protocol/tags.ts";
import { rising, risingRandom } from "./rising.ts";

export const unlockKey = (): Secret => new Secret(rising(0x40, 32));
export const localKey = (): Secret => new Secret(rising(0x60, 32));

export const fullKeyring = (): Keyring => ({
  vaultId: rising(1, 32) as VaultId,
  deviceName: "köksdator",
  seed: new Secret(rising(2, 32)),
  localKey: localKey(),
  epochs: [
    { epoch: 1, key: new Secret(rising(3, 32)) },
    { epoch: 2, key: new Secret(rising(4, 32)) },
  ],
  rosterHead: { index: 3, hash: rising(5, 32) },
  generation: 2,
  installation: rising(6, 32),
  home: { url: "wss://relay.example.org", relayKey: rising(7, 32), token: new Secret(rising(8, 16)) },
  cursor: { log: rising(9, 32), position: 12_345, hash: rising(10, 32) },
});

export async function currentVectors() {
  const sodium = await loadSodium();
  const tools = (): CryptoTools => ({ sodium, random: risingRandom() });
  return {
    hash: {
      frame: formatHex(frame({ tag: TAGS.stored, parts: [rising(0, 3), new Uint8Array()] })),
      hash: formatHex(hash(sodium, { tag: TAGS.stored, parts: [rising(0, 3)] })),
      derive: formatHex(derive(sodium, { key: unlockKey(), tag: TAGS.stored, parts: [] }).expose()),
    },
    codec: formatHex(encode({ b: [1, -1, null, true], a: "å", bytes: rising(0, 4) })),
    accountId: makeAccountId(risingRandom()),
    member: memberVectors(tools()),
    padding: formatHex(pad(rising(0, 5))),
    sealed: formatHex(
      seal(tools(), { key: unlockKey(), content: rising(0, 5), associatedData: rising(9, 2) }),
    ),
    keyring: {
      content: formatHex(encodeKeyring(fullKeyring())),
      ...keyringVectors(tools),
    },
    keyFile: formatKeyFile(sodium, unlockKey()),
    keyWrap: formatHex(
      sealKeyWrap(tools(), {
        entry: rising(0xb0, 16),
        salt: rising(0xa0, 16),
        key: localKey(),
        unlockKey: unlockKey(),
      }),
    ),
    stored: Object.fromEntries(
      RECORD_KINDS.flatMap((kind) =>
        [7, "seven"].map((row) => [
          `${kind} ${row}`,
          formatHex(sealRecord(tools(), { key: localKey(), kind, row, payload: { at: 1 } })),
        ]),
      ),
    ),
    roster: rosterVectors(tools()),
    kdf: await kdfVectors(),
  };
}

function memberVectors({ sodium }: CryptoTools) {
  const member = memberFromSeed(sodium, new Secret(rising(0, 32)));
  const message = utf8ToBytes("message");
  const epochKey = new Secret(rising(3, 32));
  const box = wrapEpochKey(sodium, { epochKey, to: member.publicKeys });
  return {
    id: formatId(member.id),
    signKey: formatHex(member.publicKeys.signKey),
    boxKey: formatHex(member.publicKeys.boxKey),
    signSecret: formatHex(member.signSecret.expose()),
    boxSecret: formatHex(member.boxSecret.expose()),
    clientIds: [0, 1, 2 ** 40].map((generation) => clientIdOf(sodium, member.id, generation)),
    signature: formatHex(sign(sodium, { tag: TAGS.rosterEntry, message, secretKey: member.signSecret })),
    epochCommitment: formatHex(commitToEpochKey(sodium, epochKey)),
    epochBox: box.ok ? formatHex(box.value) : null,
  };
}

function keyringVectors(tools: () => CryptoTools) {
  const sealWith = (method: Parameters<typeof sealKeyring>[1]["method"]): string =>
    formatHex(sealKeyring(tools(), { keyring: fullKeyring(), method, unlockKey: unlockKey() }));
  return {
    passphrase: sealWith({ type: "passphrase", salt: rising(0xa0, 16) }),
    keyFile: sealWith({ type: "key-file" }),
  };
}

function rosterVectors(tools: CryptoTools) {
  const founder = memberFromSeed(tools.sodium, new Secret(rising(0, 32)));
  const { entry, vaultId, epochKey } = foundVault(tools, founder);
  return { entry: formatHex(entry), vaultId: formatId(vaultId), epochKey: formatHex(epochKey.expose()) };
}

async function kdfVectors(): Promise<Record<string, string>> {
  const vectors: Record<string, string> = {};
  for (const purpose of Object.keys(KDF_PARAMETERS) as KdfPurpose[]) {
    const key = await deriveFromPassphrase({
      purpose,
      passphrase: "smörgås på rågbröd",
      salt: rising(0xa0, 16),
    });
    vectors[purpose] = formatHex(key.expose());
  }
  return vectors;
}
