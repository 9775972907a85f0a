import SqliteDatabase from "better-sqlite3";
import { afterEach, describe, expect, test } from "vitest";
import type { VaultService } from "../../../src/daemon/service.ts";
import { base64, call, createVaultBench, NOON, type VaultBench } from "../../support/vault-bench.ts";

const benches: VaultBench[] = [];
afterEach(() => benches.splice(0).forEach((bench) => bench.remove()));

const SECRET = "JBSWY3DPEHPK3PXP";
const DAY_MS = 24 * 60 * 60 * 1000;
const FIRST_DAY = Math.floor(NOON / DAY_MS);

async function found(): Promise<{ bench: VaultBench; service: VaultService }> {
  const bench = createVaultBench();
  benches.push(bench);
  const service = await bench.start();
  await call(service, "vault.init", { device: "laptop", passphrase: null });
  return { bench, service };
}

const add = async (service: VaultService, issuer: string): Promise<void> =>
  void (await call(service, "accounts.add", { issuer, otp: { type: "totp", secret: SECRET } }));

interface Counts {
  readonly drafts: number;
  readonly checkpoints: readonly { readonly day: number; readonly covers: number }[];
}

function countRows({ databaseFile }: VaultBench): Counts {
  const database = new SqliteDatabase(databaseFile, { readonly: true });
  const drafts = database.prepare<[], number>("SELECT count(*) FROM draft").pluck().get() ?? -1;
  const checkpoints = database
    .prepare<[], { day: number; covers: number }>("SELECT day, covers FROM checkpoint ORDER BY seq")
    .all();
  database.close();
  return { drafts, checkpoints };
}

describe("folding", () => {
  test("waits until the answer is given", async () => {
    const { bench, service } = await found();
    for (let count = 0; count <= 200; count++) await add(service, `Issuer ${count}`);
    expect(countRows(bench)).toEqual({ drafts: 201, checkpoints: [] });
    bench.runChores();
    expect(countRows(bench).checkpoints).toEqual([{ day: FIRST_DAY, covers: 201 }]);
    service.close();
  });

  test("comes early when much was imported", async () => {
    const { bench, service } = await found();
    const uris = Array.from({ length: 3000 }, (_, index) => `otpauth://totp/I${index}?secret=${SECRET}`);
    await call(service, "import.run", { files: [{ name: "a.txt", bytes: base64(uris.join("\n")) }] });
    bench.runChores();
    expect(countRows(bench).checkpoints).toEqual([{ day: FIRST_DAY, covers: 1 }]);
    service.close();
  });

  test("keeps one checkpoint per day with changes, each as the day ended", async () => {
    const { bench, service } = await found();
    await add(service, "Monday morning");
    await add(service, "Monday evening");
    bench.runChores();
    expect(countRows(bench).checkpoints).toEqual([]);
    bench.clock.nowMs += DAY_MS;
    await add(service, "Tuesday");
    bench.runChores();
    expect(countRows(bench).checkpoints).toEqual([{ day: FIRST_DAY, covers: 2 }]);
    bench.clock.nowMs += 3 * DAY_MS;
    await add(service, "Friday");
    bench.runChores();
    expect(countRows(bench).checkpoints).toEqual([
      { day: FIRST_DAY, covers: 2 },
      { day: FIRST_DAY + 1, covers: 3 },
    ]);
    service.close();
    const again = await bench.start();
    expect(again.labels()).toHaveLength(4);
    again.close();
  });

  test("replaces the checkpoint of the same day", async () => {
    const { bench, service } = await found();
    for (let count = 0; count <= 450; count++) {
      await add(service, `Issuer ${count}`);
      bench.runChores();
    }
    expect(countRows(bench).checkpoints).toEqual([{ day: FIRST_DAY, covers: 402 }]);
    service.close();
  });

  test("[ST5] drops drafts once two checkpoints hold them, and keeps thirty days", async () => {
    const { bench, service } = await found();
    for (let day = 0; day < 40; day++) {
      await add(service, `Day ${day}`);
      bench.runChores();
      bench.clock.nowMs += DAY_MS;
    }
    const { drafts, checkpoints } = countRows(bench);
    expect(checkpoints).toHaveLength(30);
    expect(checkpoints.at(-1)).toEqual({ day: FIRST_DAY + 38, covers: 39 });
    expect(drafts).toBe(2);
    service.close();
    const again = await bench.start();
    expect(again.labels()).toHaveLength(40);
    again.close();
  });

  test("never puts the newest state under an older day when the clock was set back", async () => {
    const { bench, service } = await found();
    await add(service, "now");
    bench.clock.nowMs += DAY_MS;
    await add(service, "tomorrow");
    bench.runChores();
    bench.clock.nowMs -= 10 * DAY_MS;
    for (let count = 0; count <= 200; count++) await add(service, `back ${count}`);
    bench.runChores();
    const days = countRows(bench).checkpoints.map(({ day }) => day);
    expect(days).toEqual([...days].sort((a, b) => a - b));
    service.close();
    const again = await bench.start();
    expect(again.labels()).toHaveLength(203);
    again.close();
  });

  test("[ST4] numbers of drafts go on after the older ones are gone", async () => {
    const { bench, service } = await found();
    for (let day = 0; day < 5; day++) {
      await add(service, `Day ${day}`);
      bench.runChores();
      bench.clock.nowMs += DAY_MS;
    }
    service.close();
    const again = await bench.start();
    await add(again, "after");
    again.close();
    const third = await bench.start();
    expect(third.labels().map(({ issuer }) => issuer)).toContain("after");
    expect(third.labels()).toHaveLength(6);
    third.close();
  });
});
