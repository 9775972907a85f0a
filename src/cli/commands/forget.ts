/** `holt forget`: this device leaves the vault and wipes its data; what that takes away is said before it is asked. */
import { printable } from "../../client/printable.ts";
import type { StatusResult } from "../../protocol/local-api.ts";
import { err, ok } from "../../protocol/result.ts";
import { ask, type CommandSpec, type Context, FLAG, type Input, type Outcome } from "../command.ts";
import { confirm } from "../confirm.ts";
import { memberName } from "../device-table.ts";
import { EXIT } from "../exit-codes.ts";
import { noVault } from "../no-vault.ts";

export const spec = {
  arguments: [],
  options: { yes: FLAG },
  examples: ["holt forget", "holt forget --yes"],
} as const satisfies CommandSpec;

export async function run({ options }: Input<typeof spec>, context: Context): Promise<Outcome> {
  const status = await ask(context, "daemon.status", {});
  if (!status.ok) return status;
  if (status.value.vaultId === null) return err(noVault(status.value));
  const { devices } = await context.words();
  for (const line of await whatGoes(status.value, context)) context.say(printable(line));
  const confirmed = await confirm(context, devices.askForget, options.yes);
  if (!confirmed.ok) return confirmed;
  const forgotten = await ask(context, "vault.forget", {});
  if (!forgotten.ok) return forgotten;
  if (context.isJson) context.printJson(forgotten.value);
  else context.say(devices.forgotten);
  if (!forgotten.value.left && status.value.link.relay !== null) context.say(devices.leftUntold);
  return ok(EXIT.done);
}

async function whatGoes(
  { accounts, locked, link }: StatusResult,
  context: Context,
): Promise<readonly string[]> {
  const words = await context.words();
  const { devices } = words;
  const listed = locked ? undefined : await ask(context, "devices.list", {});
  const others = listed?.ok
    ? listed.value.devices.filter(({ kind, self }) => kind === "device" && !self)
    : undefined;
  return [
    devices.forgets(accounts),
    ...(link.pending === 0 ? [] : [devices.unsent(link.pending)]),
    others === undefined
      ? devices.othersUnknown
      : others.length === 0
        ? devices.lastDevice
        : devices.othersStay(others.map((other) => memberName(other, words))),
  ];
}
