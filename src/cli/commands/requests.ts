/** `holt requests`: what waits for this device's word. */
import { ok } from "../../protocol/result.ts";
import { ask, type CommandSpec, type Context, type Input, type Outcome } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { renderTable } from "../table.ts";

export const spec = {
  arguments: [],
  options: {},
  examples: ["holt requests", "holt requests --json"],
} as const satisfies CommandSpec;

export async function run(_: Input<typeof spec>, context: Context): Promise<Outcome> {
  const listed = await ask(context, "requests.list", {});
  if (!listed.ok) return listed;
  const { requests } = listed.value;
  if (context.isJson) {
    context.printJson(requests);
    return ok(EXIT.done);
  }
  const { cli, devices } = await context.words();
  if (requests.length === 0) {
    context.say(devices.noRequests);
    return ok(EXIT.done);
  }
  const { columns } = devices;
  const rows = requests.map(({ id, type, name, by, fingerprint, expiresAt }) => [
    name,
    type === "join" && expiresAt === null ? devices.letIn : (devices.requests[type] ?? type),
    by,
    fingerprint,
    expiresAt === null ? "" : cli.time(expiresAt),
    id,
  ]);
  const headings = [columns.name, columns.what, columns.by, columns.words, columns.until, columns.id];
  for (const line of await renderTable({ headings, rows, hasColor: context.hasColor })) context.print(line);
  return ok(EXIT.done);
}
