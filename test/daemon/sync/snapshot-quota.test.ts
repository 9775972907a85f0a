/**
 * A relay that takes no more snapshots of the vault today: edits go on reaching it.
 */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { connectRelay } from "../../../src/daemon/sync/relay-connection.ts";
import { createVaultService } from "../../../src/daemon/vault-service.ts";
import { loadSodium } from "../../../src/protocol/sodium.ts";
import { startTestRelay } from "../../support/relay.ts";
import { call } from "../../support/vault-bench.ts";

const directory = mkdtempSync(join(tmpdir(), "holt-quota-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const SOON_MS = 5;
const AGAIN_MS = 2_000;

test("[SY18] more than goes as updates waits, and a snapshot is refused: it goes as updates all the same", async () => {
  const relay = await startTestRelay({ limits: { snapshotsPerDay: 1 } });
  const started = await createVaultService({
    paths: { databaseFile: join(directory, "vault.db"), keyFile: join(directory, "vault.key") },
    sodium: await loadSodium(),
    random: (length) => new Uint8Array(randomBytes(length)),
    now: Date.now,
    version: "0.0.0",
    network: {
      connect: connectRelay,
      // What is tried again after a second or two is tried again in a moment; whoever waits for an answer waits.
      schedule: (task, delayMs) => {
        const timer = setTimeout(task, delayMs <= AGAIN_MS ? SOON_MS : delayMs);
        return () => clearTimeout(timer);
      },
    },
  });
  if (!started.ok) throw new Error("not started");
  const service = started.value;
  await call(service, "vault.init", { device: "laptop", passphrase: null });
  const uri = "otpauth://totp/ACME:me?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=ACME";
  const { account } = await call(service, "accounts.addUri", { uri });
  // The vault goes there as a snapshot: the one of today.
  await call(service, "link.set", { url: relay.url, fingerprint: relay.relay.fingerprint });
  await call(service, "sync.now", { wait: true });
  // In one turn, so that all but the first wait together: more than half a MiB.
  const edits = Array.from({ length: 40 }, (_, index) =>
    call(service, "accounts.edit", {
      query: account?.id ?? "",
      changes: { note: `${index} `.padEnd(20_000, "x") },
    }),
  );
  await Promise.all(edits);
  expect(service.status().link.pending).toBeGreaterThan(0);
  await call(service, "sync.now", { wait: true, timeoutSeconds: 20 });
  expect(service.status().link).toMatchObject({ state: "online", pending: 0, error: null });
  service.close();
  await relay.end();
}, 30_000);
