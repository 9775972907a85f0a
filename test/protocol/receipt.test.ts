import { beforeAll, describe, expect, it } from "vitest";
import { formatHex } from "../../src/protocol/bytes.ts";
import type { VaultId } from "../../src/protocol/ids.ts";
import { isReceiptSignedBy, type Receipt, receiptMessage } from "../../src/protocol/receipt.ts";
import { Secret } from "../../src/protocol/secret.ts";
import { sign } from "../../src/protocol/signature.ts";
import { loadSodium, type Sodium } from "../../src/protocol/sodium.ts";
import { type Tag, TAGS } from "../../src/protocol/tags.ts";
import { survivors } from "./damage.ts";
import { rising } from "./rising.ts";

let sodium: Sodium;
let relay: ReturnType<Sodium["signKeyPair"]>;
beforeAll(async () => {
  sodium = await loadSodium();
  relay = sodium.signKeyPair(rising(0x80, 32));
});

const RECEIPT: Receipt = {
  vaultId: rising(1, 32) as VaultId,
  entry: rising(2, 32),
  scope: "backup",
  atMs: 1_800_000_000_000,
};

const signed = (receipt: Receipt, tag: Tag = TAGS.receipt): Uint8Array =>
  sign(sodium, { tag, message: receiptMessage(receipt), secretKey: new Secret(relay.secretKey) });
const holds = (receipt: Receipt, signature: Uint8Array, key = relay.publicKey): boolean =>
  isReceiptSignedBy(sodium, { ...receipt, signature }, key);

describe("a receipt", () => {
  it("[RR1] is signed over vault, entry, scope and time: 73 bytes", () => {
    const { vaultId, entry } = RECEIPT;
    const before = formatHex(vaultId) + formatHex(entry);
    expect(formatHex(receiptMessage(RECEIPT))).toBe(`${before}00000001a3185c5000`);
    expect(formatHex(receiptMessage({ ...RECEIPT, scope: "all" }))).toBe(`${before}01000001a3185c5000`);
  });

  it("[RR2] holds for what it says, and for nothing else", () => {
    const signature = signed(RECEIPT);
    expect(holds(RECEIPT, signature)).toBe(true);
    const others: readonly Partial<Receipt>[] = [
      { vaultId: rising(2, 32) as VaultId },
      { entry: rising(1, 32) },
      { scope: "all" },
      { atMs: RECEIPT.atMs + 1 },
    ];
    expect(others.filter((other) => holds({ ...RECEIPT, ...other }, signature))).toEqual([]);
  });

  it("[RR2] holds under the relay's key alone", () => {
    const another = sodium.signKeyPair(rising(0x81, 32));
    expect(holds(RECEIPT, signed(RECEIPT), another.publicKey)).toBe(false);
  });

  it("[RR2] is nothing that was signed for another purpose", () => {
    expect(holds(RECEIPT, signed(RECEIPT, TAGS.relayHello))).toBe(false);
  });

  it("[RR2] any damage to its signature breaks it", () => {
    expect(survivors(signed(RECEIPT), (damaged) => !holds(RECEIPT, damaged))).toEqual([]);
  });
});
