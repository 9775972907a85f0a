// A device that was in step comes back, and there is nothing new: what goes over the wire, and how long it takes.
import { setTimeout as sleep } from "node:timers/promises";
import { median, ms, verdict } from "../stats.mjs";
import { openCountingProxy } from "./counting-proxy.mjs";
import { openDevice } from "./device.mjs";
import { createFleet, dataOf } from "./fleet.mjs";
import { openAuthor, writeHistory } from "./history.mjs";

/** Presence follows within two seconds of being in step. */
const PRESENCE_MS = 2_500;
const TARGET_BYTES = 1024;

export async function benchReconnect({ lengths = [1_000, 10_000, 100_000], rounds = 9 } = {}) {
  const proxy = await openCountingProxy();
  const fleet = await createFleet({ accounts: 100, proxy });
  const reader = await fleet.admit("desktop");
  const rows = [];
  try {
    await fleet.founder.holt("daemon", "stop");
    await reader.holt("daemon", "stop");
    const author = await openAuthor(fleet.founder);
    let position = 0;
    for (const length of lengths) {
      await fleet.relay.end();
      const count = length - position;
      ({ position } = await writeHistory(author, fleet.relay, { count, endsWithSnapshot: true }));
      await fleet.relay.restart();
      const { catchUpMs, taken } = await reconnect(dataOf(reader), proxy, rounds);
      rows.push(rowOf({ length: position, count, catchUpMs, taken }));
    }
    return rows;
  } finally {
    await fleet.destroy();
    proxy.close();
  }
}

/** Reads what is new first, then comes back so many times. */
async function reconnect(data, proxy, rounds) {
  let connectedAt = 0;
  let online = Promise.withResolvers();
  const service = await openDevice(data, {
    onConnect: () => (connectedAt = performance.now()),
    onOnline: () => online.resolve(performance.now() - connectedAt),
  });
  const catchUpMs = await online.promise;
  const taken = [];
  for (let round = 0; round < rounds; round++) {
    await sleep(PRESENCE_MS);
    proxy.take();
    online = Promise.withResolvers();
    proxy.cut();
    const tookMs = await online.promise;
    // What the relay had sent by then has passed; nothing more is due yet.
    const inStep = proxy.take();
    await sleep(PRESENCE_MS);
    taken.push({ ms: tookMs, ...inStep, presence: sum(proxy.take()) });
  }
  service.close();
  return { catchUpMs, taken };
}

const sum = ({ upgrade, up, down }) => upgrade + up + down;

function rowOf({ length, count, catchUpMs, taken }) {
  const typical = (key) => median(taken.map((one) => one[key]));
  const whole = median(taken.map(sum));
  const perSecond = Math.round((1000 * count) / catchUpMs).toLocaleString("en");
  return {
    what: `Reconnect with nothing new, history of ${length.toLocaleString("en")} records`,
    measured:
      `${whole} B (HTTP upgrade ${typical("upgrade")} B, then ${typical("up")} B up and ${typical("down")} B down), ` +
      `${ms(typical("ms"))}; presence afterwards ${typical("presence")} B. Catching up before: ${perSecond} records/s`,
    target: "≤ 1,024 B",
    verdict: verdict(whole <= TARGET_BYTES),
  };
}
