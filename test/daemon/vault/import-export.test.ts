import { afterEach, describe, expect, test } from "vitest";
import type { VaultService } from "../../../src/daemon/service.ts";
import type { ImportParams } from "../../../src/protocol/local-api.ts";
import { base64, call, createVaultBench, failureOf, type VaultBench } from "../../support/vault-bench.ts";

const benches: VaultBench[] = [];
afterEach(() => benches.splice(0).forEach((bench) => bench.remove()));

const SECRET = "JBSWY3DPEHPK3PXP";
const uri = (issuer: string, name = "n", secret = SECRET): string =>
  `otpauth://totp/${issuer}:${name}?secret=${secret}&issuer=${issuer}`;

async function found(): Promise<{ bench: VaultBench; service: VaultService }> {
  const bench = createVaultBench();
  benches.push(bench);
  const service = await bench.start();
  await call(service, "vault.init", { device: "laptop", passphrase: null });
  return { bench, service };
}

const files = (...lines: readonly string[]): ImportParams["files"] => [
  { name: "list.txt", bytes: base64(lines.join("\n")) },
];

test("several URIs are not taken for one, whose name would hold the secrets of the others", async () => {
  const { service } = await found();
  expect(await failureOf(service, "accounts.addUri", { uri: `${uri("Ada")}\n${uri("Bob")}` })).toMatchObject({
    type: "malformed",
    what: "uri",
  });
  expect(service.labels()).toEqual([]);
  expect(await call(service, "accounts.addUri", { uri: `${uri("Ada")}\r\n` })).toMatchObject({
    account: { issuer: "Ada", name: "n" },
  });
});

describe("an import", () => {
  test("is one edit: one activity entry, one undo", async () => {
    const { service } = await found();
    const before = service.viewState()?.activity ?? 0;
    const result = await call(service, "import.run", {
      files: files(uri("Ada"), uri("Bob"), uri("Cyd")),
      tags: ["new"],
    });
    expect(result).toMatchObject({ format: "otpauth", imported: 3, duplicates: 0, skipped: [] });
    expect(result.accounts.map(({ issuer, tags }) => [issuer, tags])).toEqual([
      ["Ada", ["new"]],
      ["Bob", ["new"]],
      ["Cyd", ["new"]],
    ]);
    const { entries } = await call(service, "activity.list", {});
    expect(service.viewState()?.activity).toBe(before + 1);
    expect(entries[0]).toMatchObject({ type: "accounts-imported", details: { count: 3, format: "otpauth" } });
    expect(service.viewState()?.undo).toEqual({ action: "accounts-imported", text: "3" });
    await call(service, "undo", {});
    expect((await call(service, "accounts.list", {})).accounts).toEqual([]);
    expect((await call(service, "accounts.list", { trash: true })).accounts).toHaveLength(3);
    await call(service, "redo", {});
    expect((await call(service, "accounts.list", {})).accounts).toHaveLength(3);
  });

  test("answers with counts alone where nobody asks for the accounts", async () => {
    const { service } = await found();
    const result = await call(service, "import.run", {
      files: files(uri("Ada"), uri("Bob")),
      countsOnly: true,
    });
    expect(result).toMatchObject({ imported: 2, accounts: [] });
    expect((await call(service, "accounts.list", {})).accounts).toHaveLength(2);
  });

  test("skips what the vault already held, keeps what is twice in the file, and can be told to add all", async () => {
    const { service } = await found();
    await call(service, "accounts.addUri", { uri: uri("Ada") });
    const twice = files(uri("Ada"), uri("Bob"), uri("Bob"));
    const first = await call(service, "import.run", { files: twice });
    expect(first).toMatchObject({ imported: 2, duplicates: 1 });
    const again = await call(service, "import.run", { files: twice });
    expect(again).toMatchObject({ imported: 0, duplicates: 3, accounts: [] });
    const all = await call(service, "import.run", { files: twice, onDuplicate: "add" });
    expect(all).toMatchObject({ imported: 3, duplicates: 3 });
    expect(service.labels()).toHaveLength(6);
  });

  test("brings an account back in that lies in the trash", async () => {
    const { service } = await found();
    await call(service, "import.run", { files: files(uri("Ada")) });
    await call(service, "accounts.trash", { query: "Ada" });
    expect(await call(service, "import.run", { files: files(uri("Ada")) })).toMatchObject({
      imported: 1,
      duplicates: 0,
    });
  });

  test("shows on a dry run what would come, and stores nothing", async () => {
    const { service } = await found();
    const before = service.viewState();
    const result = await call(service, "import.run", { files: files(uri("Ada"), "rubbish"), dryRun: true });
    expect(result).toMatchObject({ imported: 1, skipped: [{}] });
    expect(result.accounts).toMatchObject([{ id: "", issuer: "Ada" }]);
    expect(service.labels()).toEqual([]);
    expect(service.viewState()).toEqual(before);
  });

  test("of which nothing can be read is an error that names the place, and changes nothing", async () => {
    const { service } = await found();
    const bad = files("otpauth://totp/Ada?secret=0189", "otpauth://totp/Bob?secret=");
    const error = await failureOf(service, "import.run", { files: bad });
    expect(error).toMatchObject({ type: "malformed" });
    expect(error.type === "malformed" && error.where).toContain("list.txt");
    for (const [name, bytes] of [
      ["empty", ""],
      ["noise", base64("\u0000\u0001 noise")],
    ] as const) {
      expect((await failureOf(service, "import.run", { files: [{ name, bytes }] })).type).toBe("malformed");
    }
    expect(await failureOf(service, "import.run", { files: [{ name: "x", bytes: "%" }] })).toMatchObject({
      type: "usage",
      reason: "bad-field",
    });
    expect(service.labels()).toEqual([]);
    expect(service.viewState()?.undo).toBeNull();
  });

  test("that ends when the vault was locked meanwhile stores nothing", async () => {
    const { service } = await found();
    const running = failureOf(service, "import.run", { files: files(uri("Ada")) });
    service.lock("asked");
    expect(await running).toEqual({ type: "locked" });
    await call(service, "vault.unlock", { passphrase: "" });
    expect(service.labels()).toEqual([]);
  });
});

const DUO_FILE: ImportParams["files"] = [
  {
    name: "duo.json",
    bytes: base64(
      JSON.stringify([
        { name: "Work", pkey: "p", accountType: "duo" },
        { name: "Shop", otpGenerator: { otpSecret: SECRET } },
      ]),
    ),
  },
];

describe("accounts whose secrets their app keeps to itself", () => {
  test("are always told of, and come by name only where that is wanted", async () => {
    const { service } = await found();
    const plain = await call(service, "import.run", { files: DUO_FILE });
    expect(plain).toMatchObject({
      imported: 1,
      skipped: [
        { reason: expect.stringContaining("bound to Duo"), enrolAgain: { issuer: "", name: "Work" } },
      ],
    });
    expect(plain.enrolAgain).toBeUndefined();
    expect(service.labels().map(({ name }) => name)).toEqual(["Shop"]);
    const tried = await call(service, "import.run", { files: DUO_FILE, enrolAgain: "only", dryRun: true });
    expect(tried).toMatchObject({ imported: 0, enrolAgain: 1, accounts: [{ name: "Work", type: "none" }] });
    const kept = await call(service, "import.run", { files: DUO_FILE, enrolAgain: "only", tags: ["t"] });
    expect(kept).toMatchObject({
      imported: 0,
      duplicates: 0,
      enrolAgain: 1,
      accounts: [{ type: "none", usable: false, tags: ["t"], hasNote: true }],
      skipped: [{ enrolAgain: { name: "Work" } }],
    });
    expect(service.labels()).toHaveLength(2);
    const { account } = await call(service, "accounts.show", { query: "Work", reveal: true });
    expect(account).toMatchObject({ secret: null, uri: null, note: expect.stringContaining("bound to Duo") });
  });

  test("come once, however often they are imported, also after they were enrolled", async () => {
    const { service } = await found();
    const params = { files: DUO_FILE, enrolAgain: "also" } as const;
    expect(await call(service, "import.run", params)).toMatchObject({ imported: 1, enrolAgain: 1 });
    const again = await call(service, "import.run", { ...params, onDuplicate: "add" });
    expect([again.imported, again.enrolAgain]).toEqual([1, undefined]);
    expect(await failureOf(service, "codes.get", { query: "Work" })).toEqual({
      type: "usage",
      reason: "to-enrol",
      value: "Work",
    });
    expect(await failureOf(service, "accounts.qr", { query: "Work", as: "modules" })).toMatchObject({
      reason: "to-enrol",
    });
    await call(service, "accounts.edit", { query: "Work", changes: { otp: { secret: SECRET } } });
    expect((await call(service, "codes.get", { query: "Work" })).codes).toMatchObject([{ type: "totp" }]);
    expect((await call(service, "import.run", params)).enrolAgain).toBeUndefined();
    await call(service, "undo", {});
    expect(await failureOf(service, "codes.get", { query: "Work" })).toMatchObject({ reason: "to-enrol" });
  });

  test("are the whole result where a file holds nothing else, and an error where they aren't wanted", async () => {
    const { service } = await found();
    const files = [
      { name: "d", bytes: base64(JSON.stringify([{ name: "W", pkey: "p", accountType: "d" }])) },
    ];
    expect(await failureOf(service, "import.run", { files })).toMatchObject({
      type: "malformed",
      skipped: [{ enrolAgain: { name: "W" } }],
    });
    expect(await call(service, "import.run", { files, enrolAgain: "also" })).toMatchObject({ enrolAgain: 1 });
  });

  test("are in holt's own file with all that they have, and named where another app can't hold them", async () => {
    const { bench, service } = await found();
    await call(service, "import.run", { files: DUO_FILE, enrolAgain: "only", tags: ["t"] });
    await call(service, "accounts.edit", { query: "Work", changes: { pinned: true } });
    const other = await call(service, "export.run", { format: "otpauth", plaintext: true });
    expect(other).toMatchObject({
      exported: 0,
      skipped: [{ where: "Work", reason: "has no secret yet: it is to be enrolled again" }],
    });
    const own = await call(service, "export.run", { format: "holt", password: "pw" });
    expect(own).toMatchObject({ exported: 1, skipped: [] });
    const { service: fresh } = await found();
    const params = { files: own.files, password: "pw" };
    expect(await call(fresh, "import.run", params)).toMatchObject({
      imported: 0,
      enrolAgain: 1,
      accounts: [{ type: "none", name: "Work", tags: ["t"], pinned: true, hasNote: true }],
    });
    expect((await call(fresh, "import.run", params)).enrolAgain).toBeUndefined();
    service.lock("asked");
    const reopened = await bench.start();
    await call(reopened, "vault.unlock", { passphrase: "" });
    expect(reopened.labels()).toMatchObject([{ type: "none", name: "Work" }]);
  });
});

describe("an export", () => {
  test("of a query that nothing fits is an error, not an empty file", async () => {
    const { service } = await found();
    await call(service, "accounts.addUri", { uri: uri("Ada") });
    const asked = { format: "otpauth", plaintext: true } as const;
    expect(await failureOf(service, "export.run", { ...asked, query: "zzz" })).toMatchObject({
      type: "not-found",
    });
    expect(await call(service, "export.run", { ...asked, query: "ada" })).toMatchObject({ exported: 1 });
  });

  test("asks whether plain text is meant, and is in the activity", async () => {
    const { service } = await found();
    await call(service, "import.run", { files: files(uri("Ada"), uri("Bob")) });
    expect(await failureOf(service, "export.run", { format: "otpauth" })).toMatchObject({
      type: "usage",
      reason: "password-or-plaintext",
    });
    const { files: written, exported } = await call(service, "export.run", {
      format: "otpauth",
      query: "Ada",
      plaintext: true,
    });
    expect(exported).toBe(1);
    expect(Buffer.from(String(written[0]?.bytes), "base64").toString()).toContain(SECRET);
    const [entry] = (await call(service, "activity.list", { limit: 1 })).entries;
    expect(entry).toMatchObject({ type: "accounts-exported", details: { format: "otpauth", count: 1 } });
  });

  test("that is only tried out gives nothing away, and isn't in the activity", async () => {
    const { service } = await found();
    await call(service, "import.run", { files: files(uri("Ada")) });
    await call(service, "accounts.add", {
      issuer: "Game",
      otp: { type: "steam", secret: SECRET },
    });
    const asked = { format: "google", plaintext: true } as const;
    const tried = await call(service, "export.run", { ...asked, dryRun: true });
    expect(tried).toEqual({
      format: "google",
      files: [],
      exported: 1,
      skipped: [{ where: "Game", reason: "Google Authenticator has no steam" }],
    });
    expect((await call(service, "activity.list", { limit: 1 })).entries).toMatchObject([
      { type: "account-added" },
    ]);
    const shown = await call(service, "export.run", { ...asked, asCodes: true });
    expect(shown.files).toEqual([]);
    expect(shown.codes).toMatchObject([{ accounts: [expect.stringContaining("Ada")] }]);
    expect((await call(service, "activity.list", { limit: 1 })).entries).toMatchObject([
      { type: "accounts-exported", details: { format: "google", count: 1 } },
    ]);
  });

  test("in holt's own format brings everything to another vault, the trash too; other formats leave the trash", async () => {
    const { service } = await found();
    await call(service, "accounts.add", {
      issuer: "Ada",
      note: "a note",
      recoveryCodes: "one\ntwo",
      addTags: ["t"],
      pinned: true,
      otp: { type: "hotp", secret: SECRET, counter: 41 },
    });
    await call(service, "codes.get", { query: "Ada" });
    await call(service, "accounts.add", { issuer: "Bob", otp: { type: "totp", secret: SECRET } });
    await call(service, "accounts.trash", { query: "Bob" });
    const plain = await call(service, "export.run", { format: "otpauth", plaintext: true });
    expect(plain.exported).toBe(1);
    const own = await call(service, "export.run", { format: "holt", password: "pw" });
    expect(own.exported).toBe(2);

    const { service: other } = await found();
    const params = { files: own.files };
    expect(await failureOf(other, "import.run", { ...params, password: "wrong" })).toEqual({
      type: "wrong-key",
      what: "file-password",
    });
    expect(await failureOf(other, "import.run", params)).toMatchObject({
      type: "usage",
      reason: "password-needed",
    });
    expect(await call(other, "import.run", { ...params, password: "pw" })).toMatchObject({ imported: 2 });
    const { account } = await call(other, "accounts.show", { query: "Ada", reveal: true });
    expect(account).toMatchObject({
      counter: 42,
      note: "a note",
      recoveryCodes: "one\ntwo",
      tags: ["t"],
      pinned: true,
    });
    expect(
      (await call(other, "accounts.list", { trash: true })).accounts.map(({ issuer }) => issuer),
    ).toEqual(["Bob"]);
    expect(await call(other, "import.run", { ...params, password: "pw" })).toMatchObject({
      imported: 0,
      duplicates: 2,
    });
  });

  test("lists its formats without a vault", async () => {
    const { service } = await found();
    const { formats } = await call(service, "formats.list", {});
    expect(formats.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["otpauth", "google", "aegis", "holt"]),
    );
  });
});
