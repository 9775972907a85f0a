/**
 * What Tab offers of an open vault: a line for each, the word, a tab, what it is. Nothing where no daemon runs, the vault is
 * locked, or anything else is wrong.
 */
import { printable } from "../../client/printable.ts";
import type { AccountLabel } from "../../protocol/account.ts";
import type { RpcMethod, RpcParams, RpcResult } from "../../protocol/local-api.ts";
import type { Context } from "../command.ts";
import type { Asked } from "./words.ts";

export async function listCandidates(what: Asked, context: Context): Promise<readonly string[]> {
  if (what === "members") {
    const answer = await askQuietly(context, "devices.list", {});
    const devices = answer?.devices ?? [];
    return lines(devices.map(({ memberId, name }) => [name === "" ? memberId : name, memberId.slice(0, 8)]));
  }
  const answer = await askQuietly(context, "accounts.list", {});
  const accounts = answer?.accounts ?? [];
  if (what === "tags") return lines(unique(accounts.flatMap(({ tags }) => tags)).map((tag) => [tag, ""]));
  return lines(wordsFor(accounts));
}

async function askQuietly<M extends RpcMethod>(
  context: Context,
  method: M,
  params: RpcParams<M>,
): Promise<RpcResult<M> | undefined> {
  const connection = await context.connect(false);
  const answer = connection.ok ? await connection.value.call(method, params) : connection;
  return answer.ok ? answer.value : undefined;
}

type Named = Pick<AccountLabel, "id" | "issuer" | "name">;

/** An issuer; where several accounts have it, what tells them apart as well: a name, or else the id. */
function wordsFor(accounts: readonly Named[]): readonly (readonly [string, string])[] {
  const count = new Map<string, number>();
  for (const { issuer, name } of accounts) {
    for (const word of new Set([issuer.toLowerCase(), name.toLowerCase()])) {
      count.set(word, (count.get(word) ?? 0) + 1);
    }
  }
  const isAlone = (word: string): boolean => isTypeable(word) && count.get(word.toLowerCase()) === 1;
  const rows = new Map<string, string>();
  for (const account of accounts) {
    const { id, issuer, name } = account;
    const title = titleOf(account);
    rows.set(issuer, isAlone(issuer) ? title : `${issuer} …`);
    if (!isAlone(issuer)) rows.set(isAlone(name) ? name : id, title);
  }
  return [...rows];
}

const titleOf = ({ issuer, name }: Named): string =>
  issuer === "" || name === "" ? issuer + name : `${issuer} (${name})`;
const unique = (words: readonly string[]): readonly string[] => [...new Set(words)];

/** On one line, and not for an option. */
const isTypeable = (word: string): boolean =>
  word !== "" && printable(word) === word && !word.startsWith("-");

const lines = (rows: readonly (readonly [string, string])[]): readonly string[] =>
  rows
    .filter(([word]) => isTypeable(word))
    .map(([word, what]) => (what === "" ? word : `${word}\t${printable(what)}`));
