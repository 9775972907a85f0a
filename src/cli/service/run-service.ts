/**
 * `holt daemon install` and `holt daemon uninstall`: says what was written, and how to undo it.
 */
import { loginRuntimeDirectory } from "../../client/runtime-directory.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import type { Context, Outcome } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { installService, uninstallService } from "./install.ts";
import { findInstallation, type Installation } from "./installation.ts";
import { createLaunchd } from "./launchd.ts";
import type { ServiceManager } from "./manager.ts";
import { hasOwnView } from "./own-view.ts";
import { createSystemd } from "./systemd.ts";
import { unitDirectory } from "./systemd-units.ts";
import { createTool } from "./tool.ts";

export async function runInstall(
  context: Context,
  stopDaemon: () => Promise<Result<unknown, HoltError>>,
): Promise<Outcome> {
  const installation = findInstallation(context);
  const manager = findManager(installation, context);
  if (manager === undefined) return err({ type: "usage", reason: "no-service-manager" });
  const installed = await installService({
    installation,
    manager,
    stopDaemon,
    answers: async () => (await context.connect(false)).ok,
    wait: (delayMs) => context.wait(delayMs),
  });
  if (!installed.ok) return installed;
  const { files, hasChanged } = installed.value;
  const isSandboxed = installed.value.isSandboxed && (await isSetApart(context));
  const { name } = installation;
  if (context.isJson) {
    const { kind } = manager;
    context.printJson({ installed: true, manager: kind, name, files, changed: hasChanged, isSandboxed });
    return ok(EXIT.done);
  }
  const { service } = await context.words();
  for (const file of files) context.print(hasChanged ? service.wrote(file) : service.unchanged(file));
  context.say(service.runs(name));
  if (manager.kind === "systemd" && !isSandboxed) context.say(service.notSandboxed);
  if (manager.kind === "systemd") context.say(service.linger);
  context.say(service.undo);
  return ok(EXIT.done);
}

async function isSetApart(context: Context): Promise<boolean> {
  const connection = await context.connect(false);
  if (!connection.ok) return false;
  const status = await connection.value.call("daemon.status", {});
  return status.ok && hasOwnView(status.value.daemon.pid);
}

export async function runUninstall(context: Context): Promise<Outcome> {
  const installation = findInstallation(context);
  const manager = findManager(installation, context);
  if (manager === undefined) return err({ type: "usage", reason: "no-service-manager" });
  const removed = await uninstallService({ manager });
  if (!removed.ok) return removed;
  if (context.isJson) {
    context.printJson({ installed: false, removed: removed.value });
    return ok(EXIT.done);
  }
  const { service } = await context.words();
  for (const file of removed.value) context.print(service.removed(file));
  context.say(removed.value.length === 0 ? service.notInstalled : service.asBefore);
  return ok(EXIT.done);
}

/** Undefined: this system has none that holt knows. */
export function findManager(
  installation: Installation,
  { env }: Pick<Context, "env">,
): ServiceManager | undefined {
  const uid = process.getuid?.() ?? 0;
  if (process.platform === "darwin") return createLaunchd({ installation, uid, run: createTool(env) });
  if (process.platform !== "linux") return undefined;
  // Without it systemctl doesn't find the person's own systemd, as over ssh or after su.
  const runtime = env["XDG_RUNTIME_DIR"] || loginRuntimeDirectory(uid);
  const run = createTool(runtime === undefined ? env : { ...env, XDG_RUNTIME_DIR: runtime });
  return createSystemd({ installation, directory: unitDirectory(env, installation.userHome), run });
}
