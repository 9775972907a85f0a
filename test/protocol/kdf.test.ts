import { describe, expect, it } from "vitest";
import { formatHex, utf8ToBytes } from "../../src/protocol/bytes.ts";
import { argon2id, deriveFromPassphrase, KDF_PARAMETERS } from "../../src/protocol/kdf.ts";

const salt = utf8ToBytes("sixteen bytes ok");
const derive = async (passphrase: string): Promise<string> =>
  formatHex((await deriveFromPassphrase({ purpose: "vault", passphrase, salt })).expose());

describe("Argon2id", () => {
  // From test.c of the reference implementation (phc-winner-argon2), version 0x13.
  it.each([
    [
      2,
      65_536,
      1,
      "password",
      "somesalt",
      "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7",
    ],
    [2, 256, 1, "password", "somesalt", "9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe"],
    [2, 256, 2, "password", "somesalt", "6d093c501fd5999645e0ea3bf620d7b8be7fd2db59c20d9fff9539da2bf57037"],
    [
      4,
      65_536,
      1,
      "password",
      "somesalt",
      "9025d48e68ef7395cca9079da4c4ec3affb3c8911fe4f86d1a2520856f63172c",
    ],
    [
      2,
      65_536,
      1,
      "differentpassword",
      "somesalt",
      "0b84d652cf6b0c4beaef0dfe278ba6a80df6696281d7e0d2891b817d8c458fde",
    ],
    [
      2,
      65_536,
      1,
      "password",
      "diffsalt",
      "bdf32b05ccc42eb15d58fd19b1f856b113da1e9a5874fdcc544308565aa8141c",
    ],
  ])("[KD1] t=%i, m=%i KiB, p=%i gives the published hash of %s", async (...vector) => {
    const [passes, memoryKib, parallelism, password, salt, expected] = vector;
    const parameters = { passes, memoryKib, parallelism };
    const key = await argon2id({ parameters, message: utf8ToBytes(password), salt: utf8ToBytes(salt) });
    expect(formatHex(key.expose())).toBe(expected);
  });

  it("[KD2] the parameters are those of this version: cheaper ones would be a break-in", () => {
    expect(KDF_PARAMETERS).toEqual({
      vault: { memoryKib: 65_536, passes: 3, parallelism: 1 },
      recovery: { memoryKib: 262_144, passes: 3, parallelism: 1 },
      file: { memoryKib: 65_536, passes: 3, parallelism: 1 },
    });
  });

  it("[KD3] a passphrase typed as composed or decomposed characters gives one key", async () => {
    expect(await derive("Sm\u00f6rg\u00e5s \ufb01l")).toBe(await derive("Smo\u0308rga\u030as fil"));
  });

  it("[KD3] letter case and spaces count", async () => {
    const keys = await Promise.all(
      ["pass phrase", "Pass phrase", "pass phrase ", "passphrase", ""].map(derive),
    );
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("[KD1] the process goes on with other work while a key is derived", async () => {
    const order: string[] = [];
    const derived = derive("passphrase").then(() => order.push("derived"));
    setImmediate(() => order.push("other work"));
    await derived;
    expect(order).toEqual(["other work", "derived"]);
  });

  it("[KD1] a salt of another length is a bug, not a weaker key", async () => {
    const short = deriveFromPassphrase({ purpose: "vault", passphrase: "p", salt: new Uint8Array(8) });
    await expect(short).rejects.toThrow(/16 bytes/);
  });
});
