/** `holt devices`: who may open the vault; renames and removes them. */
import { printable } from "../../client/printable.ts";
import { ok } from "../../protocol/result.ts";
import type { DeviceView } from "../../protocol/view.ts";
import { type ActionArguments, checkAction } from "../action-arguments.ts";
import { ask, type CommandSpec, type Context, FLAG, type Input, type Outcome } from "../command.ts";
import { confirm } from "../confirm.ts";
import { memberName, printDevices } from "../device-table.ts";
import { EXIT } from "../exit-codes.ts";

export const spec = {
  arguments: ["[ACTION]", "[MEMBER]", "[NAME]"],
  actions: ["rename", "revoke"],
  options: { yes: FLAG },
  examples: [
    "holt devices",
    "holt devices --json",
    'holt devices rename laptop "old laptop"',
    "holt devices revoke phone",
  ],
} as const satisfies CommandSpec;

const ARGUMENTS: ActionArguments = { rename: ["MEMBER", "NAME"], revoke: ["MEMBER"] };

export async function run(
  { arguments: words, options }: Input<typeof spec>,
  context: Context,
): Promise<Outcome> {
  const [action, member = "", name = ""] = words;
  const fits = action === undefined ? ok(undefined) : checkAction(words, ARGUMENTS);
  if (!fits.ok) return fits;
  if (action === "rename") return rename({ member, name }, context);
  if (action === "revoke") return revoke({ member, isYes: options.yes }, context);
  const listed = await ask(context, "devices.list", {});
  if (!listed.ok) return listed;
  if (context.isJson) context.printJson(listed.value.devices);
  else await printDevices(listed.value.devices, context);
  return ok(EXIT.done);
}

async function rename(
  { member, name }: { readonly member: string; readonly name: string },
  context: Context,
): Promise<Outcome> {
  const renamed = await ask(context, "devices.rename", { member, name });
  if (!renamed.ok) return renamed;
  const { device } = renamed.value;
  if (context.isJson) context.printJson(device);
  else context.say(printable((await context.words()).devices.renamed(device.name)));
  return ok(EXIT.done);
}

/** What it would take along is said before it is asked; with --yes, too. */
async function revoke(
  { member, isYes }: { readonly member: string; readonly isYes: boolean },
  context: Context,
): Promise<Outcome> {
  const words = await context.words();
  const { devices } = words;
  const namesOf = (members: readonly DeviceView[]): readonly string[] =>
    members.map((one) => memberName(one, words));
  const plan = await ask(context, "devices.revoke", { member, dryRun: true });
  if (!plan.ok) return plan;
  const { revoked: going, admittedByIt } = plan.value;
  context.say(printable(devices.revokes(namesOf(going))));
  if (admittedByIt.length > 0) context.say(printable(devices.admittedByIt(namesOf(admittedByIt))));
  context.say(devices.stillReadable);
  const confirmed = await confirm(context, printable(devices.askRevoke(member)), isYes);
  if (!confirmed.ok) return confirmed;
  const done = await ask(context, "devices.revoke", { member });
  if (!done.ok) return done;
  if (context.isJson) context.printJson(done.value);
  else context.say(printable(devices.revoked(namesOf(done.value.revoked))));
  return ok(EXIT.done);
}
