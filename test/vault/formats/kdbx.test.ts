import { describe, expect, it } from "vitest";
import { parseHex, utf8ToBytes } from "../../../src/protocol/bytes.ts";
import { createSalsa20 } from "../../../src/vault/formats/kdbx-stream.ts";
import { readKdbxXml } from "../../../src/vault/formats/kdbx-xml.ts";
import { kdbx } from "../../../src/vault/formats/kdbx.ts";
import { countErrors, describeForeign, readBack, readDamaged } from "./format-cases.ts";
import { importFiles } from "./files.ts";
import { KDBX_PASSWORD, kdbxFile, type KdbxEntrySpec, type KdbxSpec } from "./kdbx-files.ts";

const named = (more: Readonly<Record<string, string>>) => ({ Title: "GitHub", UserName: "sven", ...more });
const entry = (
  fields: Readonly<Record<string, string>>,
  more: Partial<KdbxEntrySpec> = {},
): KdbxEntrySpec => ({
  fields: named({}),
  protectedFields: fields,
  ...more,
});
const QUICK: KdbxSpec = { version: 4 };
const read = async (entries: readonly KdbxEntrySpec[], spec = QUICK) =>
  readBack(await kdbxFile(entries, spec), KDBX_PASSWORD);
const draftsOf = async (...entries: readonly KdbxEntrySpec[]) =>
  (await read(entries)).accounts.map(({ draft }) => draft);

const SPECS: readonly KdbxSpec[] = [
  { version: 3 },
  { version: 3, isCompressed: false, rounds: 70_000 },
  { version: 4 },
  { version: 4, cipher: "ChaCha20", kdf: "Argon2d" },
  { version: 4, kdf: "Argon2id", isCompressed: false },
  { version: 4, rounds: 300_000 },
];

describe("kdbx", () => {
  for (const spec of SPECS) {
    it(`reads the entries of a database ${JSON.stringify(spec)}`, async () => {
      const found = await read(
        [
          entry(
            { Password: "hunter2", otp: "otpauth://totp/Acme:me?secret=JBSWY3DP&digits=8" },
            { group: "Work" },
          ),
          entry({ Password: "x".repeat(100) }),
          entry(
            { "TOTP Seed": "gezd gnbv" },
            { tags: ["a", "b"], fieldsBefore: { otp: "otpauth://totp/old?secret=AA" } },
          ),
        ],
        spec,
      );
      expect(found.format).toBe("kdbx");
      expect(found.accounts.map(({ draft }) => draft)).toMatchObject([
        { issuer: "Acme", name: "me", tags: ["Work"], otp: { digits: 8 } },
        { issuer: "GitHub", name: "sven", tags: ["a", "b"], otp: { secret: utf8ToBytes("12345") } },
      ]);
      expect(found.notices).toEqual(["1 items without a one-time password were left out"]);
    });
  }

  it("reads what each program writes", async () => {
    const hex = "3132333435";
    const drafts = await draftsOf(
      entry({ otp: "key=GEZDGNBV&size=8&step=60&otpHashMode=Sha256" }),
      entry({ otp: "key=GEZDGNBV%3D&type=Hotp&counter=5" }),
      entry({ "TOTP Seed": "GEZDGNBV", "TOTP Settings": "60;8;https://example.org" }),
      entry({ "TOTP Seed": "GEZDGNBV", "TOTP Settings": "30;S" }),
      entry({ "TimeOtp-Secret-Hex": hex, "TimeOtp-Length": "7", "TimeOtp-Algorithm": "HMAC-SHA-512" }),
      entry({ "TimeOtp-Secret": "12345", "TimeOtp-Period": "20" }),
      entry({ "HmacOtp-Secret-Base64": "MTIzNDU=", "HmacOtp-Counter": "9" }),
      entry({ otp: "GEZDGNBV" }),
    );
    for (const draft of drafts) expect(draft.otp.secret).toEqual(utf8ToBytes("12345"));
    expect(
      drafts.map(({ otp, counter }) => [otp.type, otp.algorithm, otp.digits, otp.period, counter]),
    ).toEqual([
      ["totp", "SHA256", 8, 60, 0],
      ["hotp", "SHA1", 6, 0, 5],
      ["totp", "SHA1", 8, 60, 0],
      ["steam", "SHA1", 5, 30, 0],
      ["totp", "SHA512", 7, 30, 0],
      ["totp", "SHA1", 6, 20, 0],
      ["hotp", "SHA1", 6, 0, 9],
      ["totp", "SHA1", 6, 30, 0],
    ]);
  });

  it("makes one account of what several programs stored, and several of several", async () => {
    const drafts = await draftsOf(
      entry({ otp: "GEZDGNBV", "TOTP Seed": "GEZDGNBV", "TimeOtp-Secret": "12345" }),
      entry({ otp: "GEZDGNBV", otp_1: "JBSWY3DP" }),
    );
    expect(drafts).toHaveLength(3);
  });

  it("keeps notes, leaves out the recycle bin and says so", async () => {
    const noted = entry({ otp: "GEZDGNBV" }, { fields: named({ Notes: "by the door" }) });
    const found = await read([noted, entry({ otp: "JBSWY3DP" }, { isRecycled: true })]);
    expect(found.accounts.map(({ draft }) => draft.note)).toEqual(["by the door"]);
    expect(found.notices).toEqual(["1 entries in the recycle bin were left out"]);
  });

  it("reports what it can't read by name", async () => {
    const found = await read([
      entry({ otp: "key=GEZDGNBV&type=Yubi" }),
      entry({ otp: "otpauth://totp/x?secret=0" }),
      entry({ "TOTP Seed": "GEZDGNBV", "TOTP Settings": "30;many" }),
      entry({ "TimeOtp-Secret-Hex": "xyz" }),
    ]);
    expect(found.skipped.map(({ reason }) => reason)).toEqual([
      "the type of one-time password is not known",
      "the secret has characters outside base32 (A–Z, 2–7)",
      "digits must be a whole number from 0",
      "the secret can't be read",
    ]);
    expect(found.skipped[0]?.where).toBe("passwords.kdbx, entry 1: GitHub (sven)");
  });

  for (const version of [3, 4] as const) {
    it(`tells a wrong password, and that one is needed, in version ${version}`, async () => {
      const file = await kdbxFile([entry({ otp: "GEZDGNBV" })], { version });
      expect(await importFiles([file], { password: "wrong" })).toMatchObject({
        error: { type: "wrong-key" },
      });
      expect(await importFiles([file])).toMatchObject({ error: { reason: "password-needed" } });
    });
  }

  it("refuses absurd key derivation before it runs, and what it doesn't know by name", async () => {
    const hostile = await kdbxFile([entry({ otp: "GEZDGNBV" })], { version: 3 });
    const rounds = Buffer.from(hostile.bytes).indexOf(Buffer.from([6, 8, 0, 10, 0, 0, 0, 0, 0, 0, 0]));
    hostile.bytes.fill(0xff, rounds + 3, rounds + 11);
    const newer = (await kdbxFile([], QUICK)).bytes.slice();
    newer[10] = 5;
    const old = newer.slice();
    old[4] = 0x65;
    for (const [bytes, reason] of [
      [hostile.bytes, "asks for absurd key derivation parameters"],
      [newer, "is of a version that holt doesn't know"],
      [old, "is of KeePass 1: open it in KeePassXC and save it as KDBX"],
    ] as const) {
      expect(await importFiles([{ name: "a", bytes }], { password: "p" })).toMatchObject({
        error: { reason },
      });
    }
  });

  for (const version of [3, 4] as const) {
    it(`gives an error or fewer accounts for damaged files of version ${version}, and never throws`, async () => {
      const file = await kdbxFile([entry({ otp: "GEZDGNBV" }), entry({ otp: "JBSWY3DP" })], { version });
      const counts = await readDamaged({ format: kdbx, file, password: KDBX_PASSWORD, places: 200 });
      expect(Math.max(...counts)).toBeLessThanOrEqual(2);
      expect(countErrors(counts)).toBeGreaterThan(350);
    });
  }
});

describe("the XML of a database", () => {
  const parse = (xml: string) => readKdbxXml(utf8ToBytes(xml), (sealed) => sealed);
  const wrap = (content: string) =>
    `<?xml version="1.0"?><KeePassFile><Root><Group>${content}</Group></Root></KeePassFile>`;

  it("may have entities by name and by number, CDATA and long texts", () => {
    const long = "å".repeat(200_000);
    const value = (text: string) => `<String><Key>k</Key><Value>${text}</Value></String>`;
    for (const [text, expected] of [
      ["a &amp; b &#229;&#x1F3D4;", "a & b å🏔"],
      ["<![CDATA[<&>]]>", "<&>"],
      [long, long],
    ] as const) {
      expect(parse(wrap(`<Entry>${value(text)}</Entry>`))?.[0]?.fields.get("k")).toBe(expected);
    }
  });

  it("is refused with a document type, an unknown entity, or nesting without end", () => {
    const bomb = '<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]>';
    for (const xml of [
      `${bomb}<KeePassFile>&d;</KeePassFile>`,
      wrap("<Entry>&d;</Entry>"),
      wrap("<Group>".repeat(1_000_000)),
      wrap("<Entry>"),
      "<Other></Other>",
      "",
    ]) {
      expect(parse(xml)).toBeUndefined();
    }
  });
});

describe("Salsa20", () => {
  it("gives the key stream of the ECRYPT test vectors", () => {
    const key = new Uint8Array(32);
    key[0] = 0x80;
    const stream = createSalsa20(key, new Uint8Array(8));
    const whole = stream(new Uint8Array(512));
    expect(whole.subarray(0, 64)).toEqual(
      parseHex(
        "e3be8fdd8beca2e3ea8ef9475b29a6e7003951e1097a5c38d23b7a5fad9f6844b22c97559e2723c7cbbd3fe4fc8d9a0744652a83e72a9c461876af4d7ef1a117",
      ),
    );
    const again = createSalsa20(key, new Uint8Array(8));
    const parts = [1, 62, 2, 63, 384].flatMap((length) => [...again(new Uint8Array(length))]);
    expect(Uint8Array.from(parts)).toEqual(whole);
  });
});

describeForeign("kdbx", "kdbx");
