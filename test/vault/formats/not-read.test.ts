/**
 * Files that holt doesn't read say what they are and what a person can do; nothing that it reads is taken for one.
 */
import { describe, expect, it } from "vitest";
import { parseHex } from "../../../src/protocol/bytes.ts";
import { isPgp, whatElse } from "../../../src/vault/formats/not-read.ts";
import { createSource } from "../../../src/vault/formats/source.ts";
import { jsonFile } from "./format-cases.ts";
import { foreignFile, foreignFiles, foreignFolders, importFiles, textFile } from "./files.ts";

const bytesOf = (hex: string) => ({ name: "f", bytes: parseHex(hex.padEnd(200, "7")) ?? new Uint8Array() });

/** How GnuPG 2.2 begins a message. */
const MESSAGES: readonly (readonly [kind: string, hex: string])[] = [
  ["a password", "8c0d0409030258ccb8d612fbf7dbffd2"],
  ["a password, with the newer length", "c30d0407030258ccb8d612fbf7dbffd2"],
  ["an RSA key", "85010c034f3a947179ed3d960107ff60"],
  ["an elliptic key", "845e034f3a947179ed3d961201074000"],
  ["an RSA key, with the newer length", "c1c04c034f3a947179ed3d960107ff60"],
];

const reasonOf = async (file: ReturnType<typeof bytesOf>, format?: string): Promise<unknown> => {
  const result = await importFiles([file], { format });
  return result.ok ? "read" : result.error;
};

describe("OpenPGP", () => {
  for (const [kind, hex] of MESSAGES) {
    it(`for ${kind} is named, also where a format was`, async () => {
      const error = {
        type: "malformed",
        where: "f",
        reason: expect.stringMatching(/OpenPGP.*gpg --decrypt/),
      };
      expect(await reasonOf(bytesOf(hex))).toMatchObject(error);
      expect(await reasonOf(bytesOf(hex), "andotp")).toMatchObject({ ...error, what: "andotp" });
    });
  }

  it("in armour is named", async () => {
    const text = "-----BEGIN PGP MESSAGE-----\n\nhQEMA086lHF57T2WAQf/\n-----END PGP MESSAGE-----\n";
    expect(await reasonOf(textFile(text))).toMatchObject({ reason: expect.stringContaining("OpenPGP") });
  });

  it("is nothing that holt reads", () => {
    const taken = foreignFolders()
      .filter((name) => name !== "otpauth-uri-cases")
      .flatMap((folder) => foreignFiles(folder).map((name) => foreignFile(folder, name)))
      .filter((file) => isPgp(createSource(file)));
    expect(taken.map(({ name }) => name)).toEqual([]);
  });
});

describe("an export that holt doesn't read", () => {
  const entry = { secret: "JBSWY3DP", type: "totp", issuer: "a", account: "b", encrypted: false };
  for (const [kind, file, hint] of [
    ["a web page", textFile("\n<!DOCTYPE html><html><body><p>GitHub</p></body></html>"), "as text or JSON"],
    ["2FAuth's", jsonFile({ app: "2fauth_v5.0.0", schema: 1, data: [] }), "otpauth"],
    ["the Authenticator extension's", jsonFile({ x: { ...entry, dataType: "OTPStorage" } }), "otpauth"],
    ["an older one's of it", jsonFile({ x: { ...entry, hash: "x" } }), "otpauth"],
  ] as const) {
    it(`such as ${kind} says what can be done`, async () => {
      expect(await reasonOf(file)).toMatchObject({
        type: "malformed",
        reason: expect.stringContaining(hint),
      });
    });
  }

  it("and that nothing is known of is of no format", async () => {
    for (const file of [textFile("hello"), jsonFile({ a: 1 }), jsonFile([]), jsonFile(null)]) {
      expect(whatElse(createSource(file))).toBeUndefined();
      expect(await reasonOf(file)).toMatchObject({ reason: "is of no format that holt reads" });
    }
  });
});
