// What the daemon costs when nobody asks it anything: 1,000 accounts, unlocked.
import { setTimeout as sleep } from "node:timers/promises";
import { megabytes, verdict } from "./stats.mjs";
import { createWorld, readProcess, writeSample } from "./world.mjs";

const SETTLE_SECONDS = 45;

export async function benchDaemonIdle({ seconds = 60 } = {}) {
  const world = createWorld();
  try {
    await world.holt("init", "--name", "bench", "--no-passphrase");
    await world.holt("import", writeSample(world, 1000));
    // Started afresh: what stays resident is then not what the import needed.
    await world.holt("daemon", "restart");
    const { daemon } = JSON.parse(await world.holt("status", "--json"));
    // V8 tidies its heap once, some seconds after a start: that is not idling.
    await sleep(SETTLE_SECONDS * 1000);
    const before = readProcess(daemon.pid);
    await sleep(seconds * 1000);
    const after = readProcess(daemon.pid);
    const share = (100 * (after.cpuSeconds - before.cpuSeconds)) / seconds;
    return [
      {
        what: "Daemon, 1,000 accounts, resident memory",
        measured: megabytes(after.residentBytes),
        target: "≤ 120 MB",
        verdict: verdict(after.residentBytes <= 120 * 1048576),
      },
      {
        what: `Daemon, 1,000 accounts, idle for ${seconds} s, from ${SETTLE_SECONDS} s after its start`,
        measured: `${share.toFixed(3)} % of a core`,
        target: "≤ 0.1 %",
        verdict: verdict(share <= 0.1),
      },
    ];
  } finally {
    await world.destroy();
  }
}
