/**
 * Erasures that a relay owes, whatever happens to it meanwhile: killed at any moment, started anew, without backups.
 */
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import SqliteDatabase from "better-sqlite3";
import { afterEach, describe, expect, test, vi } from "vitest";
import { isReceiptSignedBy } from "../../src/protocol/receipt.ts";
import { makeConfirmation } from "../../src/protocol/roster-make.ts";
import { DAY_MS } from "../../src/relay/limits.ts";
import { createMetrics } from "../../src/relay/metrics.ts";
import {
  append,
  type BackedUp,
  confirming,
  erasing,
  holdsAnyOf,
  openWithWords,
  push,
} from "../support/relay-backups.ts";
import { logIn } from "../support/relay-client.ts";
import { enterVaultAt, openVaultAt, startTestRelay, type TestRelay } from "../support/relay.ts";
import {
  admitWords,
  follow,
  moveHome,
  newMember,
  newVault,
  sodium,
  tools,
  value,
} from "../support/relay-vault.ts";

let relay: TestRelay;
const images: string[] = [];
afterEach(async () => {
  await relay.end();
  for (const image of images.splice(0)) rmSync(image, { recursive: true, force: true });
});

/** Its files as they are at this moment: what kill -9 would leave. */
function imageOf(directory: string): string {
  const image = mkdtempSync(join(tmpdir(), "holt-relay-image-"));
  images.push(image);
  for (const name of ["relay.key", "relay.db", "relay.db-wal"]) {
    copyFileSync(join(directory, name), join(image, name));
  }
  return image;
}

async function pushSome({ session, vault }: BackedUp): Promise<readonly Uint8Array[]> {
  const stored = [];
  for (const kind of ["update", "snapshot", "update"] as const) {
    stored.push((await push(session, vault, kind)).bytes);
  }
  return stored;
}

/** The erasure is appended; what comes of it is the caller's matter. */
async function ask(backedUp: BackedUp, scope: "backup" | "all"): Promise<void> {
  const { session, vault, words } = backedUp;
  await append(session, follow(vault, erasing(vault, scope)));
  session.client.send({ type: "append", entry: confirming(vault, words) });
}

const hasLogged = (event: string) =>
  vi.waitFor(() => expect(relay.logged.map((line) => line.event)).toContain(event));

/** From a file's image a relay starts, carries out what is owed, and says so. */
async function carryOn(image: string, { vault }: BackedUp): Promise<void> {
  const before = relay;
  const { relayKey } = before.relay;
  relay = await startTestRelay({}, image);
  await before.end();
  relay.pass(1000);
  const session = await enterVaultAt(relay, vault.founder);
  const receipt = await session.client.next("receipt");
  const whole = { ...receipt, vaultId: vault.vaultId };
  expect(isReceiptSignedBy(sodium, whole, relayKey)).toBe(true);
}

describe("[RD18] a relay that is killed", () => {
  test("before anything was deleted deletes it when it starts", async () => {
    relay = await startTestRelay();
    const backedUp = await openWithWords(relay);
    const stored = await pushSome(backedUp);
    // Its disk fails in the very moment.
    const other = new SqliteDatabase(join(relay.directory, "relay.db"));
    other.exec("CREATE TRIGGER fails BEFORE DELETE ON record BEGIN SELECT RAISE(ABORT, 'fails'); END");
    await ask(backedUp, "all");
    await hasLogged("bug");
    other.exec("DROP TRIGGER fails");
    other.close();
    const image = imageOf(relay.directory);
    expect(holdsAnyOf(image, stored)).toBe(true);
    await carryOn(image, backedUp);
    expect(holdsAnyOf(image, stored)).toBe(false);
  });

  test("before the disk was looked at looks at it when it starts", async () => {
    relay = await startTestRelay();
    const backedUp = await openWithWords(relay);
    const stored = await pushSome(backedUp);
    const reader = new SqliteDatabase(join(relay.directory, "relay.db"), { readonly: true });
    const rows = reader.prepare("SELECT position FROM record").iterate();
    rows.next();
    await ask(backedUp, "all");
    await hasLogged("scrub-delayed");
    const image = imageOf(relay.directory);
    rows.return?.();
    reader.close();
    expect(holdsAnyOf(image, stored)).toBe(true);
    await carryOn(image, backedUp);
    expect(holdsAnyOf(image, stored)).toBe(false);
  });

  test("before a snapshot came under the new epoch waits for it still", async () => {
    relay = await startTestRelay();
    const backedUp = await openWithWords(relay);
    const { vault } = backedUp;
    const stored = await pushSome(backedUp);
    await ask(backedUp, "backup");
    await backedUp.session.until(vault.entries.length + stored.length);
    const image = imageOf(relay.directory);
    const before = relay;
    relay = await startTestRelay({}, image);
    await before.end();
    relay.pass(1000);
    const session = await enterVaultAt(relay, vault.founder);
    expect(holdsAnyOf(image, stored)).toBe(true);
    const fresh = await push(session, vault, "snapshot");
    relay.pass(1000);
    await session.client.next("receipt");
    expect(holdsAnyOf(image, stored)).toBe(false);
    expect(holdsAnyOf(image, [fresh.bytes])).toBe(true);
  });

  test("after the receipt gives the same one again", async () => {
    relay = await startTestRelay();
    const backedUp = await openWithWords(relay);
    await pushSome(backedUp);
    await ask(backedUp, "all");
    await hasLogged("erased");
    const first = await (await enterVaultAt(relay, backedUp.vault.founder)).client.next("receipt");
    const image = imageOf(relay.directory);
    const before = relay;
    relay = await startTestRelay({}, image);
    await before.end();
    relay.pass(DAY_MS);
    const again = await enterVaultAt(relay, backedUp.vault.founder);
    expect(await again.client.next("receipt")).toEqual(first);
  });
});

describe("[RD17] a relay that gets to know a proposal to erase with the whole roster", () => {
  test("counts from then", async () => {
    relay = await startTestRelay();
    const vault = newVault();
    follow(vault, admitWords(vault, newMember()));
    follow(vault, erasing(vault, "backup"));
    follow(vault, moveHome(vault, relay.relay.relayKey));
    const session = await openVaultAt(relay, vault);
    const { index, atMs } = await session.client.next("erasure-due");
    const { state, founder: author, epochKey } = vault;
    const { entry } = value(makeConfirmation(tools, { state, author, epochKey, entry: index }));
    relay.pass(DAY_MS);
    session.client.send({ type: "append", entry });
    const refused = await session.client.next("refused");
    expect(refused).toMatchObject({ reason: "too-early", retryAfterMs: 6 * DAY_MS });
    relay.pass(6 * DAY_MS);
    const later = await enterVaultAt(relay, vault.founder);
    expect((await later.client.next("erasure-due")).atMs).toBe(atMs);
    await append(later, entry);
  });
});

describe("[RD14] a relay without backups", () => {
  test("keeps no points in time of a vault that it has from before", async () => {
    relay = await startTestRelay();
    const { vault, session } = await openWithWords(relay);
    await push(session, vault, "snapshot");
    relay = await relay.restart({ allowsBackups: false });
    relay.pass(2 * DAY_MS);
    const again = await enterVaultAt(relay, vault.founder);
    await push(again, vault, "snapshot");
    again.client.send({ type: "points" });
    expect((await again.client.next("points")).points).toHaveLength(1);
  });
});

describe("metrics", () => {
  test("count points, erasures and recovery logins that failed, and name nobody", async () => {
    const metrics = createMetrics();
    relay = await startTestRelay({ meter: metrics.meter });
    const { relay: running } = relay;
    const totals = async () => value(await running.totals());
    const endpoint = metrics.endpoint(() => ({ sessions: running.sessions, totals }));
    const render = async () => (await endpoint.render()).split("\n");
    const backedUp = await openWithWords(relay);
    await push(backedUp.session, backedUp.vault, "snapshot");
    expect(await render()).toContain("holt_relay_points 1");
    expect((await render()).join("\n")).toMatch(/^holt_relay_point_bytes [1-9]\d+$/m);
    const client = await relay.connect();
    await logIn(client, sodium, { member: newMember(), purpose: "recover" });
    await client.closed;
    await ask(backedUp, "all");
    await hasLogged("erased");
    const lines = await render();
    expect(lines).toContain("holt_relay_points 0");
    expect(lines).toContain('holt_relay_erasures_total{scope="all"} 1');
    expect(lines).toContain("holt_relay_recovery_failures_total 1");
  });
});
