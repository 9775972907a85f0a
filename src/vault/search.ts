/**
 * Fuzzy search over labels as a person types: best first, with the places that matched.
 *
 * Issuer and name are shown with their matches; tags count, but have no place to mark. Every character must occur in
 * order, each word of the text in any of the fields.
 */
import * as fuzzysort from "fuzzysort";
import type { AccountLabel } from "../protocol/account.ts";
import type { SearchHit } from "../protocol/local-api.ts";

type Searchable = Pick<AccountLabel, "id" | "issuer" | "name" | "tags">;

export interface SearchIndex {
  /** An empty text finds nothing. `limit` 0 or absent: all. */
  find(text: string, limit?: number): readonly SearchHit[];
}

/** To be made anew when labels change. Labels of equal fit keep the order in which they are given. */
export function createSearchIndex(labels: readonly Searchable[]): SearchIndex {
  const rows = labels.map(({ id, issuer, name, tags }, place) => ({
    id,
    place,
    issuer: prepare(issuer),
    name: prepare(name),
    tags: prepare(tags.join(" ")),
  }));
  return {
    find(text, limit = 0) {
      if (text.trim() === "") return [];
      const found = fuzzysort.go(text, rows, { keys: KEYS, threshold: 0, limit });
      const best = [...found].sort((a, b) => b.score - a.score || a.obj.place - b.obj.place);
      return best.map(({ obj, 0: issuer, 1: name }) => ({
        id: obj.id,
        issuer: places(issuer),
        name: places(name),
      }));
    },
  };
}

/** What was typed is kept for speed until this is called: on lock. */
export const forgetSearches = (): void => fuzzysort.cleanup();

const KEYS = ["issuer", "name", "tags"];

/** Kept with the row, not in the library's own cache, which nothing would empty. */
const prepare = (text: string): fuzzysort.Prepared | undefined =>
  text === "" ? undefined : fuzzysort.prepare(text);

const places = (result: fuzzysort.Result | undefined): readonly number[] =>
  result === undefined ? [] : [...new Set(result.indexes)].sort((a, b) => a - b);
