/** `holt lock`: wipes the keys. Without a daemon the vault is locked already, and none is started. */
import { ok } from "../../protocol/result.ts";
import type { CommandSpec, Context, Input, Outcome } from "../command.ts";
import { EXIT } from "../exit-codes.ts";

export const spec = {
  arguments: [],
  options: {},
  examples: ["holt lock"],
} as const satisfies CommandSpec;

export async function run(_: Input<typeof spec>, context: Context): Promise<Outcome> {
  const connection = await context.connect(false);
  if (connection.ok) {
    const locked = await connection.value.call("vault.lock", {});
    if (!locked.ok) return locked;
  } else if (connection.error.type !== "unreachable" || connection.error.detail !== undefined) {
    // A daemon that is there and doesn't answer may well hold keys.
    return connection;
  }
  if (context.isJson) context.printJson({ locked: true });
  else context.say((await context.words()).cli.locked);
  return ok(EXIT.done);
}
