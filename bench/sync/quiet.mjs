// A moment in which the machine has little else to do, as far as Linux tells; elsewhere at once.
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const LOOK_MS = 60;
const LONGEST_MS = 1_000;
const IDLE_SHARE = 0.6;

/** Waits for one, not for long: on a machine that is never quiet all contenders are measured alike. */
export async function untilQuiet() {
  const endsAt = performance.now() + LONGEST_MS;
  for (let before = readTicks(); before !== undefined && performance.now() < endsAt;) {
    await sleep(LOOK_MS);
    const after = readTicks();
    if ((after.idle - before.idle) / Math.max(1, after.all - before.all) >= IDLE_SHARE) return;
    before = after;
  }
}

function readTicks() {
  try {
    const [, ...ticks] = readFileSync("/proc/stat", "utf8").split("\n")[0].split(/\s+/u).map(Number);
    return { idle: ticks[3], all: ticks.slice(0, 8).reduce((sum, part) => sum + part, 0) };
  } catch {
    return undefined;
  }
}
