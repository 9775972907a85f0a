import { expect, test } from "vitest";
import { createIdleTimer, type IdleTimer } from "../../../src/daemon/idle-timer.ts";
import { createTestClocks, type TestClocks } from "../../support/plane.ts";

const MINUTE = 60_000;

interface Bench {
  readonly timer: IdleTimer;
  readonly clocks: TestClocks;
  readonly locks: string[];
  readonly deadlines: (number | null)[];
  settings: { "lock.idle-minutes": number; "lock.on-suspend": boolean };
  /** Lets time pass in which the machine is awake: ticks come when they are due. */
  run(ms: number): void;
  isPlanned(): boolean;
}

function createBench(): Bench {
  const clocks = createTestClocks();
  const locks: string[] = [];
  const deadlines: (number | null)[] = [];
  let due: { task: () => void; at: number } | undefined;
  const bench: Bench = {
    clocks,
    locks,
    deadlines,
    settings: { "lock.idle-minutes": 60, "lock.on-suspend": true },
    timer: createIdleTimer({
      clocks,
      settings: () => bench.settings,
      schedule(task, delayMs) {
        const planned = { task, at: clocks.monotonicMs() + delayMs };
        due = planned;
        return () => {
          if (due === planned) due = undefined;
        };
      },
      onLock: (reason) => locks.push(reason),
      onDeadline: (locksAtMs) => deadlines.push(locksAtMs),
    }),
    run(ms) {
      const end = clocks.monotonicMs() + ms;
      while (due !== undefined && due.at <= end) {
        const { task, at } = due;
        due = undefined;
        clocks.pass(at - clocks.monotonicMs());
        task();
      }
      clocks.pass(end - clocks.monotonicMs());
    },
    isPlanned: () => due !== undefined,
  };
  return bench;
}

test("the vault locks when the idle minutes have passed, not a second earlier", () => {
  const bench = createBench();
  bench.timer.start();
  bench.run(60 * MINUTE - 1);
  expect(bench.locks).toEqual([]);
  bench.run(1);
  expect(bench.locks).toEqual(["idle"]);
});

test("use puts the lock off", () => {
  const bench = createBench();
  bench.timer.start();
  bench.run(59 * MINUTE);
  bench.timer.touch();
  bench.run(59 * MINUTE);
  expect(bench.locks).toEqual([]);
  bench.run(MINUTE);
  expect(bench.locks).toEqual(["idle"]);
});

test("a suspended machine wakes up with a locked vault, before anything is served", () => {
  const bench = createBench();
  bench.timer.start();
  bench.run(MINUTE);
  bench.clocks.sleep(5 * MINUTE);
  bench.timer.check();
  expect(bench.locks).toEqual(["suspended"]);
});

test("a machine whose monotonic clock runs on while it sleeps locks too", () => {
  const bench = createBench();
  bench.timer.start();
  bench.run(MINUTE);
  bench.clocks.pass(5 * MINUTE);
  bench.timer.check();
  expect(bench.locks).toEqual(["suspended"]);
});

test("a corrected clock doesn't lock, in either direction", () => {
  const bench = createBench();
  bench.timer.start();
  bench.clocks.sleep(3_000);
  bench.timer.check();
  bench.clocks.sleep(-3_600_000);
  bench.timer.check();
  bench.run(MINUTE);
  expect(bench.locks).toEqual([]);
});

test("where a suspension should not lock, the hours slept still count as idle", () => {
  const bench = createBench();
  bench.settings["lock.on-suspend"] = false;
  bench.timer.start();
  bench.clocks.sleep(30 * MINUTE);
  bench.timer.check();
  expect(bench.locks).toEqual([]);
  bench.clocks.sleep(30 * MINUTE);
  bench.timer.check();
  expect(bench.locks).toEqual(["idle"]);
});

test("a clock that was set back can't keep the vault open", () => {
  const bench = createBench();
  bench.timer.start();
  bench.clocks.sleep(-10 * 60 * MINUTE);
  bench.run(60 * MINUTE);
  expect(bench.locks).toEqual(["idle"]);
});

test("zero minutes never lock, and say so", () => {
  const bench = createBench();
  bench.settings["lock.idle-minutes"] = 0;
  bench.timer.start();
  expect(bench.timer.locksAtMs()).toBe(null);
  bench.run(10_000 * MINUTE);
  expect(bench.locks).toEqual([]);
});

test("changed minutes count from the next tick on", () => {
  const bench = createBench();
  bench.timer.start();
  bench.run(10 * MINUTE);
  bench.settings["lock.idle-minutes"] = 5;
  bench.run(10_000);
  expect(bench.locks).toEqual(["idle"]);
});

test("the deadline is shown at the start, and then only when it moved by seconds", () => {
  const bench = createBench();
  bench.timer.start();
  const first = bench.clocks.wallMs() + 60 * MINUTE;
  expect(bench.deadlines).toEqual([first]);
  for (let use = 0; use < 100; use++) {
    bench.run(100);
    bench.timer.touch();
  }
  expect(bench.timer.locksAtMs()).toBe(first + 10_000);
  expect(bench.deadlines).toEqual([first, first + 5_000, first + 10_000]);
});

test("a locked vault has no deadline and plans nothing", () => {
  const bench = createBench();
  expect(bench.timer.locksAtMs()).toBe(null);
  bench.timer.start();
  bench.timer.stop();
  bench.timer.touch();
  bench.timer.check();
  expect(bench.timer.locksAtMs()).toBe(null);
  expect(bench.isPlanned()).toBe(false);
  expect(bench.locks).toEqual([]);
});

test("an idle lock leaves nothing planned", () => {
  const bench = createBench();
  bench.timer.start();
  bench.run(61 * MINUTE);
  expect(bench.isPlanned()).toBe(false);
});
