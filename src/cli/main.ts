/**
 * `holt`: from argv to a command, and from what came of it to stderr and the exit code. Composition only.
 *
 * Loads next to nothing: the command that was named, and sentences when there is something to say. The only place
 * that catches what must not happen.
 */
import { isLanguage } from "../client/language/choose.ts";
import { loginRuntimeDirectory } from "../client/runtime-directory.ts";
import type { HoltError } from "../protocol/errors.ts";
import { resolvePaths } from "../protocol/paths.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import type { Outcome } from "./command.ts";
import { findCommand, GLOBAL_OPTIONS, ownWords, parseCommandLine, wantsJson } from "./command-line.ts";
import { type CommandName, isCommandName, loadCommand } from "./commands.ts";
import { createContext } from "./context.ts";
import { EXIT, exitCodeOf } from "./exit-codes.ts";
import { createWords, findLanguage, loadHelp, type Wishes } from "./language.ts";

/** Set by the build. */
declare const HOLT_VERSION: string;
const version = HOLT_VERSION;

/** In the foreground they answer signals and their own bugs themselves. */
const SERVERS: ReadonlySet<string> = new Set(["daemon", "relay"]);

const { env } = process;
const argv = process.argv.slice(2);
const own = ownWords(argv);
const paths = resolvePaths({
  env,
  homeDirectory: env["HOME"] || process.getBuiltinModule("node:os").homedir(),
  uid: process.getuid?.() ?? 0,
  workingDirectory: () => process.cwd(),
  loginRuntimeDirectory,
});
const isJson = wantsJson(argv);
const wishes: Wishes = { env, flag: valueOf("--lang"), configFile: paths.configFile };
const isBadLanguage = wishes.flag !== undefined && !isLanguage(wishes.flag);
const words = createWords(wishes);
/** That the result could not be written is being said. */
let failing: Promise<void> | undefined;
const context = createContext({
  env,
  paths,
  version,
  isJson,
  isColorRefused: own.includes("--no-color"),
  words,
  onStdoutError(error) {
    // Whoever read has gone: there is nobody left to tell.
    if (error.code === "EPIPE") process.exit(EXIT.done);
    const reason = error.code === "ENOSPC" ? "full" : "io";
    failing ??= fail({ type: "storage", reason, file: "stdout", detail: error.code ?? "" });
  },
});

// Not awaited: a module that waits can't be required, and require is what starts fastest.
void main();

async function main(): Promise<void> {
  try {
    const outcome = await run();
    if (outcome.ok) process.exitCode ??= outcome.value;
    else await fail(outcome.error);
  } catch (thrown) {
    await failOf(thrown);
  } finally {
    context.close();
  }
  await failing;
  // Ends now what would end anyway: taking the process down in good order costs milliseconds.
  if (process.stdout.writableLength === 0 && process.stderr.writableLength === 0) process.exit();
}

async function run(): Promise<Result<number, HoltError>> {
  const { name, rest } = findCommand(argv);
  if (name === undefined) return runWithoutCommand(rest);
  if (name === "help") return showHelp(findCommand(rest).name);
  if (!isCommandName(name)) return err({ type: "usage", reason: "unknown-command", value: name });
  if (!SERVERS.has(name)) {
    process.on("SIGINT", () => void context.interrupt().then(() => process.exit(EXIT.interrupted)));
    process.on("uncaughtException", (thrown) => void failOf(thrown).then(() => process.exit()));
  }
  const command = await loadCommand(name);
  const input = parseCommandLine(command.spec, rest);
  if (!input.ok) return input;
  if (isBadLanguage) return err({ type: "usage", reason: "bad-field", value: `--lang ${wishes.flag}` });
  return input.value.global.help ? showHelp(name) : command.run(input.value, context);
}

/** `holt`, `holt --help`, `holt --version` */
async function runWithoutCommand(rest: readonly string[]): Promise<Outcome> {
  const spec = {
    arguments: [],
    options: { ...GLOBAL_OPTIONS, version: { kind: "flag" } },
    examples: [],
  } as const;
  const input = parseCommandLine(spec, rest);
  if (!input.ok) return input;
  if (isBadLanguage) return err({ type: "usage", reason: "bad-field", value: `--lang ${wishes.flag}` });
  if (input.value.options.help) return showHelp(undefined);
  if (input.value.options.version) {
    if (isJson) context.printJson({ version });
    else context.print(`holt ${version}`);
    return ok(EXIT.done);
  }
  const { stdin, stdout } = process;
  if (!stdin.isTTY || !stdout.isTTY) return err({ type: "usage", reason: "no-terminal" });
  // It lives for hours, and this signal would open Node's inspector.
  process.on("SIGUSR1", () => {});
  const { runTui } = await import("../tui/main.tsx");
  const language = await findLanguage(wishes);
  const tuiEnv = own.includes("--no-color") ? { ...env, NO_COLOR: "1" } : env;
  process.exitCode = await runTui({ paths, env: tuiEnv, stdin, stdout, version, language });
  return ok(EXIT.done);
}

async function showHelp(name: string | undefined): Promise<Outcome> {
  if (name !== undefined && !isCommandName(name)) {
    return err({ type: "usage", reason: "unknown-command", value: name });
  }
  const texts = await loadHelp(await findLanguage(wishes));
  const help = await import("./help.ts");
  for (const line of name === undefined ? help.renderOverview(texts) : await commandHelp(name))
    context.print(line);
  return ok(EXIT.done);

  async function commandHelp(name: CommandName): Promise<readonly string[]> {
    return help.renderCommandHelp(name, (await loadCommand(name)).spec, texts);
  }
}

async function fail(error: HoltError): Promise<void> {
  process.exitCode = exitCodeOf(error);
  const { reportError } = await import("./report.ts");
  const { name } = findCommand(argv);
  const command = name !== undefined && isCommandName(name) ? name : undefined;
  for (const line of reportError(error, { catalogue: await words(), isJson, command })) context.say(line);
}

/** What must not happen did. */
function failOf(thrown: unknown): Promise<void> {
  const whole = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  // A message may quote what was typed or read.
  const name = thrown instanceof Error ? `${thrown.name} (HOLT_DEBUG=1 tells more)` : "unknown";
  return fail({ type: "internal", detail: env["HOLT_DEBUG"] ? whole : name });
}

/** Before the line is parsed: an error in it is said in the right language, too. */
function valueOf(option: string): string | undefined {
  const at = own.findIndex((word) => word === option || word.startsWith(`${option}=`));
  const word = at < 0 ? undefined : own[at];
  return word?.includes("=") ? word.slice(option.length + 1) : at < 0 ? undefined : own[at + 1];
}
