/**
 * A relay.db that an older relay left: taken over by this one with all that is in it.
 */
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import SqliteDatabase from "better-sqlite3";
import { afterEach, describe, expect, test } from "vitest";
import { foundVault } from "../../src/protocol/found.ts";
import { memberFromSeed } from "../../src/protocol/keys.ts";
import { startRoster } from "../../src/protocol/roster-state.ts";
import { Secret } from "../../src/protocol/secret.ts";
import { DAY_MS } from "../../src/relay/limits.ts";
import { SCHEMA_VERSION } from "../../src/relay/relay-schema.ts";
import { fixedRandom } from "../protocol/fixed-random.ts";
import { rising } from "../protocol/rising.ts";
import { enterVaultAt, startTestRelay, type TestRelay } from "../support/relay.ts";
import {
  admitWords,
  follow,
  makeEnvelope,
  newMember,
  sodium,
  type TestVault,
  value,
} from "../support/relay-vault.ts";

let relay: TestRelay;
afterEach(() => relay.end());

const FIXTURE = new URL("../fixtures/relay-1.sql", import.meta.url);

/** Its directory, as it was found. */
function leftBehind(): string {
  const directory = mkdtempSync(join(tmpdir(), "holt-relay-1-"));
  writeFileSync(join(directory, "relay.key"), rising(0x80, 32), { mode: 0o600 });
  const database = new SqliteDatabase(join(directory, "relay.db"));
  database.exec(readFileSync(FIXTURE, "utf8"));
  database.close();
  return directory;
}

/** As its founder knows it. */
function foundThen(): TestVault {
  const founder = memberFromSeed(sodium, new Secret(rising(0, 32)));
  const { vaultId, entry, epochKey } = foundVault({ sodium, random: fixedRandom("relay-1") }, founder);
  return { vaultId, founder, entries: [entry], state: value(startRoster(sodium, entry)), epochKey };
}

describe("a relay.db of version 1", () => {
  test("is read on to its end, and written on to", async () => {
    relay = await startTestRelay({}, leftBehind());
    const vault = foundThen();
    const session = await enterVaultAt(relay, vault.founder);
    const { items, cursor } = session.log();
    expect(items.map(({ kind }) => kind)).toEqual(["entry", "entry", "envelope", "envelope", "envelope"]);
    expect(Buffer.from(items[0]?.bytes ?? [])).toEqual(Buffer.from(vault.entries[0] ?? []));
    follow(vault, items[1]?.bytes ?? new Uint8Array());
    session.client.send({ type: "push", envelope: makeEnvelope(vault, { seen: cursor }).bytes });
    expect((await session.until(6)).cursor.position).toBe(6);
  });

  test("keeps points in time from now on, and takes an old cursor", async () => {
    relay = await startTestRelay({}, leftBehind());
    const vault = foundThen();
    const session = await enterVaultAt(relay, vault.founder);
    follow(vault, session.log().items[1]?.bytes ?? new Uint8Array());
    session.client.send({ type: "points" });
    expect((await session.client.next("points")).points).toEqual([]);
    session.client.send({ type: "append", entry: follow(vault, admitWords(vault, newMember())) });
    await session.until(6);
    const seen = session.log().cursor;
    session.client.send({ type: "push", envelope: makeEnvelope(vault, { seen, kind: "snapshot" }).bytes });
    await session.until(7);
    session.client.send({ type: "points" });
    const { points } = await session.client.next("points");
    expect(points.map(({ position }) => position)).toEqual([7]);
    relay.pass(DAY_MS);
    const again = await enterVaultAt(relay, vault.founder, seen);
    expect(again.log().items.map(({ position }) => position)).toEqual([7]);
  });

  test("is of this version then, keeps its tokens, and is left as it is by the next start", async () => {
    relay = await startTestRelay({}, leftBehind());
    const file = join(relay.directory, "relay.db");
    const look = (): unknown => {
      const database = new SqliteDatabase(file, { readonly: true });
      const version: unknown = database.pragma("user_version", { simple: true });
      const tokens: unknown = database.prepare("SELECT count(*) FROM token").pluck().get();
      const mailboxes: unknown = database.prepare("SELECT count(*) FROM mailbox").pluck().get();
      const tables: unknown = database.prepare("SELECT sql FROM sqlite_schema ORDER BY name").all();
      database.close();
      return { version, tokens, mailboxes, tables };
    };
    const once = look();
    expect(once).toMatchObject({ version: SCHEMA_VERSION, tokens: 1, mailboxes: 1 });
    relay = await relay.restart();
    expect(look()).toEqual(once);
  });

  test("has the tables of a new one", async () => {
    relay = await startTestRelay();
    const tablesIn = (directory: string): unknown => {
      const database = new SqliteDatabase(join(directory, "relay.db"), { readonly: true });
      const tables = database.prepare("SELECT name FROM sqlite_schema ORDER BY name").pluck().all();
      database.close();
      return tables;
    };
    const expected = tablesIn(relay.directory);
    await relay.end();
    relay = await startTestRelay({}, leftBehind());
    expect(tablesIn(relay.directory)).toEqual(expected);
  });
});
