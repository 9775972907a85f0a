/**
 * What an import may cost in memory, measured in a process of its own by the kernel's count: beyond a small file of the
 * same format at most ten times the file, and 96 MiB for as many accounts as are read at once (two kilobytes each).
 */
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { zipFile } from "./zip-files.ts";

const MIB = 2 ** 20;
const FOR_ACCOUNTS = 96 * MIB;
const CHILD = join(import.meta.dirname, "../../support/import-in-child.ts");

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "holt-memory-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Measured {
  /** How many accounts, or the error. */
  readonly outcome: number | string;
  readonly peakBytes: number;
}

function measure(bytes: Uint8Array): Promise<Measured> {
  const file = join(folder, "file");
  writeFileSync(file, bytes);
  return new Promise((resolve, reject) => {
    execFile(process.execPath, ["--no-warnings", CHILD, file], (error, stdout) => {
      if (error === null) resolve(JSON.parse(stdout) as Measured);
      else reject(error);
    });
  });
}

const fill = (size: number, piece: (index: number) => string): string => {
  const pieces: string[] = [];
  for (let length = 0; length < size;) {
    const one = piece(pieces.length);
    pieces.push(one);
    length += one.length;
  }
  return pieces.join("");
};
const aegis = (entries: string): string =>
  `{"version":1,"header":{"slots":null,"params":null},"db":{"version":2,"entries":[${entries}{}]}}`;
const aegisEntry = (icon: string) => (index: number) =>
  `{"type":"totp","name":"name${index}","issuer":"Issuer","icon":"${icon}","info":{"secret":"JBSWY3DPEHPK3PXP","algo":"SHA1","digits":6,"period":30}},`;
const CSV =
  "folder,favorite,type,name,notes,fields,reprompt,login_uri,login_username,login_password,login_totp\n";
const PREFERENCES = "<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\n<map>";

/** Each with a small file that is read in the same way. */
const FILES: readonly (readonly [name: string, size: number, make: (size: number) => string])[] = [
  [
    "a list of accounts",
    3,
    (n) => fill(n, (i) => `otpauth://totp/Issuer:name${i}?secret=JBSWY3DPEHPK3PXP\n`),
  ],
  ["a list of other lines", 8, (n) => `otpauth://totp/a?secret=JBSWY3DP\n${fill(n, () => "x\n")}`],
  ["a list of line endings", 8, (n) => `otpauth://totp/a?secret=JBSWY3DP\n${fill(n, () => "\n")}`],
  ["accounts in JSON", 16, (n) => aegis(fill(n, aegisEntry("")))],
  ["accounts with icons", 24, (n) => aegis(fill(n, aegisEntry("A".repeat(2000))))],
  ["JSON of empty entries", 8, (n) => aegis(fill(n, () => "{},"))],
  ["JSON of short entries", 8, (n) => aegis(fill(n, () => '{"name":1,"info":"x"},'))],
  ["JSON with a million keys", 16, (n) => aegis(`{${fill(n, (i) => `"${i}":1,`)}"x":1},`)],
  [
    "rows of CSV",
    8,
    (n) => CSV + fill(n, (i) => `,,login,Name${i},,,0,https://x,user,pw,JBSWY3DPEHPK3PXP\n`),
  ],
  ["empty rows of CSV", 8, (n) => CSV + fill(n, () => ",\n")],
  ["one row of CSV", 8, (n) => CSV + fill(n, () => ",")],
  [
    "an app's preferences",
    8,
    (n) => `${PREFERENCES}${fill(n, (i) => `<string name="${i}">{&quot;secret&quot;:[1,2]}</string>`)}</map>`,
  ],
  ["YAML", 4, (n) => `- name: a\n  accounts:\n${fill(n, () => "    - name: a\n")}`],
];

describe.runIf(existsSync("/proc/self/status"))("the memory that an import takes (by Linux's count)", () => {
  for (const [name, size, make] of FILES) {
    it(`for ${size} MiB of ${name} is bounded`, async () => {
      const bytes = Buffer.from(make(size * MIB));
      const small = await measure(Buffer.from(make(2000)));
      const large = await measure(bytes);
      expect(large.outcome).toBeDefined();
      expect((large.peakBytes - small.peakBytes) / MIB).toBeLessThan(
        (10 * bytes.length + FOR_ACCOUNTS) / MIB,
      );
    });
  }

  it("for a zip that unpacks to a thousand times its size is that of a file that is refused", async () => {
    const { bytes } = await zipFile({ "Accounts.txt": " ".repeat(48 * MIB) });
    expect(bytes.length).toBeLessThan((48 * MIB) / 500);
    const { outcome, peakBytes } = await measure(bytes);
    const small = await measure(Buffer.from("otpauth://totp/a?secret=JBSWY3DP\n"));
    expect(outcome).toBe("malformed");
    expect((peakBytes - small.peakBytes) / MIB).toBeLessThan(40);
  });
});
