import { expect, test } from "vitest";
import { nextGeneration } from "../../../src/daemon/vault-generation.ts";
import { memberFromSeed } from "../../../src/protocol/keys.ts";
import { clientIdOf } from "../../../src/protocol/members.ts";
import { Secret } from "../../../src/protocol/secret.ts";
import { loadSodium } from "../../../src/protocol/sodium.ts";
import { seededRandom } from "../../support/vault-drafts.ts";

const sodium = await loadSodium();
const { id: memberId } = memberFromSeed(sodium, new Secret(new Uint8Array(32).fill(7)));
const first = { generation: 0, clientId: clientIdOf(sodium, memberId, 0) };

test("[GE1] a new generation is greater, and its clientID is smaller, time after time", () => {
  const tools = { sodium, random: seededRandom(3) };
  let before = first;
  for (let time = 0; time < 12; time++) {
    const next = nextGeneration(tools, { memberId, ...before });
    expect(next.generation).toBeGreaterThan(before.generation);
    expect(next.clientId).toBeLessThan(before.clientId);
    expect(next.clientId).toBe(clientIdOf(sodium, memberId, next.generation));
    before = next;
  }
});

test("[GE1] a copy and its original come to different ones", () => {
  const drawn = Array.from({ length: 20 }, (_, seed) =>
    nextGeneration({ sodium, random: seededRandom(seed + 1) }, { memberId, ...first }),
  );
  expect(new Set(drawn.map(({ generation }) => generation)).size).toBe(20);
});

test("[GE1] where none is smaller, the smallest that was drawn is taken", () => {
  const next = nextGeneration({ sodium, random: seededRandom(5) }, { memberId, generation: 4, clientId: 1 });
  expect(next.generation).toBeGreaterThan(4);
  // Of so many draws from 2^52.
  expect(next.clientId).toBeLessThan(2 ** 52 / 1000);
});
