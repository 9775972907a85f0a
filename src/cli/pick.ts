/**
 * When several accounts fit a query: a numbered choice for the person at the terminal, the error for a script.
 */
import { printable } from "../client/printable.ts";
import type { AccountName } from "../protocol/account.ts";
import type { HoltError } from "../protocol/errors.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import type { Context } from "./command.ts";

/** Calls with the query, and once more with the id of the account that was picked. */
export async function withQuery<T>(
  context: Context,
  query: string,
  call: (query: string) => Promise<Result<T, HoltError>>,
): Promise<Result<T, HoltError>> {
  const answer = await call(query);
  if (answer.ok || answer.error.type !== "ambiguous") return answer;
  const picked = await pickFrom(context, answer.error);
  return picked.ok ? call(picked.value) : picked;
}

/** The id of the account that the person chose; the error itself where nobody can be asked, or for a wrong number. */
export async function pickFrom(
  context: Context,
  error: Extract<HoltError, { type: "ambiguous" }>,
): Promise<Result<string, HoltError>> {
  if (context.isJson || !context.terminal.isThere()) return err(error);
  error.candidates.forEach((candidate, index) => {
    context.say(`${String(index + 1).padStart(3)}  ${printable(label(candidate))}`);
  });
  const { cli } = await context.words();
  const typed = await context.terminal.readLine(`${cli.askWhich} `, cli.askWhich);
  if (!typed.ok) return typed;
  const number = /^\s*\d+\s*$/.test(typed.value) ? Number(typed.value) : 0;
  const picked = error.candidates[number - 1];
  return picked === undefined ? err(error) : ok(picked.id);
}

/** "GitHub (sven)" */
export function label({ issuer, name }: Pick<AccountName, "issuer" | "name">): string {
  if (issuer === "" || name === "") return issuer + name;
  return `${issuer} (${name})`;
}
