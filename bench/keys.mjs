// Key press to frame with 1,000 accounts, and what the TUI costs when it only counts down.
import { setTimeout as sleep } from "node:timers/promises";
import { median, megabytes, ms, quantile, verdict } from "./stats.mjs";
import { openTerminal } from "./terminal.mjs";
import { PROGRAM, createWorld, readProcess, writeSample } from "./world.mjs";

export async function benchKeys({ presses = 300, idleSeconds = 60 } = {}) {
  const world = createWorld();
  try {
    await world.holt("init", "--name", "bench", "--no-passphrase");
    await world.holt("import", writeSample(world, 1000));
    const terminal = openTerminal([PROGRAM], { env: world.env });
    await terminal.until(/\d{3} \d{3}/);
    await sleep(1000);

    const moves = [];
    for (let index = 0; index < presses; index++) {
      // Down mostly, so that the list scrolls; not in step with the one-second countdown.
      moves.push(await terminal.press(index % 10 === 9 ? "k" : "j"));
      await sleep(37);
    }
    const typed = [];
    for (let round = 0; round < presses / 6; round++) {
      await terminal.press("/");
      await sleep(60);
      for (const key of "serv") {
        typed.push(await terminal.press(key));
        await sleep(60);
      }
      await terminal.press("\x1b");
      await sleep(120);
    }

    const before = readProcess(terminal.pid);
    await sleep(idleSeconds * 1000);
    const after = readProcess(terminal.pid);
    const share = (100 * (after.cpuSeconds - before.cpuSeconds)) / idleSeconds;
    terminal.kill();
    await terminal.exited;
    return [
      row("Key press to frame, 1,000 accounts, moving", moves),
      row("Key press to frame, 1,000 accounts, typing a search", typed),
      {
        what: `TUI idle with running countdowns, ${idleSeconds} s`,
        measured: `${share.toFixed(2)} % of a core, ${megabytes(after.residentBytes)}`,
        target: "≤ 1 % of a core",
        verdict: verdict(share <= 1),
      },
    ];
  } finally {
    await world.destroy();
  }
}

const row = (what, taken) => ({
  what,
  measured: `p50 ${ms(median(taken))}, p95 ${ms(quantile(taken, 0.95))} (${taken.length} presses)`,
  target: "p95 ≤ 16 ms",
  verdict: verdict(quantile(taken, 0.95) <= 16),
});
