/**
 * Everything that travels between devices and relays, made anew from fixed inputs: what test/vectors/sync.json froze.
 *
 * Nothing here writes that file. A difference means that devices of two versions would no longer understand each
 * other: make a new version of the format instead, and add vectors for it.
 */
import { formatHex } from "../../src/protocol/bytes.ts";
import { encode } from "../../src/protocol/codec.ts";
import { decodeEnvelope, type EnvelopeHeader } from "../../src/protocol/envelope.ts";
import { envelopeKey, type EnvelopePayload, sealEnvelope } from "../../src/protocol/envelope-seal.ts";
import { fingerprintWords } from "../../src/protocol/fingerprint-words.ts";
import {
  fingerprintOfRelay,
  formatFingerprint,
  loginMessage,
  type LoginPurpose,
  LOGIN_PURPOSES,
  relayHelloMessage,
} from "../../src/protocol/handshake.ts";
import type { VaultId } from "../../src/protocol/ids.ts";
import { formatJoinLink, type JoinLink } from "../../src/protocol/join-link.ts";
import { memberFromSeed, type Member } from "../../src/protocol/keys.ts";
import { nextHash, startHash } from "../../src/protocol/log.ts";
import { mailboxOf, type PairingMessage, sealPairing } from "../../src/protocol/mailbox.ts";
import { encodeClientMessage, encodeRelayMessage } from "../../src/protocol/messages.ts";
import { type Presence, sealPresence, signalKey } from "../../src/protocol/presence.ts";
import { Secret } from "../../src/protocol/secret.ts";
import { sign } from "../../src/protocol/signature.ts";
import { loadSodium, type CryptoTools, type Sodium } from "../../src/protocol/sodium.ts";
import { type SyncRecord, syncRecordToPayload } from "../../src/protocol/sync-record.ts";
import { TAGS } from "../../src/protocol/tags.ts";
import { CLIENT_SAMPLES, RELAY_SAMPLES } from "./message-samples.ts";
import { rising, risingRandom } from "./rising.ts";

export const epochKey = (): Secret => new Secret(rising(3, 32));
export const memberOf = (sodium: Sodium): Member => memberFromSeed(sodium, new Secret(rising(0, 32)));
export const vaultId = rising(1, 32) as VaultId;
const relayKey = rising(7, 32);

export const PAYLOADS: Readonly<Record<EnvelopePayload["kind"], EnvelopePayload>> = {
  update: { kind: "update", update: rising(0, 40), at: 1_800_000_000_000 },
  snapshot: { kind: "snapshot", document: rising(0, 300), digest: rising(5, 32), at: 1_800_000_000_000 },
};

export const PRESENCE: Presence = {
  position: 41,
  hash: rising(9, 32),
  digest: rising(5, 32),
  isAsking: true,
};

export const linkSecret = (): Secret => new Secret(rising(0x70, 16));
export const joinLink = (sodium: Sodium): JoinLink => ({
  urls: ["ws://192.168.1.9:8650", "ws://127.0.0.1:8650"],
  relayFingerprint: fingerprintOfRelay(sodium, relayKey),
  secret: linkSecret(),
});

export const PAIRING: readonly PairingMessage[] = [
  { type: "ask", keys: { signKey: rising(1, 32), boxKey: rising(2, 32) }, name: "köksdator" },
  { type: "offer", vaultId, devices: ["laptop", "phone"], accounts: 42, hostName: "laptop" },
  { type: "join", signature: rising(4, 64) },
  {
    type: "admitted",
    rosterIndex: 5,
    rosterHead: rising(6, 32),
    cursor: { log: rising(8, 32), position: 41, hash: rising(9, 32) },
    relayUrl: "wss://relay.example.org",
  },
  { type: "rejected" },
];

export const syncRecord = (): SyncRecord => ({
  home: {
    url: "ws://127.0.0.1:8650",
    relayKey,
    otherUrls: ["ws://192.168.1.9:8650"],
    isEmbedded: true,
  },
  cursor: { log: rising(8, 32), position: 41, hash: rising(9, 32) },
  rosterHead: { index: 5, hash: rising(6, 32) },
  generation: 2,
  ownClock: 1234,
  installation: rising(10, 32),
  epochs: [{ epoch: 2, key: new Secret(rising(4, 32)) }],
  revoked: { by: "laptop", at: 1_800_000_000 },
  lastSyncAt: 1_800_000_001,
  need: { envelopes: 3, bytes: 2048, epoch: 2, at: 1_800_000_000_000 },
});

export async function currentSyncVectors() {
  const sodium = await loadSodium();
  const tools = (): CryptoTools => ({ sodium, random: risingRandom() });
  return {
    log: logVectors(sodium),
    envelopes: Object.fromEntries(
      Object.values(PAYLOADS).map((payload) => [payload.kind, envelopeVectors(tools(), payload)]),
    ),
    handshake: handshakeVectors(sodium),
    fingerprints: {
      relay: formatFingerprint(fingerprintOfRelay(sodium, relayKey)),
      member: fingerprintWords(sodium, memberOf(sodium).id),
    },
    joinLink: formatJoinLink(joinLink(sodium)),
    pairing: pairingVectors(tools),
    presence: presenceVectors(tools()),
    syncRecord: formatHex(encode(syncRecordToPayload(syncRecord()))),
    clientMessages: Object.fromEntries(
      CLIENT_SAMPLES.map((message) => [message.type, formatHex(encodeClientMessage(message))]),
    ),
    relayMessages: Object.fromEntries(
      RELAY_SAMPLES.map((message) => [message.type, formatHex(encodeRelayMessage(message))]),
    ),
  };
}

function logVectors(sodium: Sodium) {
  const start = startHash(sodium, { vaultId, relayKey, nonce: rising(8, 32) });
  const first = nextHash(sodium, start, rising(0x10, 32));
  const second = nextHash(sodium, first, rising(0x11, 32));
  return [start, first, second].map(formatHex);
}

function envelopeVectors(tools: CryptoTools, payload: EnvelopePayload) {
  const author = memberOf(tools.sodium);
  const header: EnvelopeHeader = {
    vaultId,
    epoch: 2,
    author: author.id,
    generation: 300,
    rosterHead: rising(6, 32),
    seen: { position: 70_000, hash: rising(9, 32) },
    kind: payload.kind,
  };
  const key = envelopeKey(tools.sodium, epochKey());
  const { bytes, id } = sealEnvelope(tools, { header, key, author, payload });
  const decoded = decodeEnvelope(bytes);
  return {
    key: formatHex(key.expose()),
    header: decoded.ok ? formatHex(decoded.value.headerBytes) : null,
    id: formatHex(id),
    bytes: formatHex(bytes),
  };
}

function handshakeVectors(sodium: Sodium) {
  const member = memberOf(sodium);
  const clientNonce = rising(0x20, 32);
  const relayNonce = rising(0x40, 32);
  const relay = sodium.signKeyPair(rising(0x80, 32));
  const hello = relayHelloMessage({ clientNonce, relayNonce, timeMs: 1_800_000_000_000 });
  const loginOf = (purpose: LoginPurpose): Uint8Array =>
    loginMessage({ purpose, relayKey: relay.publicKey, memberId: member.id, clientNonce, relayNonce });
  return {
    relayKey: formatHex(relay.publicKey),
    hello: formatHex(hello),
    helloSignature: formatHex(
      sign(sodium, { tag: TAGS.relayHello, message: hello, secretKey: new Secret(relay.secretKey) }),
    ),
    logins: Object.fromEntries(
      LOGIN_PURPOSES.map((purpose) => {
        const message = loginOf(purpose);
        const signature = sign(sodium, { tag: TAGS.login, message, secretKey: member.signSecret });
        return [purpose, { message: formatHex(message), signature: formatHex(signature) }];
      }),
    ),
  };
}

function pairingVectors(tools: () => CryptoTools) {
  const { id, key } = mailboxOf(tools().sodium, linkSecret());
  return {
    mailbox: formatHex(id),
    key: formatHex(key.expose()),
    messages: Object.fromEntries(
      PAIRING.map((message) => [message.type, formatHex(sealPairing(tools(), key, message))]),
    ),
  };
}

function presenceVectors(tools: CryptoTools) {
  const key = signalKey(tools.sodium, epochKey());
  const place = { vaultId, epoch: 2 };
  const author = memberOf(tools.sodium);
  return {
    key: formatHex(key.expose()),
    signal: formatHex(sealPresence(tools, { place, key, author, presence: PRESENCE })),
  };
}
