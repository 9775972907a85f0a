/**
 * `holt lock`: wipes the keys. Without a daemon the vault is locked already, and none is started; the next one finds
 * the mark, and doesn't open the vault by itself.
 */
import { existsSync, writeFileSync } from "node:fs";
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
  } else {
    leaveMark(context.paths);
  }
  if (context.isJson) context.printJson({ locked: true });
  else context.say((await context.words()).cli.locked);
  return ok(EXIT.done);
}

/** One that says no more than that it was locked counts until the vault is opened. */
function leaveMark({ lockMarkFile, databaseFile }: Context["paths"]): void {
  if (!existsSync(databaseFile)) return;
  try {
    writeFileSync(lockMarkFile, "", { mode: 0o600 });
  } catch {
    // A vault whose keys only a person knows needs none.
  }
}
