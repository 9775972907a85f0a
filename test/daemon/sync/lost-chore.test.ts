/**
 * Work that was left for later, and that the disk doesn't take: memory goes back to what is stored, and all are told.
 */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SqliteError } from "better-sqlite3";
import { afterAll, expect, test } from "vitest";
import { ok } from "../../../src/protocol/result.ts";
import { loadSodium } from "../../../src/protocol/sodium.ts";
import type { ServiceEvent } from "../../../src/daemon/service.ts";
import { createVaultStore, foundKeyring } from "../../../src/daemon/vault-founding.ts";
import { openSession } from "../../../src/daemon/vault-open.ts";
import { createVaultProblems } from "../../../src/daemon/vault-problems.ts";
import { readRoster } from "../../../src/daemon/vault-roster.ts";
import { nameDevice } from "../../../src/vault/devices.ts";

const directory = mkdtempSync(join(tmpdir(), "holt-chore-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test("what is thrown away because folding fails is told, although the disk's trouble is no news", async () => {
  const sodium = await loadSodium();
  let isFull = false;
  const random = (length: number): Uint8Array => {
    if (isFull) throw new SqliteError("database or disk is full", "SQLITE_FULL");
    return new Uint8Array(randomBytes(length));
  };
  const tools = { sodium, random };
  const databaseFile = join(directory, "vault.db");
  const now = (): number => 1_767_268_800_000;
  const { keyring, entry } = foundKeyring(tools, "laptop");
  const store = createVaultStore(
    { databaseFile, tools, now },
    { sealed: new Uint8Array(100), entries: [entry], along: () => {} },
  );
  if (!store.ok) throw new Error("no store");
  const roster = store.value.read((rows) => readRoster(sodium, rows));
  if (!roster.ok) throw new Error("no roster");
  const chores: (() => void)[] = [];
  const events: ServiceEvent["type"][] = [];
  const opened = openSession({
    keyring,
    store: store.value,
    problems: createVaultProblems({ databaseFile, now }),
    tools,
    databaseFile,
    now,
    defer: (task) => void chores.push(task),
    emit: ({ type }) => void events.push(type),
    installation: null,
    roster: roster.value,
  });
  if (!opened.ok) throw new Error("no session");
  const session = opened.value;
  const write = (name: string) =>
    session.edit({
      act: (doc) => {
        nameDevice(doc, "a".repeat(32), name);
        return ok(undefined);
      },
      isUndoable: false,
    });
  // Folding becomes due.
  for (let count = 0; count < 300; count++) expect(write(`name ${count}`).ok).toBe(true);
  isFull = true;
  expect(write("is refused").ok).toBe(false);
  session.queueActivity({ type: "relay-lost-data", account: "", accountId: null, fields: [], details: {} });
  const before = session.reloads();
  events.length = 0;
  for (const chore of chores.splice(0)) chore();
  expect(session.reloads()).toBeGreaterThan(before);
  expect(events).not.toEqual([]);
  session.end();
  store.value.close();
});
