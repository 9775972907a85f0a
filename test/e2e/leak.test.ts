/**
 * What a thief of the disk, another user of the machine, or a reader of logs finds: nothing of any account.
 */
import { execFileSync } from "node:child_process";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import { WebSocket } from "ws";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { createProgram, readTree, type Program } from "../support/program.ts";
import { spellings } from "../support/spellings.ts";

let program: Program;
afterEach(async () => {
  await program.stop();
});

const SECRET_TEXT = "NVUW4ZLSMFWHG33NMV2GQ2LOM4QHI3DF";
const PIN = "7531";
const SECRETS = [
  SECRET_TEXT,
  SECRET_TEXT.toLowerCase(),
  "minerals",
  "6d696e6572616c73",
  "note-about-marzipan",
  "backup-code-4711",
];
const LABELS = ["Zanzibar Bank", "quentin@example.net", "tag-of-mine", "laptop-of-quentin"];

async function fill(): Promise<void> {
  program = createProgram();
  await program.ok(
    ["init", "--name", "laptop-of-quentin", "--passphrase-file", "-"],
    "correct horse battery\n",
  );
  const uri = `otpauth://totp/Zanzibar%20Bank:quentin%40example.net?secret=${SECRET_TEXT}&issuer=Zanzibar%20Bank`;
  await program.ok(["add", "-"], uri);
  const { writeFileSync } = await import("node:fs");
  writeFileSync(program.file("note"), "note-about-marzipan");
  writeFileSync(program.file("codes"), "backup-code-4711");
  writeFileSync(program.file("secret"), "e3152afee62599c8");
  writeFileSync(program.file("pin"), PIN);
  await program.ok([
    "edit",
    "Zanzibar",
    "--note-file",
    program.file("note"),
    "--recovery-codes-file",
    program.file("codes"),
    "--tag",
    "tag-of-mine",
  ]);
  await program.ok(["code", "Zanzibar"]);
  await program.ok(["show", "Zanzibar", "--reveal"]);
  await program.ok(["rm", "Zanzibar"]);
  await program.ok(["undo"]);
}

test("no account content stands in any file of holt, locked or not", async () => {
  await fill();
  for (const isLocked of [false, true]) {
    if (isLocked) await program.ok(["lock"]);
    const files = readTree(program.env["HOLT_HOME"] ?? "");
    expect(files.length).toBeGreaterThan(1);
    const found = files.flatMap(({ path, bytes }) =>
      [...SECRETS, ...LABELS]
        .filter((text) => spellings(text).some((spelling) => bytes.includes(spelling)))
        .map((text) => `${text} in ${path}`),
    );
    expect(found).toEqual([]);
  }
});

test("no account content stands in the process table", async () => {
  await fill();
  const table = execFileSync("ps", ["axwwe", "-o", "pid,args"], { encoding: "utf8" });
  const pid = await program.daemonPid();
  expect(table).toContain(String(pid));
  for (const text of [...SECRETS, ...LABELS, "correct horse"]) expect(table).not.toContain(text);
});

test("the view document holds labels and neither secrets, codes, notes nor recovery codes", async () => {
  await fill();
  const code = (await program.ok(["code", "Zanzibar"])).trim();
  const document = new Y.Doc();
  const socket = join(program.env["HOLT_HOME"] ?? "", "run", "view.sock");
  const provider = new WebsocketProvider(`ws+unix:${socket}:`, "view", document, {
    WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
    disableBc: true,
  });
  await new Promise<void>((done) => {
    provider.on("sync", (isSynced: boolean) => {
      if (isSynced) done();
    });
  });
  const bytes = Buffer.from(Y.encodeStateAsUpdate(document));
  const text = JSON.stringify(document.getMap("accounts").toJSON());
  provider.destroy();
  document.destroy();
  expect(text).toContain("Zanzibar Bank");
  for (const secret of [...SECRETS, code]) {
    for (const spelling of spellings(secret)) expect(bytes.includes(spelling)).toBe(false);
  }
});
