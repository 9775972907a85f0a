// One edit, device to device: from issuing it at one until it is visible at the other. Contenders take turns; each has
// two client processes and a server process.
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { median, ms, quantile, times, verdict } from "../stats.mjs";
import { readProcess } from "../world.mjs";
import { propagate, startHolt, startHoltFrontEnds, startYjs } from "./contenders.mjs";
import { untilQuiet } from "./quiet.mjs";
import { openCommitFloor, openLoopbackFloor, openSignatureFloor } from "./floors.mjs";

/** Files that lie here are never written to a disk: what is left is holt's own part. */
export const MEMORY = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
/** Between two edits, so that each meets an idle system: a device stores what it received within 50 ms. */
const PAUSE_MS = 60;

export async function benchLatency({ rounds = 24, edits = 12, warmUpRounds = 6 } = {}) {
  const contenders = {
    hocuspocus: await startYjs("hocuspocus"),
    yWebsocket: await startYjs("y-websocket"),
    holt: await startHolt(),
    memory: await startHolt({ base: MEMORY }),
    frontEnds: await startHoltFrontEnds(),
  };
  const floors = {
    commit: openCommitFloor(tmpdir()),
    memoryCommit: openCommitFloor(MEMORY),
    signature: await openSignatureFloor(),
    loopback: await openLoopbackFloor(),
  };
  try {
    const taken = Object.fromEntries(
      [...Object.keys(contenders), ...Object.keys(floors)].map((name) => [name, []]),
    );
    const cpu = Object.fromEntries(Object.keys(contenders).map((name) => [name, [0, 0, 0]]));
    let index = 0;
    for (let round = -warmUpRounds; round < rounds; round++) {
      for (const [name, contender] of Object.entries(contenders)) {
        await untilQuiet();
        const before = cpuMsOf(contender);
        for (let edit = 0; edit < edits; edit++) {
          const took = await propagate(contender, index++);
          if (round >= 0) taken[name].push(took);
          await sleep(PAUSE_MS);
        }
        const after = cpuMsOf(contender);
        if (round >= 0) cpu[name] = cpu[name].map((sum, at) => sum + after[at] - before[at]);
      }
      for (const [name, floor] of Object.entries(floors)) {
        for (let edit = 0; edit < edits; edit++) {
          const took = await floor.measure();
          if (round >= 0) taken[name].push(took);
          await sleep(1);
        }
      }
    }
    return [...rowsOf(taken, { rounds, edits }), cpuRow(cpu, rounds * edits)];
  } finally {
    for (const floor of Object.values(floors)) await floor.end();
    for (const contender of Object.values(contenders)) await contender.end();
  }
}

function rowsOf(taken, { rounds, edits }) {
  const p50 = Object.fromEntries(Object.entries(taken).map(([name, values]) => [name, median(values)]));
  const ratio = (name, other = "hocuspocus") => pairedRounds(taken[name], taken[other], { rounds, edits });
  const floorSum = 2 * p50.commit + p50.signature + p50.loopback;
  return [
    {
      what: `One edit, device to device: durable at its author and at the relay (${rounds} × ${edits} edits)`,
      measured: p50And95(taken.holt),
      target: "p50 ≤ 0.9 ms",
      verdict: verdict(p50.holt <= 0.9),
    },
    {
      what: "… against Hocuspocus 4.7.0, plaintext and in memory",
      measured: `${p50And95(taken.hocuspocus)}: ${times(ratio("holt"))}`,
      target: "≤ × 3",
      verdict: verdict(ratio("holt") <= 3),
    },
    {
      what: "… against y-websocket 3.1.0 with @y/websocket-server 0.1.1, plaintext and in memory",
      measured: `${p50And95(taken.yWebsocket)}: ${times(ratio("holt", "yWebsocket"))}`,
      target: "none",
      verdict: "",
    },
    {
      what: "… against its floors: two commits (SQLite, FULL), one signature and its verification, one loopback round trip",
      measured: `2 · ${ms(p50.commit)} + ${ms(p50.signature)} + ${ms(p50.loopback)} = ${ms(floorSum)}: ${times(p50.holt / floorSum)}`,
      target: "none",
      verdict: "",
    },
    {
      what: "… with all files in memory (a commit is then " + ms(p50.memoryCommit) + "), against Hocuspocus",
      measured: `${p50And95(taken.memory)}: ${times(ratio("memory"))}`,
      target: "≤ × 3",
      verdict: verdict(ratio("memory") <= 3),
    },
    {
      what: "One edit, from a front end's request at one daemon to another front end's view at the other",
      measured: `${p50And95(taken.frontEnds)}: ${times(ratio("frontEnds", "holt"))} of device to device`,
      target: "none",
      verdict: "",
    },
  ];
}

/** What a loaded machine changes least. With what follows an edit, and the harness, alike for all. */
function cpuRow({ holt, hocuspocus }, count) {
  const told = (parts) => `${parts.map((part) => (part / count).toFixed(2)).join(" + ")} ms`;
  const sum = (parts) => parts.reduce((whole, part) => whole + part, 0);
  return {
    what: "CPU time of one edit and what follows it: author + server + reader, against Hocuspocus",
    measured: `${told(holt)} / ${told(hocuspocus)} = ${times(sum(holt) / sum(hocuspocus))}`,
    target: "none",
    verdict: "",
  };
}

const cpuMsOf = ({ author, reader, serverPid }) =>
  serverPid === undefined
    ? [0, 0, 0]
    : [author.pid, serverPid, reader.pid].map((pid) => 1000 * readProcess(pid).cpuSeconds);

const p50And95 = (values) => `p50 ${ms(median(values))}, p95 ${ms(quantile(values, 0.95))}`;

/** Median over the rounds of the ratio of their medians. */
function pairedRounds(values, others, { rounds, edits }) {
  const medians = (all) =>
    Array.from({ length: rounds }, (_, round) => median(all.slice(round * edits, (round + 1) * edits)));
  const base = medians(others);
  return median(medians(values).map((value, round) => value / base[round]));
}
