/**
 * Noise may be an encrypted backup of several apps: which one is asked, not guessed.
 */
import { describe, expect, it } from "vitest";
import { sealAndOtp } from "../../../src/vault/formats/andotp-seal.ts";
import { gzipSync } from "node:zlib";
import { createRandom, importFiles } from "./files.ts";

const json = [
  {
    secret: "JBSWY3DP",
    label: "sven",
    issuer: "GitHub",
    type: "TOTP",
    algorithm: "SHA1",
    digits: 6,
    period: 30,
  },
];
const content = new TextEncoder().encode(JSON.stringify(json));
const errorOf = async (bytes: Uint8Array): Promise<unknown> => {
  const result = await importFiles([{ name: "backup", bytes }]);
  return result.ok ? "read" : result.error;
};

describe("a file of noise", () => {
  it("is asked about, and read once its format is said", async () => {
    const bytes = await sealAndOtp({ content, password: "pw", random: createRandom(3), iterations: null });
    expect(await errorOf(bytes)).toEqual({
      type: "malformed",
      what: "import",
      where: "backup",
      reason: "could be of several formats",
      choices: ["andotp", "otpclient"],
    });
    const said = await importFiles([{ name: "backup", bytes }], { format: "andotp", password: "pw" });
    expect(said.ok && said.value.accounts).toHaveLength(1);
  });

  it("of whole pages is taken for the one database that looks so", async () => {
    const random = createRandom(5);
    const bytes = random(4096).map((byte, index) => byte ^ (random(1)[0] ?? 0) ^ index);
    expect(await errorOf(bytes)).toMatchObject({ type: "usage", reason: "password-needed" });
  });

  it("is not what packed files, texts, short files and plain binary are", async () => {
    const zeros = new Uint8Array(4000);
    zeros[0] = 0xff;
    for (const bytes of [gzipSync(createRandom(7)(3000)), zeros, createRandom(9)(20), content]) {
      expect(await errorOf(new Uint8Array(bytes))).not.toHaveProperty("choices");
    }
  });
});
