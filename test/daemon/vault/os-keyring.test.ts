import SqliteDatabase from "better-sqlite3";
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createLockMark } from "../../../src/daemon/lock-mark.ts";
import type { VaultService } from "../../../src/daemon/service.ts";
import { OS_KEYRING_TROUBLES } from "../../../src/protocol/os-keyring-trouble.ts";
import { eventually } from "../../support/eventually.ts";
import { createFakeKeyring, type FakeKeyring } from "../../support/fake-keyring.ts";
import { call, createVaultBench, failureOf, type VaultBench } from "../../support/vault-bench.ts";

const benches: VaultBench[] = [];
afterEach(() => benches.splice(0).forEach((bench) => bench.remove()));

const PASSPHRASE = "correct horse";

interface Desktop {
  readonly bench: VaultBench;
  readonly desktop: FakeKeyring;
  /** What was put off until later. */
  readonly later: { readonly task: () => void; readonly delayMs: number }[];
  /** This run of the machine. */
  boot: string;
}

function newDesktop(directory = mkdtempSync(join(tmpdir(), "holt-vault-"))): Desktop {
  const desktop = createFakeKeyring();
  const later: Desktop["later"] = [];
  const made: Desktop = {
    desktop,
    later,
    boot: "first",
    bench: createVaultBench(directory, {
      osKeyring: desktop,
      lockMark: createLockMark({ file: join(directory, "locked"), bootId: () => made.boot }),
      network: {
        connect: () => {
          throw new Error("nothing connects");
        },
        schedule: (task, delayMs) => {
          // At once is not later: sync's own.
          if (delayMs === 0) return () => undefined;
          const entry = { task, delayMs };
          later.push(entry);
          return () => {
            if (later.includes(entry)) later.splice(later.indexOf(entry), 1);
          };
        },
      },
    }),
  };
  return made;
}

function ownDesktop(): Desktop {
  const made = newDesktop();
  benches.push(made.bench);
  return made;
}

/** A vault that the desktop unlocks, made once: each test gets a copy. */
const template = newDesktop();
beforeAll(async () => {
  const service = await template.bench.start();
  await call(service, "vault.init", { device: "laptop", passphrase: PASSPHRASE });
  await call(service, "accounts.add", {
    issuer: "GitHub",
    otp: { type: "totp", secret: "JBSWY3DPEHPK3PXP" },
  });
  await call(service, "keyring.enable", { passphrase: PASSPHRASE });
  service.close();
});
afterAll(() => template.bench.remove());

async function enabled(): Promise<Desktop & { service: VaultService }> {
  const made = ownDesktop();
  copyFileSync(template.bench.databaseFile, made.bench.databaseFile);
  for (const [entry, key] of template.desktop.entries) made.desktop.entries.set(entry, key);
  const service = await made.bench.start();
  if (service.status().locked) throw new Error("not unlocked");
  return Object.assign(made, { service });
}

const delays = (later: Desktop["later"]) => () => later.map(({ delayMs }) => delayMs);
const facts = (bench: VaultBench): unknown => {
  const database = new SqliteDatabase(bench.databaseFile, { readonly: true });
  const rows = database.prepare("SELECT copy, hex(sealed) FROM fact WHERE name = 'key-wrap'").raw().all();
  database.close();
  return rows;
};
const types = (service: VaultService): Promise<readonly string[]> =>
  Promise.resolve(call(service, "activity.list", {})).then(({ entries }) => entries.map(({ type }) => type));

describe("with the desktop's keyring", () => {
  test("[KW6] a restarted daemon opens the vault by itself, and asks nobody", async () => {
    const { bench, desktop, service } = await enabled();
    expect(service.status().osKeyring).toEqual({ state: "on", problem: null });
    service.close();
    desktop.asked.splice(0);
    const again = await bench.start();
    expect(again.status()).toMatchObject({ locked: false, accounts: 1, hasPassphrase: true });
    expect(desktop.asked).toEqual(["find"]);
    const [newest] = (await call(again, "activity.list", {})).entries;
    expect(newest).toMatchObject({ type: "unlocked", details: { by: "os-keyring" } });
    again.close();
  });

  test("[KW1] the key is the desktop's alone: it lies in no file of the vault", async () => {
    const { bench, desktop, service } = await enabled();
    service.close();
    const [[entry, key] = ["", ""]] = [...desktop.entries];
    expect([entry.length, key.length]).toEqual([32, 64]);
    for (const name of readdirSync(bench.directory)) {
      const bytes = readFileSync(join(bench.directory, name));
      expect(bytes.includes(Buffer.from(key, "hex"))).toBe(false);
      expect(bytes.includes(key)).toBe(false);
    }
  });

  test("[KW6] a vault that was locked stays so over a restart, until it is unlocked or the machine starts anew", async () => {
    for (const reason of ["asked", "idle", "suspended"] as const) {
      const made = await enabled();
      made.service.lock(reason);
      made.service.close();
      const locked = await made.bench.start();
      expect(locked.status().locked).toBe(true);
      locked.close();
      made.boot = "second";
      const rebooted = await made.bench.start();
      expect(rebooted.status().locked).toBe(false);
      rebooted.close();
    }
  });

  test("[KW6] a daemon that was merely stopped, or killed, leaves no mark", async () => {
    const { bench, service } = await enabled();
    const killed = bench.crash();
    benches.push(killed);
    service.close();
    const again = await bench.start();
    expect(again.status().locked).toBe(false);
    again.close();
    const afterCrash = await killed.start();
    expect(afterCrash.status().locked).toBe(false);
    afterCrash.close();
  });

  test("a locked vault opens when its person asks, who may be asked for the keyring's own password", async () => {
    const { bench, desktop, service } = await enabled();
    await call(service, "vault.lock", {});
    desktop.asked.splice(0);
    expect(await call(service, "vault.unlock", { passphrase: null })).toEqual({ accounts: 1 });
    expect(desktop.asked).toEqual(["find, may ask"]);
    service.close();
    // And the mark is gone with it.
    const again = await bench.start();
    expect(again.status().locked).toBe(false);
    again.close();
  });

  test("locked while the keyring is asked, it stays locked", async () => {
    const { desktop, service } = await enabled();
    service.lock("asked");
    const release = desktop.hang();
    const unlocking = failureOf(service, "vault.unlock", { passphrase: null });
    service.lock("suspended");
    release();
    expect(await unlocking).toEqual({ type: "locked" });
    expect(service.status().locked).toBe(true);
    service.close();
  });

  test.each(OS_KEYRING_TROUBLES)(
    "[KW7] %s: the passphrase opens the vault, and nothing is lost",
    async (trouble) => {
      const { bench, desktop, service } = await enabled();
      service.close();
      desktop.trouble = trouble;
      const again = await bench.start();
      expect(again.status()).toMatchObject({ locked: true, osKeyring: { state: "on", problem: trouble } });
      expect(again.status().problems).toContainEqual({ type: "os-keyring", reason: trouble });
      expect(await failureOf(again, "vault.unlock", { passphrase: null })).toEqual({
        type: "os-keyring",
        reason: trouble,
      });
      expect(await call(again, "vault.unlock", { passphrase: PASSPHRASE })).toEqual({ accounts: 1 });
      again.close();
      desktop.trouble = null;
      const healed = await bench.start();
      expect(healed.status()).toMatchObject({
        locked: false,
        osKeyring: { state: "on", problem: null },
        problems: [],
      });
      healed.close();
    },
  );

  test("[KW6] one that hangs keeps no daemon from starting, and opens the vault when it answers at last", async () => {
    const { bench, desktop, later, service } = await enabled();
    service.close();
    const release = desktop.hang();
    const starting = bench.start();
    await eventually(delays(later), (seen) => expect(seen).toEqual([1_500]));
    later[0]?.task();
    const started = await starting;
    expect(started.status().locked).toBe(true);
    release();
    await eventually(
      () => started.status().locked,
      (locked) => expect(locked).toBe(false),
    );
    started.close();
  });

  test("[KW6] one that is locked at first is asked again, as long as nobody locked the vault meanwhile", async () => {
    const { bench, desktop, later, service } = await enabled();
    service.close();
    desktop.trouble = "locked";
    const started = await bench.start();
    expect(delays(later)()).toEqual([1_000]);
    later.splice(0)[0]?.task();
    await eventually(delays(later), (seen) => expect(seen).toEqual([2_000]));
    desktop.trouble = null;
    later.splice(0)[0]?.task();
    await eventually(
      () => started.status().locked,
      (locked) => expect(locked).toBe(false),
    );
    started.close();

    desktop.trouble = "locked";
    const second = await bench.start();
    second.lock("asked");
    desktop.trouble = null;
    desktop.asked.splice(0);
    later.splice(0)[0]?.task();
    expect(desktop.asked).toEqual([]);
    expect(second.status().locked).toBe(true);
    second.close();
  });

  test.each(["missing", "stale", "not-installed"] as const)("%s: it is not asked again", async (trouble) => {
    const { bench, desktop, later, service } = await enabled();
    service.close();
    desktop.trouble = trouble;
    const started = await bench.start();
    expect(later).toEqual([]);
    started.close();
  });

  test("[KW2] [KW7] another key under that name opens nothing", async () => {
    const { bench, desktop, service } = await enabled();
    service.close();
    for (const entry of desktop.entries.keys()) desktop.entries.set(entry, "ab".repeat(32));
    const again = await bench.start();
    expect(again.status()).toMatchObject({ locked: true, osKeyring: { problem: "stale" } });
    expect(await call(again, "keyring.status", {})).toEqual({ state: "on", problem: "stale" });
    await call(again, "vault.unlock", { passphrase: PASSPHRASE });
    again.close();
  });

  test("[KW1] one copy of the wrap is enough", async () => {
    const { bench, service } = await enabled();
    service.close();
    const database = new SqliteDatabase(bench.databaseFile);
    database.exec("UPDATE fact SET sealed = x'00' WHERE name = 'key-wrap' AND copy = 1");
    database.close();
    const again = await bench.start();
    expect(again.status().locked).toBe(false);
    again.close();
  });
});

describe("turning it on and off", () => {
  test("[KW3] takes the passphrase even where the vault is open; a wrong one leaves nothing behind", async () => {
    const { bench, desktop } = ownDesktop();
    const service = await bench.start();
    await call(service, "vault.init", { device: "laptop", passphrase: PASSPHRASE });
    expect(await failureOf(service, "keyring.enable", { passphrase: "wrong" })).toEqual({
      type: "wrong-key",
      what: "passphrase",
    });
    expect(desktop.entries.size).toBe(0);
    expect(facts(bench)).toEqual([]);
    expect(service.status().osKeyring.state).toBe("off");
    service.close();
  });

  test("works on a locked vault, which it doesn't open", async () => {
    const { bench, service } = await enabled();
    await call(service, "keyring.disable", {});
    await call(service, "vault.lock", {});
    expect(await call(service, "keyring.enable", { passphrase: PASSPHRASE })).toEqual({
      state: "on",
      problem: null,
    });
    expect(service.status().locked).toBe(true);
    expect(await call(service, "vault.unlock", { passphrase: null })).toEqual({ accounts: 1 });
    service.close();
    expect((facts(bench) as unknown[]).length).toBe(2);
  });

  test.each(["unavailable", "not-installed", "timeout", "refused"] as const)(
    "where the desktop takes no key (%s) it stays off",
    async (trouble) => {
      const { bench, desktop } = ownDesktop();
      const service = await bench.start();
      await call(service, "vault.init", { device: "laptop", passphrase: PASSPHRASE });
      desktop.trouble = trouble;
      expect(await failureOf(service, "keyring.enable", { passphrase: PASSPHRASE })).toEqual({
        type: "os-keyring",
        reason: trouble,
      });
      expect(await call(service, "keyring.status", {})).toEqual({ state: "off", problem: trouble });
      expect(facts(bench)).toEqual([]);
      service.close();
    },
  );

  test("off, the entry is gone, and so is every trace of the wrap", async () => {
    const { bench, desktop, service } = await enabled();
    const wrap = Buffer.from((facts(bench) as [number, string][])[0]?.[1] ?? "", "hex");
    expect(wrap.length).toBeGreaterThan(100);
    expect(await call(service, "keyring.disable", {})).toEqual({ wasOn: true });
    expect(await call(service, "keyring.disable", {})).toEqual({ wasOn: false });
    expect(desktop.entries.size).toBe(0);
    for (const name of readdirSync(bench.directory)) {
      expect(readFileSync(join(bench.directory, name)).includes(wrap)).toBe(false);
    }
    expect(await types(service)).toEqual(expect.arrayContaining(["os-keyring-off", "os-keyring-on"]));
    service.close();
    const again = await bench.start();
    expect(again.status()).toMatchObject({
      locked: true,
      osKeyring: { state: "off", problem: null },
      problems: [],
    });
    again.close();
  });

  test("[KW3] a vault without a passphrase has no use for it", async () => {
    const { bench, desktop } = ownDesktop();
    const service = await bench.start();
    await call(service, "vault.init", { device: "box", passphrase: null });
    expect(await failureOf(service, "keyring.enable", { passphrase: "" })).toEqual({
      type: "usage",
      reason: "no-passphrase-set",
    });
    expect(desktop.entries.size).toBe(0);
    service.close();
  });

  test("unlocking by a keyring that isn't used says so", async () => {
    const { bench } = ownDesktop();
    const service = await bench.start();
    await call(service, "vault.init", { device: "laptop", passphrase: PASSPHRASE });
    await call(service, "vault.lock", {});
    expect(await failureOf(service, "vault.unlock", { passphrase: null })).toEqual({
      type: "os-keyring",
      reason: "off",
    });
    service.close();
  });
});

describe("another passphrase", () => {
  test("[KW4] renews entry and wrap: with what was before, the vault that is stored now doesn't open", async () => {
    const { bench, desktop, service } = await enabled();
    const past = { entries: [...desktop.entries], facts: facts(bench) as [number, string][] };
    expect(await call(service, "vault.passwd", { current: PASSPHRASE, next: "new one" })).toEqual({
      changed: true,
      osKeyring: { state: "on", problem: null },
    });
    expect([...desktop.entries].length).toBe(1);
    expect([...desktop.entries]).not.toEqual(past.entries);
    service.close();
    const again = await bench.start();
    expect(again.status().locked).toBe(false);
    again.close();

    // A thief who had both puts them back.
    const database = new SqliteDatabase(bench.databaseFile);
    for (const [copy, sealed] of past.facts) {
      database
        .prepare("UPDATE fact SET sealed = unhex(?) WHERE name = 'key-wrap' AND copy = ?")
        .run(sealed, copy);
    }
    database.close();
    for (const [entry, key] of past.entries) desktop.entries.set(entry, key);
    const robbed = await bench.start();
    expect(robbed.status()).toMatchObject({ locked: true, osKeyring: { state: "on", problem: "stale" } });
    expect(await call(robbed, "vault.unlock", { passphrase: "new one" })).toEqual({ accounts: 1 });
    robbed.close();
  });

  test("[KW4] leaves nothing of the old wrap in the vault's files", async () => {
    const { bench, service } = await enabled();
    const wrap = Buffer.from((facts(bench) as [number, string][])[0]?.[1] ?? "", "hex");
    await call(service, "vault.passwd", { current: PASSPHRASE, next: "new one" });
    for (const name of readdirSync(bench.directory)) {
      expect(readFileSync(join(bench.directory, name)).includes(wrap)).toBe(false);
    }
    service.close();
  });

  test("[KW4] where the desktop doesn't take the new key, it is off, and says so; the new passphrase counts", async () => {
    const { bench, desktop, service } = await enabled();
    desktop.trouble = "locked";
    expect(await call(service, "vault.passwd", { current: PASSPHRASE, next: "new one" })).toEqual({
      changed: true,
      osKeyring: { state: "off", problem: "locked" },
    });
    expect(facts(bench)).toEqual([]);
    service.close();
    desktop.trouble = null;
    const again = await bench.start();
    expect(again.status()).toMatchObject({ locked: true, osKeyring: { state: "off" } });
    expect(await call(again, "vault.unlock", { passphrase: "new one" })).toEqual({ accounts: 1 });
    again.close();
  });

  test("[KW4] a wrong one changes nothing of it", async () => {
    const { bench, desktop, service } = await enabled();
    const past = [...desktop.entries];
    expect(await failureOf(service, "vault.passwd", { current: "wrong", next: "new one" })).toMatchObject({
      type: "wrong-key",
    });
    expect([...desktop.entries]).toEqual(past);
    service.close();
    const again = await bench.start();
    expect(again.status().locked).toBe(false);
    again.close();
  });

  test("[KW4] none at all takes it away, and a first one doesn't bring it back", async () => {
    const { bench, desktop, service } = await enabled();
    await call(service, "vault.passwd", { current: PASSPHRASE, next: null });
    expect(desktop.entries.size).toBe(0);
    expect(facts(bench)).toEqual([]);
    await call(service, "vault.passwd", { current: null, next: "new one" });
    expect(service.status().osKeyring.state).toBe("off");
    service.close();
  });
});

describe("where the vault goes", () => {
  test("[KW5] the wrap goes along into a new vault with these accounts", async () => {
    const { bench, desktop, service } = await enabled();
    const { vaultId } = service.status();
    const past = [...desktop.entries];
    await call(service, "vault.refound", { device: null });
    expect(service.status().vaultId).not.toBe(vaultId);
    expect([...desktop.entries]).toEqual(past);
    service.close();
    const again = await bench.start();
    expect(again.status()).toMatchObject({
      locked: false,
      accounts: 1,
      osKeyring: { state: "on", problem: null },
    });
    again.close();
  });

  test("[KW5] forgetting removes the entry, and a vault that comes after has none", async () => {
    const { bench, desktop, service } = await enabled();
    await call(service, "vault.forget", {});
    expect(desktop.entries.size).toBe(0);
    expect(service.status().osKeyring).toEqual({ state: "off", problem: null });
    await call(service, "vault.init", { device: "laptop", passphrase: PASSPHRASE });
    service.close();
    const again = await bench.start();
    expect(again.status()).toMatchObject({ locked: true, osKeyring: { state: "off" } });
    again.close();
  });

  test("[KW7] a copy of the database on another machine opens with the passphrase alone", async () => {
    const { bench, service } = await enabled();
    service.close();
    const elsewhere = ownDesktop();
    copyFileSync(bench.databaseFile, elsewhere.bench.databaseFile);
    const copied = await elsewhere.bench.start();
    expect(copied.status()).toMatchObject({ locked: true, osKeyring: { state: "on", problem: "missing" } });
    expect(await call(copied, "vault.unlock", { passphrase: PASSPHRASE })).toEqual({ accounts: 1 });
    copied.close();
  });

  test("[KR3] a vault of a holt that knew no key wraps opens, and can have one", async () => {
    const { bench } = ownDesktop();
    const sql = readFileSync(new URL("../../fixtures/vault-2.sql", import.meta.url), "utf8");
    writeFileSync(bench.databaseFile, "", { mode: 0o600 });
    const database = new SqliteDatabase(bench.databaseFile);
    database.exec(sql);
    database.close();
    const service = await bench.start();
    expect(service.status()).toMatchObject({
      locked: true,
      hasPassphrase: true,
      osKeyring: { state: "off" },
    });
    expect(await call(service, "vault.unlock", { passphrase: PASSPHRASE })).toEqual({ accounts: 1 });
    const { accounts } = await call(service, "accounts.list", {});
    expect(accounts).toMatchObject([{ issuer: "GitHub", name: "sven" }]);
    await call(service, "keyring.enable", { passphrase: PASSPHRASE });
    service.close();
    const again = await bench.start();
    expect(again.status()).toMatchObject({ locked: false, accounts: 1 });
    again.close();
  });
});
