/**
 * `holt relay`: the server side. Runs a relay in the foreground, and answers its operator. Starts no daemon.
 *
 * Loads the relay's own code only to do what was asked.
 */
import { dirname, join, resolve } from "node:path";
import { formatHex } from "../../protocol/bytes.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { formatId } from "../../protocol/ids.ts";
import type { Paths } from "../../protocol/paths.ts";
import { DEFAULT_RELAY_PORT } from "../../protocol/relay-address.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { readNumber } from "../account-options.ts";
import { type ActionArguments, checkAction } from "../action-arguments.ts";
import { type CommandSpec, type Context, FLAG, type Input, type Outcome, value } from "../command.ts";
import { confirm } from "../confirm.ts";
import { EXIT } from "../exit-codes.ts";
import { formatListenUrl, parseListenAddress } from "../listen-address.ts";
import { printTokens, printVaults } from "../relay-tables.ts";

export const spec = {
  arguments: ["ACTION", "[VAULT]"],
  actions: ["serve", "vaults", "remove", "token", "fingerprint"],
  options: {
    listen: value("ADDR"),
    data: value("DIR"),
    "no-backups": FLAG,
    "token-file": value("FILE"),
    "tls-cert": value("FILE"),
    "tls-key": value("FILE"),
    "quota-mb": value("N"),
    "max-vaults": value("N"),
    "retain-days": value("N"),
    "keep-daily": value("COUNT"),
    "keep-weekly": value("COUNT"),
    "keep-monthly": value("COUNT"),
    "metrics-open": FLAG,
    "log-addresses": FLAG,
    list: FLAG,
    revoke: value("ID"),
    open: FLAG,
    yes: FLAG,
  },
  examples: [
    "holt relay serve",
    "holt relay serve --listen :8650 --tls-cert cert.pem --tls-key key.pem",
    "holt relay vaults",
    "holt relay token",
    "holt relay fingerprint",
  ],
} as const satisfies CommandSpec;

type Options = Input<typeof spec>["options"];

const ARGUMENTS: ActionArguments = { serve: [], vaults: [], remove: ["VAULT"], token: [], fingerprint: [] };
const DEFAULT_ADDRESS = { host: "127.0.0.1", port: DEFAULT_RELAY_PORT };
const MIB = 1024 * 1024;
const DAY_MS = 24 * 60 * 60 * 1000;

export async function run(
  { arguments: words, options }: Input<typeof spec>,
  context: Context,
): Promise<Outcome> {
  const fits = checkAction(words, ARGUMENTS);
  if (!fits.ok) return fits;
  const directory = options.data === undefined ? defaultDirectory(context) : resolve(options.data);
  switch (words[0]) {
    case "serve":
      return serve(directory, options, context);
    case "remove":
      return remove({ directory, vault: words[1] ?? "", isYes: options.yes }, context);
    case "token":
      return token(directory, options, context);
    case "fingerprint":
      return fingerprint(directory, context);
    default:
      return vaults(directory, context);
  }
}

/** Beside the vault's own data, never in it. */
function defaultDirectory({ env, paths }: { readonly env: Context["env"]; readonly paths: Paths }): string {
  const { dataDirectory } = paths;
  return env["HOLT_HOME"] ? join(dirname(dataDirectory), "relay") : `${dataDirectory}-relay`;
}

async function serve(directory: string, options: Options, context: Context): Promise<Outcome> {
  const address =
    options.listen === undefined ? ok(DEFAULT_ADDRESS) : parseListenAddress(options.listen, DEFAULT_ADDRESS);
  if (!address.ok) return address;
  const { host, port } = address.value;
  const limits = readLimits(options);
  if (!limits.ok) return limits;
  const points = readPoints(options);
  if (!points.ok) return points;
  const { "tls-cert": certFile, "tls-key": keyFile } = options;
  if ((certFile === undefined) !== (keyFile === undefined)) {
    const missing = certFile === undefined ? "--tls-cert" : "--tls-key";
    return err({ type: "usage", reason: "option-missing", value: missing });
  }
  const [{ runRelay }, { relay: texts }] = await Promise.all([
    import("../../relay/main.ts"),
    context.words(),
  ]);
  const ended = await runRelay({
    directory,
    host,
    port,
    limits: limits.value,
    allowsBackups: !options["no-backups"],
    points: points.value,
    tokenFile: options["token-file"],
    tls: certFile === undefined || keyFile === undefined ? undefined : { certFile, keyFile },
    isMetricsOpen: options["metrics-open"],
    logsAddresses: options["log-addresses"],
    onReady(ready) {
      if (ready.isPlainForOthers) context.say(texts.plainForOthers);
      const { address: real, fingerprint: print, relayKey, isTls } = ready;
      if (context.isJson) {
        const { host: where, port: number } = real;
        context.printJson({
          address: where,
          port: number,
          fingerprint: print,
          relayKey: formatHex(relayKey),
        });
      } else {
        context.print(texts.listening(formatListenUrl(real, { isTls })));
        context.print(texts.fingerprint(print));
      }
    },
  });
  return ended.ok ? ok(EXIT.done) : ended;
}

/** How many points in time of each kind. */
function readPoints(
  options: Options,
): Result<{ readonly daily?: number; readonly weekly?: number; readonly monthly?: number }, HoltError> {
  const kept: { daily?: number; weekly?: number; monthly?: number } = {};
  for (const name of ["daily", "weekly", "monthly"] as const) {
    const count = readNumber(`--keep-${name}`, options[`keep-${name}`]);
    if (!count.ok) return count;
    if (count.value !== undefined) kept[name] = count.value;
  }
  return ok(kept);
}

interface ServeLimits {
  readonly bytesPerVault?: number;
  readonly vaults?: number;
  readonly retainMs?: number;
}

function readLimits(options: Options): Result<ServeLimits, HoltError> {
  const quota = readNumber("--quota-mb", options["quota-mb"]);
  if (!quota.ok) return quota;
  const most = readNumber("--max-vaults", options["max-vaults"]);
  if (!most.ok) return most;
  const days = readNumber("--retain-days", options["retain-days"]);
  if (!days.ok) return days;
  return ok({
    ...(quota.value === undefined ? {} : { bytesPerVault: quota.value * MIB }),
    ...(most.value === undefined ? {} : { vaults: most.value }),
    ...(days.value === undefined ? {} : { retainMs: days.value * DAY_MS }),
  });
}

async function vaults(directory: string, context: Context): Promise<Outcome> {
  const { listVaults } = await import("../../relay/operator.ts");
  const listed = await listVaults(directory);
  if (!listed.ok) return listed;
  await printVaults(listed.value, context);
  return ok(EXIT.done);
}

async function remove(
  {
    directory,
    vault,
    isYes,
  }: { readonly directory: string; readonly vault: string; readonly isYes: boolean },
  context: Context,
): Promise<Outcome> {
  const { findVault, removeVault } = await import("../../relay/operator.ts");
  const found = await findVault(directory, vault);
  if (!found.ok) return found;
  if (found.value === undefined) return err({ type: "usage", reason: "no-such-vault", value: vault });
  const { relay: texts } = await context.words();
  const id = formatId(found.value.vaultId);
  const confirmed = await confirm(context, texts.askRemove(id), isYes);
  if (!confirmed.ok) return confirmed;
  const removed = await removeVault(directory, id);
  if (!removed.ok) return removed;
  if (context.isJson) context.printJson({ removed: removed.value });
  else context.say(texts.removed(removed.value));
  return ok(EXIT.done);
}

async function token(directory: string, options: Options, context: Context): Promise<Outcome> {
  const asked = [options.list, options.revoke !== undefined, options.open].filter(Boolean);
  if (asked.length > 1) {
    return err({ type: "usage", reason: "options-conflict", value: "--list --revoke --open" });
  }
  const operator = await import("../../relay/operator.ts");
  const { relay: texts } = await context.words();
  if (options.list) {
    const listed = await operator.listTokens(directory);
    if (!listed.ok) return listed;
    await printTokens(listed.value, context);
    return ok(EXIT.done);
  }
  if (options.revoke !== undefined) {
    const revoked = await operator.revokeToken(directory, options.revoke);
    if (!revoked.ok) return revoked;
    if (context.isJson) context.printJson({ revoked: options.revoke });
    else context.say(texts.revoked(options.revoke));
    return ok(EXIT.done);
  }
  if (options.open) {
    const reopened = await operator.reopen(directory);
    if (!reopened.ok) return reopened;
    if (context.isJson) context.printJson({ open: true });
    else context.say(texts.reopened);
    return ok(EXIT.done);
  }
  const made = await operator.addToken(directory, context.now());
  if (!made.ok) return made;
  if (context.isJson) context.printJson({ token: made.value });
  else {
    context.say(texts.tokenOnce);
    context.print(made.value);
  }
  return ok(EXIT.done);
}

async function fingerprint(directory: string, context: Context): Promise<Outcome> {
  const { fingerprintOf } = await import("../../relay/operator.ts");
  const print = await fingerprintOf(directory);
  if (!print.ok) return print;
  if (context.isJson) context.printJson({ fingerprint: print.value });
  else context.print(print.value);
  return ok(EXIT.done);
}
