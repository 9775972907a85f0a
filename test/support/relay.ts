/**
 * A relay in this process, in a directory of its own, whose clock a test moves by hand.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Member } from "../../src/protocol/keys.ts";
import type { Cursor } from "../../src/protocol/log.ts";
import type { LogFacts } from "../../src/relay/relay-log.ts";
import { type RelayOptions, type RunningRelay, startRelay } from "../../src/relay/start.ts";
import {
  connectRelay,
  followLog,
  lastPosition,
  logIn,
  openAt,
  type ReadLog,
  type RelayClient,
} from "./relay-client.ts";
import { sodium, type TestVault } from "./relay-vault.ts";

export interface TestRelay {
  readonly directory: string;
  readonly url: string;
  readonly relay: RunningRelay;
  readonly logged: readonly { readonly event: string; readonly facts: LogFacts | undefined }[];
  connect(options?: Parameters<typeof connectRelay>[1]): Promise<RelayClient>;
  /** Moves the clock, and does what is due. */
  pass(ms: number): void;
  /** Stops it, and starts one on the same directory. */
  restart(options?: Partial<RelayOptions>): Promise<TestRelay>;
  /** Stops it and removes the directory. */
  end(): Promise<void>;
}

export async function startTestRelay(
  options: Partial<RelayOptions> = {},
  directory = mkdtempSync(join(tmpdir(), "holt-relay-")),
): Promise<TestRelay> {
  let nowMs = 1_800_000_000_000;
  let run = (): void => {};
  const logged: { event: string; facts: LogFacts | undefined }[] = [];
  const started = await startRelay({
    directory,
    host: "127.0.0.1",
    port: 0,
    log: (event, facts) => void logged.push({ event, facts }),
    now: () => nowMs,
    everySecond: (every) => {
      run = every;
      return () => (run = () => {});
    },
    ...options,
  });
  if (!started.ok) throw new Error(JSON.stringify(started.error));
  const relay = started.value;
  const url = `${options.tls === undefined ? "ws" : "wss"}://127.0.0.1:${relay.address.port}/`;
  return {
    directory,
    url,
    relay,
    logged,
    connect: (how) => connectRelay(url, how),
    pass(ms) {
      nowMs += ms;
      run();
    },
    async restart(others = {}) {
      await relay.stop();
      return startTestRelay({ ...options, ...others }, directory);
    },
    async end() {
      await relay.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export interface VaultSession {
  readonly client: RelayClient;
  readonly relayKey: Uint8Array;
  /** What it has read so far, checked against the chain. */
  readonly log: () => ReadLog;
  /** Resolves with the log when it reaches this position. */
  until(position: number): Promise<ReadLog>;
}

/** The vault's founder, who opens it here. */
export async function openVaultAt(
  relay: TestRelay,
  vault: TestVault,
  {
    member = vault.founder,
    token = null,
  }: { readonly member?: Member; readonly token?: Uint8Array | null } = {},
): Promise<VaultSession> {
  const client = await relay.connect();
  const { relayKey } = await openAt(client, sodium, { member, entries: vault.entries, token });
  return sessionOf(client, relayKey, undefined);
}

/** A member of a vault that is open here. */
export async function enterVaultAt(relay: TestRelay, member: Member, cursor?: Cursor): Promise<VaultSession> {
  const client = await relay.connect();
  const { relayKey } = await logIn(client, sodium, { member, cursor: cursor ?? null });
  await client.next("synced");
  return sessionOf(client, relayKey, cursor);
}

function sessionOf(client: RelayClient, relayKey: Uint8Array, from: Cursor | undefined): VaultSession {
  const log = (): ReadLog => followLog(sodium, client.received, relayKey, from);
  return {
    client,
    relayKey,
    log,
    async until(position) {
      while (lastPosition(client.received) < position) await client.next("records");
      return log();
    },
  };
}
