import { describe, expect, it } from "vitest";
import { authenticatorPlus } from "../../../src/vault/formats/authenticator-plus.ts";
import { winauth } from "../../../src/vault/formats/winauth.ts";
import { countErrors, describeForeign, readBack, readDamaged } from "./format-cases.ts";
import { importFiles } from "./files.ts";
import { zipFile } from "./zip-files.ts";

const URI = "otpauth://totp/Example:sven?secret=JBSWY3DP&issuer=Example&icon=WinAuth";
const STEAM_DATA = encodeURIComponent(JSON.stringify({ shared_secret: "MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=" }));
const STEAM = `otpauth://totp/Steam:me?secret=AAAA&digits=5&data=${STEAM_DATA}`;
const FORMATS = [
  ["winauth", winauth, "winauth-2026-01-02.txt"],
  ["authenticator-plus", authenticatorPlus, "Accounts.txt"],
] as const;

for (const [format, reader, name] of FORMATS) {
  describe(`the zip file of ${format}`, () => {
    for (const options of [{}, { password: "p" }, { password: "p", isAes: true }]) {
      it(`reads the URIs of its zip file, ${JSON.stringify(options)}`, async () => {
        const found = await readBack(await zipFile({ [name]: `${URI}\n${STEAM}\nno URI\n` }, options), "p");
        expect(found.format).toBe(format);
        expect(found.accounts.map(({ draft }) => draft)).toMatchObject([
          { issuer: "Example", name: "sven" },
          {
            issuer: "Steam",
            otp: { type: "steam", secret: new TextEncoder().encode("12345678901234567890") },
          },
        ]);
        expect(found.skipped).toMatchObject([{ where: `export.zip, ${name}, line 3` }]);
      });
    }

    it("tells a wrong password, and that one is needed", async () => {
      const file = await zipFile({ [name]: URI }, { password: "p" });
      expect(await importFiles([file], { password: "wrong" })).toMatchObject({
        error: { type: "wrong-key" },
      });
      expect(await importFiles([file])).toMatchObject({ error: { reason: "password-needed" } });
    });

    it("gives an error or fewer accounts for damaged files, and never throws", async () => {
      const file = await zipFile({ [name]: `${URI}\n${URI}2\n` }, { password: "p" });
      const counts = await readDamaged({ format: reader, file, password: "p", places: 250 });
      expect(Math.max(...counts)).toBeLessThanOrEqual(2);
      expect(countErrors(counts)).toBeGreaterThan(300);
    });
  });
}

describe("a zip file of something else", () => {
  it("is no export of WinAuth or Authenticator Plus", async () => {
    for (const files of [{ "a.json": "{}" }, { "a.txt": URI, "b.txt": URI }]) {
      expect(await importFiles([await zipFile(files)])).toMatchObject({ error: { type: "malformed" } });
    }
  });

  it("with one text in it may be WinAuth's, under another name", async () => {
    expect((await readBack(await zipFile({ "my codes.TXT": URI }))).format).toBe("winauth");
  });
});

describeForeign("winauth", "winauth");
describeForeign("authenticator-plus", "authenticator-plus");
