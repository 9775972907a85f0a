// Backup of a vault of 1,000 accounts with 10,000 edits behind it: turning it on, a drill, and a recovery onto a fresh
// device. By words, and so without key derivation.
import { join } from "node:path";
import { median, ms, verdict } from "../stats.mjs";
import { openDevice } from "./device.mjs";
import { createFleet, dataOf } from "./fleet.mjs";
import { openAuthor, writeHistory } from "./history.mjs";

/** A device owes the log a snapshot after so many envelopes: one less is the most that a newcomer reads one by one. */
const SNAPSHOT_EVERY = 300;
const TARGET_MS = 500;

export async function benchBackup({ accounts = 1_000, edits = 10_000, rounds = 5 } = {}) {
  const fleet = await createFleet({ accounts });
  const services = [];
  try {
    const host = await fleet.admit("desktop");
    await fleet.founder.holt("daemon", "stop");
    await host.holt("daemon", "stop");
    await fleet.relay.end();
    const author = await openAuthor(fleet.founder);
    const rest = SNAPSHOT_EVERY - 1;
    await writeHistory(author, fleet.relay, {
      count: edits - rest,
      snapshotEvery: SNAPSHOT_EVERY,
      endsWithSnapshot: true,
    });
    await writeHistory(author, fleet.relay, { count: rest });
    await fleet.relay.restart();
    // The founder's daemon never runs again (history.mjs): it would be asked to agree.
    await host.holt("sync", "--wait", "--timeout", "120");
    await host.holt("devices", "revoke", "laptop", "--yes");
    await host.holt("daemon", "stop");
    const service = await openDevice(dataOf(host));
    services.push(service);
    await service.handlers["sync.now"]({ wait: true, timeoutSeconds: 60 });
    const { words } = await service.handlers["backup.draw"]({});
    const enabled = await follow(
      service,
      await service.handlers["backup.enable"]({ words, passphrase: null }),
    );
    const uploading = enabled.at("done") - enabled.at("uploading");
    const drills = [];
    for (let round = 0; round < rounds; round++) {
      const drill = await follow(service, await service.handlers["backup.verify"]({ words }));
      if (drill.result.differences.length > 0) throw new Error("the drill found differences");
      drills.push(drill.at("done") - drill.at("deriving"));
    }
    const recovered = [];
    for (let round = 0; round < rounds; round++) {
      recovered.push(await recoverOnce(fleet, { words, round, services }));
    }
    const reading = median(recovered.map(({ readingMs }) => readingMs));
    const whole = median(recovered.map(({ wholeMs }) => wholeMs));
    const many = `${accounts.toLocaleString("en")} accounts with ${edits.toLocaleString("en")} edits behind them`;
    return [
      {
        what: `A recovery of ${many}, by words: from connecting until all accounts are in memory (${rounds} recoveries)`,
        measured: ms(reading),
        target: "≤ 500 ms",
        verdict: verdict(reading <= TARGET_MS),
      },
      {
        what: "… and on until this is a device of the vault, in step, with every account to be verified",
        measured: ms(whole - reading),
        target: "–",
        verdict: "–",
      },
      {
        what: `A drill of the same: recovered into memory and compared, code by code (${rounds} drills)`,
        measured: ms(median(drills)),
        target: "≤ 500 ms",
        verdict: verdict(median(drills) <= TARGET_MS),
      },
      {
        what: "The first backup of the same: uploaded, read back and compared (once)",
        measured: ms(uploading),
        target: "–",
        verdict: "–",
      },
    ];
  } finally {
    for (const service of services) service.close();
    await fleet.destroy();
  }
}

async function recoverOnce(fleet, { words, round, services }) {
  const data = join(fleet.newWorld().home, "data");
  const service = await openDevice({
    databaseFile: join(data, "vault.db"),
    keyFile: join(data, "vault.key"),
  });
  services.push(service);
  const { url, fingerprint } = fleet.relay;
  const started = await service.handlers["recover.start"]({
    relay: { url, fingerprint },
    secret: { words },
    device: `recovered ${round}`,
    passphrase: null,
  });
  let answeredAt = 0;
  const done = await follow(service, started, async ({ vault }) => {
    const keep = vault.devices.map(({ memberId }) => memberId);
    answeredAt = performance.now();
    await service.handlers["recover.answer"]({ ...started, merge: false, keep });
  });
  const readingMs = answeredAt - done.at("looking");
  return { readingMs, wholeMs: done.at("done") - done.at("looking") };
}

/** A job to its end: when each step was first said, and what came of it. */
async function follow({ handlers }, { jobId }, onFound = () => Promise.resolve()) {
  const times = new Map();
  const note = (name) => {
    if (!times.has(name)) times.set(name, performance.now());
  };
  for (let after = 0; ; after++) {
    const { event } = await handlers["backup.wait"]({ jobId, after });
    note(event.type === "step" ? event.step : event.type);
    if (event.type === "failed") throw new Error(JSON.stringify(event.error));
    if (event.type === "found") await onFound(event);
    if (event.type === "done") return { at: (name) => times.get(name), result: event.result };
  }
}
