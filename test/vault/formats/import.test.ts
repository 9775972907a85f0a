import { describe, expect, it } from "vitest";
import { drawQrPng } from "../../../src/vault/qr.ts";
import { importFiles, ownFile, textFile } from "./files.ts";

const URI = "otpauth://totp/A:b?secret=AAAA";

describe("finding out what a file is", () => {
  it("goes by its content, whatever it is called", async () => {
    const { bytes } = ownFile("aegis-3.json");
    const result = await importFiles([{ name: "holiday.jpg", bytes }]);
    expect(result.ok && result.value.format).toBe("aegis");
  });

  it("names the file where nothing fits", async () => {
    const result = await importFiles([textFile("definitely not an export", "notes.txt")]);
    expect(result).toMatchObject({
      ok: false,
      error: {
        type: "malformed",
        what: "import",
        where: "notes.txt",
        reason: "is of no format that holt reads",
      },
    });
  });

  it("says of cut off and of damaged JSON where it ends", async () => {
    expect(await importFiles([textFile('{"version":1,"db":{"entries":[', "a.json")])).toMatchObject({
      error: { type: "malformed", where: "a.json, character 30", reason: "the JSON is cut off" },
    });
    expect(await importFiles([textFile('{"version":1 "secret":2}', "a.json")])).toMatchObject({
      error: { type: "malformed", where: "a.json, character 13", reason: "the JSON is damaged" },
    });
  });

  it("says of an empty file that it is empty", async () => {
    expect(await importFiles([textFile("", "a.json")])).toMatchObject({
      error: { type: "malformed", where: "a.json", reason: "is empty" },
    });
  });

  it("can be overruled, but only by a format that exists", async () => {
    expect(await importFiles([textFile("# nothing yet\n")], { format: "otpauth" })).toMatchObject({
      ok: true,
      value: { format: "otpauth", accounts: [], skipped: [] },
    });
    expect(await importFiles([textFile(URI)], { format: "aegis" })).toMatchObject({
      error: { type: "malformed" },
    });
    expect(await importFiles([textFile(URI)], { format: "floppy" })).toMatchObject({
      error: { type: "usage", reason: "format-unknown", value: "floppy" },
    });
  });
});

describe("several files at once", () => {
  it("may be of several formats, pictures among them", async () => {
    const picture = { name: "shot", bytes: await drawQrPng(URI) };
    const result = await importFiles([
      ownFile("aegis-3.json"),
      picture,
      textFile(URI),
      ownFile("google-2-parts.txt"),
    ]);
    if (!result.ok) throw new Error(JSON.stringify(result.error));
    expect(result.value.format).toBe("aegis, otpauth, google");
    expect(result.value.accounts).toHaveLength(2 + 1 + 1 + 13);
    expect(result.value.accounts[2]?.where).toBe("shot, line 1: A (b)");
  });

  it("all fail where one container can't be read", async () => {
    const result = await importFiles([textFile(URI), textFile("{", "broken.json")]);
    expect(result).toMatchObject({
      ok: false,
      error: { type: "malformed", where: "broken.json, character 1" },
    });
  });

  it("may be a thousand, and 64 MiB", async () => {
    const many = Array.from({ length: 1001 }, () => textFile(URI));
    expect(await importFiles(many)).toMatchObject({ error: { reason: "more than 1000 files at once" } });
    const large = [{ name: "large", bytes: new Uint8Array(64 * 1024 * 1024 + 1) }];
    expect(await importFiles(large)).toMatchObject({ error: { reason: "more than 64 MiB at once" } });
  });
});

describe("a picture", () => {
  it("without a QR code, or with one that says something else, is named", async () => {
    const other = { name: "poster.png", bytes: await drawQrPng("https://a.example/") };
    expect(await importFiles([other])).toMatchObject({ error: { type: "malformed", where: "poster.png" } });
    const cut = { name: "cut.png", bytes: ownFile("google-part-1.png").bytes.slice(0, 5000) };
    expect(await importFiles([cut])).toMatchObject({
      error: { type: "malformed", what: "picture", where: "cut.png", reason: "the picture is damaged" },
    });
  });
});
