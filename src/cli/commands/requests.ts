/** `holt requests`: what waits for this device's word. */
import type { Catalogue } from "../../client/language/en.ts";
import { ok } from "../../protocol/result.ts";
import { printable } from "../../client/printable.ts";
import type { RequestView } from "../../protocol/view.ts";
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
  const words = await context.words();
  const { cli, devices } = words;
  if (requests.length === 0) {
    context.say(devices.noRequests);
    return ok(EXIT.done);
  }
  const { columns } = devices;
  const rows = requests.map((request) => [
    request.name,
    whatIsAsked(request, words),
    request.by,
    request.fingerprint,
    request.expiresAt === null ? "" : cli.time(request.expiresAt),
    request.id,
  ]);
  const headings = [columns.name, columns.what, columns.by, columns.words, columns.until, columns.id];
  for (const line of await renderTable({ headings, rows, hasColor: context.hasColor })) context.print(line);
  const own = requests.find((request) => request.own === true);
  if (own !== undefined) context.say(printable(devices.confirmOwn(own.id)));
  return ok(EXIT.done);
}

function whatIsAsked({ type, expiresAt, change, own }: RequestView, { devices, backup }: Catalogue): string {
  if (own === true) return devices.letInHere;
  if (type === "join" && expiresAt === null) return devices.letIn;
  return change === undefined
    ? (devices.requests[type] ?? type)
    : backup.requestChange(change.what, change.kind);
}
