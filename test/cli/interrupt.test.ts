/**
 * What a command left to be taken back when the process is ended from outside.
 */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createContext, type ProcessContext } from "../../src/cli/context.ts";
import { en } from "../../src/client/language/en.ts";
import { resolvePaths } from "../../src/protocol/paths.ts";

const SIGNALS = ["SIGHUP", "SIGTERM"] as const;
const heard = () => SIGNALS.map((signal) => process.listeners(signal));

let context: ProcessContext;
let before: ReturnType<typeof heard>;
beforeEach(() => {
  before = heard();
  vi.useFakeTimers();
  context = createContext({
    env: {},
    paths: resolvePaths({ env: { HOLT_HOME: "/nonexistent" }, homeDirectory: "/", uid: 0 }),
    version: "0.1.0",
    isJson: false,
    isColorRefused: false,
    words: () => Promise.resolve(en),
    onStdoutError: () => {},
  });
});
afterEach(() => {
  vi.useRealTimers();
  SIGNALS.forEach((signal, index) => {
    const added = process.listeners(signal).filter((listener) => !before[index]?.includes(listener));
    for (const listener of added) process.removeListener(signal, listener);
  });
});

test("nothing to take back holds nobody up", async () => {
  expect(await context.interrupt()).toBeUndefined();
});

test("what was left is taken back once; whoever insists doesn't wait for it", async () => {
  let times = 0;
  const undone = Promise.withResolvers<void>();
  context.onInterrupt(() => {
    times += 1;
    return undone.promise;
  });
  const first = context.interrupt();
  await context.interrupt();
  undone.resolve();
  await first;
  expect(times).toBe(1);
});

test("a daemon that doesn't answer holds the end up for a second at most", async () => {
  context.onInterrupt(() => new Promise(() => {}));
  let isOver = false;
  const ending = context.interrupt().then(() => (isOver = true));
  await vi.advanceTimersByTimeAsync(999);
  expect(isOver).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  await ending;
});

test("a hang-up and a request to end are heard from then on", () => {
  context.onInterrupt(() => Promise.resolve());
  expect(heard().map(({ length }) => length)).toEqual(before.map(({ length }) => length + 1));
});
