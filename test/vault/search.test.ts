import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createSearchIndex, forgetSearches } from "../../src/vault/search.ts";
import { labelOf } from "../support/vault-drafts.ts";

const labels = [
  labelOf({ id: "1", issuer: "GitHub", name: "sven@example.org" }),
  labelOf({ id: "2", issuer: "GitLab", name: "sven", tags: ["work"] }),
  labelOf({ id: "3", issuer: "Digital", name: "ocean" }),
  labelOf({ id: "4", issuer: "", name: "github backup" }),
];
const index = createSearchIndex(labels);
const found = (text: string): readonly string[] => index.find(text).map(({ id }) => id);

test("the best fit comes first", () => {
  expect(found("git")).toEqual(["1", "2", "4", "3"]);
  expect(found("gitl")[0]).toBe("2");
});

test("matches are marked per field", () => {
  expect(index.find("ghub")[0]).toEqual({ id: "1", issuer: [0, 3, 4, 5], name: [] });
  expect(index.find("lab sven")).toEqual([{ id: "2", issuer: [3, 4, 5], name: [0, 1, 2, 3] }]);
});

test("tags find an account, without a place to mark", () => {
  expect(index.find("work")).toEqual([{ id: "2", issuer: [], name: [] }]);
  expect(index.find("git work").map(({ id }) => id)).toEqual(["2"]);
});

test("an empty text finds nothing, and a limit is kept", () => {
  expect(index.find("")).toEqual([]);
  expect(index.find("   ")).toEqual([]);
  expect(index.find("g", 2)).toHaveLength(2);
  expect(index.find("git", 2)).toEqual(index.find("git").slice(0, 2));
});

test("accounts that fit equally well keep their order", () => {
  const same = Array.from({ length: 20 }, (_, number) =>
    labelOf({ id: String(number), issuer: "Same", name: "" }),
  );
  const order = same.map(({ id }) => id);
  expect(
    createSearchIndex(same)
      .find("sam")
      .map(({ id }) => id),
  ).toEqual(order);
});

test("forgotten searches find the same again", () => {
  const before = index.find("git");
  forgetSearches();
  expect(index.find("git")).toEqual(before);
});

test("places are ascending and within the text, whatever is in it", () => {
  const text = fc.string({ unit: "grapheme", maxLength: 12 });
  fc.assert(
    fc.property(text, text, text, (issuer, name, wanted) => {
      const hits = createSearchIndex([labelOf({ id: "1", issuer, name })]).find(wanted);
      for (const [places, whole] of hits.flatMap((hit) => [
        [hit.issuer, issuer] as const,
        [hit.name, name] as const,
      ])) {
        expect(
          places.every((place, at) => place >= 0 && place < whole.length && place > (places[at - 1] ?? -1)),
        ).toBe(true);
      }
    }),
    { numRuns: 500, seed: 3 },
  );
});
