// `holt code X` with the daemon running, against bare Node and oathtool (Debian's package of that name).
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { inTurn, median, megabytes, ms, pairedRatio, times, verdict } from "./stats.mjs";
import { PROGRAM, createWorld, timeProcess, writeSample } from "./world.mjs";

export async function benchOneShot({ rounds = 40 } = {}) {
  const world = createWorld();
  try {
    await world.holt("init", "--name", "bench", "--no-passphrase");
    await world.holt("import", writeSample(world, 100));
    const node = process.execPath;
    const contenders = {
      holt: () => timeProcess(node, [PROGRAM, "code", "Service 00042"], world.env),
      node: () => timeProcess(node, ["-e", "0"], world.env),
    };
    const hasOathtool = spawnSync("oathtool", ["--version"]).status === 0;
    if (hasOathtool) {
      contenders.oathtool = () => timeProcess("oathtool", ["--totp", "-b", "GEZDGNBVGY3TQOJQ"], world.env);
    }
    const taken = await inTurn(contenders, rounds);
    const resident = peakOf(world);
    const ratio = pairedRatio(taken.holt, taken.node);
    return [
      {
        what: "`holt code X`, daemon running, against `node -e 0`",
        measured: `${ms(median(taken.holt))} / ${ms(median(taken.node))} = ${times(ratio)}`,
        target: "≤ × 1.5",
        verdict: verdict(ratio <= 1.5),
      },
      {
        what: "… its peak resident memory",
        measured: megabytes(resident),
        target: "≤ 60 MB",
        verdict: verdict(resident <= 60 * 1048576),
      },
      {
        what: "`holt code X` against `oathtool --totp`",
        measured: hasOathtool
          ? `${ms(median(taken.holt))} / ${ms(median(taken.oathtool))} = ${times(pairedRatio(taken.holt, taken.oathtool))}`
          : "oathtool is not installed: skipped",
        target: "none (a C program without a vault)",
        verdict: "",
      },
    ];
  } finally {
    await world.destroy();
  }
}

function peakOf(world) {
  const run = spawnSync(
    process.execPath,
    ["--require", join(import.meta.dirname, "print-peak.cjs"), PROGRAM, "code", "Service 00042"],
    { env: world.env, encoding: "utf8" },
  );
  return Number(/peak (\d+)/.exec(run.stderr)[1]) * 1024;
}
