// A day of countdowns in a minute: the terminal UI's model and frames, one tick for each second of 24 hours.
// Run by run.mjs in a process of its own, with --expose-gc.
import { createWorld } from "../test/tui/world.ts";
import { label } from "../test/support/fake-vault.ts";

const SECONDS = 24 * 60 * 60;
// By then V8 has compiled what it will compile.
const WARM_SECONDS = 4 * 60 * 60;
const accounts = Array.from({ length: 40 }, (_, index) => label(`Service ${index}`));
const world = await createWorld({ accounts });
const heap = () => {
  globalThis.gc();
  return process.memoryUsage().heapUsed;
};
// The test world writes down what it was asked for; the program does not.
const forgetWhatWasAsked = () => {
  world.effects.length = 0;
  world.vault.calls.length = 0;
};
let frames = 0;
world.store.subscribe(() => frames++);
let before = 0;
for (let second = 0; second < SECONDS; second++) {
  world.wait(1);
  world.store.frame();
  forgetWhatWasAsked();
  // Hourly, so that all measurements find the heap in the same state.
  if (second % 3600 === 0 && second <= WARM_SECONDS) before = heap();
}
console.log(JSON.stringify({ frames, before, after: heap() }));
