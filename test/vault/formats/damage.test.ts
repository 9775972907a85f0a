/**
 * Whatever happens to a file on its way, reading it gives a result: never a throw, never a secret in an error, and
 * never an account whose secret is not one of the file's.
 */
import { describe, expect, it } from "vitest";
import { formatBase32 } from "../../../src/protocol/bytes.ts";
import { parseJson } from "../../../src/vault/formats/json.ts";
import { importFiles, ownFile, textFile } from "./files.ts";

const FILES = ["otpauth.txt", "google-2-parts.txt", "aegis-1.json", "aegis-3.json"];
const SECRETS = [
  "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
  "JBSWY3DPEHPK3PXP",
  "LA2V6KMCGYMWWVEW64RNP3JA3I",
  "AERUKZ4JVPG66",
];

function expectNoSecret(value: unknown): void {
  const text = JSON.stringify(value);
  for (const secret of SECRETS) expect(text).not.toContain(secret);
}

describe("a damaged file", () => {
  for (const name of FILES) {
    it(`${name}, cut off anywhere, gives an error or some of its accounts`, async () => {
      const { bytes } = ownFile(name);
      const whole = await importFiles([ownFile(name)]);
      const all = whole.ok ? whole.value.accounts.length : 0;
      expect(all).toBeGreaterThan(0);
      for (let end = 0; end < bytes.length; end++) {
        const result = await importFiles([{ name, bytes: bytes.slice(0, end) }]);
        if (result.ok) expect(result.value.accounts.length).toBeLessThanOrEqual(all);
        else expectNoSecret(result.error);
        if (name.endsWith(".json") && end < bytes.length - 3) expect(result.ok).toBe(false);
      }
    });

    it(`${name}, with any byte changed, gives a result without secrets in its messages`, async () => {
      const { bytes } = ownFile(name);
      for (let at = 0; at < bytes.length; at++) {
        for (const mask of [0x01, 0x20, 0xff]) {
          const changed = bytes.slice();
          changed[at] = (changed[at] ?? 0) ^ mask;
          const result = await importFiles([{ name, bytes: changed }]);
          if (result.ok) expectNoSecret([result.value.skipped, result.value.notices]);
          else expectNoSecret(result.error);
        }
      }
    });
  }

  it("aegis-encrypted.json, with any byte of header or content changed, never opens to something else", async () => {
    const { bytes } = ownFile("aegis-encrypted.json");
    const good = await importFiles([ownFile("aegis-encrypted.json")], { password: "correct horse" });
    const drafts = (result: typeof good) =>
      result.ok ? result.value.accounts.map(({ draft }) => draft) : [];
    const secrets = drafts(good).map(({ otp }) => formatBase32(otp.secret));
    for (let at = 0; at < bytes.length; at += 31) {
      const changed = bytes.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      const result = await importFiles([{ name: "a.json", bytes: changed }], { password: "correct horse" });
      if (result.ok) expect(drafts(result).map(({ otp }) => formatBase32(otp.secret))).toEqual(secrets);
    }
  });
});

describe("a hostile file", () => {
  it("of a million brackets is refused, open or closed", async () => {
    for (const text of [
      "[".repeat(1_000_000),
      `${"[".repeat(1000)}${"]".repeat(1000)}`,
      '{"a":'.repeat(100_000),
    ]) {
      expect(parseJson(text)).toMatchObject({
        ok: false,
        error: { reason: "the JSON is nested too deeply" },
      });
      expect(await importFiles([textFile(text)])).toMatchObject({ ok: false, error: { type: "malformed" } });
    }
  });

  it("of millions of empty values is refused", () => {
    expect(parseJson(`[${"[],".repeat(3_000_000)}[]]`)).toMatchObject({
      error: { reason: "the JSON holds too many values" },
    });
  });

  it("may have brackets and quotes in its texts", () => {
    const value = { text: `[[[["\\"{{{${"[".repeat(200)}\\`, more: ["\\\\", '"'] };
    expect(parseJson(JSON.stringify(value))).toEqual({ ok: true, value });
  });

  it("never brings its parser's message, which quotes the file", () => {
    for (const text of ['{"secret": JBSWY3DP}', '["JBSWY3DP]', '{"a":"JBSWY3DP",}']) {
      expect(JSON.stringify(parseJson(text))).not.toContain("JBSWY");
    }
  });

  it("of blank lines, comments or bytes alone is of no format", async () => {
    for (const text of [
      "\n".repeat(1_000_000),
      " ".repeat(1_000_000),
      "#\r\n".repeat(300_000),
      "\0".repeat(1000),
    ]) {
      expect(await importFiles([textFile(text)])).toMatchObject({ ok: false, error: { type: "malformed" } });
    }
  });
});
