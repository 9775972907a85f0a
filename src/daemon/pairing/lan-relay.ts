/**
 * A relay inside this daemon, for two machines on one network (docs/SPEC.md [PA10]).
 *
 * An ordinary relay with its own directory and key; it runs whenever the daemon does, once it was asked for, locked or
 * not: it holds no key of the vault. It listens on all addresses, for the other device has to reach it.
 */
import { existsSync, readFileSync, rmSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { bytesToUtf8, utf8ToBytes } from "../../protocol/bytes.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { isPrivateHost } from "../../protocol/relay-address.ts";
import { ok, type Result } from "../../protocol/result.ts";
import type { RunningRelay } from "../../relay/start.ts";
import { ensurePrivateDirectory, writePrivateFile } from "../private-files.ts";

export interface LanRelayPlace {
  /** Made where it is missing. */
  readonly directory: string;
  readonly now: () => number;
  readonly log: (event: string, facts?: Readonly<Record<string, unknown>>) => void;
}

export interface LanRelay {
  /** Runs it, and remembers that it is wanted. */
  start(): Promise<Result<LanAddress, HoltError>>;
  /** After a start of the daemon: where it was wanted. */
  resume(): Promise<void>;
  /** It isn't wanted any more. What it holds stays. */
  forget(): Promise<void>;
  /** Gone, with what it holds. */
  erase(): Promise<void>;
  stop(): Promise<void>;
}

interface LanAddress {
  /** Private addresses of this machine first, loopback last. */
  readonly urls: readonly string[];
  readonly relayKey: Uint8Array;
  /** For opening the own vault there: nobody else on the network may open one. */
  makeToken(): Promise<Result<string, HoltError>>;
}

/** Everywhere: addresses of a laptop come and go. */
const HOST = "::";
const HOST_WITHOUT_IPV6 = "0.0.0.0";

export function createLanRelay({ directory, now, log }: LanRelayPlace): LanRelay {
  const file = join(directory, "lan-port");
  let running: RunningRelay | undefined;

  const run = async (): Promise<Result<LanAddress, HoltError>> => {
    if (running === undefined) {
      ensurePrivateDirectory(directory);
      const wished = readPort(file);
      const started = await startOn(wished);
      if (!started.ok) return started;
      running = started.value;
      const { port } = running.address;
      if (port !== wished) writePrivateFile(file, utf8ToBytes(`${port}\n`));
    }
    const relay = running;
    const { relayKey, address } = relay;
    return ok({ urls: ownUrls(address.port), relayKey, makeToken: () => relay.makeToken() });
  };

  /** The port that it had, or another if that is taken; IPv4 alone where the machine has no IPv6. */
  const startOn = async (wished: number): Promise<Result<RunningRelay, HoltError>> => {
    const { startRelay } = await import("../../relay/start.ts");
    const places = [
      { host: HOST, port: wished },
      { host: HOST_WITHOUT_IPV6, port: wished },
      { host: HOST_WITHOUT_IPV6, port: 0 },
    ];
    let result: Result<RunningRelay, HoltError> | undefined;
    for (const { host, port } of places) {
      result = await startRelay({ directory, host, port, log, now, isOpen: false });
      if (result.ok || result.error.type === "already-running") return result;
    }
    return result ?? { ok: false, error: { type: "unreachable", what: "relay" } };
  };

  return {
    start: run,
    resume: async () => {
      if (!existsSync(file)) return;
      const started = await run();
      if (!started.ok) log("lan relay not started", { error: started.error.type });
    },
    forget: async () => {
      rmSync(file, { force: true });
      await running?.stop();
      running = undefined;
    },
    erase: async () => {
      await running?.stop();
      running = undefined;
      rmSync(directory, { recursive: true, force: true });
    },
    stop: async () => {
      await running?.stop();
      running = undefined;
    },
  };
}

/** 0: any. */
function readPort(file: string): number {
  if (!existsSync(file)) return 0;
  const port = Number(bytesToUtf8(readFileSync(file))?.trim());
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : 0;
}

function ownUrls(port: number): readonly string[] {
  const addresses = Object.values(networkInterfaces())
    .flatMap((infos) => infos ?? [])
    .filter(({ internal, family, address }) => !internal && family === "IPv4" && isPrivateHost(address))
    .map(({ address }) => address);
  return [...new Set([...addresses, "127.0.0.1"])].map((address) => `ws://${address}:${port}`);
}
