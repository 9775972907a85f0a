import { beforeAll, describe, expect, it } from "vitest";
import { formatHex, parseHex } from "../../src/protocol/bytes.ts";
import { decode } from "../../src/protocol/codec.ts";
import { decodeEnvelope, idOfEnvelope, isEnvelopeSignedBy } from "../../src/protocol/envelope.ts";
import { envelopeKey, openEnvelope } from "../../src/protocol/envelope-seal.ts";
import { parseFingerprint } from "../../src/protocol/handshake.ts";
import { parseJoinLink } from "../../src/protocol/join-link.ts";
import { mailboxOf, openPairing, SLOTS } from "../../src/protocol/mailbox.ts";
import { decodeClientMessage, decodeRelayMessage } from "../../src/protocol/messages.ts";
import { openPresence, signalKey } from "../../src/protocol/presence.ts";
import { loadSodium, type Sodium } from "../../src/protocol/sodium.ts";
import { payloadToSyncRecord, syncRecordToPayload } from "../../src/protocol/sync-record.ts";
import frozen from "../vectors/sync.json" with { type: "json" };
import { CLIENT_MESSAGES, RELAY_MESSAGES } from "./message-arbitraries.ts";
import { CLIENT_SAMPLES, RELAY_SAMPLES } from "./message-samples.ts";
import {
  currentSyncVectors,
  epochKey,
  joinLink,
  linkSecret,
  memberOf,
  PAIRING,
  PAYLOADS,
  PRESENCE,
  syncRecord,
  vaultId,
} from "./current-sync-vectors.ts";
import { valueOf } from "./roster-world.ts";

const bytesOf = (hex: string): Uint8Array => parseHex(hex) ?? new Uint8Array();
type Hexes = Readonly<Record<string, string>>;

let sodium: Sodium;
let current: Awaited<ReturnType<typeof currentSyncVectors>>;
beforeAll(async () => {
  sodium = await loadSodium();
  current = await currentSyncVectors();
});

describe("the frozen vectors of sync", () => {
  it.each(Object.keys(frozen) as (keyof typeof frozen)[])(
    "%s: not one byte is written otherwise than it was",
    (part) => {
      expect(current[part]).toEqual(frozen[part]);
    },
  );

  it("there is one for everything, and nothing was dropped", () => {
    expect(Object.keys(current).sort()).toEqual(Object.keys(frozen).sort());
    expect(Object.keys(frozen.clientMessages)).toEqual(Object.keys(CLIENT_MESSAGES));
    expect(Object.keys(frozen.relayMessages)).toEqual(Object.keys(RELAY_MESSAGES));
  });

  it("[EN3] an envelope that was sealed then verifies and opens now", () => {
    const key = envelopeKey(sodium, epochKey());
    const { publicKeys } = memberOf(sodium);
    for (const [kind, { bytes, id }] of Object.entries(frozen.envelopes)) {
      const envelope = valueOf(decodeEnvelope(bytesOf(bytes)));
      expect(formatHex(idOfEnvelope(sodium, envelope))).toBe(id);
      expect(isEnvelopeSignedBy(sodium, envelope, publicKeys.signKey)).toBe(true);
      expect(valueOf(openEnvelope(sodium, { envelope, key }))).toEqual(
        PAYLOADS[kind as keyof typeof PAYLOADS],
      );
    }
  });

  it("[PA1] a link that was made then is read now", () => {
    const link = valueOf(parseJoinLink(frozen.joinLink));
    const expected = joinLink(sodium);
    expect(link.urls).toEqual(expected.urls);
    expect(link.relayFingerprint).toEqual(expected.relayFingerprint);
    expect(link.secret.expose()).toEqual(linkSecret().expose());
    expect(parseFingerprint(frozen.fingerprints.relay)).toEqual(expected.relayFingerprint);
  });

  it("[PA4] what devices said then while pairing opens now", () => {
    const { key } = mailboxOf(sodium, linkSecret());
    for (const message of PAIRING) {
      const bytes = bytesOf((frozen.pairing.messages as Hexes)[message.type] ?? "");
      expect(openPairing(sodium, { key, slot: SLOTS[message.type], bytes })).toEqual({
        ok: true,
        value: message,
      });
    }
  });

  it("[PR1] a signal that was sent then opens now", () => {
    const opened = openPresence(sodium, {
      bytes: bytesOf(frozen.presence.signal),
      vaultId,
      key: signalKey(sodium, epochKey()),
      publicKey: memberOf(sodium).publicKeys.signKey,
    });
    expect(opened).toEqual({ ok: true, value: PRESENCE });
  });

  it("[SR1] a record that was written then is read now", () => {
    const payload = valueOf(decode(bytesOf(frozen.syncRecord), "sync record"));
    const record = payloadToSyncRecord(payload);
    expect(record && syncRecordToPayload(record)).toEqual(syncRecordToPayload(syncRecord()));
  });

  it("[RM1] messages that were sent then are read now", () => {
    for (const message of CLIENT_SAMPLES) {
      const bytes = bytesOf((frozen.clientMessages as Hexes)[message.type] ?? "");
      expect(decodeClientMessage(bytes)).toEqual({ ok: true, value: message });
    }
    for (const message of RELAY_SAMPLES) {
      const bytes = bytesOf((frozen.relayMessages as Hexes)[message.type] ?? "");
      expect(decodeRelayMessage(bytes)).toEqual({ ok: true, value: message });
    }
  });
});
