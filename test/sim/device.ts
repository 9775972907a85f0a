/**
 * A device: the real vault service on a real database, whose clock, timers, chores, randomness and network are the
 * world's, and which can die at any moment.
 */
import { join } from "node:path";
import { SqliteError } from "better-sqlite3";
import type { AccountLabel } from "../../src/protocol/account.ts";
import { utf8ToBytes } from "../../src/protocol/bytes.ts";
import type { RpcParams, RpcResult } from "../../src/protocol/local-api.ts";
import type { Sodium } from "../../src/protocol/sodium.ts";
import type { Problem } from "../../src/protocol/view.ts";
import type { VaultMethod, VaultService } from "../../src/daemon/service.ts";
import { createVaultService } from "../../src/daemon/vault-service.ts";
import type { SimClock } from "./clock.ts";
import type { Dice } from "./dice.ts";
import { type Files, readFiles, writeFiles } from "./files.ts";
import type { Station, Wires } from "./wire.ts";

export interface DevicePlace {
  readonly sodium: Sodium;
  readonly clock: SimClock;
  readonly dice: Dice;
  readonly wires: Wires;
}

export interface SimDevice {
  readonly name: string;
  readonly directory: string;
  readonly databaseFile: string;
  readonly keyFile: string;
  /** memberId's text; "" before there is a vault. */
  memberId: string;
  isOnline: boolean;
  /** What tells this copy of its disk from others. */
  installation: string;
  /** Its clock minus the world's. */
  skewMs: number;
  /** Undefined while it is off. */
  readonly service: () => VaultService | undefined;
  /** Something may have changed since this was asked last. */
  takeNews(): boolean;
  /** How often it was started. */
  readonly runs: () => number;
  start(): Promise<void>;
  /** As a person does it. */
  stop(): void;
  /** The files as a crash at this moment would leave them. */
  files(): Files;
  /** Dies at once; its disk goes back to these files. */
  die(files: Files): void;
  /** So many draws of randomness from now on, in the midst of something, it dies. */
  lightFuse(draws: number): void;
  /** It is dead, and stands still only because nobody has buried it: the files of that moment. */
  died(): Files | undefined;
  /** So many of the next writes are refused. */
  refuseWrites(count: number): void;
  /** A write was refused since this was asked last: memory was thrown away for what is stored. */
  takeLoss(): boolean;
  /** What a front end shows that was told of every change: label by id. */
  readonly view: () => ReadonlyMap<string, AccountLabel>;
  /** Alarms of all its runs. */
  readonly alarms: Map<string, Problem>;
}

const MOST_DELAY_MS = 4;

export function createDevice(place: DevicePlace, name: string, directory: string): SimDevice {
  const { sodium, clock, wires } = place;
  const dice = place.dice.child(`device ${name}`);
  const databaseFile = join(directory, "vault.db");
  const keyFile = join(directory, "vault.key");
  let service: VaultService | undefined;
  let station: { isAlive: boolean } | undefined;
  let runs = 0;
  let hasNews = false;
  let fuse = 0;
  let death: Files | undefined;
  let refusals = 0;
  let hasLost = false;
  const view = new Map<string, AccountLabel>();

  const kill = (): void => {
    if (station !== undefined) station.isAlive = false;
    for (const line of wires.lines()) if (line.station.name === name) line.cut();
    station = undefined;
    service?.close();
    service = undefined;
    fuse = 0;
    death = undefined;
    refusals = 0;
  };

  const device: SimDevice = {
    name,
    directory,
    databaseFile,
    keyFile,
    memberId: "",
    isOnline: true,
    installation: name,
    skewMs: 0,
    alarms: new Map(),
    view: () => view,
    service: () => service,
    runs: () => runs,
    takeNews: () => {
      const had = hasNews;
      hasNews = false;
      return had;
    },
    start: async () => {
      if (service !== undefined) throw new Error(`${name} runs already`);
      const mine = { isAlive: true };
      station = mine;
      runs += 1;
      const random = dice.child(`run ${runs}`);
      const seat: Station = { name, isAlive: () => mine.isAlive, isOnline: () => device.isOnline };
      const guard =
        (task: () => void): (() => void) =>
        () => {
          if (mine.isAlive) task();
        };
      const schedule = (task: () => void, delayMs: number): (() => void) =>
        clock.schedule(guard(task), delayMs);
      const started = await createVaultService({
        paths: { databaseFile, keyFile },
        sodium,
        random: (length) => {
          if (refusals > 0 && isWriting()) {
            refusals -= 1;
            hasLost = true;
            throw new SqliteError("database or disk is full", "SQLITE_FULL");
          }
          if (fuse > 0 && --fuse === 0) {
            death = readFiles(directory);
            mine.isAlive = false;
          }
          return random.bytes(length);
        },
        now: () => clock.now() + device.skewMs,
        version: "0.0.0",
        defer: (task) => void schedule(task, random.int(MOST_DELAY_MS)),
        installation: () => sodium.blake2b(32, utf8ToBytes(device.installation)),
        network: { connect: (options) => wires.connect(seat, options), schedule },
      });
      if (!started.ok) throw new Error(`${name} did not start: ${JSON.stringify(started.error)}`);
      service = started.value;
      hasNews = true;
      const open = (): void => {
        view.clear();
        for (const label of service?.labels() ?? []) view.set(label.id, label);
      };
      open();
      service.subscribe((event) => {
        hasNews = true;
        if (event.type === "unlocked") open();
        if (event.type === "locked") view.clear();
        if (event.type !== "accounts") return;
        for (const label of event.changed) view.set(label.id, label);
        for (const id of event.removed) view.delete(id);
      });
    },
    stop: kill,
    files: () => readFiles(directory),
    die: (files) => {
      kill();
      writeFiles(directory, files);
    },
    lightFuse: (draws) => {
      fuse = draws;
    },
    died: () => death,
    refuseWrites: (count) => {
      refusals = count;
    },
    takeLoss: () => {
      const had = hasLost;
      hasLost = false;
      return had;
    },
  };
  return device;
}

/** The store draws a nonce for whatever it seals, inside its transaction: what is thrown there takes it back. */
const isWriting = (): boolean => new Error("where").stack?.includes("sqlite-store") === true;

export async function ask<M extends VaultMethod>(
  service: VaultService,
  method: M,
  params: RpcParams<M>,
): Promise<RpcResult<M>> {
  const handler = service.handlers[method] as (params: RpcParams<M>) => Promise<RpcResult<M>> | RpcResult<M>;
  return handler(params);
}
