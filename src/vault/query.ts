/**
 * QUERY, as the command line and the daemon understand it: an id; else the best tier that fits anything.
 *
 * The tiers: whole issuer or name ("issuer:name" and "issuer name" count as whole), word prefix, substring, fuzzy
 * (tags only here). Case is ignored. A blank query fits nothing.
 */
import type { AccountLabel } from "../protocol/account.ts";
import type { HoltError } from "../protocol/errors.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import { formatAccountName } from "./label.ts";
import { createSearchIndex } from "./search.ts";

type Queryable = Pick<AccountLabel, "id" | "issuer" | "name" | "tags">;
/** The labels of the best tier that isn't empty, in the order given; of the fuzzy tier best first. */
export function matchAccounts<L extends Queryable>(labels: readonly L[], query: string): readonly L[] {
  const exact = labels.filter(({ id }) => id === query.trim());
  if (exact.length > 0) return exact;
  const wanted = fold(query.trim());
  if (wanted === "") return [];
  const tiers = labels.map((label) => tierOf(label, wanted));
  const best = tiers.reduce((a, b) => Math.max(a, b), TIER.none);
  if (best > TIER.none) return labels.filter((_, index) => tiers[index] === best);
  const labelById = new Map(labels.map((label) => [label.id, label]));
  return createSearchIndex(labels)
    .find(query)
    .flatMap(({ id }) => labelById.get(id) ?? []);
}

/** Exactly one account must fit. */
export function resolveOne<L extends Queryable>(labels: readonly L[], query: string): Result<L, HoltError> {
  const fitting = matchAccounts(labels, query);
  const [first] = fitting;
  if (first === undefined) return err({ type: "not-found", query });
  if (fitting.length === 1) return ok(first);
  const candidates = fitting.map(({ id, issuer, name }) => ({ id, issuer, name }));
  return err({ type: "ambiguous", query, candidates });
}

const TIER = { none: 0, substring: 1, wordPrefix: 2, whole: 3 } as const;

/** Issuer and name are searched as one text too, so that "git sven" finds what lies across both. */
function tierOf({ issuer, name }: Queryable, wanted: string): number {
  const first = fold(issuer);
  const second = fold(name);
  const joined = [`${first} ${second}`, `${first}:${second}`];
  const wholes = [first, second, ...joined, formatAccountName({ issuer: first, name: second })];
  if (wholes.includes(wanted)) return TIER.whole;
  const hasColon = wanted.length > 1 && wanted.includes(":");
  return Math.max(...joined.slice(0, hasColon ? 2 : 1).map((text) => tierIn(text, wanted)));
}

function tierIn(text: string, wanted: string): number {
  let tier: number = TIER.none;
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    if (isWordStart(text, at)) return TIER.wordPrefix;
    tier = TIER.substring;
  }
  return tier;
}

const fold = (text: string): string => text.normalize("NFC").toLowerCase();

function isWordStart(text: string, at: number): boolean {
  if (at === 0) return true;
  const noLetterBefore = /(?<![\p{L}\p{N}])/uy;
  noLetterBefore.lastIndex = at;
  return noLetterBefore.test(text);
}
