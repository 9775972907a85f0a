/**
 * What a lock leaves in memory: of the engine's own strings none that came from an account.
 */
import { getHeapSnapshot, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { text } from "node:stream/consumers";
import { afterEach, expect, test } from "vitest";
import type { VaultService } from "../../../src/daemon/service.ts";
import { call, createVaultBench, type VaultBench } from "../../support/vault-bench.ts";

const benches: VaultBench[] = [];
afterEach(() => benches.splice(0).forEach((bench) => bench.remove()));

/** Put together where it is used, so that no literal of this file is taken for a trace. */
const mark = (what: string): string => ["Holt", what, "Marker"].join("");
/** Base32, and what it becomes when it is shown. */
const secret = (): string => ["HOLT", "MARKER", "AAAAAA"].join("");

async function tracesInHeap(): Promise<readonly string[]> {
  setFlagsFromString("--expose_gc");
  const collect = runInNewContext("gc") as () => void;
  // Streams that drew a picture close one turn after the other.
  for (let turn = 0; turn < 5; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
    collect();
  }
  const snapshot = JSON.parse(await text(getHeapSnapshot())) as { strings: readonly string[] };
  const own = /\.join\(|=>|A-Z/;
  return snapshot.strings.filter(
    (string) => /Holt[A-Z][a-z]+Marker|HOLTMARKER/i.test(string) && !own.test(string),
  );
}

async function useVault(service: VaultService): Promise<void> {
  await call(service, "vault.init", { device: mark("Device"), passphrase: mark("Passphrase") });
  await call(service, "accounts.add", {
    issuer: mark("Issuer"),
    name: mark("Name"),
    note: mark("Note"),
    recoveryCodes: mark("Recovery"),
    addTags: [mark("Tag")],
    otp: { type: "totp", secret: secret() },
  });
  await call(service, "accounts.edit", { query: mark("Issuer"), changes: { note: mark("Other") } });
  await call(service, "undo", {});
  await call(service, "accounts.search", { text: mark("Issuer").slice(0, 7) });
  await call(service, "codes.get", { query: mark("Name") });
  await call(service, "accounts.show", { query: mark("Issuer"), reveal: true });
  await call(service, "accounts.qr", { query: mark("Issuer"), as: "png" });
  await call(service, "activity.list", {});
}

test("after a lock no text of an account is reachable, neither by init's nor by unlock's answer", async () => {
  const bench = createVaultBench();
  benches.push(bench);
  const service = await bench.start();
  await useVault(service);
  bench.runChores();
  expect((await tracesInHeap()).length).toBeGreaterThan(5);
  await call(service, "vault.lock", {});
  expect(await tracesInHeap()).toEqual([]);
  await call(service, "vault.unlock", { passphrase: mark("Passphrase") });
  await call(service, "accounts.list", {});
  service.lock("idle");
  expect(await tracesInHeap()).toEqual([]);
  service.close();
});
