/** `holt backup recovery`: the ways in; adds, replaces and removes one. Each change takes another member's yes. */
import { printable } from "../../client/printable.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import type { RecoveryKind } from "../../protocol/view.ts";
import { ask, type Context, type Outcome } from "../command.ts";
import { confirm } from "../confirm.ts";
import { EXIT } from "../exit-codes.ts";
import { readSeconds } from "../seconds-option.ts";
import { checkOneStdin } from "../secret-input.ts";
import { renderTable } from "../table.ts";
import { readSigner } from "./confirm-options.ts";
import { followJob } from "./follow-job.ts";
import { checkNewWays, drawWays, handOverWords, type NewWayFiles, takePassphrase } from "./new-ways.ts";

interface RecoveryOptions extends NewWayFiles {
  readonly handle: string | undefined;
  readonly wait: string | undefined;
  readonly "confirm-words-file": string | undefined;
  readonly "confirm-passphrase-file": string | undefined;
  readonly yes: boolean;
}

type Change = "add" | "replace" | "remove";
const CHANGES = ["add", "replace", "remove"] as const;
const KINDS = ["words", "passphrase"] as const;

/** `words`: what stands after "recovery". */
export async function changeRecovery(
  words: readonly string[],
  options: RecoveryOptions,
  context: Context,
): Promise<Outcome> {
  const [action = "list", which, extra] = words;
  const tooMany = action === "list" ? which : extra;
  if (tooMany !== undefined) return err({ type: "usage", reason: "too-many-arguments", value: tooMany });
  if (action === "list") return listWays(context);
  const change = CHANGES.find((name) => name === action);
  if (change === undefined) return err({ type: "usage", reason: "unknown-action", value: action });
  if (which === undefined) return err({ type: "usage", reason: "missing-argument", value: KINDS.join("|") });
  const kind = KINDS.find((name) => name === which);
  if (kind === undefined) return err({ type: "usage", reason: "unknown-action", value: which });
  return changeOne({ change, kind, options }, context);
}

async function listWays(context: Context): Promise<Outcome> {
  const answer = await ask(context, "backup.status", {});
  if (!answer.ok) return answer;
  const { recovery } = answer.value;
  const { backup, cli } = await context.words();
  if (context.isJson) context.printJson(recovery);
  else if (recovery.length === 0) context.say(backup.noWays);
  else {
    const rows = recovery.map(({ kind, since }) => [
      backup.ways[kind] ?? kind,
      since === null ? "" : cli.time(since),
    ]);
    const headings = [backup.columns.way, backup.columns.since];
    for (const line of await renderTable({ headings, rows, hasColor: context.hasColor })) context.print(line);
  }
  return ok(EXIT.done);
}

interface Changing {
  readonly change: Change;
  readonly kind: RecoveryKind;
  readonly options: RecoveryOptions;
}

async function changeOne({ change, kind, options }: Changing, context: Context): Promise<Outcome> {
  const wait = readSeconds("--wait", options.wait);
  if (!wait.ok) return wait;
  const stdin = checkOneStdin(
    options["recovery-passphrase-file"],
    options["confirm-words-file"],
    options["confirm-passphrase-file"],
  );
  if (!stdin.ok) return stdin;
  const fits = await checkChange({ change, kind, options }, context);
  if (!fits.ok) return fits;
  const plan = await ask(context, "backup.plan", {});
  if (!plan.ok) return plan;
  const signer = await readSigner(options, plan.value, context);
  if (!signer.ok) return signer;
  const fresh = await readNew({ change, kind, options }, context);
  if (!fresh.ok) return fresh;
  const started = await ask(context, "backup.change", {
    change,
    kind,
    ...fresh.value,
    ...signer.value,
    ...(wait.value !== undefined && { waitSeconds: wait.value }),
  });
  if (!started.ok) return started;
  const done = await followJob(started.value, context);
  if (!done.ok) return done;
  if (done.value.type !== "changed") return err({ type: "internal", detail: done.value.type });
  const { backup } = await context.words();
  const said = { add: backup.added, replace: backup.replaced, remove: backup.removed }[change];
  if (context.isJson) context.printJson(done.value.backup);
  else context.say(printable(said(kind)));
  return ok(EXIT.done);
}

/** What the daemon would say no to, before words are shown for nothing. */
async function checkChange(
  { change, kind, options }: Changing,
  context: Context,
): Promise<Result<unknown, HoltError>> {
  const status = await ask(context, "daemon.status", {});
  if (!status.ok) return status;
  if (status.value.locked) return err({ type: "locked" });
  const { recovery } = status.value.backup;
  const isThere = recovery.some((way) => way.kind === kind);
  if (recovery.length === 0) return err({ type: "usage", reason: "backup-is-off" });
  if (change === "add" && isThere) {
    return err({ type: "usage", reason: "recovery-member-there", value: kind });
  }
  if (change !== "add" && !isThere) return err({ type: "usage", reason: "no-recovery-member", value: kind });
  if (change !== "remove") {
    return checkNewWays(options, { words: kind === "words", passphrase: kind === "passphrase" }, context);
  }
  if (recovery.length === 1) return err({ type: "usage", reason: "last-way-in", value: kind });
  const { backup } = await context.words();
  return confirm(context, backup.askRemove(kind), options.yes);
}

interface NewWay {
  readonly words?: string;
  readonly passphrase?: { readonly handle?: string; readonly text: string };
}

async function readNew(
  { change, kind, options }: Changing,
  context: Context,
): Promise<Result<NewWay, HoltError>> {
  if (change === "remove") return ok({});
  const drawn = await drawWays(context);
  if (!drawn.ok) return drawn;
  if (kind === "words") {
    const handed = await handOverWords(drawn.value.words, options["words-out"], context);
    return handed.ok ? ok({ words: drawn.value.words }) : handed;
  }
  const text = await takePassphrase(drawn.value.passphrase, options, context);
  if (!text.ok) return text;
  if (text.value === null) {
    return err({ type: "usage", reason: "options-conflict", value: "passphrase --no-recovery-passphrase" });
  }
  const { handle } = options;
  return ok({ passphrase: { text: text.value, ...(handle !== undefined && { handle }) } });
}
