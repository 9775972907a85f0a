/**
 * A real vault service on a real database in a directory of its own, with a clock that stands still until it is
 * moved and chores that run when they are asked to.
 */
import { randomBytes } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { VaultService } from "../../src/daemon/service.ts";
import { createVaultService, type VaultServiceOptions } from "../../src/daemon/vault-service.ts";
import { type HoltError, HoltFailure } from "../../src/protocol/errors.ts";
import type { RpcParams, RpcResult } from "../../src/protocol/local-api.ts";
import type { Result } from "../../src/protocol/result.ts";
import { loadSodium } from "../../src/protocol/sodium.ts";
import type { VaultMethod } from "../../src/daemon/service.ts";

/** 2026-01-01T12:00:00Z. */
export const NOON = 1_767_268_800_000;

export interface VaultBench {
  readonly directory: string;
  readonly databaseFile: string;
  readonly keyFile: string;
  clock: { nowMs: number; offsetMs: number };
  /** Opens what is there; the service before it should be closed or be taken for dead. */
  start(): Promise<VaultService>;
  tryStart(): Promise<Result<VaultService, HoltError>>;
  /** Runs the chores that are waiting, and those that come of them. */
  runChores(): void;
  /** The directory as a crash at this moment would leave it, as a bench of its own. */
  crash(): VaultBench;
  remove(): void;
}

/** `parts`: what the surroundings give besides, such as a desktop's keyring. */
export function createVaultBench(
  directory = mkdtempSync(join(tmpdir(), "holt-vault-")),
  parts: Partial<VaultServiceOptions> = {},
): VaultBench {
  const databaseFile = join(directory, "vault.db");
  const keyFile = join(directory, "vault.key");
  const clock = { nowMs: NOON, offsetMs: 0 };
  const chores: (() => void)[] = [];
  const bench: VaultBench = {
    directory,
    databaseFile,
    keyFile,
    clock,
    tryStart: async () =>
      createVaultService({
        paths: { databaseFile, keyFile },
        sodium: await loadSodium(),
        random: (length) => new Uint8Array(randomBytes(length)),
        now: () => clock.nowMs,
        clockOffsetMs: () => clock.offsetMs,
        version: "0.0.0",
        defer: (task) => void chores.push(task),
        ...parts,
      }),
    start: async () => {
      const started = await bench.tryStart();
      if (!started.ok) throw new Error(`did not start: ${JSON.stringify(started.error)}`);
      return started.value;
    },
    runChores: () => {
      for (let chore = chores.shift(); chore !== undefined; chore = chores.shift()) chore();
    },
    crash: () => {
      const copy = mkdtempSync(join(tmpdir(), "holt-crash-"));
      mkdirSync(copy, { recursive: true });
      for (const name of readdirSync(directory)) {
        // A machine that stops leaves no shared memory behind.
        if (!name.endsWith("-shm")) copyFileSync(join(directory, name), join(copy, name));
      }
      const crashed = createVaultBench(copy, parts);
      crashed.clock.nowMs = clock.nowMs;
      return crashed;
    },
    remove: () => {
      if (existsSync(directory)) rmSync(directory, { recursive: true, force: true });
    },
  };
  return bench;
}

export async function call<M extends VaultMethod>(
  service: VaultService,
  method: M,
  params: RpcParams<M>,
): Promise<RpcResult<M>> {
  const handler = service.handlers[method] as (params: RpcParams<M>) => Promise<RpcResult<M>> | RpcResult<M>;
  return handler(params);
}

/** The error of a call that must fail with one. */
export async function failureOf<M extends VaultMethod>(
  service: VaultService,
  method: M,
  params: RpcParams<M>,
): Promise<HoltError> {
  try {
    await call(service, method, params);
  } catch (thrown) {
    if (thrown instanceof HoltFailure) return thrown.error;
    throw thrown;
  }
  throw new Error(`${method} did not fail`);
}

export const base64 = (text: string): string => Buffer.from(text).toString("base64");
