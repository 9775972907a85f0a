/**
 * Backup as people turn it on and off, by the jobs that the daemon runs; and how far an erasure has come.
 */
import type { BackupEvent, BackupMethods, BackupResult } from "../../src/protocol/backup-api.ts";
import { HoltFailure } from "../../src/protocol/errors.ts";
import { drawWordsSeed, formatRecoveryWords } from "../../src/protocol/recovery-secret.ts";
import type { BackupView } from "../../src/protocol/view.ts";
import { ask, type SimDevice } from "./device.ts";
import { turn } from "./relay-host.ts";
import { pass, until, type World } from "./world.ts";

/** While a job runs: its id, and whoever answers. */
type OnEvent = (event: BackupEvent, jobId: string) => unknown;
type Starting = "backup.enable" | "backup.disable" | "backup.change" | "backup.verify";

/** Throws what it fails with. Time must pass meanwhile (`until`). */
export async function runJob<M extends Starting>(
  device: SimDevice,
  method: M,
  params: BackupMethods[M]["params"],
  onEvent: OnEvent = () => {},
): Promise<BackupResult> {
  const service = serviceOf(device);
  const { jobId } = await ask(service, method, params as never);
  for (let after = 0; ; after++) {
    const { event } = await ask(service, "backup.wait", { jobId, after });
    if (event.type === "failed") throw new HoltFailure(event.error);
    if (event.type === "done") return event.result;
    await onEvent(event, jobId);
  }
}

/** What came of a job; both undefined: nothing yet. */
export interface Told {
  readonly done?: BackupResult;
  readonly failed?: unknown;
}

/** For one that nobody waits for. */
export function watchJob(running: Promise<BackupResult>): { told(): Told } {
  let told: Told = {};
  running.then(
    (done) => (told = { done }),
    (thrown: unknown) => (told = { failed: thrown instanceof HoltFailure ? thrown.error : thrown }),
  );
  return { told: () => told };
}

/** While a passphrase is derived no time passes in the world, but some does outside. */
export async function untilTyped<T>(world: World, promise: Promise<T>): Promise<T> {
  const wait = { isOver: false };
  const end = (): void => {
    wait.isOver = true;
  };
  promise.then(end, end);
  while (!wait.isOver) {
    await turn();
    await pass(world, 1);
  }
  return promise;
}

export function drawWords({ tools }: World): string {
  const seed = drawWordsSeed(tools.random);
  const words = formatRecoveryWords(seed);
  seed.wipe();
  return words;
}

/** Turns it on, by words alone; whoever else is there agrees. Gives the words. */
export const backUp = (world: World, device: SimDevice): Promise<string> =>
  until(world, enableBackup(world, device));

async function enableBackup(world: World, device: SimDevice): Promise<string> {
  const words = drawWords(world);
  world.say(`${device.name} turns backup on`);
  await runJob(device, "backup.enable", { words, passphrase: null }, (event) => {
    if (event.type === "confirm") approveElsewhere(world, device);
  });
  return words;
}

/** Some other device says yes, as soon as it is asked. */
export const approveElsewhere = (world: World, asking: SimDevice): void =>
  answerElsewhere(world, asking, "requests.approve");

export const rejectElsewhere = (world: World, asking: SimDevice): void =>
  answerElsewhere(world, asking, "requests.reject");

type Answer = "requests.approve" | "requests.reject";

function answerElsewhere(world: World, { name }: SimDevice, answer: Answer): void {
  const look = (): void => {
    for (const other of world.devices) {
      const request = other.service()?.viewState()?.requests[0];
      if (other.name === name || request === undefined) continue;
      world.say(`${other.name}: ${answer}`);
      void ask(serviceOf(other), answer, { id: request.id }).catch(() => {});
      return;
    }
    world.clock.schedule(look, 100);
  };
  look();
}

export function backupOf(device: SimDevice): BackupView {
  const view = device.service()?.viewState()?.backup;
  if (view === undefined) throw new Error(`${device.name} is off or locked`);
  return view;
}

/** Its backup ended with everything that the relay had, and nobody has named a relay since. */
export function isErasedHere(device: SimDevice): boolean {
  const state = device.service()?.viewState();
  return state?.link.relay === null && state.backup.ended?.scope === "all";
}

function serviceOf({ name, service }: SimDevice) {
  const running = service();
  if (running === undefined) throw new Error(`${name} is off`);
  return running;
}
