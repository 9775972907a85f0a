/**
 * Exports as a page to look at: Ente's and Raivo's show QR codes, Stratum's shows URIs as well.
 */
import { describe, expect, it } from "vitest";
import { drawQrPng } from "../../../src/vault/qr.ts";
import { importFiles, textFile } from "./files.ts";

const uri = (name: string): string => `otpauth://totp/Acme:${name}?secret=JBSWY3DPEHPK3PXP&issuer=Acme`;
const picture = async (text: string): Promise<string> =>
  `<img src="data:image/png;base64,${Buffer.from(await drawQrPng(text)).toString("base64")}"/>`;
const page = (...rows: readonly string[]) =>
  textFile(`<!DOCTYPE html>\n<html><body><table>${rows.join("\n")}</table></body></html>`, "export.html");
const namesIn = async (file: ReturnType<typeof page>): Promise<unknown> => {
  const result = await importFiles([file]);
  return result.ok
    ? [...result.value.accounts.map(({ draft }) => draft.name), ...result.value.notices]
    : result.error;
};

describe("a web page", () => {
  it("of QR codes gives the account of each", async () => {
    const file = page(`<p>Acme</p>${await picture(uri("ada"))}`, `<p>Acme</p>${await picture(uri("bob"))}`);
    expect(await namesIn(file)).toEqual(["ada", "bob"]);
  });

  it("of URIs beside their QR codes gives each account once", async () => {
    const rows = [uri("ada"), uri("bob")].map(async (one) => {
      const code = one.replaceAll("&", "&amp;");
      return `<tr><td><code>${code}</code></td><td>${await picture(one)}</td></tr>`;
    });
    expect(await namesIn(page(...(await Promise.all(rows))))).toEqual(["ada", "bob"]);
  });

  it("with a picture that holds no code says so", async () => {
    const logo = '<img src="data:image/png;base64,AAAA"/>';
    expect(await namesIn(page(logo, await picture(uri("ada"))))).toEqual([
      "ada",
      "export.html: no QR code was found in 1 of the page's pictures",
    ]);
  });

  it("of Google's codes is a migration", async () => {
    const code = "otpauth-migration://offline?data=CiEKCkhlbGxvId6tvu8SBGFsZXgaB0V4YW1wbGUgASgBMAI%3D";
    const result = await importFiles([page(`<p>${code}</p>`)]);
    expect(result.ok && result.value.format).toBe("google");
  });

  it("never fetches anything, and without accounts is named", async () => {
    const file = page('<img src="https://example.org/qr.png"/>', '<a href="https://example.org">x</a>');
    expect(await namesIn(file)).toMatchObject({
      type: "malformed",
      reason: expect.stringContaining("web page"),
    });
  });
});
