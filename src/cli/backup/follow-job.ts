/**
 * A job of the daemon, followed to its end: its steps on stderr, what it asks answered, Ctrl-C takes it back.
 *
 * Where stderr is a terminal, a step that goes on is drawn over; else each step is one line.
 */
import { printable } from "../../client/printable.ts";
import type { BackupEvent, BackupResult } from "../../protocol/backup-api.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { ask, type Context } from "../command.ts";

type Found = Extract<BackupEvent, { type: "found" }>;

export interface Following {
  readonly jobId: string;
  /** Answers what recovering asks; its failure ends the job. */
  readonly onFound?: (found: Found) => Promise<Result<unknown, HoltError>>;
}

export async function followJob(
  { jobId, onFound }: Following,
  context: Context,
): Promise<Result<BackupResult, HoltError>> {
  const cancel = (): Promise<unknown> => ask(context, "backup.cancel", { jobId });
  context.onInterrupt(cancel);
  const progress = await createProgress(context);
  for (let after = 0; ; after++) {
    const waited = await ask(context, "backup.wait", { jobId, after });
    if (!waited.ok) return waited;
    const { event } = waited.value;
    progress(event);
    if (event.type === "done") return ok(event.result);
    if (event.type === "failed") return err(event.error);
    if (event.type !== "found" || onFound === undefined) continue;
    const answered = await onFound(event);
    if (!answered.ok) {
      await cancel();
      return answered;
    }
  }
}

/** To the line above, and clear it. */
const OVER = "\u001b[1A\u001b[2K";

async function createProgress(context: Context): Promise<(event: BackupEvent) => void> {
  const { backup } = await context.words();
  let last: string | undefined;
  const say = (line: string): void => context.say(printable(line));
  return (event) => {
    if (event.type === "step") {
      const isSame = event.step === last;
      if (isSame && context.errorTerminal === undefined) return;
      const line = printable(`${backup.steps[event.step] ?? event.step}${amountOf(event)}`);
      context.say(isSame ? `${OVER}${line}` : line);
      last = event.step;
      return;
    }
    last = undefined;
    if (event.type === "confirm") {
      say(backup.confirmOn(event.devices));
      say(backup.confirmWords);
      say(`  ${event.fingerprint}`);
    }
    if (event.type === "confirmed") say(backup.confirmedBy(event.by));
  };
}

function amountOf({ done, total }: Extract<BackupEvent, { type: "step" }>): string {
  if (done === undefined) return "";
  return total === undefined || total === 0 ? ` (${done})` : ` (${Math.floor((done / total) * 100)} %)`;
}
