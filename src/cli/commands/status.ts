/** `holt status`: the vault, its daemon, link and backup; works locked, and says it where there is no vault (exit 3). */
import { describeProblem, explainLinkError } from "../../client/language/explain.ts";
import { printable } from "../../client/printable.ts";
import type { StatusResult } from "../../protocol/local-api.ts";
import { err, ok } from "../../protocol/result.ts";
import type { CommandSpec, Context, Input, Outcome } from "../command.ts";
import { ask } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { noVault } from "../no-vault.ts";

export const spec = {
  arguments: [],
  options: {},
  examples: ["holt status", "holt status --json"],
} as const satisfies CommandSpec;

/** Below, it is the network's delay that was measured. */
const CLOCK_TOLERANCE_SECONDS = 5;

export async function run(_: Input<typeof spec>, context: Context): Promise<Outcome> {
  const answer = await ask(context, "daemon.status", {});
  if (!answer.ok) return answer;
  const status = answer.value;
  if (context.isJson) context.printJson(statusToJson(status));
  else await printStatus(status, context);
  return status.vaultId === null ? err(noVault(status)) : ok(EXIT.done);
}

function statusToJson({ locksAtMs, ...status }: StatusResult): Readonly<Record<string, unknown>> {
  return { ...status, locksAt: locksAtMs === null ? null : Math.floor(locksAtMs / 1000) };
}

async function printStatus(status: StatusResult, context: Context): Promise<void> {
  const words = await context.words();
  const { cli, devices, osKeyring } = words;
  const { vaultId, device, locked, accounts, daemon, link, backup, clockSkewSeconds, locksAtMs } = status;
  const minutes = locksAtMs === null ? null : Math.max(0, Math.ceil((locksAtMs - context.now()) / 60_000));
  const state = vaultId === null ? cli.noVault : locked ? cli.locked : cli.unlocked(accounts ?? 0, minutes);
  const isClockOff = clockSkewSeconds !== null && Math.abs(clockSkewSeconds) > CLOCK_TOLERANCE_SECONDS;
  const rows: readonly (readonly [string, string])[] = [
    [cli.vault, state],
    ...(device === null ? [] : [[cli.device, device.name] as const]),
    [cli.daemon, cli.daemonRuns(daemon.pid, daemon.version, daemon.uptimeSeconds)],
    [cli.sync, link.state === "off" ? cli.onlyHere : devices.link(link)],
    [cli.backup, cli.backupStates[backup.state]],
    ...(status.osKeyring.state === "on" ? [[osKeyring.name, osKeyring.on] as const] : []),
    ...(isClockOff ? [[cli.clock, cli.clockOff(clockSkewSeconds)] as const] : []),
    ...(link.error === null ? [] : [[cli.attention, explainLinkError(link.error, words).message] as const]),
    ...status.problems.map((problem) => [cli.attention, describeProblem(problem, words)] as const),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  for (const [name, text] of rows) context.print(`${name.padEnd(width)}  ${printable(text)}`);
}
