/**
 * Devices come into the vault as people bring them: the first founds it and links it, the others pair.
 */
import { formatFingerprint, fingerprintOfRelay } from "../../src/protocol/handshake.ts";
import { HoltFailure } from "../../src/protocol/errors.ts";
import type { JoinEvent, PairEvent } from "../../src/protocol/local-api.ts";
import type { VaultService } from "../../src/daemon/service.ts";
import { ask, type SimDevice } from "./device.ts";
import type { RelayHost } from "./relay-host.ts";
import { MARK } from "./marks.ts";
import { addDevice, note, start, until, type World } from "./world.ts";

export const nameOf = (world: World, name: string): string => `${MARK} device ${name} ${world.count()}`;

export async function found(world: World, name: string, relay: RelayHost): Promise<SimDevice> {
  const device = addDevice(world, name);
  await start(world, device);
  const service = serviceOf(device);
  const { memberId } = await ask(service, "vault.init", { device: nameOf(world, name), passphrase: null });
  device.memberId = memberId;
  world.say(`${name} founds`);
  await until(world, link(world, device, relay));
  return device;
}

export async function link(world: World, device: SimDevice, relay: RelayHost): Promise<void> {
  const fingerprint = formatFingerprint(fingerprintOfRelay(world.tools.sodium, relay.relayKey));
  await ask(serviceOf(device), "link.set", { url: relay.url, fingerprint });
}

/** False: it didn't come to it, and nothing of it is left. */
export async function pair(world: World, host: SimDevice, name: string): Promise<boolean> {
  const device = addDevice(world, name);
  await start(world, device);
  world.say(`${host.name} lets ${name} in`);
  try {
    await until(world, join(world, host, device));
    note(world, device);
    return true;
  } catch (thrown) {
    if (!(thrown instanceof HoltFailure) && !(thrown instanceof Error)) throw thrown;
    world.say(
      `${name}   didn't join: ${thrown instanceof HoltFailure ? JSON.stringify(thrown.error) : thrown.message}`,
    );
    device.stop();
    world.gone.add(name);
    return false;
  }
}

async function join(world: World, host: SimDevice, device: SimDevice): Promise<void> {
  const [theirs, ours] = [serviceOf(host), serviceOf(device)];
  const { pairingId, link: joinLink } = await ask(theirs, "pair.start", {});
  const named = nameOf(world, device.name);
  const { joinId } = await ask(ours, "join.start", { link: joinLink, device: named, passphrase: null });
  const asked = await nextOf(theirs, pairingId, (event) => event.type === "request");
  if (asked.type === "request")
    await ask(theirs, "pair.answer", { requestId: asked.requestId, accept: true });
  for (let after = 0; ; after++) {
    const { event }: { event: JoinEvent } = await ask(ours, "join.wait", { joinId, after });
    if (event.type === "failed") throw new HoltFailure(event.error);
    if (event.type !== "joined") continue;
    device.memberId = event.memberId;
    return;
  }
}

async function nextOf(
  service: VaultService,
  pairingId: string,
  isIt: (event: PairEvent) => boolean,
): Promise<PairEvent> {
  for (let after = 0; ; after++) {
    const { event }: { event: PairEvent } = await ask(service, "pair.wait", { pairingId, after });
    if (event.type === "failed") throw new HoltFailure(event.error);
    if (event.type === "expired") throw new HoltFailure({ type: "timeout", what: "join" });
    if (isIt(event)) return event;
  }
}

function serviceOf({ name, service }: SimDevice): VaultService {
  const running = service();
  if (running === undefined) throw new Error(`${name} is off`);
  return running;
}
