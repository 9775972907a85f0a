// What the parts of a synced edit cost by themselves, here and now: a durable commit, signature and verification, a
// WebSocket round trip between two processes.
import { randomFillSync } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { WebSocket } from "ws";
import { loadSodium } from "../../src/protocol/sodium.ts";
import { startScript } from "./process.mjs";

const SqliteDatabase = createRequire(new URL("../../package.json", import.meta.url))("better-sqlite3");
/** About what one edit is in the log. */
const ROW_BYTES = 512;

/** One transaction with one row, durable: in a database as holt opens its own. */
export function openCommitFloor(base) {
  const directory = mkdtempSync(join(base, "holt-floor-"));
  const database = new SqliteDatabase(join(directory, "floor.db"));
  for (const pragma of ["journal_mode = WAL", "synchronous = FULL", "secure_delete = ON"])
    database.pragma(pragma);
  database.exec("CREATE TABLE row (seq INTEGER PRIMARY KEY, bytes BLOB)");
  const insert = database.prepare("INSERT INTO row (bytes) VALUES (?)");
  const bytes = randomFillSync(new Uint8Array(ROW_BYTES));
  const commit = database.transaction(() => insert.run(bytes)).immediate;
  return {
    measure: () => timed(commit),
    end() {
      database.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Ed25519, once each, as holt does it. */
export async function openSignatureFloor() {
  const sodium = await loadSodium();
  const { publicKey, secretKey } = sodium.signKeyPair(randomFillSync(new Uint8Array(32)));
  const id = randomFillSync(new Uint8Array(32));
  return {
    measure: () => timed(() => sodium.verifyDetached(sodium.signDetached(id, secretKey), id, publicKey)),
    end() {},
  };
}

export async function openLoopbackFloor() {
  const server = await startScript("echo-server.mjs");
  const socket = new WebSocket(server.ready.url, { perMessageDeflate: false });
  await new Promise((done) => socket.once("open", done));
  const bytes = new Uint8Array(ROW_BYTES);
  return {
    measure: () =>
      new Promise((done) => {
        const start = performance.now();
        socket.once("message", () => done(performance.now() - start));
        socket.send(bytes);
      }),
    async end() {
      socket.close();
      await server.end();
    },
  };
}

function timed(act) {
  const start = performance.now();
  act();
  return performance.now() - start;
}
