import { expect, test } from "vitest";
import { matchAccounts, resolveOne } from "../../src/vault/query.ts";
import { labelOf } from "../support/vault-drafts.ts";

const labels = [
  labelOf({ id: "gh1", issuer: "GitHub", name: "sven" }),
  labelOf({ id: "gh2", issuer: "GitHub", name: "work@example.org" }),
  labelOf({ id: "gl", issuer: "GitLab", name: "sven" }),
  labelOf({ id: "git", issuer: "Git", name: "root", tags: ["server"] }),
  labelOf({ id: "legit", issuer: "Legit Bank", name: "savings" }),
  labelOf({ id: "aws", issuer: "Amazon Web Services", name: "ops" }),
  labelOf({ id: "no-issuer", issuer: "", name: "Äppel" }),
];
const ids = (query: string): readonly string[] => matchAccounts(labels, query).map(({ id }) => id);

test("an id is exact and goes before everything else", () => {
  expect(ids("gl")).toEqual(["gl"]);
  expect(ids("git")).toEqual(["git"]);
});

test("a whole issuer or name goes before prefixes, whatever the case", () => {
  expect(ids("GIT")).toEqual(["git"]);
  expect(ids("github")).toEqual(["gh1", "gh2"]);
  expect(ids("sven")).toEqual(["gh1", "gl"]);
  expect(ids("äppel")).toEqual(["no-issuer"]);
  expect(ids("A\u0308PPEL")).toEqual(["no-issuer"]);
});

test.each(["GitHub:sven", "github sven", " GitHub (sven) "])("%s names one account whole", (query) => {
  expect(ids(query)).toEqual(["gh1"]);
});

test("a word prefix goes before a substring", () => {
  expect(ids("gi")).toEqual(["gh1", "gh2", "gl", "git"]);
  expect(ids("web")).toEqual(["aws"]);
  expect(ids("web serv")).toEqual(["aws"]);
  expect(ids("exam")).toEqual(["gh2"]);
  expect(ids("github w")).toEqual(["gh2"]);
  expect(ids("github:w")).toEqual(["gh2"]);
});

test("a substring goes before a fuzzy match", () => {
  expect(ids("egit")).toEqual(["legit"]);
  expect(ids("azon")).toEqual(["aws"]);
  expect(ids("mple.o")).toEqual(["gh2"]);
});

test("fuzzy comes last, best first, and looks at tags too", () => {
  expect(ids("gthb")).toEqual(["gh1", "gh2"]);
  expect(ids("server")).toEqual(["git"]);
  expect(ids("amzws")).toEqual(["aws"]);
});

test("nothing fits a blank query, punctuation alone or an unknown word", () => {
  for (const query of ["", "  ", ":", "zzz"]) expect(ids(query)).toEqual([]);
});

test("exactly one account of the best tier must fit", () => {
  expect(resolveOne(labels, "gitlab")).toEqual({ ok: true, value: labels[2] });
  expect(resolveOne(labels, "zzz")).toEqual({ ok: false, error: { type: "not-found", query: "zzz" } });
  expect(resolveOne(labels, "github")).toEqual({
    ok: false,
    error: {
      type: "ambiguous",
      query: "github",
      candidates: [
        { id: "gh1", issuer: "GitHub", name: "sven" },
        { id: "gh2", issuer: "GitHub", name: "work@example.org" },
      ],
    },
  });
});
