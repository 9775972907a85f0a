import { expect, test } from "vitest";
import { createRandom } from "../../../src/daemon/random.ts";

test("random bytes are of the asked length and never repeat, also across pieces and beyond them", () => {
  const random = createRandom();
  const seen = new Set<string>();
  for (let index = 0; index < 3000; index++) {
    const bytes = random(16);
    expect(bytes).toHaveLength(16);
    seen.add(Buffer.from(bytes).toString("hex"));
  }
  expect(seen.size).toBe(3000);
  const large = random(20_000);
  expect(large).toHaveLength(20_000);
  expect(new Set(large).size).toBe(256);
});

test("what was handed out is the caller's own: writing to it changes nothing that comes later", () => {
  const random = createRandom();
  random(32).fill(7);
  expect(random(32).every((byte) => byte === 7)).toBe(false);
  expect(random(32).every((byte) => byte === 0)).toBe(false);
});
