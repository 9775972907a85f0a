/**
 * `holt recover`: begins again on this device, with recovery words or handle and passphrase.
 *
 * A device without a vault takes a passphrase as `init` does. One that has a vault asks before its accounts go in:
 * `--merge` says yes, nothing else does. Old devices stay members unless somebody says that they are gone.
 */
import { printable } from "../../client/printable.ts";
import type { BackupEvent, BackupResult, RecoverySecret } from "../../protocol/backup-api.ts";
import type { HoltError } from "../../protocol/errors.ts";
import type { RelayChoice } from "../../protocol/local-api.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { followJob } from "../backup/follow-job.ts";
import { readTypedSecret, SECRET_OPTIONS } from "../backup/typed-secret.ts";
import { ask, type CommandSpec, type Context, FLAG, type Input, type Outcome, value } from "../command.ts";
import { askYesNo } from "../confirm.ts";
import { EXIT } from "../exit-codes.ts";
import { readFounding } from "../founding.ts";
import { readRelay } from "../relay-argument.ts";
import { checkOneStdin } from "../secret-input.ts";

export const spec = {
  arguments: [],
  options: {
    relay: value("RELAY-URL"),
    ...SECRET_OPTIONS,
    handle: value("HANDLE"),
    name: value("DEVICE"),
    "passphrase-file": value("FILE"),
    "no-passphrase": FLAG,
    "revoke-others": FLAG,
    merge: FLAG,
    yes: FLAG,
  },
  examples: [
    "holt recover --relay wss://relay.example.org",
    "holt recover --relay relay.example.org --words-file words.txt --name laptop",
    "holt recover --handle sven@relay.example.org --recovery-passphrase-file passphrase.txt",
    "holt recover --handle sven@relay.example.org --revoke-others",
  ],
} as const satisfies CommandSpec;

type Options = Input<typeof spec>["options"];
type Found = Extract<BackupEvent, { type: "found" }>;

export async function run({ options }: Input<typeof spec>, context: Context): Promise<Outcome> {
  const fits = checkOptions(options);
  if (!fits.ok) return fits;
  const status = await ask(context, "daemon.status", {});
  if (!status.ok) return status;
  if (status.value.vaultId !== null && status.value.locked) return err({ type: "locked" });
  const relay = await readPlace(options, context);
  if (!relay.ok) return relay;
  const secret = await readSecret(options, context);
  if (!secret.ok) return secret;
  const founding = await readFounding(status.value, options, context);
  if (!founding.ok) return founding;
  const started = await ask(context, "recover.start", {
    ...(relay.value && { relay: relay.value }),
    secret: secret.value,
    ...founding.value,
  });
  if (!started.ok) return started;
  const { jobId } = started.value;
  const onFound = (found: Found): Promise<Result<unknown, HoltError>> =>
    answer({ found, jobId, options }, context);
  const done = await followJob({ jobId, onFound }, context);
  if (!done.ok) return done;
  if (done.value.type !== "recovered") return err({ type: "internal", detail: done.value.type });
  await report(done.value, context);
  return ok(EXIT.done);
}

function checkOptions(options: Options): Result<undefined, HoltError> {
  const conflict = (...names: readonly string[]): Result<never, HoltError> =>
    err({ type: "usage", reason: "options-conflict", value: names.join(" ") });
  if (options["no-passphrase"] && options["passphrase-file"] !== undefined) {
    return conflict("--passphrase-file", "--no-passphrase");
  }
  if (options["words-file"] !== undefined && options.handle !== undefined) {
    return conflict("--words-file", "--handle");
  }
  if (options["recovery-passphrase-file"] !== undefined && options.handle === undefined) {
    return err({ type: "usage", reason: "handle-needed" });
  }
  return checkOneStdin(
    options["words-file"],
    options["recovery-passphrase-file"],
    options["passphrase-file"],
  );
}

/** A whole handle names its relay; words alone don't. */
async function readPlace(
  { relay, handle }: Options,
  context: Context,
): Promise<Result<RelayChoice | undefined, HoltError>> {
  if (relay !== undefined) return readRelay(context, relay, undefined);
  if (handle?.includes("@") === true) return ok(undefined);
  if (!context.terminal.isThere()) return err({ type: "usage", reason: "relay-needed" });
  const typed = await context.terminal.readLine((await context.words()).backup.askRelay, "relay");
  return typed.ok ? readRelay(context, typed.value, undefined) : typed;
}

async function readSecret(options: Options, context: Context): Promise<Result<RecoverySecret, HoltError>> {
  const { backup } = await context.words();
  const { handle } = options;
  const asking =
    handle === undefined
      ? ({ kinds: ["words"], prompt: backup.askWords } as const)
      : ({ kinds: ["passphrase"], prompt: backup.askRecoveryPassphrase } as const);
  const secret = await readTypedSecret(options, asking, context);
  if (!secret.ok || "words" in secret.value || handle === undefined) return secret;
  return ok({ ...secret.value, handle });
}

interface Answering {
  readonly found: Found;
  readonly jobId: string;
  readonly options: Options;
}

async function answer(
  { found, jobId, options }: Answering,
  context: Context,
): Promise<Result<unknown, HoltError>> {
  const { backup } = await context.words();
  const { vault, ours } = found;
  const say = (line: string): void => context.say(printable(line));
  say(backup.found(vault.accounts, vault.asOf, vault.lastAuthor));
  say(backup.foundIn(vault.vaultId));
  let merge = options.merge;
  if (ours !== null && ours > 0 && !merge) {
    say(backup.hereAlready(ours));
    const said = context.terminal.isThere() ? await askYesNo(context, backup.askMerge(ours)) : ok(false);
    if (!said.ok) return said;
    if (!said.value) return err({ type: "usage", reason: "merge-needs-yes" });
    merge = true;
  }
  const keep = options["revoke-others"]
    ? ok([])
    : await askKept(vault.devices, { isAsking: !options.yes }, context);
  if (!keep.ok) return keep;
  return ask(context, "recover.answer", { jobId, merge, keep: keep.value });
}

/** All of them, where nobody can be asked: removing is for a person to say. */
async function askKept(
  devices: Found["vault"]["devices"],
  { isAsking }: { readonly isAsking: boolean },
  context: Context,
): Promise<Result<readonly string[], HoltError>> {
  const all = devices.map(({ memberId }) => memberId);
  if (!isAsking || !context.terminal.isThere()) return ok(all);
  const { backup } = await context.words();
  const gone: Found["vault"]["devices"][number][] = [];
  for (const device of devices) {
    const said = await askYesNo(context, printable(backup.askStillThere(device.name, device.fingerprint)));
    if (!said.ok) return said;
    if (!said.value) gone.push(device);
  }
  if (gone.length === 0) return ok(all);
  const names = gone.map(({ name }) => name);
  const isSure = await askYesNo(context, printable(backup.askRemoveDevices(names)));
  if (!isSure.ok) return isSure;
  return ok(isSure.value ? devices.filter((one) => !gone.includes(one)).map((one) => one.memberId) : all);
}

type Recovered = Extract<BackupResult, { type: "recovered" }>;

async function report(recovered: Recovered, context: Context): Promise<void> {
  const { vaultId, memberId, accounts, asOf, lastAuthor, devices } = recovered;
  if (context.isJson) {
    return context.printJson({ accounts, asOf, lastAuthor, devices, vaultId, memberId });
  }
  const { backup } = await context.words();
  context.say(backup.recovered(accounts, asOf));
  if (accounts > 0) context.say(backup.toVerify(accounts));
  context.say(backup.nowProve);
}
