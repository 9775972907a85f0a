// One person's devices and their relay, made with the program itself: `holt relay serve`, `holt init`, `pair`, `join`.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { PROGRAM, createWorld, writeSample } from "../world.mjs";
import { startProgram } from "./process.mjs";

/**
 * `base`: where everything lies; a directory in memory takes the disk out of what is measured. `proxy`: what the
 * devices connect to in the relay's place.
 */
export async function createFleet({ base = tmpdir(), accounts = 0, proxy } = {}) {
  const directory = mkdtempSync(join(base, "holt-fleet-"));
  const relay = await serveRelay(join(directory, "relay"));
  const worlds = [];
  const newWorld = () => {
    const world = createWorld(directory);
    worlds.push(world);
    return world;
  };
  const found = newWorld();
  await found.holt("init", "--name", "laptop", "--no-passphrase");
  if (accounts > 0) await found.holt("import", writeSample(found, accounts));
  proxy?.leadTo(relay.port);
  const url = proxy === undefined ? relay.url : `ws://127.0.0.1:${proxy.port}`;
  await found.holt("link", `${url}#${relay.fingerprint}`);
  return {
    directory,
    relay,
    founder: found,
    newWorld,
    /** Another device of this vault; its daemon runs. */
    async admit(name) {
      const guest = newWorld();
      await pair(found, guest, name);
      return guest;
    },
    async destroy() {
      await Promise.all(worlds.map((world) => world.destroy()));
      await relay.end();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export async function serveRelay(directory, { port = 0, flags = [] } = {}) {
  const args = ["relay", "serve", "--listen", `127.0.0.1:${port}`, "--data", directory, "--json"];
  const env = { ...process.env, HOLT_HOME: directory };
  let running = await startProgram(process.execPath, [...flags, PROGRAM, ...args], env);
  const { fingerprint } = running.ready;
  const url = `ws://127.0.0.1:${running.ready.port}`;
  return {
    directory,
    url,
    fingerprint,
    port: running.ready.port,
    pid: () => running.pid,
    end: (signal) => running.end(signal),
    /** After `end`, at the same port. */
    async restart() {
      args[3] = `127.0.0.1:${running.ready.port}`;
      running = await startProgram(process.execPath, [...flags, PROGRAM, ...args], env);
    },
  };
}

/** `holt pair` that waits; `link` is the join link. */
export async function startPairing(host) {
  const pairing = spawn(process.execPath, [PROGRAM, "pair", "--yes", "--json"], {
    env: host.env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((done, fail) => {
    pairing.once("exit", (code) => (code === 0 ? done() : fail(new Error(`holt pair: exit ${code}`))));
  });
  for await (const line of createInterface({ input: pairing.stdout }))
    return { link: JSON.parse(line).link, ended };
  throw new Error("holt pair said nothing");
}

/** `host` lets `guest` in; both as people do it. */
async function pair(host, guest, name) {
  const { link, ended } = await startPairing(host);
  await guest.holt("join", link, "--name", name, "--no-passphrase");
  await ended;
}

/** Where a device keeps what createVaultService opens. */
export const dataOf = ({ home }) => ({
  databaseFile: join(home, "data", "vault.db"),
  keyFile: join(home, "data", "vault.key"),
});
export const socketOf = ({ home }, name) => join(home, "run", `${name}.sock`);
