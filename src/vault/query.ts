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
type Fits = (text: string, query: string) => boolean;

/** The labels of the best tier that isn't empty, in the order given; of the fuzzy tier best first. */
export function matchAccounts<L extends Queryable>(labels: readonly L[], query: string): readonly L[] {
  const exact = labels.filter(({ id }) => id === query.trim());
  if (exact.length > 0) return exact;
  const wanted = fold(query.trim());
  if (wanted === "") return [];
  const texts = labels.map(textsOf);
  for (const fits of TIERS) {
    const tier = labels.filter((_, index) => texts[index]?.some((text) => fits(text, wanted)));
    if (tier.length > 0) return tier;
  }
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

const isWhole: Fits = (text, query) => text === query;
const isSubstring: Fits = (text, query) => text.includes(query);
const isWordPrefix: Fits = (text, query) => {
  for (let at = text.indexOf(query); at >= 0; at = text.indexOf(query, at + 1)) {
    if (isWordStart(text, at)) return true;
  }
  return false;
};
const TIERS: readonly Fits[] = [isWhole, isWordPrefix, isSubstring];

function textsOf({ issuer, name }: Queryable): readonly string[] {
  const whole = formatAccountName({ issuer, name });
  return [issuer, name, `${issuer}:${name}`, `${issuer} ${name}`, whole].map(fold);
}

const fold = (text: string): string => text.normalize("NFC").toLowerCase();

function isWordStart(text: string, at: number): boolean {
  const noLetterBefore = /(?<![\p{L}\p{N}])/uy;
  noLetterBefore.lastIndex = at;
  return noLetterBefore.test(text);
}
