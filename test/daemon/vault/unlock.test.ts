import SqliteDatabase from "better-sqlite3";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import type { VaultService } from "../../../src/daemon/service.ts";
import { call, createVaultBench, failureOf, type VaultBench } from "../../support/vault-bench.ts";

const benches: VaultBench[] = [];
afterEach(() => benches.splice(0).forEach((bench) => bench.remove()));
function newBench(): VaultBench {
  const bench = createVaultBench();
  benches.push(bench);
  return bench;
}

const PASSPHRASE = "correct horse";
const SECRET = "JBSWY3DPEHPK3PXP";

async function found(passphrase: string | null): Promise<{ bench: VaultBench; service: VaultService }> {
  const bench = newBench();
  const service = await bench.start();
  await call(service, "vault.init", { device: "laptop", passphrase });
  await call(service, "accounts.add", { issuer: "GitHub", otp: { type: "totp", secret: SECRET } });
  return { bench, service };
}

const issuers = async (service: VaultService): Promise<readonly string[]> =>
  (await call(service, "accounts.list", {})).accounts.map(({ issuer }) => issuer);

describe("without a vault", () => {
  test("status says so, and so does every method that needs one", async () => {
    const service = await newBench().start();
    expect(service.status()).toMatchObject({ vaultId: null, device: null, locked: true, accounts: null });
    expect(service.viewState()).toBeUndefined();
    expect(await failureOf(service, "accounts.list", {})).toEqual({ type: "no-vault" });
    expect(await failureOf(service, "vault.unlock", { passphrase: "x" })).toEqual({ type: "no-vault" });
    expect(await failureOf(service, "vault.passwd", { current: null, next: "x" })).toEqual({
      type: "no-vault",
    });
  });

  test("a passphrase may not be empty, nor a device without a name", async () => {
    const service = await newBench().start();
    const empty = await failureOf(service, "vault.init", { device: "laptop", passphrase: "" });
    expect(empty).toEqual({ type: "usage", reason: "passphrase-empty" });
    const nameless = await failureOf(service, "vault.init", { device: "  ", passphrase: "x" });
    expect(nameless).toMatchObject({ type: "usage", reason: "bad-field" });
    expect(service.status().vaultId).toBeNull();
  });
});

describe("a vault with a passphrase", () => {
  test("tells a wrong one even while it is open, and stays open", async () => {
    const { service } = await found(PASSPHRASE);
    expect(await failureOf(service, "vault.unlock", { passphrase: "wrong" })).toEqual({
      type: "wrong-key",
      what: "passphrase",
    });
    expect(await call(service, "vault.unlock", { passphrase: PASSPHRASE })).toEqual({ accounts: 1 });
    expect(await issuers(service)).toEqual(["GitHub"]);
    service.close();
  });

  test("is open after init, locked after a restart, and open again with the passphrase", async () => {
    const { bench, service } = await found(PASSPHRASE);
    expect(await failureOf(service, "vault.init", { device: "x", passphrase: null })).toEqual({
      type: "vault-exists",
    });
    const { vaultId } = service.status();
    service.close();
    const again = await bench.start();
    expect(again.status()).toMatchObject({
      vaultId,
      locked: true,
      accounts: null,
      hasPassphrase: true,
      device: null,
    });
    expect(again.labels()).toEqual([]);
    expect(await failureOf(again, "codes.get", {})).toEqual({ type: "locked" });
    expect(await call(again, "vault.unlock", { passphrase: PASSPHRASE })).toEqual({ accounts: 1 });
    expect(again.status()).toMatchObject({ vaultId, locked: false, accounts: 1 });
    expect(await issuers(again)).toEqual(["GitHub"]);
    again.close();
  });

  test("stays locked with a wrong passphrase, and opens with the right one afterwards", async () => {
    const { service } = await found(PASSPHRASE);
    await call(service, "vault.lock", {});
    expect(await failureOf(service, "vault.unlock", { passphrase: "correct horses" })).toEqual({
      type: "wrong-key",
      what: "passphrase",
    });
    expect(service.status().locked).toBe(true);
    expect(await call(service, "vault.unlock", { passphrase: PASSPHRASE })).toEqual({ accounts: 1 });
    service.close();
  });

  test("locked while the key is derived stays locked", async () => {
    const { service } = await found(PASSPHRASE);
    await call(service, "vault.lock", {});
    const unlocking = failureOf(service, "vault.unlock", { passphrase: PASSPHRASE });
    await Promise.resolve();
    await Promise.resolve();
    service.lock("suspended");
    expect(await unlocking).toEqual({ type: "locked" });
    expect(service.status().locked).toBe(true);
    service.close();
  });

  test("tells listeners when it opens and when it locks", async () => {
    const { service } = await found(PASSPHRASE);
    const seen: string[] = [];
    const stop = service.subscribe(({ type }) => void seen.push(type));
    await call(service, "vault.lock", {});
    expect(seen.at(-1)).toBe("locked");
    await call(service, "vault.unlock", { passphrase: PASSPHRASE });
    expect(seen).toContain("unlocked");
    stop();
    const before = seen.length;
    await call(service, "vault.lock", {});
    expect(seen).toHaveLength(before);
    service.lock("asked");
    service.close();
  });

  test("writes unlocking and locking to the activity", async () => {
    const { service } = await found(PASSPHRASE);
    service.lock("idle");
    await call(service, "vault.unlock", { passphrase: PASSPHRASE });
    const { entries } = await call(service, "activity.list", {});
    expect(entries.map(({ type }) => type)).toEqual(["unlocked", "locked", "account-added", "vault-created"]);
    expect(entries[1]?.details).toEqual({ reason: "idle" });
    expect(entries.every(({ by }) => by === "laptop")).toBe(true);
    service.close();
  });

  test("[KR5] changes its passphrase: the old one opens nothing any more", async () => {
    const { bench, service } = await found(PASSPHRASE);
    expect(await failureOf(service, "vault.passwd", { current: "wrong", next: "new" })).toEqual({
      type: "wrong-key",
      what: "passphrase",
    });
    const sealedBefore = sealedKeyring(bench);
    await call(service, "vault.passwd", { current: PASSPHRASE, next: "battery staple" });
    service.close();
    for (const name of readdirSync(bench.directory)) {
      expect(readFileSync(`${bench.directory}/${name}`).includes(sealedBefore)).toBe(false);
    }
    const again = await bench.start();
    expect(await failureOf(again, "vault.unlock", { passphrase: PASSPHRASE })).toMatchObject({
      type: "wrong-key",
    });
    await call(again, "vault.unlock", { passphrase: "battery staple" });
    const { entries } = await call(again, "activity.list", {});
    expect(entries.map(({ type }) => type)).toContain("passphrase-changed");
    again.close();
  });

  test("leaves nothing of an old passphrase in the journal, even where the daemon was killed", async () => {
    const { bench, service } = await found(PASSPHRASE);
    service.close();
    const killed = new SqliteDatabase(bench.databaseFile);
    killed.pragma("wal_autocheckpoint = 0");
    const old = sealedKeyring(bench);
    killed.pragma("secure_delete = ON");
    killed.exec("UPDATE keyring SET sealed = randomblob(length(sealed))");
    const left = bench.crash();
    benches.push(left);
    killed.close();
    const inAnyFile = (): boolean =>
      readdirSync(left.directory).some((name) => readFileSync(`${left.directory}/${name}`).includes(old));
    expect(inAnyFile()).toBe(true);
    const again = await left.start();
    expect(inAnyFile()).toBe(false);
    again.close();
  });

  test("can do without it: a key file takes its place, and it can have one again", async () => {
    const { bench, service } = await found(PASSPHRASE);
    await call(service, "vault.passwd", { current: PASSPHRASE, next: null });
    expect(service.status()).toMatchObject({ hasPassphrase: false, problems: [{ type: "no-passphrase" }] });
    service.close();
    const unlockedBySelf = await bench.start();
    expect(await issuers(unlockedBySelf)).toEqual(["GitHub"]);
    expect(await failureOf(unlockedBySelf, "vault.passwd", { current: "x", next: "y" })).toEqual({
      type: "usage",
      reason: "no-passphrase-set",
    });
    await call(unlockedBySelf, "vault.passwd", { current: null, next: "again" });
    expect(existsSync(bench.keyFile)).toBe(false);
    expect(unlockedBySelf.status()).toMatchObject({ hasPassphrase: true, problems: [] });
    unlockedBySelf.close();
    const locked = await bench.start();
    expect(locked.status().locked).toBe(true);
    await call(locked, "vault.unlock", { passphrase: "again" });
    expect(await issuers(locked)).toEqual(["GitHub"]);
    locked.close();
  });

  test("[KR1] opens by either copy of its keyring, and a damaged copy is told of and mended", async () => {
    for (const copy of [1, 2]) {
      const { bench, service } = await found(PASSPHRASE);
      service.close();
      flipByte(
        bench,
        `SELECT sealed FROM keyring WHERE copy = ${copy}`,
        `UPDATE keyring SET sealed = ? WHERE copy = ${copy}`,
      );
      const again = await bench.start();
      await call(again, "vault.unlock", { passphrase: PASSPHRASE });
      expect(await issuers(again)).toEqual(["GitHub"]);
      expect(again.status().problems).toMatchObject([{ type: "storage-damaged", lost: 0 }]);
      again.close();
      expect(readCopies(bench)).toHaveLength(1);
      const third = await bench.start();
      await call(third, "vault.unlock", { passphrase: PASSPHRASE });
      expect(third.status().problems).toEqual([]);
      third.close();
    }
  });
});

describe("a vault without a passphrase", () => {
  test("keeps a key file for its owner only, says that it has no passphrase, and opens itself", async () => {
    const { bench, service } = await found(null);
    expect(statSync(bench.keyFile).mode & 0o777).toBe(0o600);
    expect(service.viewState()?.problems).toEqual([{ type: "no-passphrase" }]);
    service.close();
    const again = await bench.start();
    expect(again.status()).toMatchObject({ locked: false, hasPassphrase: false, accounts: 1 });
    await call(again, "vault.lock", {});
    expect(await failureOf(again, "accounts.list", {})).toEqual({ type: "locked" });
    await call(again, "vault.unlock", { passphrase: "" });
    expect(await issuers(again)).toEqual(["GitHub"]);
    again.close();
  });

  test("without its key file stays locked and says which file is missing", async () => {
    const { bench, service } = await found(null);
    service.close();
    const key = readFileSync(bench.keyFile);
    rmSync(bench.keyFile);
    const again = await bench.start();
    expect(again.status()).toMatchObject({ locked: true });
    expect(await failureOf(again, "vault.unlock", { passphrase: "" })).toMatchObject({
      type: "storage",
      file: bench.keyFile,
    });
    writeFileSync(bench.keyFile, key, { mode: 0o600 });
    await call(again, "vault.unlock", { passphrase: "" });
    expect(await issuers(again)).toEqual(["GitHub"]);
    again.close();
  });

  test("with a damaged key file says so", async () => {
    const { bench, service } = await found(null);
    service.close();
    writeFileSync(bench.keyFile, readFileSync(bench.keyFile, "utf8").replace(/.\n$/, "\n"));
    const again = await bench.start();
    expect(await failureOf(again, "vault.unlock", { passphrase: "" })).toMatchObject({
      type: "storage",
      reason: "damaged",
      file: bench.keyFile,
    });
    again.close();
  });

  test("a key file that is there already is kept under another name", async () => {
    const bench = newBench();
    writeFileSync(bench.keyFile, "the key of another vault\n");
    const service = await bench.start();
    await call(service, "vault.init", { device: "laptop", passphrase: null });
    const kept = readdirSync(bench.directory).find((name) => name.startsWith("vault.key.kept-"));
    expect(readFileSync(`${bench.directory}/${String(kept)}`, "utf8")).toBe("the key of another vault\n");
    service.close();
  });
});

function readCopies(bench: VaultBench): readonly string[] {
  const database = new SqliteDatabase(bench.databaseFile);
  const copies = database.prepare<[], Buffer>("SELECT sealed FROM keyring").pluck().all();
  database.close();
  return [...new Set(copies.map((copy) => copy.toString("hex")))];
}

function sealedKeyring(bench: VaultBench): Buffer {
  const database = new SqliteDatabase(bench.databaseFile);
  const sealed = database.prepare<[], Buffer>("SELECT sealed FROM keyring").pluck().get();
  database.close();
  if (sealed === undefined) throw new Error("no keyring");
  return sealed;
}

function flipByte(bench: VaultBench, select: string, update: string): void {
  const database = new SqliteDatabase(bench.databaseFile);
  const sealed = database.prepare<[], Buffer>(select).pluck().get();
  if (sealed === undefined) throw new Error("no such row");
  sealed[sealed.length - 20] = (sealed.at(-20) ?? 0) ^ 1;
  database.prepare(update).run(sealed);
  database.close();
}
