// All measurements of sync, or those named: node sync.mjs [latency|burst|reconnect|joining|backup|relay …]
// Prints a Markdown table; --write puts it into ../docs/BENCHMARKS.md.
import { benchBackup } from "./sync/backup.mjs";
import { benchBurst } from "./sync/burst.mjs";
import { benchJoining } from "./sync/joining.mjs";
import { benchLatency } from "./sync/latency.mjs";
import { benchReconnect } from "./sync/reconnect.mjs";
import { benchRelay } from "./sync/relay.mjs";
import { runBenches } from "./table.mjs";

const ALL = {
  latency: benchLatency,
  burst: benchBurst,
  reconnect: benchReconnect,
  joining: benchJoining,
  backup: benchBackup,
  relay: benchRelay,
};

await runBenches(ALL, "measured sync");
// Devices that were opened in this process keep timers.
process.exit(0);
