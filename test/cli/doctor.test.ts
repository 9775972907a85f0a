/**
 * `holt doctor`: what each check makes of what it finds, the table, the exit code, and that it changes nothing.
 */
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Check, CHECKS, check, exitCodeOfChecks } from "../../src/cli/doctor/check.ts";
import { renderChecklist } from "../../src/cli/doctor/checklist.ts";
import { checkMemory, checkTerminal } from "../../src/cli/doctor/machine-checks.ts";
import { checkDisk, checkFileSystem } from "../../src/cli/doctor/place-checks.ts";
import { checkNode, checkPrograms, checkSqlite } from "../../src/cli/doctor/program-checks.ts";
import { checkBackup, checkClock, checkRelay, type DaemonFacts } from "../../src/cli/doctor/vault-checks.ts";
import { en } from "../../src/client/language/en.ts";
import { sv } from "../../src/client/language/sv.ts";
import { examineVault } from "../../src/daemon/examine.ts";
import { takeProcessLock } from "../../src/daemon/process-lock.ts";
import type { StatusResult } from "../../src/protocol/local-api.ts";
import { resolvePaths } from "../../src/protocol/paths.ts";
import { ok } from "../../src/protocol/result.ts";
import { play } from "../support/cli-context.ts";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "holt-doctor-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const STATUS: StatusResult = {
  vaultId: "v",
  device: { name: "laptop", memberId: "m" },
  locked: true,
  accounts: null,
  daemon: { pid: process.pid, version: "0.1.0", uptimeSeconds: 1 },
  link: {
    relay: "wss://relay.example.org",
    fingerprint: "abcd",
    state: "online",
    pending: 0,
    lastSyncAt: 1,
    since: null,
    error: null,
  },
  backup: {
    state: "on",
    relay: null,
    fingerprint: null,
    handle: null,
    lastBackupAt: 1,
    pendingChanges: 0,
    bytes: null,
    snapshots: null,
    recovery: [],
    checkedAt: 1,
    lastVerifiedAt: 999_999_000,
    deletesAt: null,
    erasureRequest: null,
    problem: null,
    since: null,
    reminder: null,
    ended: null,
  },
  clockSkewSeconds: 0,
  hasPassphrase: true,
  osKeyring: { state: "off", problem: null },
  locksAtMs: null,
  problems: [],
};
const running = (changes: Partial<StatusResult> = {}): DaemonFacts => ({
  type: "running",
  status: { ...STATUS, ...changes },
});

interface Report {
  readonly ok: boolean;
  readonly checks: readonly Check[];
}
const statusOf = (report: Report, id: string): string | undefined =>
  report.checks.find((entry) => entry.id === id)?.status;

describe("the command", () => {
  const doctor = async (
    scene: Parameters<typeof play>[1] = {},
  ): Promise<{ readonly code: unknown; readonly report: Report; readonly calls: number }> => {
    const played = await play("doctor --json", { home, env: { HOLT_HOME: home, PATH: "" }, ...scene });
    const code = played.outcome.ok ? played.outcome.value : played.outcome.error;
    return { code, report: JSON.parse(played.stdout) as Report, calls: played.calls.length };
  };

  test("without a vault and without a daemon it starts none, makes nothing, and nothing fails", async () => {
    const { code, report, calls } = await doctor();
    expect(code).toBe(0);
    expect(report.ok).toBe(true);
    expect(report.checks.map(({ id }) => id).sort()).toEqual([...CHECKS].sort());
    expect(calls).toBe(0);
    expect(readdirSync(home)).toEqual([]);
  });

  test("with a daemon it asks for its status alone", async () => {
    const lock = takeProcessLock(join(home, "data", "lock.db"));
    expect(lock.ok).toBe(true);
    const { report, calls } = await doctor({ answers: { "daemon.status": () => ok(STATUS) } });
    if (lock.ok) lock.value.release();
    expect(calls).toBe(1);
    expect(statusOf(report, "daemon")).toBe("ok");
    expect(statusOf(report, "relay")).toBe("ok");
    expect(JSON.stringify(report)).not.toContain("laptop");
  });

  test("a daemon that holds the lock and doesn't answer is a failure", async () => {
    const lock = takeProcessLock(join(home, "data", "lock.db"));
    const { code, report } = await doctor({ isDaemonAbsent: true });
    if (lock.ok) lock.value.release();
    expect(statusOf(report, "daemon")).toBe("fail");
    expect(code).toBe(5);
  });

  test("a damaged database: exit 7, and the file is left as it was", async () => {
    mkdirSync(join(home, "data"), { mode: 0o700 });
    const file = join(home, "data", "vault.db");
    const bytes = Buffer.alloc(8192, 7);
    writeFileSync(file, bytes, { mode: 0o600 });
    const { code, report } = await doctor();
    expect(statusOf(report, "vault")).toBe("fail");
    expect(code).toBe(7);
    expect(readFileSync(file).equals(bytes)).toBe(true);
    expect(readdirSync(join(home, "data"))).toEqual(["vault.db"]);
  });

  test("a config.toml that is no TOML: exit 6; a bad value is a warning", async () => {
    writeFileSync(join(home, "config.toml"), "[lock\n");
    expect((await doctor()).code).toBe(6);
    writeFileSync(join(home, "config.toml"), '[lock]\nidle-minutes = "soon"\n');
    const { code, report } = await doctor();
    expect(statusOf(report, "config")).toBe("warn");
    expect(code).toBe(0);
  });

  test("directories that others can look into are named", async () => {
    mkdirSync(join(home, "data"));
    chmodSync(join(home, "data"), 0o755);
    expect(statusOf((await doctor()).report, "directories")).toBe("warn");
    mkdirSync(join(home, "run"));
    chmodSync(join(home, "run"), 0o755);
    expect(statusOf((await doctor()).report, "directories")).toBe("fail");
  });

  test("databases that were set aside are counted", async () => {
    mkdirSync(join(home, "data"), { mode: 0o700 });
    writeFileSync(join(home, "data", "vault.db.damaged-2026"), "");
    writeFileSync(join(home, "data", "vault.db.damaged-2026-wal"), "");
    const { report } = await doctor();
    expect(report.checks.find(({ id }) => id === "damaged")).toMatchObject({ status: "warn" });
    expect(report.checks.find(({ id }) => id === "damaged")?.text).toMatch(/^1 /);
  });

  test("it speaks Swedish", async () => {
    const played = await play("doctor", { home, env: { HOLT_HOME: home, PATH: "" }, language: sv });
    expect(played.stdout).toContain("säkerhetskopia");
    expect(played.stderr.join("")).toContain("att tänka på");
  });
});

describe("a database", () => {
  const examine = (): ReturnType<typeof examineVault> =>
    examineVault(resolvePaths({ env: { HOLT_HOME: home }, homeDirectory: "/", uid: 0 }));

  test("is checked with what stands in its journal only, while another has it open", async () => {
    mkdirSync(join(home, "data"), { mode: 0o700 });
    const database = new Database(join(home, "data", "vault.db"));
    database.pragma("journal_mode = WAL");
    database.exec("create table t (x); insert into t values (1)");
    expect(await examine()).toMatchObject({ database: "sound", isLockFree: true });
    database.close();
  });

  test("that isn't there is absent, and nothing is made", async () => {
    expect(await examine()).toMatchObject({ database: "absent", setAside: 0 });
    expect(readdirSync(home)).toEqual([]);
  });
});

describe("single checks", () => {
  const { doctor: words } = en;

  test.each([
    ["v24.7.0", "ok"],
    ["v24.6.9", "fail"],
    ["v26.0.0", "ok"],
  ])("Node %s: %s", (version, status) => {
    expect(checkNode(version, words).status).toBe(status);
  });

  test.each([
    ["3.51.3", "ok"],
    ["3.54.1", "ok"],
    ["3.51.2", "fail"],
    ["4.0.0", "ok"],
    [undefined, "fail"],
  ])("SQLite %s: %s", (version, status) => {
    expect(checkSqlite(version, words).status).toBe(status);
  });

  test("another holt on PATH is told, a link to this one isn't", () => {
    const program = join(home, "holt.cjs");
    writeFileSync(program, "", { mode: 0o755 });
    for (const name of ["a", "b"]) mkdirSync(join(home, name));
    symlinkSync(program, join(home, "a", "holt"));
    const facts = { version: "1", program, searchPath: `${home}/a:${home}/b:relative` };
    expect(checkPrograms(facts, words).status).toBe("ok");
    writeFileSync(join(home, "b", "holt"), "", { mode: 0o755 });
    expect(checkPrograms(facts, words)).toMatchObject({ status: "warn" });
    expect(checkPrograms(facts, words).text).toContain(`${home}/b/holt`);
  });

  test.each([
    [0xef53, "ok"],
    [0x6969, "fail"],
    [0xff534d42 | 0, "fail"],
    [0x65735546, "warn"],
  ])("a file system of type %d: %s", (type, status) => {
    expect(checkFileSystem({ type, freeBytes: 1 }, words).status).toBe(status);
  });

  test.each([
    [1024 ** 3, "ok"],
    [100 * 1024 ** 2, "warn"],
    [1024 ** 2, "fail"],
  ])("%d bytes free: %s", (freeBytes, status) => {
    expect(checkDisk({ type: 0, freeBytes }, words).status).toBe(status);
  });

  test.each([
    [0, undefined, "ok"],
    [0, false, "warn"],
    [-20, true, "warn"],
    [90, true, "fail"],
    [null, true, "ok"],
    [null, undefined, "ok"],
  ])("a clock %s s off, synchronised %s: %s", (clockSkewSeconds, isSynchronised, status) => {
    expect(checkClock(running({ clockSkewSeconds }), isSynchronised, en).status).toBe(status);
  });

  test.each([
    ["off", "ok"],
    ["connecting", "ok"],
    ["online", "ok"],
    ["offline", "warn"],
    ["waiting", "warn"],
    ["refused", "fail"],
    ["held", "fail"],
    ["revoked", "fail"],
  ] as const)("a link that is %s: %s", (state, status) => {
    expect(checkRelay(running({ link: { ...STATUS.link, state } }), en).status).toBe(status);
  });

  test.each([
    [{}, "ok"],
    [{ lastVerifiedAt: null }, "warn"],
    [{ lastVerifiedAt: 900_000_000 }, "warn"],
    [{ state: "off" }, "warn"],
    [{ state: "deleting" }, "warn"],
    [{ state: "failing", problem: "quota" }, "fail"],
  ] as const)("a backup that is %o: %s", (changes, status) => {
    const facts = running({ backup: { ...STATUS.backup, ...changes } });
    expect(checkBackup(facts, 1_000_000_000, en).status).toBe(status);
  });

  test("swap on a disk and a daemon whose memory could be dumped are told, zram isn't", () => {
    const heading = "Filename Type Size Used Priority\n";
    const limits = (size: string): string => `Limit Soft Hard\nMax core file size     ${size}     0 bytes\n`;
    expect(checkMemory({ swaps: heading, limits: limits("0") }, words).status).toBe("ok");
    expect(checkMemory({ swaps: `${heading}/dev/zram0 partition`, limits: undefined }, words).status).toBe(
      "ok",
    );
    expect(checkMemory({ swaps: `${heading}/dev/sda2 partition`, limits: undefined }, words).status).toBe(
      "warn",
    );
    expect(checkMemory({ swaps: heading, limits: limits("unlimited") }, words).status).toBe("warn");
  });

  test("a terminal without Unicode, or one that can only print, is told", () => {
    const at = (env: Readonly<Record<string, string>>): string =>
      checkTerminal({ columns: 80, hasColor: true, env }, words).status;
    expect(at({ LANG: "sv_SE.UTF-8" })).toBe("ok");
    expect(at({ LANG: "C" })).toBe(process.platform === "darwin" ? "ok" : "warn");
    expect(at({ LANG: "C.UTF-8", TERM: "dumb" })).toBe("warn");
  });
});

describe("the table", () => {
  const checks = [
    check("node", "ok", { text: "v24.21.0" }),
    check("notifications", "fail", { text: "word ".repeat(30).trim(), hints: [`see ${"/long".repeat(30)}`] }),
  ];
  const render = (columns: number, hasColor = false): readonly string[] =>
    renderChecklist({ checks, words: en.doctor, columns, hasColor });

  test.each([80, 40, 20])("no line is longer than %d columns", (columns) => {
    expect(render(columns).filter((line) => line.length > Math.max(columns, 24))).toEqual([]);
  });

  test("wide, a check begins with its line; narrow, its name stands above what was found", () => {
    expect(render(80)[0]).toBe("ok    Node           v24.21.0");
    expect(render(40).slice(0, 2)).toEqual(["ok    Node", "      v24.21.0"]);
  });

  test("colour is added where it is wanted, and shifts nothing", () => {
    // oxlint-disable-next-line no-control-regex -- it takes colours away
    expect(render(80, true).map((line) => line.replaceAll(/\u001b\[\d+m/g, ""))).toEqual(render(80));
  });
});

test("the worst of what fails decides the exit code, and warnings don't", () => {
  const of = (...ids: readonly Check["id"][]): number =>
    exitCodeOfChecks(ids.map((id) => check(id, "fail", { text: "" })));
  expect(exitCodeOfChecks([check("disk", "warn", { text: "" })])).toBe(0);
  expect([of("relay"), of("relay", "config"), of("relay", "vault"), of("backup"), of("node")]).toEqual([
    5, 6, 7, 8, 2,
  ]);
});
