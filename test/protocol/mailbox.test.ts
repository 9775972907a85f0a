import { fc } from "./seeded.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { formatHex } from "../../src/protocol/bytes.ts";
import { encode, type CborValue } from "../../src/protocol/codec.ts";
import type { VaultId } from "../../src/protocol/ids.ts";
import {
  type MailboxKeys,
  mailboxOf,
  openPairing,
  type PairingMessage,
  sealPairing,
  SLOTS,
} from "../../src/protocol/mailbox.ts";
import { MAX_MAILBOX_BYTES, MAX_MAILBOX_SLOTS } from "../../src/protocol/messages.ts";
import { seal } from "../../src/protocol/seal.ts";
import { Secret } from "../../src/protocol/secret.ts";
import type { CryptoTools } from "../../src/protocol/sodium.ts";
import { TAGS } from "../../src/protocol/tags.ts";
import { survivors } from "./damage.ts";
import { fixedTools } from "./fixed-random.ts";

let tools: CryptoTools;
let mailbox: MailboxKeys;
beforeAll(async () => {
  tools = await fixedTools("mailbox");
  mailbox = mailboxOf(tools.sodium, new Secret(new Uint8Array(16).fill(1)));
});

const filled = (fill: number, length = 32): Uint8Array => new Uint8Array(length).fill(fill);
const MESSAGES = {
  ask: { type: "ask", keys: { signKey: filled(1), boxKey: filled(2) }, name: "phone" },
  offer: {
    type: "offer",
    vaultId: filled(3) as VaultId,
    devices: ["laptop", "köksdator"],
    accounts: 42,
    hostName: "laptop",
  },
  join: { type: "join", signature: filled(4, 64) },
  admitted: {
    type: "admitted",
    rosterIndex: 5,
    rosterHead: filled(6),
    cursor: { log: filled(7), position: 8, hash: filled(9) },
    relayUrl: "wss://relay.example.org",
  },
  rejected: { type: "rejected" },
} as const satisfies { readonly [T in PairingMessage["type"]]: Extract<PairingMessage, { type: T }> };
const ALL: readonly PairingMessage[] = Object.values(MESSAGES);

const cannotOpen = { ok: false, error: { type: "cannot-open" } };
const open = (slot: number, bytes: Uint8Array, key = mailbox.key) =>
  openPairing(tools.sodium, { key, slot, bytes });
/** Content that no device of ours would say, sealed by somebody who knows the secret. */
const openOdd = (slot: number, content: CborValue) =>
  open(
    slot,
    seal(tools, {
      key: mailbox.key,
      content: encode(content),
      associatedData: encode([TAGS.mailbox, slot]),
    }),
  );

describe("a mailbox", () => {
  it("[PA2] has its name and its key from the link's secret, and neither tells the other", () => {
    const secret = new Secret(filled(1, 16));
    const again = mailboxOf(tools.sodium, secret);
    expect(again.id).toEqual(mailbox.id);
    expect(again.key.expose()).toEqual(mailbox.key.expose());
    const texts = [again.id, again.key.expose(), mailboxOf(tools.sodium, new Secret(filled(2, 16))).id];
    expect(new Set(texts.map(formatHex)).size).toBe(3);
    expect(again.id).toHaveLength(32);
  });

  it("[PA3] the host writes to even slots and the guest to odd ones, and a relay takes them all", () => {
    const slots = Object.values(SLOTS);
    expect([SLOTS.offer, SLOTS.admitted, SLOTS.rejected].every((slot) => slot % 2 === 0)).toBe(true);
    expect([SLOTS.ask, SLOTS.join].every((slot) => slot % 2 === 1)).toBe(true);
    expect(new Set(slots).size).toBe(slots.length);
    expect(Math.max(...slots)).toBeLessThan(MAX_MAILBOX_SLOTS);
  });

  it("[PA4] every message comes back as it was, in its own slot", () => {
    for (const message of ALL) {
      const bytes = sealPairing(tools, mailbox.key, message);
      expect(open(SLOTS[message.type], bytes)).toEqual({ ok: true, value: message });
    }
  });

  it("[PA3] a message that the relay puts into another slot does not open", () => {
    for (const message of ALL) {
      const bytes = sealPairing(tools, mailbox.key, message);
      const slots = Array.from({ length: MAX_MAILBOX_SLOTS }, (_, slot) => slot);
      expect(slots.filter((slot) => open(slot, bytes).ok)).toEqual([SLOTS[message.type]]);
    }
  });

  it("[PA3] with another secret nothing opens", () => {
    const other = mailboxOf(tools.sodium, new Secret(filled(2, 16))).key;
    for (const message of ALL) {
      expect(open(SLOTS[message.type], sealPairing(tools, mailbox.key, message), other)).toEqual(cannotOpen);
    }
  });

  it("[PA3] every truncation and every flipped byte is one error", () => {
    for (const message of ALL) {
      const bytes = sealPairing(tools, mailbox.key, message);
      const isRefused = (damaged: Uint8Array): boolean => !open(SLOTS[message.type], damaged).ok;
      expect(survivors(bytes, isRefused)).toEqual([]);
    }
  });

  it("[PA4] a message in the slot of another does not count, though it is sealed for it", () => {
    expect(openOdd(SLOTS.join, { type: "join", signature: filled(4, 64) }).ok).toBe(true);
    expect(openOdd(SLOTS.admitted, { type: "join", signature: filled(4, 64) })).toEqual(cannotOpen);
    expect(openOdd(SLOTS.ask, { type: "rejected" })).toEqual(cannotOpen);
  });

  it("[PA4] an unknown message, a field more or less, or of another length, does not count", () => {
    const { ask, offer, admitted } = MESSAGES;
    const keys = { signKey: filled(1), boxKey: filled(2), name: "phone" };
    const odd: readonly (readonly [number, CborValue])[] = [
      [SLOTS.ask, null],
      [SLOTS.ask, { type: "hello" }],
      [SLOTS.ask, { type: ask.type, ...keys, more: 1 }],
      [SLOTS.ask, { type: ask.type, signKey: keys.signKey, name: "phone" }],
      [SLOTS.ask, { type: ask.type, ...keys, signKey: filled(1, 31) }],
      [SLOTS.ask, { type: ask.type, ...keys, name: 7 }],
      [SLOTS.offer, { ...offer, vaultId: filled(3, 16) }],
      [SLOTS.offer, { ...offer, devices: ["laptop", null] }],
      [SLOTS.offer, { ...offer, accounts: -1 }],
      [SLOTS.join, { type: "join", signature: filled(4, 63) }],
      [SLOTS.admitted, { ...admitted, cursor: [filled(7), 8] }],
      [SLOTS.admitted, { ...admitted, cursor: [filled(7), -8, filled(9)] }],
      [SLOTS.admitted, { ...admitted, cursor: { ...admitted.cursor } }],
      [SLOTS.rejected, { type: "rejected", why: "no" }],
    ];
    expect(odd.map(([slot, content]) => openOdd(slot, content))).toEqual(odd.map(() => cannotOpen));
  });

  it("[PA5] long names are cut, and so are long lists of devices", () => {
    const long = "x".repeat(5_000);
    const asked = openOdd(SLOTS.ask, { type: "ask", signKey: filled(1), boxKey: filled(2), name: long });
    expect(asked).toMatchObject({ ok: true, value: { name: "x".repeat(100) } });
    const devices = Array<string>(300).fill(long);
    const offered = openOdd(SLOTS.offer, { ...MESSAGES.offer, devices, hostName: long });
    if (!offered.ok || offered.value.type !== "offer") throw new Error("not an offer");
    expect(offered.value.devices).toHaveLength(100);
    expect([...offered.value.devices, offered.value.hostName].every(({ length }) => length === 100)).toBe(
      true,
    );
  });

  it("[PA5] the longest offer fits into a mailbox", () => {
    const offer = { ...MESSAGES.offer, devices: Array<string>(100).fill("å".repeat(50)) };
    expect(sealPairing(tools, mailbox.key, offer).length).toBeLessThanOrEqual(MAX_MAILBOX_BYTES);
  });

  it("[PA3] bytes from a stranger are refused, never thrown on", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat({ max: 9 }), (bytes, slot) => {
        expect(open(slot, bytes)).toEqual(cannotOpen);
      }),
      { numRuns: 500 },
    );
  });
});
