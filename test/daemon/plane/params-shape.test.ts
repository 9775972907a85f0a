import fc from "fast-check";
import { expect, test } from "vitest";
import { isRpcMethod, REQUEST_TABLE } from "../../../src/daemon/request-table.ts";

const look = (method: string, params: unknown): string | undefined =>
  isRpcMethod(method) ? REQUEST_TABLE[method].params.look(params, "") : "no method";

test.each([
  ["accounts.list", {}],
  ["accounts.list", { query: "git", tag: "work", trash: true, unverified: false, sort: "used" }],
  ["vault.init", { device: "laptop", passphrase: null }],
  ["accounts.add", { issuer: "GitHub", note: null, otp: { type: "totp", secret: "JBSWY3DP", digits: 6 } }],
  ["accounts.edit", { query: "git", changes: { addTags: ["a"], otp: { period: 60 } } }],
  ["import.run", { files: [{ name: "a", bytes: "" }], dryRun: true, onDuplicate: "add" }],
  ["codes.get", { query: "git", at: 59, copied: true }],
  ["accounts.qr", { query: "git", as: "modules" }],
])("%s takes what its type says", (method, params) => {
  expect(look(method, params)).toBe(undefined);
});

test.each([
  ["accounts.list", { query: 5 }, "query"],
  ["accounts.list", { sort: "age" }, "sort"],
  ["accounts.list", { query: null }, "query"],
  ["vault.init", { device: "laptop" }, "passphrase"],
  ["accounts.add", { issuer: "GitHub" }, "otp"],
  ["accounts.add", { otp: { type: "totp", secret: 7 } }, "otp.secret"],
  ["accounts.add", { otp: { type: "rot13", secret: "x" } }, "otp.type"],
  ["accounts.edit", { query: "git", changes: { addTags: ["a", 5] } }, "changes.addTags[1]"],
  ["accounts.edit", { query: "git", changes: { colour: "red" } }, "changes.(unknown field)"],
  ["import.run", { files: [{ name: "a" }] }, "files[0].bytes"],
  ["undo", null, ""],
])("%s names the field that doesn't fit, and not what was in it", (method, params, problem) => {
  expect(look(method, params)).toBe(problem);
});

test("whatever JSON can say, looking at it never throws", () => {
  const methods = fc.constantFrom(...Object.keys(REQUEST_TABLE));
  fc.assert(
    fc.property(methods, fc.jsonValue(), (method, params) => {
      const problem = look(method, params);
      expect(["undefined", "string"]).toContain(typeof problem);
    }),
    { seed: 2, numRuns: 2_000 },
  );
});
