/**
 * `holt exec`: another program gets a code, on its stdin or in an argument, and lives long enough to use it.
 *
 * What could go wrong before the program runs is found before a counter is spent.
 */
import type { Code } from "../../protocol/account.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { ask, type CommandSpec, type Context, type Input } from "../command.ts";
import { canRun } from "../find-program.ts";
import { withQuery } from "../pick.ts";

export const spec = {
  arguments: ["QUERY"],
  following: "CMD…",
  options: {},
  examples: [
    "holt exec vpn -- openconnect --passwd-on-stdin vpn.example.org",
    "holt exec aws -- aws sts get-session-token --token-code {code}",
    "holt exec github -- sh -c 'read -r code; echo \"$code\"'",
  ],
} as const satisfies CommandSpec;

/** What takes longer than this to type a code in is no program. */
const SHORTEST_LEFT_MS = 5_000;
const PLACE = "{code}";

/** The exit code is the program's. */
export async function run(
  { arguments: [query = ""], following }: Input<typeof spec>,
  context: Context,
): Promise<Result<number, HoltError>> {
  const [command = "", ...words] = following;
  if (!canRun(command, context.env["PATH"])) return noSuchProgram(command);
  const code = await getCode(query, context);
  if (!code.ok) return code;
  const isPlaced = words.some((word) => word.includes(PLACE));
  const ended = await context.runProgram({
    command,
    arguments: words.map((word) => word.replaceAll(PLACE, code.value)),
    input: isPlaced ? undefined : `${code.value}\n`,
  });
  return ended.status === "ended" ? ok(ended.code) : noSuchProgram(command);
}

const noSuchProgram = (command: string): Result<never, HoltError> =>
  err({ type: "usage", reason: "no-such-program", value: command });

/** One that is good for some seconds more. */
async function getCode(query: string, context: Context): Promise<Result<string, HoltError>> {
  const found = await withQuery(context, query, (query) => context.getCodes({ query }));
  if (!found.ok) return found;
  const [now] = found.value.codes;
  if (now === undefined || now.code === null) return err({ type: "not-found", query });
  const { validUntil } = now;
  const endsInMs = (): number => (validUntil === null ? Infinity : validUntil * 1000 - context.now());
  if (endsInMs() >= SHORTEST_LEFT_MS) return ok(now.code);
  // A timer may ring a moment early.
  while (endsInMs() > 0) await context.wait(endsInMs());
  return peek(now, context);
}

async function peek({ id }: Code, context: Context): Promise<Result<string, HoltError>> {
  const then = await ask(context, "codes.peek", { ids: [id] });
  if (!then.ok) return then;
  const [code] = then.value.codes;
  return code === undefined ? err({ type: "not-found", query: id }) : ok(code.code);
}
