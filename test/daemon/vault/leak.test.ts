import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { base64, call, createVaultBench } from "../../support/vault-bench.ts";

const SECRET = "KRSXG5CTMVRXEZLUKN2XAZLS";
const RAW = Buffer.from("TestSecretSuper");
const WORDS = {
  device: "kitchen-laptop",
  issuer: "Zanzibar Savings",
  name: "velma@zanzibar.example",
  tag: "householdtag",
  note: "the cat is called Mittens",
  codes: "recover-4711-0815",
  imported: "Quixotic Imports",
  renamed: "Yellow Submarine Bank",
  pin: "190731",
};

describe("the data directory", () => {
  test("[ST6] holds no name, secret, tag, note, PIN or device name in any file, at any time of its life", async () => {
    const bench = createVaultBench();
    const service = await bench.start();
    const scan = (): void => {
      for (const name of readdirSync(bench.directory)) {
        const bytes = readFileSync(join(bench.directory, name));
        for (const needle of needles()) {
          expect(bytes.includes(needle), `${name} holds ${needle.toString()}`).toBe(false);
        }
      }
    };
    await call(service, "vault.init", { device: WORDS.device, passphrase: null });
    scan();
    await call(service, "accounts.add", {
      issuer: WORDS.issuer,
      name: WORDS.name,
      note: WORDS.note,
      recoveryCodes: WORDS.codes,
      addTags: [WORDS.tag],
      otp: { type: "totp", secret: SECRET },
    });
    await call(service, "accounts.add", {
      issuer: "x",
      otp: { type: "motp", secret: "00112233445566778899", pin: WORDS.pin },
    });
    await call(service, "codes.get", { query: WORDS.issuer });
    await call(service, "accounts.edit", { query: WORDS.issuer, changes: { issuer: WORDS.renamed } });
    scan();
    const uri = `otpauth://totp/${encodeURIComponent(WORDS.imported)}:v?secret=${SECRET}&issuer=${encodeURIComponent(WORDS.imported)}`;
    await call(service, "import.run", { files: [{ name: "a.txt", bytes: base64(uri) }] });
    await call(service, "accounts.show", { query: WORDS.renamed, reveal: true });
    await call(service, "undo", {});
    await call(service, "undo", {});
    await call(service, "redo", {});
    for (let count = 0; count < 210; count++) {
      await call(service, "accounts.edit", {
        query: WORDS.name,
        changes: { note: `${WORDS.note} ${count}` },
      });
    }
    bench.runChores();
    scan();
    await call(service, "accounts.trash", { query: WORDS.name });
    await call(service, "trash.empty", {});
    service.close();
    scan();
    const again = await bench.start();
    scan();
    again.close();
    bench.remove();
  });

  test("the scan finds what it looks for", () => {
    const found = needles().filter((needle) => Buffer.from(`… ${WORDS.note} …`).includes(needle));
    expect(found).toHaveLength(1);
  });
});

function needles(): readonly Buffer[] {
  const secrets = [
    Buffer.from(SECRET),
    Buffer.from(SECRET.toLowerCase()),
    RAW,
    Buffer.from(RAW.toString("hex")),
    Buffer.from(RAW.toString("base64").replace(/=+$/, "")),
    Buffer.from("00112233445566778899", "hex"),
  ];
  const texts = Object.values(WORDS).flatMap((word) => [Buffer.from(word), Buffer.from(word, "utf16le")]);
  return [...secrets, ...texts];
}
