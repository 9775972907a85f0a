// A relay under many: fifty devices in one vault, a thousand vaults that do nothing, ten thousand idle connections.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { megabytes, median, ms, quantile, verdict } from "../stats.mjs";
import { readProcess } from "../world.mjs";
import { serveRelay } from "./fleet.mjs";
import { MEMORY } from "./latency.mjs";
import { startScript } from "./process.mjs";

/** A person's devices. */
const MEMBERS_EACH = 2;
/** Sockets of one client process: half of what a process may have open, commonly. */
const MEMBERS_OF_A_PROCESS = 2_500;
const SETTLE_MS = 35_000;
const TARGET_BYTES = 25 * 1024;

export async function benchRelay(options = {}) {
  return [...(await benchManyDevices(options)), ...(await benchIdle(options))];
}

async function benchManyDevices({ devices = 50, edits = 400 } = {}) {
  const directory = mkdtempSync(join(tmpdir(), "holt-bench-relay-"));
  const relay = await serveRelay(directory);
  const clients = await startScript("relay-members.mjs", [relay.url]);
  const rows = [];
  try {
    await clients.ask({ type: "fill", vaults: 1, membersEach: devices });
    await clients.ask({ type: "edit", count: edits, everyMs: 1 });
    for (const everyMs of [20, 5]) {
      const { each, last } = await clients.ask({ type: "edit", count: edits, everyMs });
      rows.push({
        what: `${devices} devices in one vault, each edits, ${1000 / everyMs} edits/s together: from the push until each has it; until the last has it`,
        measured: `p50 ${ms(median(each))}, p95 ${ms(quantile(each, 0.95))}; p50 ${ms(median(last))}, p95 ${ms(quantile(last, 0.95))}`,
        target: "none",
        verdict: "",
      });
    }
    return rows;
  } finally {
    await clients.end();
    await relay.end();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function benchIdle({ vaults = 1_000, connections = 10_000, seconds = 30 } = {}) {
  const directory = mkdtempSync(join(MEMORY, "holt-bench-relay-"));
  const relay = await serveRelay(directory);
  const clients = [];
  const add = async (count) => {
    for (let left = count; left > 0; left -= MEMBERS_OF_A_PROCESS) {
      const client = await startScript("relay-members.mjs", [relay.url]);
      clients.push(client);
      const members = Math.min(left, MEMBERS_OF_A_PROCESS);
      await client.ask({ type: "fill", vaults: members / MEMBERS_EACH, membersEach: MEMBERS_EACH });
    }
  };
  try {
    const empty = await rest(relay.pid(), seconds);
    await add(vaults * MEMBERS_EACH);
    const some = await rest(relay.pid(), seconds);
    await add(connections - vaults * MEMBERS_EACH);
    const many = await rest(relay.pid(), seconds);
    const bytesEach = (many.residentBytes - empty.residentBytes) / connections;
    const grownBytesEach = (many.residentBytes - some.residentBytes) / (connections - vaults * MEMBERS_EACH);
    return [
      {
        what: `Relay with ${vaults.toLocaleString("en")} idle vaults, ${MEMBERS_EACH} devices connected in each`,
        measured: `${megabytes(some.residentBytes)} (${megabytes(empty.residentBytes)} without any), ${some.share.toFixed(2)} % of a core`,
        target: "none",
        verdict: "",
      },
      {
        what: `Relay with ${connections.toLocaleString("en")} idle connections, ${MEMBERS_EACH} in each vault, logged in: memory for each`,
        measured: `${kilobytes(bytesEach)} (from the first ${(vaults * MEMBERS_EACH).toLocaleString("en")} on: ${kilobytes(grownBytesEach)}); ${megabytes(many.residentBytes)}, ${many.share.toFixed(2)} % of a core`,
        target: "≤ 25 KiB",
        verdict: verdict(bytesEach <= TARGET_BYTES),
      },
    ];
  } finally {
    for (const client of clients) await client.end();
    await relay.end();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** What a process costs that is left alone. */
async function rest(pid, seconds) {
  await sleep(SETTLE_MS);
  const before = readProcess(pid);
  await sleep(seconds * 1000);
  const after = readProcess(pid);
  const share = (100 * (after.cpuSeconds - before.cpuSeconds)) / seconds;
  return { residentBytes: after.residentBytes, share };
}

const kilobytes = (bytes) => `${(bytes / 1024).toFixed(1)} KiB`;
