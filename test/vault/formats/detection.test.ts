/**
 * A file is found to be of one format, whatever its name: all formats look at all real files, where they are at hand.
 */
import { describe, expect, it } from "vitest";
import { FORMATS } from "../../../src/vault/formats/registry.ts";
import { shapeOf } from "../../../src/vault/formats/shape.ts";
import { createSource } from "../../../src/vault/formats/source.ts";
import { foreignFile, foreignFiles, foreignFolders, hasForeign, textFile } from "./files.ts";

/** By folder; a folder that is not here holds files of formats that holt doesn't read. */
const FORMAT_OF: Readonly<Record<string, string>> = {
  "google-sqlite": "google-sqlite",
  "microsoft-sqlite": "microsoft",
  kdbx: "kdbx",
  "authenticator-plus": "authenticator-plus",
  "otpauth-ios": "otpauth-ios",
  "totp-authenticator": "totp-authenticator",
  winauth: "winauth",
  "freeotp-v2": "freeotp",
  "freeotp-plus-json": "freeotp",
  "freeotp-v1-xml": "freeotp",
  "onepassword-1pux": "1password",
  "proton-pass": "proton-pass",
  "2fas-encrypted": "2fas",
  "2fas-plain": "2fas",
  "aegis-encrypted": "aegis",
  "aegis-plain": "aegis",
  "ente-encrypted": "ente",
  "ente-plain": "otpauth",
  "bitwarden-json": "bitwarden",
  "bitwarden-csv": "bitwarden",
  "bitwarden-encrypted": "bitwarden",
  "bitwarden-authenticator": "bitwarden",
  "proton-authenticator": "proton",
  "stratum-plain": "stratum",
  "stratum-encrypted": "stratum",
  "andotp-plain": "andotp",
  "andotp-encrypted": "andotp",
  "lastpass-authenticator": "lastpass",
  "duo-accounts-json": "duo",
  cotp: "cotp",
  steam: "steam",
  "authy-xml": "authy",
  "battlenet-xml": "battlenet",
  "google-migration": "google",
  "google-migration-multipart": "google",
  "otpauth-uri-list": "otpauth",
};
/** Nothing in their files says whose they are. */
const NAMELESS = new Set(["totp-authenticator"]);
const NOT_FILES = new Set(["otpauth-uri-cases"]);

const formats = await Promise.all(
  FORMATS.filter((row) => row.import).map(async ({ shapes, load }) => ({ shapes, format: await load() })),
);
const fitsOf = (name: string, bytes: Uint8Array): string[] => {
  const source = createSource({ name, bytes });
  return formats.flatMap(({ shapes, format }) => {
    const fit = format.detect(source);
    // A format that isn't asked because of the file's shape must have nothing to say.
    if (fit !== "no") expect(shapes, `${format.name} of ${name}`).toContain(shapeOf(source));
    return fit === "no" ? [] : [`${format.name}: ${fit}`];
  });
};

describe.runIf(hasForeign)("the format of a real file", () => {
  for (const folder of foreignFolders().filter((name) => !NOT_FILES.has(name))) {
    const format = FORMAT_OF[folder];
    // Pictures become text before a format is asked.
    const names = foreignFiles(folder).filter((name) => !/\.(png|jpe?g)$/i.test(name));
    for (const name of names) {
      it(`${folder}/${name} is ${format ?? "of no format that holt reads"}, and of no other`, () => {
        const { bytes } = foreignFile(folder, name);
        const fit = NAMELESS.has(format ?? "") ? "maybe" : "yes";
        expect(fitsOf("file", bytes)).toEqual(format === undefined ? [] : [`${format}: ${fit}`]);
      });
    }
  }
});

describe("the format of a file", () => {
  for (const text of [
    "",
    "{}",
    "[]",
    "null",
    '"text"',
    "[{}]",
    '[{"secret":"JBSWY3DP"}]',
    "a,b\n1,2\n",
    "<map></map>",
  ]) {
    it(`is nobody's when it only says ${JSON.stringify(text)}`, () => {
      expect(fitsOf("file", textFile(text).bytes)).toEqual([]);
    });
  }
});
