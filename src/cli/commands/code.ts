/**
 * `holt code`: what an account shows now, alone on stdout; without QUERY, all of them.
 *
 * The one command whose start-up is measured: whatever it doesn't always need is loaded where it is needed.
 */
import type { Code, NoCode } from "../../protocol/account.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { type CommandSpec, type Context, FLAG, type Input, type Outcome, value } from "../command.ts";
import { EXIT } from "../exit-codes.ts";

export const spec = {
  arguments: ["[QUERY]"],
  options: { copy: FLAG, next: FLAG, at: value("TIME"), watch: FLAG },
  examples: [
    "holt code github",
    "holt code github --copy",
    "holt code github --watch",
    "holt code --json",
    "holt code github --at 2026-12-24T18:00:00Z",
  ],
} as const satisfies CommandSpec;

export async function run(
  { arguments: words, options }: Input<typeof spec>,
  context: Context,
): Promise<Outcome> {
  const [query] = words;
  if (options.watch) {
    const { watchCodes } = await import("../watch-codes.ts");
    const conflicts = (["copy", "next", "at"] as const).filter((name) => Boolean(options[name]));
    return watchCodes({ query, conflicts: conflicts.map((name) => `--${name}`) }, context);
  }
  const at = parseTime(options.at);
  if (at === "bad") return err({ type: "usage", reason: "bad-field", value: `--at ${options.at}` });
  if (options.copy && query === undefined)
    return err({ type: "usage", reason: "missing-argument", value: "QUERY" });
  // A time keeps HOTP from advancing for a --next that it can't answer.
  const asked: Asked = {
    at: options.next ? (at ?? Math.floor(context.now() / 1000)) : at,
    copied: options.copy,
  };
  const codes =
    query === undefined ? await getCodes(context, undefined, asked) : await getOne(context, query, asked);
  if (!codes.ok) return codes;
  const shown = options.next ? await getNext(context, codes.value) : codes;
  if (!shown.ok) return shown;
  const [first] = shown.value;
  if (query === undefined) {
    const { printCodes } = await import("../code-table.ts");
    await printCodes(shown.value, context);
    return ok(EXIT.done);
  }
  if (first === undefined || first.code === null) return err({ type: "not-found", query });
  if (context.isJson) context.printJson(first);
  else context.print(first.code);
  if (!options.copy) return ok(EXIT.done);
  const { copyCode } = await import("../copy-code.ts");
  return copyCode(first.code, context);
}

interface Asked {
  readonly at: number | undefined;
  readonly copied?: boolean;
}
type Codes = Promise<Result<readonly (Code | NoCode)[], HoltError>>;

async function getCodes(context: Context, query: string | undefined, { at, copied }: Asked): Codes {
  const answer = await context.getCodes({
    ...(query === undefined ? {} : { query }),
    ...(at === undefined ? {} : { at }),
    ...(copied ? { copied } : {}),
  });
  return answer.ok ? ok(answer.value.codes) : answer;
}

async function getOne(context: Context, query: string, asked: Asked): Codes {
  const first = await getCodes(context, query, asked);
  if (first.ok || first.error.type !== "ambiguous") return first;
  const { pickFrom } = await import("../pick.ts");
  const picked = await pickFrom(context, first.error);
  return picked.ok ? getCodes(context, picked.value, asked) : picked;
}

/** Each code as it is in its next period; what has none stays as it is. */
async function getNext(context: Context, codes: readonly (Code | NoCode)[]): Codes {
  const next = codes.filter(({ validUntil }) => validUntil === null);
  const starts = new Set(codes.flatMap(({ validUntil }) => validUntil ?? []));
  for (const at of starts) {
    const wanted = codes.filter(({ validUntil }) => validUntil === at);
    const query = codes.length === 1 ? wanted[0]?.id : undefined;
    const then = await getCodes(context, query, { at });
    if (!then.ok) return then;
    next.push(...then.value.filter(({ id }) => wanted.some((code) => code.id === id)));
  }
  const place = new Map(codes.map(({ id }, index) => [id, index]));
  return ok(next.sort((a, b) => (place.get(a.id) ?? 0) - (place.get(b.id) ?? 0)));
}

/** Epoch seconds, or ISO 8601 (without a zone: local time). */
export function parseTime(text: string | undefined): number | undefined | "bad" {
  if (text === undefined) return undefined;
  const seconds = /^\d+(\.\d+)?$/.test(text)
    ? Math.floor(Number(text))
    : /^\d{4}-\d{2}-\d{2}/.test(text)
      ? Math.floor(Date.parse(text) / 1000)
      : Number.NaN;
  return Number.isSafeInteger(seconds) ? seconds : "bad";
}
