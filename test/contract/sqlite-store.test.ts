import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { createDatabase, openDatabase } from "../../src/daemon/database.ts";
import { createSqliteStore } from "../../src/daemon/sqlite-store.ts";
import { describeStore, type StoreUnderTest } from "./store-contract.ts";

const root = mkdtempSync(join(tmpdir(), "holt-store-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let count = 0;

describeStore("the SQLite store", () => {
  const file = join(root, String(count++), "vault.db");
  const created = createDatabase({ file, now: () => 0 });
  if (!created.ok) throw new Error(created.error.type);
  return underTest(file, created.value);
});

function underTest(file: string, database: Parameters<typeof createSqliteStore>[0]): StoreUnderTest {
  const store = createSqliteStore(database, file);
  return {
    store,
    reopen: () => {
      store.close();
      const opened = openDatabase({ file, now: () => 0 });
      if (!opened.ok || opened.value === undefined) throw new Error("it is gone");
      return underTest(file, opened.value);
    },
  };
}
