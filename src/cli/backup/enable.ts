/**
 * `holt backup enable`: consent, new words and passphrase handed over, another member's yes where there is one, and
 * everything at the relay and read back before it says "on".
 */
import { rmSync } from "node:fs";
import { printable } from "../../client/printable.ts";
import type { Confirm } from "../../protocol/backup-api.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { parseHandle } from "../../protocol/handle.ts";
import type { RelayChoice } from "../../protocol/local-api.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import type { BackupView } from "../../protocol/view.ts";
import { ask, type Context, type Outcome } from "../command.ts";
import { confirm } from "../confirm.ts";
import { EXIT } from "../exit-codes.ts";
import { readRelay } from "../relay-argument.ts";
import { readSeconds } from "../seconds-option.ts";
import { checkOneStdin } from "../secret-input.ts";
import { readSigner } from "./confirm-options.ts";
import { followJob } from "./follow-job.ts";
import { writeKit } from "./kit.ts";
import {
  checkFree,
  checkNewWays,
  drawWays,
  handOverWords,
  type NewWayFiles,
  takePassphrase,
} from "./new-ways.ts";
import { printBackup, unhealthy } from "./status.ts";

export interface EnableOptions extends NewWayFiles {
  readonly relay: string | undefined;
  readonly handle: string | undefined;
  readonly kit: string | undefined;
  readonly "token-file": string | undefined;
  readonly wait: string | undefined;
  readonly "confirm-words-file": string | undefined;
  readonly "confirm-passphrase-file": string | undefined;
  readonly yes: boolean;
}

export async function enableBackup(options: EnableOptions, context: Context): Promise<Outcome> {
  const ready = await readEnable(options, context);
  if (!ready.ok) return ready;
  const { relay, handle, waitSeconds, confirm: signer } = ready.value;
  const agreed = await askConsent({ ...ready.value, options }, context);
  if (!agreed.ok) return agreed;
  const drawn = await drawWays(context);
  if (!drawn.ok) return drawn;
  const { words } = drawn.value;
  const handed = await handOverWords(words, options["words-out"], context);
  if (!handed.ok) return handed;
  const { "words-out": wordsOut, "recovery-passphrase-out": passphraseOut } = options;
  const written = wordsOut === undefined ? [] : [wordsOut];
  const passphrase = await takePassphrase(drawn.value.passphrase, options, context);
  if (!passphrase.ok) return giveUp(passphrase.error, written, context);
  if (passphraseOut !== undefined) written.push(passphraseOut);
  const started = await ask(context, "backup.enable", {
    ...(relay && { relay }),
    words,
    passphrase: passphrase.value === null ? null : { handle, text: passphrase.value },
    ...(signer && { confirm: signer }),
    ...(waitSeconds !== undefined && { waitSeconds }),
  });
  if (!started.ok) return giveUp(started.error, written, context);
  const done = await followJob(started.value, context);
  if (!done.ok) return giveUp(done.error, written, context);
  if (done.value.type !== "enabled") return err({ type: "internal", detail: done.value.type });
  const { backup } = await context.words();
  const view = done.value.backup;
  if (view.state === "on") context.say(backup.enabled);
  await printBackup(view, context);
  if (options.kit !== undefined) {
    const kept = await writeKit({ file: options.kit, words }, context);
    if (!kept.ok) return kept;
  } else if (!context.isJson) context.say(backup.kitAdvice);
  // Everything was read back, and something else is wrong: no room for what comes, say.
  if (view.state === "failing") return unhealthy(view);
  return ok(EXIT.done);
}

interface Ready {
  readonly relay: RelayChoice | undefined;
  /** Whole. */
  readonly handle: string;
  /** As it is shown. */
  readonly address: string;
  readonly confirmers: readonly string[];
  readonly waitSeconds: number | undefined;
  readonly confirm?: Confirm;
}

async function readEnable(options: EnableOptions, context: Context): Promise<Result<Ready, HoltError>> {
  const stdin = checkOneStdin(
    options["recovery-passphrase-file"],
    options["token-file"],
    options["confirm-words-file"],
    options["confirm-passphrase-file"],
  );
  if (!stdin.ok) return stdin;
  const wanted = { words: true, passphrase: !options["no-recovery-passphrase"] };
  const files = checkNewWays(options, wanted, context);
  if (!files.ok) return files;
  const free = checkFree(options.kit);
  if (!free.ok) return free;
  const wait = readSeconds("--wait", options.wait);
  if (!wait.ok) return wait;
  const relay =
    options.relay === undefined
      ? ok(undefined)
      : await readRelay(context, options.relay, options["token-file"]);
  if (!relay.ok) return relay;
  const status = await ask(context, "backup.status", {});
  if (!status.ok) return status;
  if (isProven(status.value)) return err({ type: "usage", reason: "backup-is-on" });
  const plan = await ask(context, "backup.plan", {
    ...(relay.value && { relay: relay.value }),
    handle: options.handle ?? status.value.handle ?? ownName(context),
  });
  if (!plan.ok) return plan;
  if (plan.value.relay === null) return err({ type: "usage", reason: "relay-needed" });
  const signer = await readSigner(options, plan.value, context);
  if (!signer.ok) return signer;
  const { handle, confirmers, relay: address } = plan.value;
  return ok({
    relay: relay.value,
    handle,
    address,
    confirmers,
    waitSeconds: wait.value,
    ...signer.value,
  });
}

/** One that never came to be proven may be begun again. */
const isProven = ({ state, lastVerifiedAt }: BackupView): boolean =>
  state === "on" || (state === "failing" && lastVerifiedAt !== null);

/** The person's name on this machine, where it can be the name of a handle. */
function ownName({ env }: Context): string {
  const name = env["USER"] || env["LOGNAME"] || "";
  return parseHandle(name, "host.example") === undefined ? "me" : name;
}

async function askConsent(
  { handle, address, confirmers, options, confirm: signer }: Ready & { readonly options: EnableOptions },
  context: Context,
): Promise<Result<true, HoltError>> {
  const { backup } = await context.words();
  const shown = options["no-recovery-passphrase"] ? null : handle;
  for (const line of backup.consent(address, shown)) context.say(printable(line));
  if (confirmers.length > 0 && signer === undefined) context.say(printable(backup.mustAgree(confirmers)));
  return confirm(context, backup.askEnable, options.yes);
}

/** What was written for nothing goes; what may open the vault stays. */
async function giveUp(
  error: HoltError,
  written: readonly string[],
  context: Context,
): Promise<Result<never, HoltError>> {
  const status = await ask(context, "daemon.status", {});
  const isNothing = status.ok && !status.value.locked && status.value.backup.state === "off";
  const { backup } = await context.words();
  for (const file of written) {
    if (isNothing) rmSync(file, { force: true });
    else context.say(printable(backup.keptFile(file)));
  }
  return err(error);
}
