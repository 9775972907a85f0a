import { expect, test } from "vitest";
import { sortLabels } from "../../src/vault/sort.ts";
import { labelOf } from "../support/vault-drafts.ts";

const labels = [
  labelOf({ id: "1", issuer: "Östgöta", name: "a", createdAt: 5 }, { usedCount: 2, lastUsedAt: 50 }),
  labelOf({ id: "2", issuer: "account 10", name: "b", createdAt: 9 }),
  labelOf({ id: "3", issuer: "Account 9", name: "c", createdAt: 1 }, { usedCount: 2, lastUsedAt: 60 }),
  labelOf({ id: "4", issuer: "Zoo", name: "a", createdAt: 2, pinned: true }),
  labelOf({ id: "5", issuer: "", name: "midway", createdAt: 3 }, { usedCount: 1, lastUsedAt: 99 }),
  labelOf({ id: "6", issuer: "Account 9", name: "B", createdAt: 4 }),
];
const ids = (order: "name" | "used" | "added", locale: string): readonly string[] =>
  sortLabels(labels, order, locale).map(({ id }) => id);

test("by name: pinned first, then issuer and name as the language has it, numbers by value", () => {
  expect(ids("name", "en")).toEqual(["4", "6", "3", "2", "5", "1"]);
  expect(sortLabels([...labels, labelOf({ id: "7", issuer: "Zebra" })], "name", "sv").at(-1)?.id).toBe("1");
});

test("by use: most used first, of equals the latest used", () => {
  expect(ids("used", "en")).toEqual(["4", "3", "1", "5", "6", "2"]);
});

test("by addition: newest first", () => {
  expect(ids("added", "en")).toEqual(["4", "2", "1", "6", "5", "3"]);
});

test("the order doesn't depend on the order before", () => {
  for (const order of ["name", "used", "added"] as const) {
    expect(sortLabels(labels.toReversed(), order, "en")).toEqual(sortLabels(labels, order, "en"));
  }
});
