/**
 * Keyring and roster: each holds by itself; unlocking asks whether they belong together.
 */
import SqliteDatabase from "better-sqlite3";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { parseKeyFile } from "../../../src/protocol/key-file.ts";
import type { Keyring } from "../../../src/protocol/keyring.ts";
import { openKeyring, sealKeyring } from "../../../src/protocol/keyring-seal.ts";
import { Secret } from "../../../src/protocol/secret.ts";
import { loadSodium } from "../../../src/protocol/sodium.ts";
import { call, createVaultBench, failureOf, type VaultBench } from "../../support/vault-bench.ts";

const benches: VaultBench[] = [];
afterEach(() => benches.splice(0).forEach((bench) => bench.remove()));

async function found(): Promise<VaultBench> {
  const bench = createVaultBench();
  benches.push(bench);
  const service = await bench.start();
  await call(service, "vault.init", { device: "laptop", passphrase: null });
  await call(service, "accounts.add", {
    issuer: "GitHub",
    otp: { type: "totp", secret: "JBSWY3DPEHPK3PXP" },
  });
  service.close();
  return bench;
}

function readBlob(bench: VaultBench, select: string): Uint8Array {
  const database = new SqliteDatabase(bench.databaseFile);
  const bytes = database.prepare<[], Uint8Array>(select).pluck().get();
  database.close();
  return bytes ?? new Uint8Array();
}

function writeBlob(bench: VaultBench, update: string, bytes: Uint8Array): void {
  const database = new SqliteDatabase(bench.databaseFile);
  database.prepare(update).run(bytes);
  database.close();
}

/** Seals the keyring again, under the same key, with something else in it. */
async function forge(bench: VaultBench, change: (keyring: Keyring) => Partial<Keyring>): Promise<void> {
  const sodium = await loadSodium();
  const key = parseKeyFile(sodium, readFileSync(bench.keyFile, "utf8"));
  const sealed = readBlob(bench, "SELECT sealed FROM keyring");
  if (!key.ok) throw new Error("no key");
  const opened = openKeyring(sodium, { sealed, unlockKey: key.value });
  if (!opened.ok) throw new Error("not opened");
  const keyring = { ...opened.value, ...change(opened.value) };
  const tools = { sodium, random: (length: number) => new Uint8Array(randomBytes(length)) };
  const method = { type: "key-file" } as const;
  writeBlob(
    bench,
    "UPDATE keyring SET sealed = ?",
    sealKeyring(tools, { keyring, method, unlockKey: key.value }),
  );
}

/** What unlocking says, and whether the database is then what it was. */
async function unlock(bench: VaultBench): Promise<{ error: unknown; isUntouched: boolean }> {
  const before = readFileSync(bench.databaseFile);
  const service = await bench.start();
  const error = await failureOf(service, "vault.unlock", { passphrase: "" });
  service.close();
  return { error, isUntouched: before.equals(readFileSync(bench.databaseFile)) };
}

const refused = (bench: VaultBench): unknown => ({
  error: { type: "storage", reason: "damaged", file: bench.databaseFile, detail: "keyring and roster" },
  isUntouched: true,
});

test("[RO6] a roster of another vault, whole as it is, opens nothing, and nothing is overwritten", async () => {
  const [bench, other] = [await found(), await found()];
  writeBlob(bench, "UPDATE roster SET entry = ?", readBlob(other, "SELECT entry FROM roster"));
  expect(await unlock(bench)).toEqual(refused(bench));
});

test.each<[string, (keyring: Keyring) => Partial<Keyring>]>([
  ["another epoch key", () => ({ epochs: [{ epoch: 1, key: new Secret(randomBytes(32)) }] })],
  [
    "a key too many",
    ({ epochs }) => ({ epochs: [...epochs, { epoch: 2, key: new Secret(randomBytes(32)) }] }),
  ],
  ["another member's seed", () => ({ seed: new Secret(randomBytes(32)) })],
  ["another head of the roster", () => ({ rosterHead: { index: 0, hash: randomBytes(32) } })],
  ["a head that is not there yet", ({ rosterHead }) => ({ rosterHead: { ...rosterHead, index: 1 } })],
  ["another vault's id", () => ({ vaultId: randomBytes(32) as never })],
])("[RO6] a keyring with %s is not this roster's", async (_what, change) => {
  const bench = await found();
  await forge(bench, change);
  expect(await unlock(bench)).toEqual(refused(bench));
});

test("[KR1] the keyring is stored twice, as the same bytes", async () => {
  const bench = await found();
  const database = new SqliteDatabase(bench.databaseFile);
  const copies = database.prepare<[], Buffer>("SELECT sealed FROM keyring").pluck().all();
  database.close();
  expect(copies).toHaveLength(2);
  expect(copies[0]).toEqual(copies[1]);
});

test("a keyring without any roster entry that holds still opens: the accounts are worth more than the name", async () => {
  const bench = await found();
  writeBlob(bench, "UPDATE roster SET entry = ?", new Uint8Array(9));
  const service = await bench.start();
  expect(service.status()).toMatchObject({ locked: false, accounts: 1 });
  service.close();
});
