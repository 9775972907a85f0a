/**
 * `holt doctor`: whether all that holt needs is as it should be, and what to do where it isn't.
 *
 * Starts no daemon, changes nothing and works locked and without a vault. What it says names no account and no secret.
 */
import { installedProgram } from "../../client/start-daemon.ts";
import { ok } from "../../protocol/result.ts";
import type { CommandSpec, Context, Input, Outcome } from "../command.ts";
import { type Check, exitCodeOfChecks } from "../doctor/check.ts";
import { renderChecklist } from "../doctor/checklist.ts";
import {
  checkClipboard,
  checkMemory,
  checkNotifications,
  checkTerminal,
  readMemoryFacts,
} from "../doctor/machine-checks.ts";
import {
  checkConfig,
  checkDirectories,
  checkDisk,
  checkFileSystem,
  checkSockets,
  readFileSystem,
} from "../doctor/place-checks.ts";
import { checkNode, checkPrograms, checkSqlite } from "../doctor/program-checks.ts";
import { checkService } from "../doctor/service-check.ts";
import {
  checkBackup,
  checkClock,
  checkDaemon,
  checkDamaged,
  checkKeyring,
  checkRelay,
  checkVault,
  type DaemonFacts,
} from "../doctor/vault-checks.ts";
import { createTool } from "../service/tool.ts";
import { readSettings } from "../settings.ts";

export const spec = {
  arguments: [],
  options: {},
  examples: ["holt doctor", "holt doctor --json"],
} as const satisfies CommandSpec;

const DEFAULT_COLUMNS = 80;

export async function run(_: Input<typeof spec>, context: Context): Promise<Outcome> {
  const checks = await examine(context);
  const code = exitCodeOfChecks(checks);
  if (context.isJson) {
    context.printJson({ ok: code === 0, checks });
    return ok(code);
  }
  const { doctor } = await context.words();
  const columns = context.errorTerminal?.columns || Number(context.env["COLUMNS"]) || DEFAULT_COLUMNS;
  const { hasColor } = context;
  for (const line of renderChecklist({ checks, words: doctor, columns, hasColor })) context.print(line);
  const count = (status: Check["status"]): number => checks.filter((check) => check.status === status).length;
  context.say(doctor.summary(count("warn"), count("fail")));
  return ok(code);
}

async function examine(context: Context): Promise<readonly Check[]> {
  const { env, paths, version } = context;
  const catalogue = await context.words();
  const { doctor: words } = catalogue;
  const { examineVault } = await import("../../daemon/examine.ts");
  const files = await examineVault(paths);
  const daemon = await askDaemon(context, files.isLockFree);
  const pid = daemon.type === "running" ? daemon.status.daemon.pid : undefined;
  const places = { paths, uid: process.getuid?.() ?? 0, words };
  const system = readFileSystem(paths.dataDirectory);
  const columns = context.errorTerminal?.columns;
  return [
    checkNode(process.version, words),
    checkSqlite(files.sqlite, words),
    checkPrograms({ version, program: installedProgram(), searchPath: env["PATH"] ?? "" }, words),
    checkConfig(paths.configFile, words),
    checkDirectories(places),
    checkSockets(places),
    checkFileSystem(system, words),
    checkDisk(system, words),
    checkDaemon(daemon, catalogue),
    checkService(context, words),
    checkVault({ database: files.database, daemon }, catalogue),
    checkDamaged(files.setAside, catalogue, paths.dataDirectory),
    checkRelay(daemon, catalogue),
    checkBackup(daemon, Math.floor(context.now() / 1000), catalogue),
    checkClock(daemon, await isClockSynchronised(env), catalogue),
    checkMemory(readMemoryFacts(pid), words),
    checkKeyring(daemon, catalogue),
    checkClipboard(env, words),
    checkNotifications(env, wantsNotifications(paths.configFile), words),
    checkTerminal({ columns, hasColor: context.hasColor, env }, words),
  ];
}

/** To connect where none runs could be to start one: systemd may listen in its place. */
async function askDaemon(context: Context, isLockFree: boolean): Promise<DaemonFacts> {
  if (isLockFree) return { type: "absent" };
  const connection = await context.connect(false);
  if (!connection.ok) return { type: "silent", error: connection.error };
  const status = await connection.value.call("daemon.status", {});
  return status.ok ? { type: "running", status: status.value } : { type: "silent", error: status.error };
}

function wantsNotifications(configFile: string): boolean {
  try {
    return readSettings(configFile).settings["notify.desktop"];
  } catch {
    return true;
  }
}

const CLOCK_TIMEOUT_MS = 2000;

/** Undefined where nobody knows. */
async function isClockSynchronised(env: Context["env"]): Promise<boolean | undefined> {
  const run = createTool(env, CLOCK_TIMEOUT_MS);
  const { code, stdout } = await run("timedatectl", ["show", "--property=NTPSynchronized", "--value"]);
  return code === 0 ? stdout.trim() === "yes" : undefined;
}
