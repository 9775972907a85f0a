/**
 * A vault that was left for another one stays beside it, sealed as it was, for thirty days.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { call, createVaultBench, type VaultBench } from "../../support/vault-bench.ts";

const benches: VaultBench[] = [];
afterEach(() => benches.splice(0).forEach((bench) => bench.remove()));

test("a new vault takes the accounts along, and the old one goes thirty days later", async () => {
  const bench = createVaultBench();
  benches.push(bench);
  bench.clock.nowMs = Date.now();
  const service = await bench.start();
  const old = await call(service, "vault.init", { device: "laptop", passphrase: null });
  await call(service, "accounts.add", {
    issuer: "GitHub",
    otp: { type: "totp", secret: "JBSWY3DPEHPK3PXP" },
  });
  const founded = await call(service, "vault.refound", { device: null });
  expect(founded.accounts).toBe(1);
  expect(founded.vaultId).not.toBe(old.vaultId);
  expect(service.labels().map(({ issuer }) => issuer)).toEqual(["GitHub"]);
  service.close();

  const left = readdirSync(bench.directory).find((name) => name.includes(".left-")) ?? "";
  expect(readFileSync(join(bench.directory, left)).includes("GitHub")).toBe(false);
  bench.clock.nowMs += 29 * 86_400_000;
  (await bench.start()).close();
  expect(existsSync(join(bench.directory, left))).toBe(true);
  bench.clock.nowMs += 2 * 86_400_000;
  const later = await bench.start();
  expect(existsSync(join(bench.directory, left))).toBe(false);
  expect(later.labels()).toHaveLength(1);
  later.close();
});

test("a vault with a passphrase keeps it when it is founded anew", async () => {
  const bench = createVaultBench();
  benches.push(bench);
  const service = await bench.start();
  await call(service, "vault.init", { device: "laptop", passphrase: "correct horse" });
  const { vaultId } = await call(service, "vault.refound", { device: "desktop" });
  service.close();
  const again = await bench.start();
  expect(again.status()).toMatchObject({ vaultId, locked: true, hasPassphrase: true });
  await call(again, "vault.unlock", { passphrase: "correct horse" });
  expect(again.status().device?.name).toBe("desktop");
  again.close();
});
