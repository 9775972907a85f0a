/**
 * Randomness that is the same in every run: SHA-256 in counter mode over a label.
 */
import { createHash } from "node:crypto";
import { loadSodium, type CryptoTools, type Random } from "../../src/protocol/sodium.ts";

export function fixedRandom(label: string): Random {
  let counter = 0;
  return (length) => {
    const bytes = new Uint8Array(length);
    for (let offset = 0; offset < length; offset += 32) {
      const block = createHash("sha256").update(`${label} ${counter++}`).digest();
      bytes.set(block.subarray(0, length - offset), offset);
    }
    return bytes;
  };
}

export const fixedTools = async (label: string): Promise<CryptoTools> => ({
  sodium: await loadSodium(),
  random: fixedRandom(label),
});
