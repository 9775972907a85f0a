/**
 * People who stop using the relay on a device, and later use the same one again. What is written meanwhile stands in no
 * draft: the device finds what the relay lacks.
 */
import { HoltFailure } from "../../src/protocol/errors.ts";
import { ask, type SimDevice } from "./device.ts";
import { link } from "./joining.ts";
import { perform } from "./people.ts";
import type { World } from "./world.ts";

export const isUnlinked = (device: SimDevice): boolean => device.service()?.status().link.relay === null;

export async function unlink(world: World, device: SimDevice): Promise<void> {
  const status = device.service()?.status();
  const relay = world.relays.find(({ url }) => url === status?.link.relay);
  // Who was removed has nothing to link again.
  if (relay === undefined || status?.link.state === "revoked") return;
  world.usedRelays.set(device.memberId, relay);
  await perform(world, device, { what: "unlinks", run: (service) => ask(service, "link.clear", {}) });
}

/** Nobody waits for it; where it fails people try again later. */
export function relink(world: World, device: SimDevice): void {
  const { linking, usedRelays } = world;
  const { name } = device;
  const relay = usedRelays.get(device.memberId);
  if (relay === undefined || linking.get(name) === device.runs()) return;
  const run = device.runs();
  linking.set(name, run);
  world.say(`${name} uses ${relay.name} again`);
  link(world, device, relay)
    .catch((thrown: unknown) => {
      if (thrown instanceof HoltFailure) world.say(`${name}   isn't linked: ${JSON.stringify(thrown.error)}`);
      else world.wrong.push(`${name} threw ${String(thrown)}`);
    })
    .finally(() => {
      if (linking.get(name) === run) linking.delete(name);
    });
}
