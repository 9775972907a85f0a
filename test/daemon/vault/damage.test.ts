import SqliteDatabase from "better-sqlite3";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import type { VaultService } from "../../../src/daemon/service.ts";
import { call, createVaultBench, failureOf, type VaultBench } from "../../support/vault-bench.ts";

const benches: VaultBench[] = [];
afterEach(() => benches.splice(0).forEach((bench) => bench.remove()));

const SECRET = "JBSWY3DPEHPK3PXP";
const DAY_MS = 24 * 60 * 60 * 1000;

async function found(): Promise<{ bench: VaultBench; service: VaultService }> {
  const bench = createVaultBench();
  benches.push(bench);
  const service = await bench.start();
  await call(service, "vault.init", { device: "laptop", passphrase: null });
  return { bench, service };
}

const add = async (service: VaultService, issuer: string): Promise<void> =>
  void (await call(service, "accounts.add", { issuer, otp: { type: "totp", secret: SECRET } }));

const issuers = async (service: VaultService): Promise<readonly string[]> =>
  (await call(service, "accounts.list", {})).accounts.map(({ issuer }) => issuer);

const setAside = (bench: VaultBench): readonly string[] =>
  readdirSync(bench.directory).filter((name) => name.startsWith("vault.db.damaged-"));

/** One flipped bit in the sealed bytes of a row. */
function rot(bench: VaultBench, table: string, where = "1"): void {
  const database = new SqliteDatabase(bench.databaseFile);
  const key = table === "usage" ? "account" : "seq";
  const row = database
    .prepare<[], { key: unknown; sealed: Buffer }>(
      `SELECT ${key} AS key, sealed FROM ${table} WHERE ${where}`,
    )
    .get();
  if (row === undefined) throw new Error(`no such row in ${table}`);
  const at = Math.floor(row.sealed.length / 2);
  row.sealed[at] = (row.sealed[at] ?? 0) ^ 0x10;
  database.prepare(`UPDATE ${table} SET sealed = ? WHERE ${key} = ?`).run(row.sealed, row.key);
  database.close();
}

/** Behind the back of whoever has it open. */
function overwritePages(bench: VaultBench): void {
  const broken = new SqliteDatabase(bench.databaseFile);
  broken.pragma("wal_checkpoint(TRUNCATE)");
  broken.close();
  const bytes = readFileSync(bench.databaseFile);
  bytes.fill(0xa5, 4096);
  writeFileSync(bench.databaseFile, bytes);
}

describe("a row that rotted", () => {
  test.each(["draft", "activity", "undo", "redo", "usage"])(
    "in %s is told of once, copied aside, and the rest is there",
    async (table) => {
      const { bench, service } = await found();
      for (const issuer of ["Ada", "Bob", "Cyd"]) await add(service, issuer);
      await call(service, "codes.get", { query: "Ada" });
      await add(service, "Dan");
      await call(service, "undo", {});
      service.close();
      const where = table === "draft" ? "seq = 2" : table === "undo" ? "seq = 3" : "1";
      rot(bench, table, where);

      const again = await bench.start();
      const expected = table === "draft" ? ["Ada", "Cyd"] : ["Ada", "Bob", "Cyd"];
      expect(await issuers(again)).toEqual(expected);
      const { entries } = await call(again, "activity.list", {});
      expect(again.status().problems).toContainEqual(
        expect.objectContaining({ type: "storage-damaged", lost: 1 }),
      );
      const told = (await call(again, "activity.list", {})).entries.filter(
        ({ type }) => type === "storage-damaged",
      );
      expect(told).toHaveLength(1);
      expect(entries.length).toBeGreaterThan(2);
      const [copy, ...others] = setAside(bench);
      expect(others).toEqual([]);
      expect(told[0]?.details["copy"]).toBe(`${bench.directory}/${String(copy)}`);
      await add(again, "Eve");
      again.close();

      const third = await bench.start();
      expect(await issuers(third)).toEqual([...expected, "Eve"]);
      await call(third, "activity.list", {});
      expect(setAside(bench)).toHaveLength(1);
      expect(third.status().problems).toEqual([{ type: "no-passphrase" }]);
      third.close();
    },
  );

  test("in the roster is mended from its second copy", async () => {
    const { bench, service } = await found();
    const { vaultId } = service.status();
    service.close();
    const database = new SqliteDatabase(bench.databaseFile);
    database.exec("UPDATE roster SET entry = zeroblob(length(entry)) WHERE copy = 1");
    database.close();
    const again = await bench.start();
    expect(again.status()).toMatchObject({ vaultId, locked: false });
    expect(again.status().problems).toContainEqual(
      expect.objectContaining({ type: "storage-damaged", lost: 0 }),
    );
    again.close();
    const third = await bench.start();
    expect(third.status().problems).toEqual([{ type: "no-passphrase" }]);
    third.close();
  });

  test("a draft in the middle takes only its own change with it", async () => {
    const { bench, service } = await found();
    await add(service, "Ada");
    await call(service, "accounts.edit", { query: "Ada", changes: { note: "the lost one" } });
    await call(service, "accounts.edit", { query: "Ada", changes: { name: "after it" } });
    await call(service, "accounts.edit", { query: "Ada", changes: { pinned: true } });
    service.close();
    rot(bench, "draft", "seq = 2");
    const again = await bench.start();
    const { account } = await call(again, "accounts.show", { query: "Ada", reveal: true });
    expect(account).toMatchObject({ name: "after it", pinned: true, note: null, secret: SECRET });
    again.close();
  });

  test("the newest checkpoint loses nothing: an older one and all drafts after it are still there", async () => {
    const { bench, service } = await found();
    for (let day = 0; day < 4; day++) {
      await add(service, `Day ${day}`);
      bench.runChores();
      bench.clock.nowMs += DAY_MS;
    }
    service.close();
    rot(bench, "checkpoint", "1 ORDER BY seq DESC");
    const again = await bench.start();
    expect(await issuers(again)).toEqual(["Day 0", "Day 1", "Day 2", "Day 3"]);
    expect(again.status().problems).toContainEqual(
      expect.objectContaining({ type: "storage-damaged", lost: 0 }),
    );
    again.close();
  });

  test.each(["covers = covers + 2", "covers = covers - 2", "day = day + 400"])(
    "a checkpoint row with a number that is not its own (%s) hides no edit, is told of and replaced",
    async (change) => {
      const { bench, service } = await found();
      for (let day = 0; day < 3; day++) {
        await add(service, `Day ${day}`);
        await add(service, `Day ${day}, later`);
        bench.runChores();
        bench.clock.nowMs += DAY_MS;
      }
      const before = await issuers(service);
      service.close();
      const database = new SqliteDatabase(bench.databaseFile);
      database.exec(`UPDATE checkpoint SET ${change}`);
      database.close();
      const again = await bench.start();
      expect(await issuers(again)).toEqual(before);
      expect(again.status().problems).toContainEqual(
        expect.objectContaining({ type: "storage-damaged", lost: 0 }),
      );
      again.close();
      const third = await bench.start();
      expect(await issuers(third)).toEqual(before);
      expect(third.status().problems).toEqual([{ type: "no-passphrase" }]);
      third.close();
    },
  );

  test("[ST5] drafts stay until two checkpoints that open hold them, whatever their rows say", async () => {
    const { bench, service } = await found();
    for (let day = 0; day < 2; day++) {
      await add(service, `Day ${day}`);
      bench.runChores();
      bench.clock.nowMs += DAY_MS;
    }
    rot(bench, "checkpoint");
    await add(service, "Day 2");
    bench.runChores();
    service.close();
    const database = new SqliteDatabase(bench.databaseFile);
    const drafts = database.prepare("SELECT seq FROM draft ORDER BY seq").pluck().all();
    database.close();
    rot(bench, "checkpoint", "1 ORDER BY seq DESC");
    expect(drafts).toEqual([1, 2, 3]);
    const again = await bench.start();
    expect(await issuers(again)).toEqual(["Day 0", "Day 1", "Day 2"]);
    again.close();
  });

  test("where no row opens nothing is touched, and unlocking says that the storage is damaged", async () => {
    const { bench, service } = await found();
    await add(service, "Ada");
    service.close();
    rot(bench, "draft");
    const before = readFileSync(bench.databaseFile);
    const again = await bench.start();
    expect(again.status().locked).toBe(true);
    expect(await failureOf(again, "vault.unlock", { passphrase: "" })).toMatchObject({
      type: "storage",
      reason: "damaged",
      file: bench.databaseFile,
    });
    again.close();
    expect(readFileSync(bench.databaseFile)).toEqual(before);
  });
});

test.each(["DELETE FROM sqlite_sequence", "UPDATE sqlite_sequence SET seq = 0"])(
  "a lost count of rows (%s) hides no later edit",
  async (change) => {
    const { bench, service } = await found();
    for (let day = 0; day < 4; day++) {
      await add(service, `Day ${day}`);
      bench.runChores();
      bench.clock.nowMs += DAY_MS;
    }
    await call(service, "undo", {});
    service.close();
    const database = new SqliteDatabase(bench.databaseFile);
    database.exec(`DELETE FROM draft WHERE seq <= (SELECT max(covers) FROM checkpoint); ${change}`);
    database.close();
    const again = await bench.start();
    for (const issuer of ["Eve", "Fay"]) await add(again, issuer);
    again.close();
    const third = await bench.start();
    expect(await issuers(third)).toEqual(["Day 0", "Day 1", "Day 2", "Eve", "Fay"]);
    third.close();
  },
);

describe("a database that is no database any more", () => {
  test("stops the start once, naming its new place; afterwards there is no vault, and that place is still told", async () => {
    const { bench, service } = await found();
    service.close();
    writeFileSync(bench.databaseFile, "overwritten by an accident of some kind");
    const started = await bench.tryStart();
    expect(started).toMatchObject({ ok: false, error: { type: "storage", reason: "damaged" } });
    const [name] = setAside(bench);
    const movedTo = `${bench.directory}/${String(name)}`;
    const again = await bench.start();
    expect(again.status().vaultId).toBeNull();
    expect(again.noVault()).toEqual({ type: "no-vault", movedTo });
    expect(again.status().problems).toEqual([{ type: "storage-damaged", copy: movedTo, lost: 0 }]);
    expect(await failureOf(again, "vault.unlock", { passphrase: "x" })).toEqual({
      type: "no-vault",
      movedTo,
    });
    await call(again, "vault.init", { device: "laptop", passphrase: null });
    expect(again.status().locked).toBe(false);
    again.close();
    expect(readFileSync(movedTo, "utf8")).toBe("overwritten by an accident of some kind");
  });

  test("while the vault is open: the file is set aside and the vault goes on in a new one", async () => {
    const { bench, service } = await found();
    for (const issuer of ["Ada", "Bob"]) await add(service, issuer);
    const { vaultId } = service.status();
    overwritePages(bench);

    const error = await failureOf(service, "accounts.add", {
      issuer: "Cyd",
      otp: { type: "totp", secret: SECRET },
    });
    expect(error).toMatchObject({ type: "storage", reason: "damaged" });
    const movedTo = error.type === "storage" ? error.movedTo : undefined;
    expect(existsSync(String(movedTo))).toBe(true);
    expect(service.status().problems).toContainEqual({ type: "storage-damaged", copy: movedTo, lost: 0 });
    expect(service.viewState()?.problems).toEqual(service.status().problems);
    expect(service.status()).toMatchObject({ vaultId, locked: false });
    expect(await issuers(service)).toEqual(expect.arrayContaining(["Ada", "Bob"]));
    await add(service, "Dan");
    service.close();
    const again = await bench.start();
    expect(again.status()).toMatchObject({ vaultId, locked: false });
    expect(await issuers(again)).toEqual(expect.arrayContaining(["Ada", "Bob", "Dan"]));
    again.close();
  });

  test("after a rotten copy of its keyring was mended: the vault goes on with the good one", async () => {
    const { bench, service } = await found();
    await add(service, "Ada");
    service.close();
    const rotten = new SqliteDatabase(bench.databaseFile);
    rotten.exec("UPDATE keyring SET sealed = zeroblob(length(sealed)) WHERE copy = 1");
    rotten.close();
    const mended = await bench.start();
    expect(mended.status()).toMatchObject({ locked: false });
    overwritePages(bench);
    const error = await failureOf(mended, "accounts.add", {
      issuer: "Bob",
      otp: { type: "totp", secret: SECRET },
    });
    expect(error).toMatchObject({ type: "storage", reason: "damaged" });
    await add(mended, "Cyd");
    mended.close();
    const again = await bench.start();
    expect(again.status()).toMatchObject({ locked: false });
    expect(await issuers(again)).toEqual(expect.arrayContaining(["Ada", "Cyd"]));
    again.close();
  });

  test.each(["keyring", "roster"])(
    "a mended copy of the %s is not mended again at the next unlocking",
    async (table) => {
      const { bench, service } = await found();
      await call(service, "vault.passwd", { current: null, next: "x" });
      service.close();
      const rotten = new SqliteDatabase(bench.databaseFile);
      const column = table === "keyring" ? "sealed" : "entry";
      rotten.exec(`UPDATE ${table} SET ${column} = zeroblob(length(${column})) WHERE copy = 1`);
      rotten.close();
      const again = await bench.start();
      for (let time = 0; time < 3; time++) {
        await call(again, "vault.unlock", { passphrase: "x" });
        again.lock("asked");
      }
      expect(setAside(bench)).toHaveLength(1);
      again.close();
    },
  );
});
