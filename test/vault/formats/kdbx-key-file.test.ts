import { createHash } from "node:crypto";
import { Credentials } from "kdbxweb";
import { describe, expect, it } from "vitest";
import { formatHex, utf8ToBytes } from "../../../src/protocol/bytes.ts";
import { readKeyFile } from "../../../src/vault/formats/kdbx-key-file.ts";
import { importFiles, textFile } from "./files.ts";
import { KDBX_PASSWORD, kdbxFile } from "./kdbx-files.ts";

const KEY = Uint8Array.from({ length: 32 }, (_, index) => (index * 37 + 200) % 256);
const xml = (version: number): Promise<Uint8Array> => Credentials.createRandomKeyFile(version);
const KINDS: readonly (readonly [kind: string, make: () => Promise<Uint8Array> | Uint8Array])[] = [
  ["XML of version 1", () => xml(1)],
  ["XML of version 2", () => xml(2)],
  ["32 bytes", () => KEY],
  ["64 hex digits", () => utf8ToBytes(formatHex(KEY).toUpperCase())],
  ["a photograph", () => Uint8Array.from({ length: 100_000 }, (_, index) => (index * index) % 251)],
  ["a text with a line ending", () => utf8ToBytes("correct horse battery staple\r\n")],
];
const ENTRY = { fields: { Title: "GitHub", UserName: "sven", otp: "otpauth://totp/a?secret=JBSWY3DP" } };
const countOf = (result: Awaited<ReturnType<typeof importFiles>>): number | string =>
  result.ok ? result.value.accounts.length : result.error.type;

describe("a key file", () => {
  for (const [kind, make] of KINDS) {
    it(`that is ${kind} opens a database with the password, and without one where there is none`, async () => {
      const keyFile = await make();
      const both = await kdbxFile([ENTRY], { version: 4, keyFile });
      expect(countOf(await importFiles([both], { password: KDBX_PASSWORD, keyFile }))).toBe(1);
      const alone = await kdbxFile([ENTRY], { version: 3, keyFile, password: null });
      expect(countOf(await importFiles([alone], { password: null, keyFile }))).toBe(1);
    });
  }

  it("that is missing or another one is a wrong password, and a password that is missing is asked for", async () => {
    const file = await kdbxFile([ENTRY], { version: 4, keyFile: KEY });
    const wrong = { ok: false, error: { type: "wrong-key", what: "file-password" } };
    expect(await importFiles([file], { password: KDBX_PASSWORD })).toEqual(wrong);
    expect(await importFiles([file], { password: KDBX_PASSWORD, keyFile: KEY.toReversed() })).toEqual(wrong);
    expect(await importFiles([file], { keyFile: KEY })).toMatchObject({
      error: { type: "usage", reason: "password-needed" },
    });
  });

  it("that is damaged or of a newer version says so", async () => {
    const second = Buffer.from(await xml(2)).toString();
    const changed = second.replace(/Hash="(.)/, (_, digit) => `Hash="${digit === "0" ? "1" : "0"}`);
    expect(changed).not.toBe(second);
    expect(readKeyFile(utf8ToBytes(changed))).toEqual({ ok: false, error: "the key file is damaged" });
    const newer = second.replace("2.0", "3.0");
    expect(readKeyFile(utf8ToBytes(newer))).toMatchObject({
      ok: false,
      error: expect.stringContaining("version"),
    });
    expect(readKeyFile(new Uint8Array())).toMatchObject({ ok: false });
    const other = utf8ToBytes("<?xml version='1.0'?><a><b>c</b></a>");
    expect(readKeyFile(other)).toEqual({ ok: true, value: createHash("sha256").update(other).digest() });
    const file = await kdbxFile([ENTRY], { version: 4, keyFile: KEY });
    const damaged = await importFiles([file], { password: KDBX_PASSWORD, keyFile: utf8ToBytes(changed) });
    expect(damaged).toMatchObject({ error: { type: "malformed", reason: "the key file is damaged" } });
  });

  it("that nothing needed is told of", async () => {
    const list = textFile("otpauth://totp/a?secret=JBSWY3DP");
    expect(await importFiles([list], { keyFile: KEY })).toMatchObject({
      value: { notices: ["the key file was not needed"] },
    });
  });
});
