// All measurements of one device, or those named: node run.mjs [one-shot|tui-start|keys|tui-day|daemon-idle|import …]
// Prints a Markdown table; --write puts it into ../docs/BENCHMARKS.md. What needs a relay: sync.mjs.
import { benchDaemonIdle } from "./daemon-idle.mjs";
import { benchImport } from "./import.mjs";
import { benchKeys } from "./keys.mjs";
import { benchOneShot } from "./one-shot.mjs";
import { runBenches } from "./table.mjs";
import { benchTuiDay } from "./tui-day-run.mjs";
import { benchTuiStart } from "./tui-start.mjs";

const ALL = {
  "one-shot": benchOneShot,
  "tui-start": benchTuiStart,
  keys: benchKeys,
  "tui-day": benchTuiDay,
  "daemon-idle": benchDaemonIdle,
  import: benchImport,
};

await runBenches(ALL, "measured");
