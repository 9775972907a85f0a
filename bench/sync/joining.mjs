// A fresh device joins a vault of 1,000 accounts with 10,000 edits behind it: what comes after it was let in.
// Without a passphrase, so without key derivation. Recovery reads the same way.
import { join } from "node:path";
import { median, ms, verdict } from "../stats.mjs";
import { openDevice } from "./device.mjs";
import { createFleet, startPairing } from "./fleet.mjs";
import { openAuthor, writeHistory } from "./history.mjs";

/** A device owes the log a snapshot after so many envelopes: one less is the most that a newcomer reads one by one. */
const SNAPSHOT_EVERY = 300;
const TARGET_MS = 500;

export async function benchJoining({ accounts = 1_000, edits = 10_000, rounds = 5 } = {}) {
  const fleet = await createFleet({ accounts });
  try {
    const host = await fleet.admit("desktop");
    await fleet.founder.holt("daemon", "stop");
    await host.holt("daemon", "stop");
    await fleet.relay.end();
    const author = await openAuthor(fleet.founder);
    const rest = SNAPSHOT_EVERY - 1;
    const first = { count: edits - rest, snapshotEvery: SNAPSHOT_EVERY, endsWithSnapshot: true };
    await writeHistory(author, fleet.relay, first);
    await writeHistory(author, fleet.relay, { count: rest });
    await fleet.relay.restart();
    await host.holt("sync", "--wait", "--timeout", "120");
    const taken = [];
    for (let round = 0; round < rounds; round++) taken.push(await joinOnce(fleet, host, round));
    const reading = median(taken.map(({ readingMs }) => readingMs));
    const whole = median(taken.map(({ wholeMs }) => wholeMs));
    return [
      {
        what: `A fresh device reads ${accounts.toLocaleString("en")} accounts with ${edits.toLocaleString("en")} edits behind them: from connecting until in step (${rounds} joins)`,
        measured: ms(reading),
        target: "≤ 500 ms",
        verdict: verdict(reading <= TARGET_MS),
      },
      {
        what: "… from being let in until it is a device of the vault: roster, keyring, database, reading, its own name",
        measured: ms(whole),
        target: "≤ 500 ms",
        verdict: verdict(whole <= TARGET_MS),
      },
    ];
  } finally {
    await fleet.destroy();
  }
}

async function joinOnce(fleet, host, round) {
  const world = fleet.newWorld();
  const data = join(world.home, "data");
  let connectedAt = 0;
  let readingMs = 0;
  const service = await openDevice(
    { databaseFile: join(data, "vault.db"), keyFile: join(data, "vault.key") },
    {
      onConnect: () => (connectedAt = performance.now()),
      onOnline: () => (readingMs ||= performance.now() - connectedAt),
    },
  );
  const pairing = await startPairing(host);
  const { handlers } = service;
  const { joinId } = await handlers["join.start"]({
    link: pairing.link,
    device: `guest ${round}`,
    passphrase: null,
  });
  let admittedAt = 0;
  for (let after = 0; ; after++) {
    const { event } = await handlers["join.wait"]({ joinId, after });
    if (event.type === "syncing") admittedAt = performance.now();
    if (event.type === "failed") throw new Error(JSON.stringify(event.error));
    if (event.type === "joined") break;
  }
  const wholeMs = performance.now() - admittedAt;
  service.close();
  await pairing.ended;
  return { readingMs, wholeMs };
}
