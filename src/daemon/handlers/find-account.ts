/**
 * A query → the one account that is meant.
 */
import type { AccountLabel } from "../../protocol/account.ts";
import type { Account } from "../../vault/account.ts";
import { resolveOne } from "../../vault/query.ts";
import type { VaultSession } from "../vault-session.ts";
import { need, refuse } from "./context.ts";

export const isAlive = ({ trashedAt }: Pick<AccountLabel, "trashedAt">): boolean => trashedAt === null;
export const isTrashed = ({ trashedAt }: Pick<AccountLabel, "trashedAt">): boolean => trashedAt !== null;

export const findAlive = (session: VaultSession, query: string): AccountLabel =>
  need(resolveOne(session.labels().filter(isAlive), query));

export const findTrashed = (session: VaultSession, query: string): AccountLabel =>
  need(resolveOne(session.labels().filter(isTrashed), query));

/** To look at: outside the trash, or else inside it. */
export function findAnywhere(session: VaultSession, query: string): AccountLabel {
  const found = resolveOne(session.labels().filter(isAlive), query);
  if (found.ok || found.error.type !== "not-found") return need(found);
  return need(resolveOne(session.labels().filter(isTrashed), query));
}

/** With its secrets. */
export const accountOf = (session: VaultSession, { id }: Pick<AccountLabel, "id">): Account =>
  session.account(id) ?? refuse({ type: "not-found", query: id });

export const labelOf = (session: VaultSession, id: string): AccountLabel =>
  session.label(id) ?? refuse({ type: "not-found", query: id });
