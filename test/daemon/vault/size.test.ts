/**
 * A vault never grows beyond what can be read again.
 */
import { afterEach, expect, test } from "vitest";
import { createVaultSize } from "../../../src/daemon/vault-size.ts";
import { base64, call, createVaultBench, failureOf, type VaultBench } from "../../support/vault-bench.ts";

const benches: VaultBench[] = [];
afterEach(() => benches.splice(0).forEach((bench) => bench.remove()));

/** Twenty accounts with a megabyte of notes each. */
function largeImport(name: string): { name: string; bytes: string } {
  const entries = Array.from({ length: 20 }, (_, index) => ({
    type: "totp",
    uuid: `00000000-0000-4000-8000-0000000000${String(index).padStart(2, "0")}`,
    name: `${name} ${index}`,
    issuer: "",
    note: "n".repeat(1024 * 1024),
    icon: null,
    info: { secret: "JBSWY3DPEHPK3PXP", algo: "SHA1", digits: 6, period: 30 },
  }));
  const file = { version: 1, header: { slots: null, params: null }, db: { version: 2, entries } };
  return { name, bytes: base64(JSON.stringify(file)) };
}

test("what would make it too large is refused whole, what is small still goes in, and all of it is read again", async () => {
  const bench = createVaultBench();
  benches.push(bench);
  const service = await bench.start();
  await call(service, "vault.init", { device: "laptop", passphrase: null });
  await call(service, "import.run", { files: [largeImport("first")] });
  bench.runChores();
  expect(await failureOf(service, "import.run", { files: [largeImport("second")] })).toEqual({
    type: "usage",
    reason: "bad-field",
    value: "vault: more than a vault holds (32 MB)",
  });
  await call(service, "accounts.edit", { query: "first 3", changes: { addTags: ["kept"] } });
  bench.runChores();
  service.close();
  const again = await bench.start();
  expect((await call(again, "accounts.list", {})).accounts).toHaveLength(20);
  expect((await call(again, "accounts.list", { tag: "kept" })).accounts).toHaveLength(1);
  expect(again.status().problems).toEqual([{ type: "no-passphrase" }]);
  again.close();
});

test("an estimate beyond the bound is measured before anything is refused", () => {
  const size = createVaultSize(0, 100_000);
  expect(size.refuse(60_000, () => Number.NaN)).toBeUndefined();
  expect(size.refuse(60_000, () => 70_000)).toBeUndefined();
  expect(size.refuse(20_000, () => Number.NaN)).toBeUndefined();
  expect(size.refuse(20_000, () => 110_000)).toMatchObject({ type: "usage" });
  expect(size.refuse(100, () => Number.NaN)).toBeUndefined();
});
