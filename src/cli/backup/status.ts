/** `holt backup status`: how the backup is; exit 8 where it isn't well. */
import { err, ok } from "../../protocol/result.ts";
import type { BackupView } from "../../protocol/view.ts";
import { ask, type Context, type Outcome } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { renderBackup } from "./status-lines.ts";

export async function showStatus(context: Context): Promise<Outcome> {
  const answer = await ask(context, "backup.status", {});
  if (!answer.ok) return answer;
  const view = answer.value;
  await printBackup(view, context);
  if (view.state !== "failing") return ok(EXIT.done);
  return unhealthy(view);
}

export const unhealthy = ({ problem }: BackupView) =>
  err({ type: "backup-unhealthy", reason: problem ?? "differs" } as const);

export async function printBackup(view: BackupView, context: Context): Promise<void> {
  if (context.isJson) context.printJson(view);
  else for (const line of renderBackup(view, await context.words())) context.print(line);
}
