// Does the terminal UI grow over a day of countdowns? Its heap after four hours against after the last one.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { verdict } from "./stats.mjs";

const TOLERATED_BYTES = 256 * 1024;

export async function benchTuiDay() {
  const said = execFileSync(process.execPath, ["--expose-gc", join(import.meta.dirname, "tui-day.mjs")], {
    encoding: "utf8",
  });
  const { frames, before, after } = JSON.parse(said);
  return [
    {
      what: `TUI over 24 simulated hours (${frames} frames of model and screens), heap after 4 h → 24 h`,
      measured: `${(before / 1e6).toFixed(2)} MB → ${(after / 1e6).toFixed(2)} MB`,
      target: "no growth",
      verdict: verdict(after - before <= TOLERATED_BYTES),
    },
  ];
}
