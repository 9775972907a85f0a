/**
 * A vault moves to another relay, and something comes between.
 */
import { expect, test } from "vitest";
import { ask } from "./device.ts";
import { toggleRelay } from "./faults.ts";
import type { RelayHost } from "./relay-host.ts";
import { tell } from "./story.ts";
import { pass } from "./world.ts";

test("[RD8] a relay that can't be reached for long after it became the home opens the vault later", async () => {
  const wrong = await tell({ names: "A" }, async ({ world, device }) => {
    const service = device("A").service();
    const [, other] = world.relays as readonly [RelayHost, RelayHost];
    if (service === undefined) throw new Error("A is off");
    let error: unknown;
    ask(service, "link.set", { url: other.url, token: "a token" }).catch((thrown: unknown) => {
      error = thrown;
    });
    const isHome = (): boolean => service.status().link.relay === other.url;
    for (let ms = 0; ms < 5_000 && !isHome(); ms++) await pass(world, 1);
    toggleRelay(world, other);
    await pass(world, 70_000);
    expect(error).toBeDefined();
    toggleRelay(world, other);
    await pass(world, 70_000);
    expect(service.status().link).toMatchObject({ relay: other.url, state: "online" });
  });
  expect(wrong).toEqual([]);
});
