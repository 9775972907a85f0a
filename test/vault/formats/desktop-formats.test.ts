/**
 * Formats of desktop programs that holt only reads: cotp, OTPClient, KeePassXC's CSV.
 */
import { pbkdf2Sync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { loadSodium } from "../../../src/protocol/sodium.ts";
import { sealGcm } from "../../../src/vault/formats/cipher.ts";
import { cotp } from "../../../src/vault/formats/cotp.ts";
import type { NamedFile } from "../../../src/vault/formats/format.ts";
import { keepassxc } from "../../../src/vault/formats/keepassxc.ts";
import { otpclient } from "../../../src/vault/formats/otpclient.ts";
import { argon2Key } from "../../../src/vault/formats/password-key.ts";
import { countErrors, describeForeign, jsonFile, readBack, readDamaged } from "./format-cases.ts";
import { createRandom, importFiles, textFile } from "./files.ts";

const WRONG = { ok: false, error: { type: "wrong-key", what: "file-password" } };
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");
const random = createRandom();

const element = (more: object = {}) => ({
  secret: "JBSWY3DP",
  issuer: "Example",
  label: "sven",
  digits: 6,
  type: "TOTP",
  algorithm: "SHA1",
  period: 30,
  counter: null,
  pin: null,
  ...more,
});
const database = (elements: unknown[], version = 2) => ({ version, elements });

async function sealedCotp(value: unknown, password: string): Promise<NamedFile> {
  const [nonce, salt] = [random(24), random(16)];
  const key =
    (await argon2Key({ password, salt, memoryKib: 32_768, passes: 4, parallelism: 4 })) ?? new Uint8Array();
  const sodium = await loadSodium();
  const message = new TextEncoder().encode(JSON.stringify(value));
  const cipher = sodium.aeadSeal({ message, associatedData: new Uint8Array(), nonce, key });
  return jsonFile(
    { version: 1, nonce: base64(nonce), salt: base64(salt), cipher: base64(cipher) },
    "db.cotp",
  );
}

describe("cotp", () => {
  it("reads all its types", async () => {
    const found = await readBack(
      jsonFile(
        database([
          element(),
          element({ type: "HOTP", counter: 9 }),
          element({ type: "STEAM", digits: 5 }),
          element({
            type: "YANDEX",
            secret: "GEZDGNBVGY3TQOJQGEZDGNBVGY",
            digits: 8,
            pin: "5239",
            algorithm: "SHA256",
          }),
          element({ type: "MOTP", secret: "0123456789abcdef", pin: "1234", period: 10 }),
          element({ type: "OTHER" }),
        ]),
        "c.json",
      ),
    );
    expect(found.accounts.map(({ draft }) => [draft.otp.type, draft.counter, draft.otp.pin])).toEqual([
      ["totp", 0, null],
      ["hotp", 9, null],
      ["steam", 0, null],
      ["yandex", 0, "5239"],
      ["motp", 0, "1234"],
    ]);
    expect(found.skipped).toEqual([
      { where: "c.json, entry 6: Example (sven)", reason: "the type of one-time password is not known" },
    ]);
  });

  it("reads the encrypted database, and tells a wrong password", async () => {
    const file = await sealedCotp(database([element()]), "påss");
    expect((await readBack(file, "påss")).accounts).toHaveLength(1);
    expect(await importFiles([file], { password: "wrong" })).toEqual(WRONG);
    expect(await importFiles([file])).toMatchObject({ ok: false, error: { reason: "password-needed" } });
    const first = await sealedCotp([element(), element()], "p");
    expect((await readBack(first, "p")).accounts).toHaveLength(2);
  });

  it("derives the key that cotp derives", async () => {
    const salt = new TextEncoder().encode("0123456789abcdef");
    const key = await argon2Key({ password: "pa$$w0rd", salt, memoryKib: 32_768, passes: 4, parallelism: 4 });
    expect(Buffer.from(key ?? []).toString("hex")).toBe(
      "1bae31857cc03a6fbb54f463a991e09e3294bdf3b8c44e4ddcec4ec1d7d6a4a7",
    );
  });

  it("refuses newer versions", async () => {
    for (const json of [database([], 3), { version: 2, nonce: "", salt: "", cipher: "" }]) {
      expect(await importFiles([jsonFile(json)], { password: "p" })).toMatchObject({
        ok: false,
        error: { what: "cotp" },
      });
    }
  });

  it("gives an error or fewer accounts for damage, and never throws", async () => {
    const plain = jsonFile(database([element(), element()]));
    const counts = await readDamaged({
      format: cotp,
      file: plain,
      password: null,
      places: plain.bytes.length,
    });
    expect(Math.max(...counts)).toBeLessThanOrEqual(2);
    expect(countErrors(counts)).toBeGreaterThan(plain.bytes.length);
    const sealed = await sealedCotp(database([element()]), "right");
    const sealedCounts = await readDamaged({ format: cotp, file: sealed, password: "right", places: 15 });
    expect(countErrors(sealedCounts)).toBeGreaterThan(25);
  });
});

const KDF = { passes: 1, memoryKib: 64, parallelism: 2 };
const entries = [
  {
    type: "TOTP",
    label: "sven",
    issuer: "Example",
    secret: "JBSWY3DP",
    digits: 8,
    algo: "SHA256",
    period: 60,
    group: "Work",
  },
  { type: "HOTP", label: "admin", issuer: "Router", secret: "JBSWY3DP", digits: 6, algo: "SHA1", counter: 4 },
  { type: "TOTP", label: "player", issuer: "Steam", secret: "JBSWY3DP", digits: 5, algo: "SHA1", period: 30 },
];

interface OtpClientInput {
  readonly version: 1 | 2 | 3;
  readonly password: string;
  /** Early files: as many bytes of the password as it has characters. */
  readonly isCut?: boolean;
  readonly kdf?: typeof KDF;
}

async function otpClientFile({
  version,
  password,
  isCut = version === 1,
  kdf = KDF,
}: OtpClientInput): Promise<NamedFile> {
  const [iv, salt] = [random(16), random(32)];
  const numbers = Buffer.alloc(12);
  const write = (value: number, at: number): number =>
    version === 3 ? numbers.writeInt32BE(value, at) : numbers.writeInt32LE(value, at);
  write(kdf.passes, 0);
  write(kdf.memoryKib, 4);
  write(kdf.parallelism, 8);
  const mark =
    version === 3 ? Buffer.from("OTPClient\0\0\0\u0003") : Buffer.from("OTPClient\0\0\0\u0002\0\0\0");
  const header = version === 1 ? Buffer.concat([iv, salt]) : Buffer.concat([mark, iv, salt, numbers]);
  const whole = Buffer.from(password);
  const bytes = isCut ? whole.subarray(0, Array.from(password).length) : whole;
  const key =
    version === 1
      ? pbkdf2Sync(bytes, salt, 100_000, 32, "sha512")
      : await argon2Key({ password: bytes, salt, ...KDF });
  const data = new TextEncoder().encode(`${JSON.stringify(entries)}\0`);
  const sealed = sealGcm({ key: key ?? new Uint8Array(), nonce: iv, data, associatedData: header });
  return { name: "otp.enc", bytes: Buffer.concat([header, sealed]) };
}

describe("otpclient", () => {
  for (const version of [2, 3] as const) {
    it(`reads version ${version}, and tells a wrong password`, async () => {
      const file = await otpClientFile({ version, password: "påss" });
      const found = await readBack(file, "påss");
      expect(found.format).toBe("otpclient");
      expect(
        found.accounts.map(({ draft }) => [draft.otp.type, draft.otp.digits, draft.counter, draft.tags]),
      ).toEqual([
        ["totp", 8, 0, ["Work"]],
        ["hotp", 6, 4, []],
        ["steam", 5, 0, []],
      ]);
      expect(await importFiles([file], { password: "wrong" })).toEqual(WRONG);
      expect(await importFiles([file])).toMatchObject({ ok: false, error: { reason: "password-needed" } });
    });
  }

  it("reads files whose password was cut off at its number of characters", async () => {
    const file = await otpClientFile({ version: 2, password: "åäö", isCut: true });
    expect((await readBack(file, "åäö")).accounts).toHaveLength(3);
  });

  it("reads version 1 when it is told to", async () => {
    const file = await otpClientFile({ version: 1, password: "åäö" });
    const options = { password: "åäö", format: "otpclient" };
    expect(await importFiles([file], options)).toMatchObject({ ok: true, value: { accounts: [{}, {}, {}] } });
  });

  it("refuses hostile parameters before running them, and newer versions", async () => {
    for (const kdf of [
      { ...KDF, memoryKib: 2 ** 30 },
      { ...KDF, passes: 1000 },
      { ...KDF, passes: -1 },
      { ...KDF, parallelism: 0 },
      { passes: 64, memoryKib: 2 ** 20, parallelism: 1 },
    ]) {
      const file = await otpClientFile({ version: 3, password: "p", kdf });
      expect(await importFiles([file], { password: "p" })).toMatchObject({
        ok: false,
        error: { reason: "asks for absurd key derivation parameters" },
      });
    }
    const newer = await otpClientFile({ version: 3, password: "p" });
    newer.bytes[12] = 4;
    expect(await importFiles([newer], { password: "p" })).toMatchObject({
      ok: false,
      error: { type: "malformed" },
    });
  });

  it("gives an error for damage, and never throws", async () => {
    const file = await otpClientFile({ version: 3, password: "right" });
    const counts = await readDamaged({ format: otpclient, file, password: "right", places: 80 });
    expect(countErrors(counts)).toBe(160);
  });
});

const HEADER = '"Group","Title","Username","Password","URL","Notes","TOTP","Icon","Last Modified","Created"';
const row = (...fields: string[]): string =>
  fields.map((field) => `"${field.replaceAll('"', '""')}"`).join(",");

describe("keepassxc", () => {
  it("reads URIs and bare secrets, groups without the root, and nobody as nobody", async () => {
    const csv = [
      HEADER,
      row(
        "Root/Work",
        "GitHub",
        "sven",
        'pass"word,',
        "",
        "two\nlines",
        "otpauth://totp/GitHub:sven?secret=JBSWY3DP&issuer=GitHub&digits=8",
      ),
      row("Root", "Bank", "", "", "", "", "otpauth://totp/Bank:none?secret=JBSWY3DP&issuer=Bank"),
      row("Root", "Bare", "me", "", "", "", "jbsw y3dp"),
      row(
        "Root",
        "Game",
        "player",
        "",
        "",
        "",
        "otpauth://totp/Game:player?secret=JBSWY3DP&encoder=steam&issuer=Game",
      ),
      row("Root", "No second factor", "me", "pw", "", "", ""),
      row("Root", "Bad", "me", "", "", "", "0!"),
    ].join("\n");
    const found = await readBack(textFile(csv, "k.csv"));
    expect(found.format).toBe("keepassxc");
    expect(
      found.accounts.map(({ draft }) => [draft.otp.type, draft.issuer, draft.name, draft.tags, draft.note]),
    ).toEqual([
      ["totp", "GitHub", "sven", ["Work"], "two\nlines"],
      ["totp", "Bank", "", [], null],
      ["totp", "Bare", "me", [], null],
      ["steam", "Game", "player", [], null],
    ]);
    expect(found.skipped).toEqual([
      { where: "k.csv, line 8: Bad (me)", reason: "the secret has characters outside base32 (A–Z, 2–7)" },
    ]);
  });

  it("gives an error or fewer accounts for damage, and never throws", async () => {
    const csv = [
      HEADER,
      row("Root", "A", "", "", "", "", "JBSWY3DP"),
      row("Root", "B", "", "", "", "", "JBSWY3DP"),
    ];
    const file = textFile(csv.join("\n"));
    const counts = await readDamaged({ format: keepassxc, file, password: null, places: file.bytes.length });
    expect(Math.max(...counts)).toBeLessThanOrEqual(2);
    expect(countErrors(counts)).toBeGreaterThan(file.bytes.length / 2);
  });
});

describeForeign("cotp", "cotp");
