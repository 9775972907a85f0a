import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { createDatabase, openDatabase } from "../../src/daemon/database.ts";
import { createSqliteStore } from "../../src/daemon/sqlite-store.ts";
import type { Store } from "../../src/daemon/store.ts";
import { describeStore, type StoreUnderTest } from "./store-contract.ts";

const root = mkdtempSync(join(tmpdir(), "holt-store-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let count = 0;

describeStore("the SQLite store", () => {
  const file = join(root, String(count++), "vault.db");
  const created = createDatabase({ file, now: () => 0 });
  if (!created.ok) throw new Error(created.error.type);
  return underTest(file, createSqliteStore(created.value, file));
});

function underTest(file: string, store: Store): StoreUnderTest {
  const copyPlace = `${file}.copy`;
  return {
    store,
    reopen: () => {
      store.close();
      return underTest(file, openStore(file));
    },
    copyPlace,
    openCopy: () => openStore(copyPlace),
  };
}

function openStore(file: string): Store {
  const opened = openDatabase({ file, now: () => 0 });
  if (!opened.ok || opened.value === undefined) throw new Error("it is gone");
  return createSqliteStore(opened.value, file);
}
