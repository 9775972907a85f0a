/**
 * Installs the daemon as a service, and takes it away again.
 *
 * Writes and removes only files that say they were made here. What it installed has answered by the time it says so;
 * where it doesn't answer, everything is as before but for the daemon, which has stopped.
 */
import { lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { HoltError } from "../../protocol/errors.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { type Installation, MADE_BY_HOLT, type ServiceFile, writtenDirectories } from "./installation.ts";
import type { ServiceManager } from "./manager.ts";
import { fitsUnit } from "./unit-text.ts";

export interface ServiceOptions {
  readonly installation: Installation;
  readonly manager: ServiceManager;
  /** Stops a daemon that runs, whoever started it. */
  readonly stopDaemon: () => Promise<Result<unknown, HoltError>>;
  /** Whether the daemon answers; starts none itself. */
  readonly answers: () => Promise<boolean>;
  readonly wait: (delayMs: number) => Promise<void>;
}

export interface Installed {
  readonly files: readonly string[];
  readonly isSandboxed: boolean;
  /** False: it was installed like this already. */
  readonly hasChanged: boolean;
}

export async function installService(options: ServiceOptions): Promise<Result<Installed, HoltError>> {
  const { installation, manager } = options;
  const odd = oddPath(installation);
  if (odd !== undefined) return err({ type: "usage", reason: "bad-field", value: odd });
  if (!(await manager.isThere())) return err({ type: "usage", reason: "no-service-manager" });
  const files = manager.variants.flatMap((variant) => variant.files);
  const foreign = files.find(({ path }) => readFile(path)?.includes(MADE_BY_HOLT) === false);
  if (foreign !== undefined) return err({ type: "usage", reason: "service-file-taken", value: foreign.path });

  const current = manager.variants.find((variant) => variant.files.every(isWritten));
  if (current !== undefined && (await manager.isOn()) && (await options.answers())) {
    return ok(installed(current, false));
  }
  let detail = "";
  for (const variant of manager.variants) {
    const tried = await tryVariant(variant.files, options);
    if (!tried.ok) return tried;
    if (tried.value === undefined) return ok(installed(variant, true));
    detail = tried.value;
  }
  await removeService(options);
  return err({ type: "unreachable", what: "daemon", log: installation.paths.logFile, detail });
}

type Variant = ServiceManager["variants"][number];

const installed = ({ files, isSandboxed }: Variant, hasChanged: boolean): Installed => ({
  files: files.map(({ path }) => path),
  isSandboxed,
  hasChanged,
});

/** Undefined: the daemon answers; else what is known of why it doesn't. */
async function tryVariant(
  files: readonly ServiceFile[],
  { installation, manager, stopDaemon, answers, wait }: ServiceOptions,
): Promise<Result<string | undefined, HoltError>> {
  if (files.some(({ path }) => readFile(path) !== undefined)) await manager.turnOff();
  const stopped = await stopDaemon();
  if (!stopped.ok) return stopped;
  try {
    // A service manager can't let it write to what isn't there.
    for (const directory of writtenDirectories(installation)) {
      mkdirSync(directory, { recursive: true, mode: 0o700 });
    }
    files.forEach(write);
  } catch (thrown) {
    const { code = "", path } = thrown as NodeJS.ErrnoException;
    const reason = code === "ENOSPC" ? "full" : code === "EROFS" ? "read-only" : "permission";
    return err({ type: "storage", reason, detail: code, ...(path ? { file: path } : {}) });
  }
  const end = await manager.turnOn();
  if (end.code !== 0) {
    await manager.turnOff();
    return ok(end.stderr.trim().split("\n")[0] || manager.kind);
  }
  for (let looks = 0; looks < manager.looks.count; looks++) {
    if (looks > 0) await wait(manager.looks.everyMs);
    if (await answers()) return ok(undefined);
  }
  await manager.turnOff();
  return ok(`${manager.kind}: ${installation.name}`);
}

/** The files that were there and are gone. */
export async function uninstallService(
  options: Pick<ServiceOptions, "manager">,
): Promise<Result<readonly string[], HoltError>> {
  try {
    return ok(await removeService(options));
  } catch (thrown) {
    const { code = "", path } = thrown as NodeJS.ErrnoException;
    return err({ type: "storage", reason: "permission", detail: code, ...(path ? { file: path } : {}) });
  }
}

async function removeService({ manager }: Pick<ServiceOptions, "manager">): Promise<readonly string[]> {
  const paths = new Set(manager.variants.flatMap(({ files }) => files.map(({ path }) => path)));
  const ours = [...paths].filter((path) => readFile(path)?.includes(MADE_BY_HOLT));
  if (ours.length === 0) return [];
  await manager.turnOff();
  // The manager took its links away, if it runs.
  const links = manager.links.filter((link) => lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink());
  for (const path of [...ours, ...links]) rmSync(path, { force: true });
  await manager.forget();
  return ours;
}

function oddPath({ node, program, paths, home, environment }: Installation): string | undefined {
  const all = [node, program, paths.rpcSocket, home ?? "", ...Object.values(environment)];
  return all.find((path) => !fitsUnit(path));
}

const isWritten = ({ path, text }: ServiceFile): boolean => readFile(path) === text;

function readFile(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    // What can't be read is somebody else's.
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? undefined : "";
  }
}

/** All or nothing. */
function write({ path, text }: ServiceFile): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, text, { mode: 0o644 });
  renameSync(`${path}.new`, path);
}
