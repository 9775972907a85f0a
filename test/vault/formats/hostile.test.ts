/**
 * Files that were made to harm, or that were harmed: every format gives a result, never a throw, for whatever JSON and
 * bytes; and for the real files of other apps, where they are at hand, with pieces of them changed.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Format } from "../../../src/vault/formats/format.ts";
import { FORMATS } from "../../../src/vault/formats/registry.ts";
import { createSource } from "../../../src/vault/formats/source.ts";
import { foreignFile, foreignFiles, foreignFolders, hasForeign, NOW } from "./files.ts";

const formats = await Promise.all(FORMATS.filter((row) => row.import).map((row) => row.load()));
const formatByName = new Map(formats.map((format) => [format.name, format]));
const encoder = new TextEncoder();

/** Keys that the formats look for, so that random JSON gets past the first look. */
const KEYS = [
  [
    "accounts",
    "algo",
    "algorithm",
    "Algorithm",
    "Authenticators",
    "AuthenticatorCategories",
    "Categories",
    "cipher",
  ],
  [
    "content",
    "counter",
    "data",
    "db",
    "digits",
    "elements",
    "encrypted",
    "entries",
    "folders",
    "groups",
    "header",
  ],
  [
    "issuer",
    "items",
    "kdfParams",
    "kdfType",
    "label",
    "login",
    "memLimit",
    "name",
    "nonce",
    "otp",
    "otpGenerator",
  ],
  [
    "passwordProtected",
    "period",
    "pin",
    "salt",
    "schemaVersion",
    "secret",
    "Secret",
    "services",
    "servicesEncrypted",
  ],
  [
    "shared_secret",
    "tags",
    "tokenType",
    "totp",
    "type",
    "Type",
    "uri",
    "version",
    "encryptedData",
    "encryptionNonce",
  ],
].flat();
const VALUES = [
  "JBSWY3DP",
  "TOTP",
  "HOTP",
  "steam",
  "otpauth://totp/a?secret=JBSWY3DP",
  "steam://JBSWY3DP",
  "AAAA:AAAA:AAAA",
];

const { json: anyJson } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 5 },
    fc.oneof(
      fc.constantFrom(...VALUES),
      fc.constantFrom(null, true, false, 0, 1, 2, 4, -1, 1.5, 1e300, "", "0!"),
    ),
    fc.dictionary(fc.constantFrom(...KEYS), tie("json"), { maxKeys: 8 }),
    fc.array(tie("json"), { maxLength: 4 }),
  ),
}));

async function tryRead(format: Format, bytes: Uint8Array, password: string | null): Promise<string> {
  const source = createSource({ name: "file", bytes });
  format.detect(source);
  const result = await format.read([source], { password, now: NOW });
  return result.ok ? "accounts" : "error";
}
/** How many more are tried in a long search, and from where. */
const TIMES = Number(process.env["HOLT_FUZZ_TIMES"] ?? "1");
const SEED = Number(process.env["HOLT_FUZZ_SEED"] ?? "0");
const LONGEST_MS = 120_000 * TIMES;
const RESULT = /^(accounts|error)$/;

describe("every format", () => {
  for (const format of formats) {
    it(
      `${format.name} has a result for any JSON`,
      async () => {
        await fc.assert(
          fc.asyncProperty(anyJson, async (json) => {
            expect(await tryRead(format, encoder.encode(JSON.stringify(json)), null)).toMatch(RESULT);
          }),
          { seed: 11 + SEED, numRuns: 300 * TIMES },
        );
      },
      LONGEST_MS,
    );

    it(
      `${format.name} has a result for any bytes`,
      async () => {
        const bytes = fc.uint8Array({ maxLength: 400, size: "max" });
        await fc.assert(
          fc.asyncProperty(bytes, async (value) => {
            expect(await tryRead(format, value, null)).toMatch(RESULT);
          }),
          { seed: 12 + SEED, numRuns: 200 * TIMES },
        );
      },
      LONGEST_MS,
    );
  }
});

/** Pieces of JSON and of text that change what a file means, put at a place of it. */
const PIECES = ["null", "-1", "1e309", '"', "{}", "[]", "\\u0000", "999999999999", "\r\n", "<", "%"].map(
  (piece) => encoder.encode(piece),
);

function damage(bytes: Uint8Array, seed: number): Uint8Array {
  const at = (Math.imul(seed + 1, 0x9e3779b1) >>> 0) % Math.max(1, bytes.length);
  const piece = PIECES[seed % PIECES.length] ?? new Uint8Array();
  if (seed % 3 === 0) return bytes.slice(0, at);
  return new Uint8Array([...bytes.slice(0, at), ...piece, ...bytes.slice(at + (seed % 2) * piece.length)]);
}

describe.runIf(hasForeign)("the real files of other apps, damaged", () => {
  for (const folder of foreignFolders().filter((name) => name !== "otpauth-uri-cases")) {
    for (const name of foreignFiles(folder).filter((file) => !/\.(png|jpe?g)$/i.test(file))) {
      it(`${folder}/${name} gives a result`, async () => {
        const { bytes } = foreignFile(folder, name);
        const whole = createSource({ name, bytes });
        const found = formats.find((format) => format.detect(whole) === "yes");
        const format = found ?? formatByName.get("otpauth");
        if (format === undefined) throw new Error("no format");
        // Without a password: what a key derivation costs is tried in each format's own test.
        const results: string[] = [];
        for (let seed = 0; seed < 120; seed++) results.push(await tryRead(format, damage(bytes, seed), null));
        expect(results.join(" ")).toMatch(/^(accounts |error )+(accounts|error)$/);
      });
    }
  }
});
