/**
 * Several devices of one person and their relay: real daemons, each in a HOLT_HOME of its own, and one relay process.
 *
 * A device has no passphrase, unless a test says otherwise. Whatever was started here is ended by `end`.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BackupView, DeviceView, LinkView, Problem } from "../../src/protocol/view.ts";
import { type LineProcess, startLines } from "./line-process.ts";
import { createProgram, type Program, type Run } from "./program.ts";
import { type RelayProcess, serveRelay } from "./fleet-relay.ts";
import { expect } from "vitest";
import { eventually } from "./eventually.ts";
import { openRpc, stopDaemon } from "./rpc.ts";

/** For a whole test: processes start by the dozen, and a machine may have more to do. */
export const BUSY_MACHINE_MS = 90_000;

export interface Fleet {
  readonly relay: RelayProcess;
  /** Another relay, in a directory of its own. */
  newRelay(args?: readonly string[]): Promise<RelayProcess>;
  /** A home without a vault. */
  newHome(): Program;
  /** A home that is a copy of another, whose daemon doesn't run. */
  copyHome(original: Program): Program;
  /** A device with a vault of its own. */
  found(name: string): Promise<Program>;
  /** A device with a vault of its own, linked to the relay. */
  foundLinked(name: string): Promise<Program>;
  /** A device that `host` lets in. */
  admit(host: Program, name: string): Promise<Program>;
  /** Linked and paired: the first founds the vault and lets the others in. */
  devices<const N extends readonly string[]>(...names: N): Promise<{ readonly [K in keyof N]: Program }>;
  end(): Promise<void>;
}

export async function createFleet(relayArgs: readonly string[] = []): Promise<Fleet> {
  const programs: Program[] = [];
  const relays: { readonly relay: RelayProcess; readonly home: string }[] = [];
  const newHome = (): Program => {
    const program = createProgram();
    programs.push(program);
    return program;
  };
  const newRelay = async (args: readonly string[] = []): Promise<RelayProcess> => {
    const home = mkdtempSync(join(tmpdir(), "holt-e2e-relay-"));
    const env = { PATH: process.env["PATH"] ?? "", HOME: home, HOLT_HOME: join(home, "h"), LANG: "C.UTF-8" };
    const relay = await serveRelay({ directory: join(home, "relay"), env, args });
    relays.push({ relay, home });
    return relay;
  };
  const copyHome = (original: Program): Program => {
    const copy = newHome();
    execFileSync("cp", ["-a", homeOf(original), homeOf(copy)]);
    return copy;
  };
  const relay = await newRelay(relayArgs);
  const found = async (name: string): Promise<Program> => {
    const program = newHome();
    await program.ok(["init", "--name", name, "--no-passphrase"]);
    return program;
  };
  const foundLinked = async (name: string): Promise<Program> => {
    const program = await found(name);
    await program.ok(["link", relay.address]);
    return program;
  };
  const admit = async (host: Program, name: string): Promise<Program> => {
    const guest = newHome();
    await pairUp(host, guest, ["--name", name, "--no-passphrase"]);
    return guest;
  };
  return {
    relay,
    newRelay,
    newHome,
    copyHome,
    found,
    foundLinked,
    admit,
    async devices(...names) {
      const [first = "", ...others] = names;
      const founder = await foundLinked(first);
      const joined: Program[] = [founder];
      for (const name of others) joined.push(await admit(founder, name));
      return joined as never;
    },
    async end() {
      await Promise.all([...relays.map(({ relay: one }) => one.kill()), ...programs.map(stopDaemon)]);
      const homes = [...relays.map((one) => one.home), ...programs.map((program) => program.home)];
      for (const home of homes) rmSync(home, { recursive: true, force: true });
    },
  };
}

interface LinkLine {
  readonly link: string;
  readonly expiresAt: number;
}

export interface Pairing extends LineProcess {
  readonly link: string;
  readonly expiresAt: number;
}

/** `holt pair` that waits; `link` is the join link. */
export async function startPairing(host: Program, args: readonly string[] = ["--yes"]): Promise<Pairing> {
  const pairing = startLines(["pair", "--json", ...args], host.env);
  const { link, expiresAt } = await pairing.next<LinkLine>();
  return { ...pairing, link, expiresAt };
}

/** Lets `guest` in; what `join` printed. */
export async function pairUp(
  host: Program,
  guest: Program,
  joinArgs: readonly string[],
  pairArgs: readonly string[] = ["--yes"],
): Promise<string> {
  const pairing = await startPairing(host, pairArgs);
  const joined = await guest.ok(["join", "-", "--json", ...joinArgs], pairing.link);
  const { code, stderr } = await pairing.ended;
  if (code !== 0) throw new Error(`pair: exit ${code}\n${stderr}`);
  return joined;
}

export interface ListedAccount {
  readonly id: string;
  readonly issuer: string;
  readonly name: string;
  readonly tags: readonly string[];
  readonly pinned: boolean;
}

interface OwnUse {
  readonly usedCount: number;
  readonly lastUsedAt: number | null;
}

export const SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
export const uriOf = (issuer: string, name = "me"): string =>
  `otpauth://totp/${encodeURIComponent(issuer)}:${name}?secret=${SECRET}&issuer=${encodeURIComponent(issuer)}`;

/** Its id. */
export const addAccount = async (program: Program, issuer: string): Promise<string> =>
  (await program.ok(["add", "-"], uriOf(issuer))).trim();

/** Everything that `list` says but how often a device used them, which is its own matter; in the order of ids. */
export const accountsOf = async (program: Program): Promise<readonly ListedAccount[]> =>
  shared(await program.json<readonly (ListedAccount & OwnUse)[]>(["list"]));

const shared = (accounts: readonly (ListedAccount & OwnUse)[]): readonly ListedAccount[] =>
  accounts
    .map(({ usedCount: _count, lastUsedAt: _at, ...rest }) => rest)
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));

export const issuersOf = async (program: Program): Promise<readonly string[]> =>
  (await accountsOf(program)).map(({ issuer }) => issuer).toSorted();

export interface Status {
  readonly vaultId: string;
  readonly device: { readonly name: string; readonly memberId: string } | null;
  readonly locked: boolean;
  readonly accounts: number | null;
  readonly link: LinkView;
  readonly backup: BackupView;
  readonly problems: readonly Problem[];
}

export const statusOf = (program: Program): Promise<Status> => program.json<Status>(["status"]);
export const devicesOf = (program: Program): Promise<readonly DeviceView[]> =>
  program.json<readonly DeviceView[]>(["devices"]);

export interface LoggedEntry {
  readonly at: number;
  readonly type: string;
  readonly by: string;
  readonly account: string | null;
  readonly fields: readonly string[];
  readonly text: string;
}

/** Newest first. */
export const logOf = (program: Program): Promise<readonly LoggedEntry[]> =>
  program.json<readonly LoggedEntry[]>(["log"]);

/** Until all devices are in step and list the same accounts, which are returned. */
export async function converge(...devices: readonly Program[]): Promise<readonly ListedAccount[]> {
  const rpcs = await Promise.all(devices.map(openRpc));
  try {
    for (const rpc of rpcs) await rpc.call("sync.now", { wait: true, timeoutSeconds: 30 });
    const [first = []] = await eventually(
      () => Promise.all(rpcs.map(async (rpc) => shared((await rpc.call("accounts.list", {})).accounts))),
      ([one, ...others]) => {
        for (const other of others) expect(other).toEqual(one);
      },
    );
    return first;
  } finally {
    for (const rpc of rpcs) rpc.close();
  }
}

/** What a command that fails says with `--json`. */
export function errorOf({ stderr }: Run): { readonly type: string; readonly message: string } {
  const last = stderr.trimEnd().split("\n").at(-1) ?? "";
  return (JSON.parse(last) as { error: { type: string; message: string } }).error;
}

/** Where all that a device has lies: its HOLT_HOME. */
export const homeOf = ({ env }: Program): string => env["HOLT_HOME"] ?? "";
