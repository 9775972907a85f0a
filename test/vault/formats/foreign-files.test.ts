/**
 * Real files of other apps, read in place where they lie beside the repository; without them nothing is registered.
 */
import { describe, expect, it } from "vitest";
import { parseOtpUri } from "../../../src/vault/formats/otp-uri.ts";
import { listToCanonical, toCanonical, type Canonical } from "./canonical.ts";
import { foreignFile, foreignFiles, foreignJson, hasForeign, importFiles, NOW } from "./files.ts";

const OURS: Readonly<Record<string, string>> = {
  "otpauth-uri-list": "otpauth",
  "ente-plain": "otpauth",
  "google-migration": "google",
  "google-migration-multipart": "google",
  "aegis-plain": "aegis",
  "aegis-encrypted": "aegis",
};

function passwordOf(folder: string, file: string): string | null {
  if (folder !== "aegis-encrypted") return null;
  return (foreignJson(folder, "meta.json") as Record<string, { password: string }>)[file]?.password ?? null;
}

describe.runIf(hasForeign)("the real files of other apps", () => {
  for (const [folder, format] of hasForeign ? Object.entries(OURS) : []) {
    for (const file of foreignFiles(folder)) {
      it(`${folder}/${file} gives exactly the accounts that its app holds`, async () => {
        const result = await importFiles([foreignFile(folder, file)], { password: passwordOf(folder, file) });
        if (!result.ok) throw new Error(JSON.stringify(result.error));
        const expected = foreignJson(folder, `${file}.expected.json`) as Canonical[];
        expect(result.value.format).toBe(format);
        expect(result.value.skipped).toEqual([]);
        const drafts = result.value.accounts.map((account) => account.draft);
        expect(drafts).toHaveLength(expected.length);
        expect(listToCanonical(drafts, expected)).toEqual(expected);
      });
    }
  }

  interface UriCase {
    readonly uri: string;
    readonly valid: boolean;
    readonly expected?: Canonical;
    readonly accept?: Canonical;
  }
  const cases = hasForeign ? (foreignJson("otpauth-uri-cases", "cases.json") as UriCase[]) : [];
  for (const { uri, valid, expected, accept } of cases) {
    it(`${valid ? "reads" : "refuses"} the URI ${uri}`, () => {
      const result = parseOtpUri(uri, NOW);
      expect(result.ok).toBe(valid);
      if (!result.ok || expected === undefined) return;
      expect(toCanonical(result.value.draft, expected, accept)).toEqual(expected);
    });
  }
});
