import { describe, expect, it } from "vitest";
import { formatBase64, utf8ToBytes } from "../../../src/protocol/bytes.ts";
import type { Account } from "../../../src/vault/account.ts";
import { writeExport } from "../../../src/vault/formats/export.ts";
import {
  formatMigrationUri,
  type GoogleEntry,
  type GooglePayload,
} from "../../../src/vault/formats/google-payload.ts";
import { drawQrPng } from "../../../src/vault/qr.ts";
import { accountOf, otpOf } from "./format-cases.ts";
import { createRandom, importFiles, NOW, ownFile, textFile } from "./files.ts";

const ENTRY: GoogleEntry = {
  secret: utf8ToBytes("12345678901234567890"),
  name: "Harbour:ines",
  issuer: "Harbour",
  algorithm: 1,
  digits: 1,
  type: 2,
  counter: 0n,
};
const uriOf = (payload: Partial<GooglePayload>): string =>
  formatMigrationUri({ entries: [ENTRY], version: 2, batchSize: 1, batchIndex: 0, batchId: 0, ...payload });
const part = (batchIndex: number, batchSize: number, batchId = 0): string =>
  uriOf({ batchIndex, batchSize, batchId });

async function imported(text: string) {
  const result = await importFiles([textFile(text, "phone.txt")]);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
async function written(accounts: readonly Account[]): Promise<{ lines: string[]; reasons: string[] }> {
  const options = { format: "google", password: null, plaintext: true, random: createRandom(), now: NOW };
  const result = await writeExport(accounts, options);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  const text = new TextDecoder().decode(result.value.files[0]?.bytes);
  return {
    lines: text.split("\n").filter((line) => line !== ""),
    reasons: result.value.skipped.map(({ where, reason }) => `${where}: ${reason}`),
  };
}

describe("Google's transfer", () => {
  it("in two parts gives all thirteen accounts, from text and from a picture of one part", async () => {
    const both = await importFiles([ownFile("google-2-parts.txt")]);
    expect(both.ok && both.value).toMatchObject({ format: "google", skipped: [], notices: [] });
    expect(both.ok && both.value.accounts.map(({ draft }) => draft.name)).toEqual(
      Array.from({ length: 13 }, (_, index) => `berth ${index + 1}`),
    );
    const picture = await importFiles([ownFile("google-part-1.png")]);
    expect(picture.ok && picture.value.accounts).toHaveLength(10);
    expect(picture.ok && picture.value.notices).toEqual(["part 2 of 2 is missing"]);
  });

  it("comes together from pictures in any order", async () => {
    const files = [];
    for (const index of [2, 0, 1]) {
      files.push({ name: `${index}.png`, bytes: await drawQrPng(part(index, 3, -1)) });
    }
    const result = await importFiles(files);
    expect(result.ok && result.value).toMatchObject({ format: "google", notices: [] });
    expect(result.ok && result.value.accounts).toHaveLength(3);
  });

  it("says which parts are missing, of each series", async () => {
    expect((await imported(part(1, 3))).notices).toEqual([
      "part 1 of 3 is missing",
      "part 3 of 3 is missing",
    ]);
    const twoSeries = [part(0, 2, 7), part(1, 2, -7)].join("\n");
    expect((await imported(twoSeries)).notices).toEqual(["part 2 of 2 is missing", "part 1 of 2 is missing"]);
    const absurd = await imported(part(0, 2 ** 31 - 1));
    expect(absurd.notices.length).toBeLessThanOrEqual(1000);
  });

  it("may have a plus that became a space, URL-safe base64, or no padding", async () => {
    const text = uriOf({ entries: [{ ...ENTRY, secret: Uint8Array.from([0xfb, 0xef, 0xbe, 0xff, 0xff]) }] });
    const raw = decodeURIComponent(text.slice(text.indexOf("data=") + 5));
    expect(raw).toMatch(/[+/]/);
    for (const data of [
      raw,
      raw.replaceAll("+", " "),
      raw.replace(/=+$/, ""),
      raw.replaceAll("+", "-").replaceAll("/", "_"),
    ]) {
      const { accounts } = await imported(`otpauth-migration://offline?data=${data}`);
      expect(accounts[0]?.draft.otp.secret).toEqual(Uint8Array.from([0xfb, 0xef, 0xbe, 0xff, 0xff]));
    }
  });

  it("reports entries that it can't hold to be right, with their names", async () => {
    const odd = (parts: Partial<GoogleEntry>): GoogleEntry => ({ ...ENTRY, ...parts });
    const { accounts, skipped } = await imported(
      uriOf({
        entries: [
          odd({ algorithm: 4 }),
          odd({ algorithm: 9 }),
          odd({ digits: 3 }),
          odd({ type: 7 }),
          odd({ secret: new Uint8Array() }),
          odd({ type: 1, counter: -1n }),
          odd({ algorithm: 0, digits: 0, type: 0 }),
        ],
      }),
    );
    expect(skipped.map(({ reason }) => reason)).toEqual([
      "MD5 is not for totp",
      "the algorithm is not known",
      "the number of digits is not known",
      "the type of one-time password is not known",
      "the secret is empty",
      "the counter is out of range",
    ]);
    expect(skipped[0]?.where).toBe("phone.txt, line 1, account 1: Harbour (ines)");
    expect(accounts[0]?.draft.otp).toMatchObject({ type: "totp", algorithm: "SHA1", digits: 6, period: 30 });
  });

  it("fails as a whole where a part is damaged, and says where", async () => {
    for (const damaged of ["", "A", "####", "CigKEPql"]) {
      const result = await importFiles([
        textFile(`${part(0, 2)}\notpauth-migration://offline?data=${damaged}\n`, "phone.txt"),
      ]);
      expect(result).toMatchObject({ ok: false, error: { type: "malformed", where: "phone.txt, line 2" } });
    }
  });

  it("with a hostile message ends at once", async () => {
    const messages = [
      [0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
      [0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f],
      Array.from({ length: 100_000 }, (_, index) => (index % 2 === 0 ? 0x0a : 0)),
      Array.from({ length: 40 }, () => 0xff),
      [0x0b, 0x0c],
    ];
    for (const message of messages) {
      const uri = `otpauth-migration://offline?data=${encodeURIComponent(formatBase64(Uint8Array.from(message)))}`;
      expect(await importFiles([textFile(uri)])).toMatchObject({ ok: false, error: { type: "malformed" } });
    }
  });

  it("that says nothing of its version may have lost its end", async () => {
    const { notices } = await imported(
      "otpauth-migration://offline?data=CigKEPqlBekzoNEukL7qlsjBCDYSDnBpQHJhc3BiZXJyeXBpIAEoATAC",
    );
    expect(notices).toEqual(["phone.txt, line 1: its end may be missing"]);
  });
});

describe("writing Google's transfer", () => {
  it("makes parts of ten", async () => {
    const accounts = Array.from({ length: 21 }, (_, index) => accountOf({ issuer: "H", name: `${index}` }));
    const { lines } = await written(accounts);
    expect(lines).toHaveLength(3);
    const back = await imported(lines.toReversed().join("\n"));
    expect(back.notices).toEqual([]);
    expect(back.accounts).toHaveLength(21);
  });

  it("makes smaller parts of long names, so that each still fits a QR code", async () => {
    const accounts = Array.from({ length: 10 }, () =>
      accountOf({ issuer: "Ö".repeat(60), name: "x".repeat(200) }),
    );
    const { lines } = await written(accounts);
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) expect((await drawQrPng(line)).length).toBeGreaterThan(0);
  });

  it("names what Google Authenticator can't hold", async () => {
    const { lines, reasons } = await written([
      accountOf({ issuer: "a", name: "", otp: otpOf({ period: 60 }) }),
      accountOf({ issuer: "b", name: "", otp: otpOf({ digits: 7 }) }),
      accountOf({ issuer: "c", name: "", otp: otpOf({ algorithm: "SHA384" }) }),
      accountOf({ issuer: "d", name: "", otp: otpOf({ type: "steam", digits: 5 }) }),
      accountOf({ issuer: "e", name: "", trashedAt: 1 }),
      accountOf({ issuer: "f", name: "x".repeat(3000) }),
    ]);
    expect(lines).toEqual([]);
    expect(reasons.map((reason) => reason.slice(-60))).toEqual([
      "a: Google Authenticator has only periods of 30 seconds",
      "b: Google Authenticator has only 6 and 8 digits",
      "c: Google Authenticator has no SHA384",
      "d: Google Authenticator has no steam",
      "e: is in the trash",
      expect.stringMatching(/is too large for a QR code$/),
    ]);
  });
});
