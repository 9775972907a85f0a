/**
 * Numbers for Prometheus: how much, how fast and why not; never of whom.
 */
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { HttpEndpoints } from "./http-endpoints.ts";
import type { Meter } from "./meter.ts";
import type { Totals } from "./relay-store.ts";

/** What is counted when it is asked for. */
interface Levels {
  readonly sessions: () => number;
  /** Undefined where the store doesn't answer. */
  totals(): Promise<Totals | undefined>;
}

export interface Metrics {
  readonly meter: Meter;
  /** `levels` are asked at each rendering; undefined as long as nothing runs. */
  endpoint(levels: () => Levels | undefined): NonNullable<HttpEndpoints["metrics"]>;
}

const SECONDS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1];
const RECORDS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 1024];

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers });
  const sessions = gauge("holt_relay_sessions", "connections that are open");
  const vaults = gauge("holt_relay_vaults", "vaults that are stored");
  const records = gauge("holt_relay_records", "envelopes that are stored");
  const bytes = gauge("holt_relay_bytes", "bytes of envelopes that are stored");
  const points = gauge("holt_relay_points", "points in time that are stored");
  const pointBytes = gauge("holt_relay_point_bytes", "bytes of points in time that are stored");
  const erasures = new Counter({
    name: "holt_relay_erasures_total",
    help: "erasures that were carried out and receipted",
    labelNames: ["scope"],
    registers,
  });
  const recoveryFailures = new Counter({
    name: "holt_relay_recovery_failures_total",
    help: "logins that were no recovery member's",
    registers,
  });
  const pushes = new Counter({ name: "holt_relay_pushes_total", help: "envelopes that came", registers });
  const refusals = new Counter({
    name: "holt_relay_refusals_total",
    help: "what was not taken, and sessions that were ended",
    labelNames: ["reason"],
    registers,
  });
  const seconds = new Histogram({
    name: "holt_relay_commit_seconds",
    help: "how long a transaction of new records took",
    buckets: SECONDS,
    registers,
  });
  const batch = new Histogram({
    name: "holt_relay_commit_records",
    help: "how many records a transaction held",
    buckets: RECORDS,
    registers,
  });
  return {
    meter: {
      committed(count, took) {
        seconds.observe(took);
        batch.observe(count);
      },
      pushed: () => pushes.inc(),
      refused: (reason) => refusals.inc({ reason }),
      erased: (scope) => erasures.inc({ scope }),
      recoveryFailed: () => recoveryFailures.inc(),
    },
    endpoint: (levels) => ({
      type: registry.contentType,
      async render() {
        const now = levels();
        const totals = await now?.totals();
        sessions.set(now?.sessions() ?? 0);
        vaults.set(totals?.vaults ?? 0);
        records.set(totals?.records ?? 0);
        bytes.set(totals?.bytes ?? 0);
        points.set(totals?.points ?? 0);
        pointBytes.set(totals?.pointBytes ?? 0);
        return registry.metrics();
      },
    }),
  };
}
