/** `holt backup verify`: a whole recovery into memory, compared with what is here; exit 8 on any difference. */
import { printable } from "../../client/printable.ts";
import type { AccountDifference, RecoverySecret } from "../../protocol/backup-api.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import type { RecoveryKind } from "../../protocol/view.ts";
import { ask, type Context, type Outcome } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { label } from "../pick.ts";
import { followJob } from "./follow-job.ts";
import { readTypedSecret, type SecretFiles } from "./typed-secret.ts";

export async function verifyBackup(files: SecretFiles, context: Context): Promise<Outcome> {
  const status = await ask(context, "backup.status", {});
  if (!status.ok) return status;
  const kinds = status.value.recovery.map(({ kind }) => kind);
  if (kinds.length === 0) return err({ type: "usage", reason: "backup-is-off" });
  const secret = await readSecret(files, kinds, context);
  if (!secret.ok) return secret;
  const started = await ask(context, "backup.verify", secret.value);
  if (!started.ok) return started;
  const done = await followJob(started.value, context);
  if (!done.ok) return done;
  if (done.value.type !== "verified") return err({ type: "internal", detail: done.value.type });
  const { accounts, asOf, lastAuthor, differences, backup: view } = done.value;
  const { backup } = await context.words();
  if (context.isJson) {
    context.printJson({ accounts, asOf, lastAuthor, differences, verifiedAt: view.lastVerifiedAt });
  } else {
    for (const line of await describeDifferences(differences, context)) context.print(line);
    if (differences.length === 0) context.say(printable(backup.proven(accounts, asOf, lastAuthor)));
  }
  if (differences.length === 0) return ok(EXIT.done);
  return err({ type: "backup-unhealthy", reason: "verify-failed", count: differences.length });
}

async function readSecret(
  files: SecretFiles,
  kinds: readonly RecoveryKind[],
  context: Context,
): Promise<Result<RecoverySecret, HoltError>> {
  const { backup } = await context.words();
  const [only] = kinds;
  const prompt =
    kinds.length > 1 ? backup.askWay : only === "words" ? backup.askWords : backup.askRecoveryPassphrase;
  return readTypedSecret(files, { kinds, prompt }, context);
}

/** A line for each account. */
export async function describeDifferences(
  differences: readonly AccountDifference[],
  context: Context,
  kind: "differences" | "pointDifferences" = "differences",
): Promise<readonly string[]> {
  const { backup, fields: names } = await context.words();
  return differences.map((difference) => {
    const { type, fields } = difference;
    const which = fields.map((field) => names[field] ?? field).join(", ");
    return printable(`${label(difference)}: ${backup[kind][type]}${which === "" ? "" : ` (${which})`}`);
  });
}
