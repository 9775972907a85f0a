import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { createRelayDatabase } from "../../src/relay/relay-database.ts";
import { createSqliteRelayStore } from "../../src/relay/sqlite-relay-store.ts";
import { value } from "../support/relay-vault.ts";
import { describeRelayBackups } from "./relay-backup-contract.ts";
import { describeRelayStore } from "./relay-store-contract.ts";
import type { RelayStoreUnderTest } from "./relay-store-rows.ts";

const root = mkdtempSync(join(tmpdir(), "holt-relay-store-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let count = 0;

function open(): RelayStoreUnderTest {
  const directory = join(root, String(count++));
  mkdirSync(directory);
  return underTest(join(directory, "relay.db"));
}

describeRelayStore("the SQLite store", open);
describeRelayBackups("the SQLite store", open);

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
