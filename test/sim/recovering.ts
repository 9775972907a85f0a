/**
 * A device that begins again from words or a passphrase, as a person does it.
 */
import type { BackupEvent, BackupMethods, BackupResult } from "../../src/protocol/backup-api.ts";
import { HoltFailure } from "../../src/protocol/errors.ts";
import { fingerprintOfRelay, formatFingerprint } from "../../src/protocol/handshake.ts";
import type { VaultService } from "../../src/daemon/service.ts";
import { ask, type SimDevice } from "./device.ts";
import { nameOf } from "./joining.ts";
import type { RelayHost } from "./relay-host.ts";
import { addDevice, note, start, type World } from "./world.ts";

/** What a person is shown. */
export type Found = Extract<BackupEvent, { type: "found" }>;

export interface Recovery {
  readonly secret: BackupMethods["recover.start"]["params"]["secret"];
  /** Undefined: where the handle says. */
  readonly relay: RelayHost | undefined;
  /** What a person says of the devices that are shown: memberIds that still exist. All of them, unless told. */
  readonly keep?: (found: Found) => readonly string[];
  /** No, unless told. */
  readonly merge?: boolean;
  /** Each event, before it is answered. */
  readonly onEvent?: (event: BackupEvent, jobId: string) => unknown;
}

/** A new machine. */
export async function newMachine(world: World, name = "N"): Promise<SimDevice> {
  const device = addDevice(world, name);
  await start(world, device);
  return device;
}

/** Throws what it fails with. Time must pass meanwhile. */
export async function recover(
  world: World,
  device: SimDevice,
  { secret, relay, keep = everyone, merge = false, onEvent = () => {} }: Recovery,
): Promise<Extract<BackupResult, { type: "recovered" }>> {
  const service = running(device);
  const { jobId } = await ask(service, "recover.start", {
    secret,
    ...(relay !== undefined && { relay: choiceOf(world, relay) }),
    device: nameOf(world, device.name),
    passphrase: null,
  });
  world.say(`${device.name} recovers`);
  for (let after = 0; ; after++) {
    const { event } = await ask(service, "backup.wait", { jobId, after });
    await onEvent(event, jobId);
    if (event.type === "failed") throw new HoltFailure(event.error);
    if (event.type === "found") await ask(service, "recover.answer", { jobId, merge, keep: keep(event) });
    if (event.type !== "done" || event.result.type !== "recovered") continue;
    device.memberId = event.result.memberId;
    note(world, device);
    return event.result;
  }
}

const everyone = ({ vault }: Found): readonly string[] => vault.devices.map(({ memberId }) => memberId);

const choiceOf = ({ tools }: World, { url, relayKey }: RelayHost) => ({
  url,
  fingerprint: formatFingerprint(fingerprintOfRelay(tools.sodium, relayKey)),
});

/** It is gone for good: nobody drives it any more. */
export function lose(world: World, device: SimDevice): void {
  world.say(`${device.name} is lost`);
  device.stop();
  world.gone.add(device.name);
}

export function running({ name, service }: SimDevice): VaultService {
  const found = service();
  if (found === undefined) throw new Error(`${name} is off`);
  return found;
}

/** What it fails with, as facts. */
export const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (thrown: unknown) => (thrown instanceof HoltFailure ? thrown.error : thrown),
  );
