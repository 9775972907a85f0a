// Many edits as fast as the interface takes them, until the other device has all of them: edits per second.
import { tmpdir } from "node:os";
import { median, times, verdict } from "../stats.mjs";
import { burst, startHolt, startHoltFrontEnds, startYjs } from "./contenders.mjs";
import { MEMORY } from "./latency.mjs";

const WARM_UP_EDITS = 2_000;

export async function benchBurst({ rounds = 2, edits = 20_000 } = {}) {
  const start = {
    yWebsocket: () => startYjs("y-websocket"),
    holt: () => startHolt({ base: tmpdir() }),
    memory: () => startHolt({ base: MEMORY }),
    frontEnds: () => startHoltFrontEnds({ base: tmpdir() }),
  };
  const rates = Object.fromEntries(Object.keys(start).map((name) => [name, []]));
  const busy = Object.fromEntries(Object.keys(start).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, startContender] of Object.entries(start)) {
      // Anew each time: a document that grew by earlier rounds would be another task.
      const contender = await startContender();
      try {
        await burst(contender, 0, WARM_UP_EDITS);
        const { ms, issuedMs } = await burst(contender, WARM_UP_EDITS, edits);
        rates[name].push((1000 * edits) / ms);
        busy[name].push(issuedMs / ms);
      } finally {
        await contender.end();
      }
    }
  }
  const against = (name) => median(rates[name].map((rate, round) => rate / rates.yWebsocket[round]));
  const row = (name, what) => ({
    what,
    measured:
      `${perSecond(median(rates[name]))} / ${perSecond(median(rates.yWebsocket))} = ${times(against(name))}; ` +
      `${Math.round(100 * median(busy[name]))} % of the time its author takes them in`,
    target: "≥ × 1",
    verdict: verdict(against(name) >= 1),
  });
  const count = edits.toLocaleString("en");
  return [
    row(
      "holt",
      `${count} edits in a burst until the other device has all, each durable, against y-websocket 3.1.0`,
    ),
    row("memory", "… with all files in memory"),
    row("frontEnds", "… pipelined over rpc.sock, until the other daemon's view has all"),
  ];
}

const perSecond = (rate) => `${Math.round(rate).toLocaleString("en")}/s`;
