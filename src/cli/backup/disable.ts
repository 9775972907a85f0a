/**
 * `holt backup disable`: deletes what the relay keeps, and prints the receipt. The accounts stay, everywhere.
 *
 * At once where another member signs or there is none; by this device alone after seven days.
 */
import { printable } from "../../client/printable.ts";
import type { BackupResult, ReceiptView } from "../../protocol/backup-api.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { hostOfRelay, parseHandle } from "../../protocol/handle.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import type { BackupView } from "../../protocol/view.ts";
import { readNumber } from "../account-options.ts";
import { ask, type Context, type Outcome } from "../command.ts";
import { confirm } from "../confirm.ts";
import { EXIT } from "../exit-codes.ts";
import { checkOneStdin } from "../secret-input.ts";
import { readConfirm } from "./confirm-options.ts";
import { followJob } from "./follow-job.ts";
import { alignFacts } from "./status-lines.ts";

interface DisableOptions {
  readonly "keep-sync": boolean;
  readonly "stop-sync": boolean;
  readonly wait: string | undefined;
  readonly confirm: string | undefined;
  readonly "confirm-words-file": string | undefined;
  readonly "confirm-passphrase-file": string | undefined;
  readonly yes: boolean;
}

export async function disableBackup(options: DisableOptions, context: Context): Promise<Outcome> {
  if (options["keep-sync"] && options["stop-sync"]) {
    return err({ type: "usage", reason: "options-conflict", value: "--keep-sync --stop-sync" });
  }
  const stdin = checkOneStdin(options["confirm-words-file"], options["confirm-passphrase-file"]);
  if (!stdin.ok) return stdin;
  // 0: nobody is waited for.
  const wait = readNumber("--wait", options.wait);
  if (!wait.ok) return wait;
  const status = await ask(context, "daemon.status", {});
  if (!status.ok) return status;
  if (status.value.locked) return err({ type: "locked" });
  const view = status.value.backup;
  const known = options.confirm === undefined ? ok(false) : checkHandle(options.confirm, view);
  if (!known.ok) return known;
  const others = await listOthers(context);
  if (!others.ok) return others;
  const signer = await readConfirm(context, options);
  if (!signer.ok) return signer;
  const keepSync = options["keep-sync"] || (!options["stop-sync"] && others.value.devices > 0);
  const later = others.value.full > 0 && signer.value.confirm === undefined && !(wait.value ?? 0);
  const agreed = await askDisable({ view, keepSync, later, isYes: options.yes || known.value }, context);
  if (!agreed.ok) return agreed;
  const started = await ask(context, "backup.disable", {
    keepSync,
    ...(later && { later }),
    ...signer.value,
    ...(wait.value ? { waitSeconds: wait.value } : {}),
  });
  if (!started.ok) return started;
  const done = await followJob(started.value, context);
  if (!done.ok) return done;
  if (done.value.type !== "disabled") return err({ type: "internal", detail: done.value.type });
  await report(done.value, context);
  return ok(EXIT.done);
}

/** The whole handle, or its name; where the backup has none, its relay's host. */
function checkHandle(typed: string, { handle, relay }: BackupView): Result<true, HoltError> {
  const host = relay === null ? undefined : hostOfRelay(relay);
  const isIt = handle === null ? typed === host : parseHandle(typed, host)?.text === handle;
  return isIt ? ok(true) : err({ type: "usage", reason: "handle-differs", value: typed });
}

async function listOthers(
  context: Context,
): Promise<Result<{ readonly devices: number; readonly full: number }, HoltError>> {
  const listed = await ask(context, "devices.list", {});
  if (!listed.ok) return listed;
  const others = listed.value.devices.filter(({ kind, self }) => kind === "device" && !self);
  return ok({ devices: others.length, full: others.filter(({ provisional }) => !provisional).length });
}

interface Asking {
  readonly view: BackupView;
  readonly keepSync: boolean;
  readonly later: boolean;
  readonly isYes: boolean;
}

/** At a terminal the handle is typed; a yes answers for it. */
async function askDisable(
  { view, keepSync, later, isYes }: Asking,
  context: Context,
): Promise<Result<true, HoltError>> {
  const { backup } = await context.words();
  for (const line of backup.disables(view.relay, keepSync)) context.say(printable(line));
  if (later) context.say(backup.disablesLater);
  if (isYes || view.handle === null || !context.terminal.isThere()) {
    return confirm(context, backup.askDisable, isYes);
  }
  const typed = await context.terminal.readLine(printable(backup.askHandle(view.handle)), "handle");
  return typed.ok ? checkHandle(typed.value.trim(), view) : typed;
}

type Disabled = Extract<BackupResult, { type: "disabled" }>;

async function report({ state, receipt, deletesAt }: Disabled, context: Context): Promise<void> {
  if (context.isJson) return context.printJson({ state, receipt, deletesAt });
  const { backup, cli } = await context.words();
  if (receipt === null) {
    return context.say(deletesAt === null ? backup.deletesSoon : backup.deletesAt(deletesAt));
  }
  context.say(backup.disabled);
  const names = backup.receipt;
  const facts = (one: ReceiptView): readonly (readonly [string, string])[] => [
    [names.relay, one.relay],
    [names.at, cli.time(one.at)],
    [names.what, backup.receiptWhat[one.what]],
    [names.fingerprint, one.fingerprint],
    [names.signature, one.signature],
  ];
  for (const line of alignFacts(facts(receipt))) context.print(line);
}
