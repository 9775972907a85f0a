// A contender's client in a process of its own, as its script runs it: edits when it is told to, says when it sees.
// Edit number n gives account n % (number of accounts) the name `edit n`. Times are of the machine's monotonic clock,
// in ms: those of different processes can be compared.
import { setImmediate as turn } from "node:timers/promises";

export const now = () => Number(process.hrtime.bigint()) / 1e6;
export const nameOf = (index) => `edit ${index}`;
export const indexOf = (name) => (name.startsWith("edit ") ? Number(name.slice(5)) : -1);

/** So many edits are issued in a burst before the loop turns: a daemon takes as many off one connection. */
const EDITS_IN_A_TURN = 32;

/**
 * `edit(index)`: issues an edit, and resolves when the contender's own promise holds. `names()`: of all accounts.
 * `burst(first, count)`: many edits; one after the other unless told. Returns `see(index)`, to be called when an edit
 * is visible here.
 */
export function serveClient({ edit, names, burst = inTurn(edit) }) {
  let newest = { index: -1, at: 0 };
  let awaited = -1;
  const say = (message) => process.send(message);
  const on = {
    edit: async ({ index }) => {
      const at = now();
      await edit(index);
      say({ type: "edited", at, tookMs: now() - at });
    },
    burst: async ({ first, count }) => {
      const at = now();
      await burst(first, count);
      say({ type: "edited", at, tookMs: now() - at });
    },
    await: ({ index }) => {
      if (newest.index >= index) say({ type: "seen", at: newest.at });
      else awaited = index;
    },
    names: async () => say({ type: "names", names: await names() }),
    usage: () => say({ type: "usage", cpuMs: cpuMs() }),
    end: () => process.exit(0),
  };
  process.on("message", (message) => void on[message.type](message));
  process.on("disconnect", () => process.exit(0));
  say({ type: "ready" });
  return (index) => {
    if (index <= newest.index) return;
    newest = { index, at: now() };
    if (awaited < 0 || index < awaited) return;
    awaited = -1;
    say({ type: "seen", at: newest.at });
  };
}

const inTurn = (edit) => async (first, count) => {
  for (let done = 0; done < count; done++) {
    await edit(first + done);
    if (done % EDITS_IN_A_TURN === EDITS_IN_A_TURN - 1) await turn();
  }
};

const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
