import { beforeAll, describe, expect, it } from "vitest";
import { formatHex, parseHex } from "../../src/protocol/bytes.ts";
import { hashHandle, parseHandle } from "../../src/protocol/handle.ts";
import type { VaultId } from "../../src/protocol/ids.ts";
import { isReceiptSignedBy } from "../../src/protocol/receipt.ts";
import { parseRecoveryWords } from "../../src/protocol/recovery-secret.ts";
import { ERASURE_SCOPES } from "../../src/protocol/roster-change.ts";
import { loadSodium, type Sodium } from "../../src/protocol/sodium.ts";
import frozen from "../vectors/backup.json" with { type: "json" };
import { currentBackupVectors } from "./current-backup-vectors.ts";
import { rising } from "./rising.ts";

const bytesOf = (hex: string | undefined): Uint8Array => parseHex(hex ?? "") ?? new Uint8Array();

let sodium: Sodium;
let current: Awaited<ReturnType<typeof currentBackupVectors>>;
beforeAll(async () => {
  sodium = await loadSodium();
  current = await currentBackupVectors();
}, 20_000);

describe("the frozen vectors of recovery", () => {
  it.each(Object.keys(frozen) as (keyof typeof frozen)[])("%s: they lead where they led", (part) => {
    expect(current[part]).toEqual(frozen[part]);
  });

  it("there is one for everything, and nothing was dropped", () => {
    expect(Object.keys(current).toSorted()).toEqual(Object.keys(frozen).toSorted());
  });

  it("[HA2] a handle that was told then names the same now", () => {
    for (const { text, hash } of frozen.handles) {
      const handle = parseHandle(text);
      expect(handle && formatHex(hashHandle(sodium, handle))).toBe(hash);
    }
  });

  it("[RC2] words that were written down then are read now", () => {
    const seed = parseRecoveryWords(frozen.words.text.toUpperCase().replaceAll(" ", "\n"));
    expect(seed.ok && formatHex(seed.value.expose())).toBe(frozen.words.seed);
  });

  it("[RR2] receipts that were kept then hold now", () => {
    for (const [index, { relayKey, signature }] of frozen.receipts.entries()) {
      const receipt = {
        vaultId: rising(1, 32) as VaultId,
        entry: rising(2, 32),
        scope: ERASURE_SCOPES[index] ?? "all",
        atMs: 1_800_000_000_000,
        signature: bytesOf(signature),
      };
      expect(isReceiptSignedBy(sodium, receipt, bytesOf(relayKey))).toBe(true);
    }
  });
});
