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

const leaks = (value: unknown): string[] => {
  const text = JSON.stringify(value);
  return SECRETS.filter((secret) => text.includes(secret));
};

/** Everything that an import says to a person. */
const messagesOf = (result: Awaited<ReturnType<typeof importFiles>>): unknown =>
  result.ok ? [result.value.skipped, result.value.notices] : result.error;

function change(bytes: Uint8Array, at: number, mask: number): Uint8Array {
  const changed = bytes.slice();
  changed[at] = (changed[at] ?? 0) ^ mask;
  return changed;
}

describe("a damaged file", () => {
  for (const name of FILES) {
    it(`${name}, cut off anywhere, gives an error or some of its accounts`, async () => {
      const { bytes } = ownFile(name);
      const counts: number[] = [];
      const leaked: string[] = [];
      for (let end = 0; end <= bytes.length; end++) {
        const result = await importFiles([{ name, bytes: bytes.slice(0, end) }]);
        counts.push(result.ok ? result.value.accounts.length : 0);
        leaked.push(...leaks(messagesOf(result)));
      }
      const all = counts.pop() ?? 0;
      expect(all).toBeGreaterThan(0);
      // Half a JSON is no JSON; only its last line ending may be missing.
      const most = name.endsWith(".json") ? counts.slice(0, -3) : [];
      expect(Math.max(0, ...most)).toBe(0);
      expect(Math.max(...counts)).toBeLessThanOrEqual(all);
      expect(leaked).toEqual([]);
    });

    it(`${name}, with any byte changed, gives a result without secrets in its messages`, async () => {
      const { bytes } = ownFile(name);
      const leaked: string[] = [];
      for (let at = 0; at < bytes.length; at++) {
        for (const mask of [0x01, 0x20, 0xff]) {
          const result = await importFiles([{ name, bytes: change(bytes, at, mask) }]);
          leaked.push(...leaks(messagesOf(result)));
        }
      }
      expect(leaked).toEqual([]);
    });
  }

  it("aegis-encrypted.json, with any byte changed, never opens to something else", async () => {
    const { bytes } = ownFile("aegis-encrypted.json");
    const secretsIn = async (content: Uint8Array): Promise<string> => {
      const result = await importFiles([{ name: "a.json", bytes: content }], { password: "correct horse" });
      if (!result.ok) return "refused";
      return result.value.accounts.map(({ draft }) => formatBase32(draft.otp.secret)).join(" ");
    };
    const outcomes = new Set<string>();
    for (let at = 0; at < bytes.length; at += 31) outcomes.add(await secretsIn(change(bytes, at, 1)));
    expect(outcomes).toEqual(new Set(["refused", await secretsIn(bytes)]));
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

  it("with an object of more names than anything has is refused", () => {
    const names = Array.from({ length: 100_002 }, (_, index) => `"k${index}":"0123456789"`).join(",");
    expect(parseJson(`[{${names}}]`)).toMatchObject({ error: { reason: "the JSON holds too many values" } });
    expect(parseJson(`[{${names.slice(0, names.lastIndexOf(",", names.length - 40))}}]`).ok).toBe(true);
  });

  it("of more lines than anyone imports is refused, with the place", async () => {
    const line = "otpauth://totp/a?secret=JBSWY3DP\n";
    expect(await importFiles([textFile(line.repeat(50_001))])).toMatchObject({
      error: { type: "malformed", where: "file, line 50001", reason: "holds more than 50000 lines" },
    });
    const most = await importFiles([textFile(`\n#\r\n${line.repeat(50_000)}`)]);
    expect(most.ok && most.value.accounts.length).toBe(50_000);
  });

  it("of more entries than anyone imports gives the first of them, and says so first", async () => {
    const entry = { secret: "JBSWY3DP", label: "a", type: "TOTP", algorithm: "SHA1", digits: 6, period: 30 };
    const text = JSON.stringify(Array.from({ length: 50_001 }, () => entry));
    const result = await importFiles([textFile(text)]);
    expect(result.ok && result.value.accounts.length).toBe(50_000);
    expect(result.ok && result.value.skipped).toEqual([
      { where: "file", reason: "holds 50001 entries, of which the first 50000 were read: split it" },
    ]);
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
