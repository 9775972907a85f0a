import { expect, test } from "vitest";
import { isOlderVersion } from "../../src/client/versions.ts";

test.each([
  ["0.9.0", "1.0.0", true],
  ["1.2.9", "1.10.0", true],
  ["1.0.0", "1.0.0", false],
  ["1.0.1", "1.0.0", false],
  ["2.0.0", "1.99.99", false],
  ["1.0.0-rc.1", "1.0.0", true],
  ["nonsense", "0.1.0", true],
])("%s is older than %s: %s", (version, than, isOlder) => {
  expect(isOlderVersion(version, than)).toBe(isOlder);
});
