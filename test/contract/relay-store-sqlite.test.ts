import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { createRelayDatabase } from "../../src/relay/relay-database.ts";
import { createSqliteRelayStore } from "../../src/relay/sqlite-relay-store.ts";
import { value } from "../support/relay-vault.ts";
import { describeRelayStore, type RelayStoreUnderTest } from "./relay-store-contract.ts";

const root = mkdtempSync(join(tmpdir(), "holt-relay-store-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let count = 0;

describeRelayStore("the SQLite store", () => {
  const directory = join(root, String(count++));
  mkdirSync(directory);
  return underTest(join(directory, "relay.db"));
});

function underTest(file: string): RelayStoreUnderTest {
  const openStore = () => createSqliteRelayStore(value(createRelayDatabase(file)), file);
  const store = openStore();
  return {
    store,
    reopen() {
      store.close();
      return underTest(file);
    },
    beside: openStore,
  };
}
