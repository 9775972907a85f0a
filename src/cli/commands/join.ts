/**
 * `holt join`: makes this device a member of another's vault; ends when the first sync is complete.
 *
 * A device without a vault takes a passphrase as `init` does. One that has a vault asks before its accounts go into
 * the other one: `--merge` says yes, nothing else does. Ctrl-C takes the request back.
 */
import { printable } from "../../client/printable.ts";
import type { HoltError } from "../../protocol/errors.ts";
import type { JoinEvent } from "../../protocol/local-api.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { ask, type CommandSpec, type Context, FLAG, type Input, type Outcome, value } from "../command.ts";
import { askYesNo } from "../confirm.ts";
import { EXIT } from "../exit-codes.ts";
import { readFounding } from "../founding.ts";
import { checkOneStdin, readSecretFile } from "../secret-input.ts";

export const spec = {
  arguments: ["[LINK|-]"],
  options: {
    name: value("DEVICE"),
    "passphrase-file": value("FILE"),
    "no-passphrase": FLAG,
    merge: FLAG,
    yes: FLAG,
  },
  examples: ["holt join", "holt join - --name laptop < link.txt", "holt join --merge"],
} as const satisfies CommandSpec;

export async function run(
  { arguments: words, options }: Input<typeof spec>,
  context: Context,
): Promise<Outcome> {
  if (options["no-passphrase"] && options["passphrase-file"] !== undefined) {
    return err({ type: "usage", reason: "options-conflict", value: "--passphrase-file --no-passphrase" });
  }
  const stdin = checkOneStdin(words[0], options["passphrase-file"]);
  if (!stdin.ok) return stdin;
  const status = await ask(context, "daemon.status", {});
  if (!status.ok) return status;
  const { vaultId, locked } = status.value;
  if (vaultId !== null && locked) return err({ type: "locked" });
  const link = await readLink(words[0], context);
  if (!link.ok) return link;
  const founding = await readFounding(status.value, options, context);
  if (!founding.ok) return founding;
  const started = await ask(context, "join.start", { link: link.value, ...founding.value });
  if (!started.ok) return started;
  const { joinId } = started.value;
  context.onInterrupt(() => ask(context, "join.cancel", { joinId }));
  const joined = await follow({ joinId, isMerging: options.merge }, context);
  if (!joined.ok) return joined;
  await report(joined.value, context);
  return ok(EXIT.done);
}

/** The argument, stdin, or what the person pastes. */
async function readLink(argument: string | undefined, context: Context): Promise<Result<string, HoltError>> {
  const { devices } = await context.words();
  const link =
    argument === undefined
      ? await context.terminal.readLine(devices.askJoinLink, "link")
      : argument === "-"
        ? await readSecretFile(context, "-")
        : ok(argument);
  if (!link.ok) return link;
  const text = link.value.trim();
  return text === "" ? err({ type: "usage", reason: "bad-join-link" }) : ok(text);
}

type Joined = Extract<JoinEvent, { type: "joined" }>;

async function follow(
  { joinId, isMerging }: { readonly joinId: string; readonly isMerging: boolean },
  context: Context,
): Promise<Result<Joined, HoltError>> {
  const { devices } = await context.words();
  for (let after = 0; ; after++) {
    const waited = await ask(context, "join.wait", { joinId, after });
    if (!waited.ok) return waited;
    const { event } = waited.value;
    switch (event.type) {
      case "waiting":
        context.say(devices.joinWaits);
        context.say(printable(`  ${event.fingerprint}`));
        break;
      case "merge": {
        // Nothing goes over: there is nothing to ask.
        const merge = isMerging || event.ours === 0 ? ok(true) : await askMerge(event, context);
        const answered = await ask(context, "join.answer", { joinId, merge: merge.ok && merge.value });
        if (!merge.ok) return merge;
        if (!merge.value) return err({ type: "usage", reason: "merge-needs-yes" });
        if (!answered.ok) return answered;
        break;
      }
      case "syncing":
        context.say(devices.joinSyncs);
        break;
      case "joined":
        return ok(event);
      case "failed":
        return err(event.error);
    }
  }
}

/** Where nobody can be asked it is a no. */
async function askMerge(
  { vaultId, devices: others, theirs, ours }: Extract<JoinEvent, { type: "merge" }>,
  context: Context,
): Promise<Result<boolean, HoltError>> {
  const { devices } = await context.words();
  for (const line of devices.mergeFacts(vaultId, others, theirs)) context.say(printable(line));
  return context.terminal.isThere() ? askYesNo(context, devices.askMerge(ours)) : ok(false);
}

async function report(joined: Joined, context: Context): Promise<void> {
  const { devices } = await context.words();
  const { vaultId, memberId, accounts, provisional } = joined;
  if (context.isJson) return context.printJson({ vaultId, memberId, accounts, provisional });
  context.say(devices.joined(accounts));
  if (provisional) context.say(devices.provisionalHere);
}
