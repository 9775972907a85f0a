import { describe, expect, it } from "vitest";
import { writeExport } from "../../../src/vault/formats/export.ts";
import { accountOf, otpOf } from "./format-cases.ts";
import { createRandom, importFiles, NOW, ownFile, textFile } from "./files.ts";

const PLAIN = { password: null, plaintext: true, random: createRandom(), now: NOW };

async function imported(text: string) {
  const result = await importFiles([textFile(text, "list.txt")]);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

describe("a list of URIs", () => {
  it("may have a byte order mark, CRLF, blank lines, comments and every kind of URI", async () => {
    const result = await importFiles([ownFile("otpauth.txt")]);
    if (!result.ok) throw new Error(JSON.stringify(result.error));
    const { accounts, skipped, format, notices } = result.value;
    expect(format).toBe("otpauth");
    expect(accounts.map(({ where, draft }) => `${where} ${draft.otp.type}`)).toEqual([
      "otpauth.txt, line 3: Harbour (ines@harbour.example) totp",
      "otpauth.txt, line 4: Lighthouse (olle) hotp",
      "otpauth.txt, line 6: Orchard (apfel) totp",
      "otpauth.txt, line 7: Steam (gunnar) steam",
      "otpauth.txt, line 8: Mill (miller) motp",
      "otpauth.txt, line 9: Yandex (vanja) yandex",
    ]);
    expect(accounts[1]?.draft.counter).toBe(7);
    expect(skipped).toEqual([
      { where: "otpauth.txt, line 10", reason: "is not a one-time password URI" },
      {
        where: "otpauth.txt, line 11: Broken (bo)",
        reason: "the secret has characters outside base32 (A–Z, 2–7)",
      },
    ]);
    expect(notices).toEqual([]);
  });

  it("keeps exact duplicates: the vault decides about them", async () => {
    const uri = "otpauth://totp/A:b?secret=AAAA\n";
    expect((await imported(uri + uri)).accounts).toHaveLength(2);
  });

  it("may be one URI without a line ending, or UTF-16 from a Windows shell", async () => {
    expect((await imported("otpauth://totp/A:b?secret=AAAA")).accounts).toHaveLength(1);
    const bytes = new Uint8Array(Buffer.from("\ufeffotpauth://totp/A:b?secret=AAAA\r\n", "utf16le"));
    const result = await importFiles([{ name: "list.txt", bytes }]);
    expect(result.ok && result.value.accounts).toHaveLength(1);
  });

  it("may hold Google's migration URIs between others", async () => {
    const google = new TextDecoder().decode(ownFile("google-2-parts.txt").bytes);
    const { format, accounts } = await imported(`otpauth://totp/A:b?secret=AAAA\n${google}`);
    expect(format).toBe("otpauth");
    expect(accounts).toHaveLength(14);
  });

  it("never repeats a line that it doesn't understand", async () => {
    const { skipped } = await imported("otpauth://totp/A:b?secret=AAAA\nJBSWY3DPEHPK3PXP my secret\n");
    expect(skipped).toEqual([{ where: "list.txt, line 2", reason: "is not a one-time password URI" }]);
  });
});

describe("writing a list of URIs", () => {
  it("names what it leaves behind, account by account", async () => {
    const accounts = [
      accountOf({ issuer: "Full", name: "a", note: "n", tags: ["t"], pinned: true, recoveryCodes: "1" }),
      accountOf({ issuer: "", name: "" }),
      accountOf({ issuer: "Binned", name: "", trashedAt: 1 }),
      { ...accountOf({ issuer: "Newer", name: "" }), otp: null, type: "quantum" },
      accountOf({ issuer: "Re-enrolled", name: "" }),
    ].map((account) => ({
      ...account,
      history: account.issuer === "Re-enrolled" ? [{ otp: otpOf({ digits: 8 }), replacedAt: 1 }] : [],
    }));
    const written = await writeExport(accounts, { format: "otpauth", ...PLAIN });
    expect(written.ok && written.value).toMatchObject({
      exported: 2,
      skipped: [
        { where: "Full (a)", reason: "exported without its note, tags, pin mark, recovery codes" },
        { where: "(no name)", reason: "a URI needs an issuer or a name" },
        { where: "Binned", reason: "is in the trash" },
        { where: "Newer", reason: "its type needs a newer holt" },
        { where: "Re-enrolled", reason: "exported without its replaced secrets" },
      ],
    });
  });
});
