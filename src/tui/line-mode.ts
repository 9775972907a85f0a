/**
 * holt on a terminal that can only print (TERM=dumb, an editor's shell, a teletype): a line in, the codes of what it
 * names out, and never an escape sequence. All else is said to be commands of their own.
 *
 * A code stands with the time until which it holds, for nothing that was printed is ever taken back.
 */
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { printable } from "../client/printable.ts";
import type { Session } from "../client/session.ts";
import type { AccountLabel, Code, NoCode } from "../protocol/account.ts";
import type { HoltError } from "../protocol/errors.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import { accountName } from "./account-name.ts";
import { groupCode } from "./code-time.ts";
import type { Words } from "./model.ts";
import { clockTime } from "./screens/ago.ts";
import { widthOf } from "./text-fit.ts";

export interface LineModeOptions {
  readonly words: Words;
  readonly session: Session;
  readonly stdin: Readable;
  readonly print: (text: string) => void;
}

const LEAVES: readonly string[] = ["q", "quit", "exit"];
const MOST_HITS = 1000;

/** Until the input ends or the person leaves; an error where there is nothing to show. */
export async function runLineMode(options: LineModeOptions): Promise<Result<null, HoltError>> {
  const { words, session, stdin, print } = options;
  const text = words.text.lines;
  const connected = await session.connect();
  if (!connected.ok) return connected;
  const { hasVault, locked } = connected.value.hello;
  if (!hasVault) return err({ type: "no-vault" });
  if (locked) return err({ type: "locked" });
  const list = await session.call("accounts.list", {});
  if (!list.ok) return list;
  print(`${text.intro(list.value.accounts.length)}\n${text.elsewhere}\n${text.prompt}`);
  const lines = createInterface({ input: stdin, crlfDelay: Infinity });
  for await (const line of lines) {
    const query = line.trim();
    if (LEAVES.includes(query)) break;
    const answer = await answerTo(options, query);
    print(`${answer.join("\n")}\n${text.prompt}`);
  }
  lines.close();
  return ok(null);
}

async function answerTo(options: LineModeOptions, query: string): Promise<readonly string[]> {
  const { words } = options;
  const found = await find(options, query);
  if (!found.ok) return explain(words, found.error);
  if (found.value.length === 0) return [query === "" ? words.text.codes.empty : words.text.codes.noMatch];
  const codes = await codesOf(options.session, found.value);
  if (!codes.ok) return explain(words, codes.error);
  const codeById = new Map(codes.value.map((code) => [code.id, code]));
  const isOnly = found.value.length === 1;
  const width = Math.max(...found.value.map((label) => widthOf(accountName(label))));
  return found.value.map((label) => {
    const name = accountName(label);
    const gap = " ".repeat(width - widthOf(name) + 2);
    return `${name}${gap}${codeText(words, label, { code: codeById.get(label.id), isOnly })}`;
  });
}

/** Accounts in use, the best match first; all where nothing is asked for. */
async function find(
  { session }: LineModeOptions,
  query: string,
): Promise<Result<readonly AccountLabel[], HoltError>> {
  const list = await session.call("accounts.list", {});
  if (!list.ok || query === "") return list.ok ? ok(list.value.accounts) : list;
  const search = await session.call("accounts.search", { text: query, limit: MOST_HITS });
  if (!search.ok) return search;
  const labelById = new Map(list.value.accounts.map((label) => [label.id, label]));
  return ok(search.value.hits.flatMap(({ id }) => labelById.get(id) ?? []));
}

/** A counter's code is made only where it alone is meant. */
async function codesOf(
  session: Session,
  labels: readonly AccountLabel[],
): Promise<Result<readonly (Code | NoCode)[], HoltError>> {
  const [first] = labels;
  const answer =
    labels.length === 1 && first !== undefined
      ? await session.call("codes.get", { query: first.id })
      : await session.call("codes.peek", { ids: labels.map(({ id }) => id) });
  return answer.ok ? ok(answer.value.codes) : answer;
}

function codeText(
  { text }: Words,
  { type, usable }: AccountLabel,
  { code, isOnly }: { code: Code | NoCode | undefined; isOnly: boolean },
): string {
  if (!usable) return text.codes.needsNewer;
  if (code === undefined || code.code === null) {
    return type === "hotp" && !isOnly ? text.lines.counter : text.codes.pinMissing;
  }
  const until = code.validUntil === null ? "" : `  ${text.codes.until(clockTime(code.validUntil))}`;
  return `${groupCode(code.code)}${until}`;
}

function explain(words: Words, error: HoltError): readonly string[] {
  const { message, hints } = words.error(error);
  return [message, ...hints].map(printable);
}
