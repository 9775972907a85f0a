/**
 * `holt daemon logs`, over a file that is written to, and replaced, while it is shown.
 */
import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { showLog } from "../../src/cli/daemon-log.ts";
import { en } from "../../src/client/language/en.ts";

let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "holt-log-"));
  file = join(directory, "daemon.log");
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Each wait plays the next step; after the last one Ctrl-C comes. */
async function show(
  lines: number | undefined,
  steps?: readonly (() => void)[],
): Promise<{ readonly printed: readonly string[]; readonly said: readonly string[] }> {
  const printed: string[] = [];
  const said: string[] = [];
  const left = [...(steps ?? [])];
  const interrupted = new Error("interrupted");
  const context = {
    print: (line: string) => void printed.push(line),
    say: (line: string) => void said.push(line),
    words: () => Promise.resolve(en),
    wait: () => {
      const step = left.shift();
      if (step === undefined) return Promise.reject(interrupted);
      step();
      return Promise.resolve();
    },
  };
  const shown = showLog({ file, lines, isFollowing: steps !== undefined, context });
  const end = await shown.catch((thrown: unknown) => thrown);
  expect(end).toEqual(steps === undefined ? { ok: true, value: 0 } : interrupted);
  return { printed, said };
}

test("the last lines come, from the file before as well where there are too few", async () => {
  writeFileSync(`${file}.1`, "1\n2\n3\n");
  writeFileSync(file, "4\n5\n");
  expect((await show(1)).printed).toEqual(["5"]);
  expect((await show(3)).printed).toEqual(["3", "4", "5"]);
  expect((await show(undefined)).printed).toEqual(["1", "2", "3", "4", "5"]);
  expect((await show(0)).printed).toEqual([]);
});

test("no log is no error: it is said where it will be", async () => {
  const { printed, said } = await show(undefined);
  expect(printed).toEqual([]);
  expect(said).toEqual([`no log yet: ${file}`]);
});

test("what is written later follows, a line at a time, over the change to a new file", async () => {
  writeFileSync(file, "1\n");
  const { printed } = await show(1, [
    () => appendFileSync(file, "2\n3 be"),
    () => appendFileSync(file, "gun\n"),
    () => {
      appendFileSync(file, "4\n");
      renameSync(file, `${file}.1`);
      writeFileSync(file, "5\n");
    },
    () => appendFileSync(file, "6\n"),
  ]);
  expect(printed).toEqual(["1", "2", "3 begun", "4", "5", "6"]);
});

test("a log that isn't there yet is followed from its first line", async () => {
  expect((await show(undefined, [() => {}, () => writeFileSync(file, "1\n")])).printed).toEqual(["1"]);
});

test("a terminal's control characters don't come through", async () => {
  writeFileSync(file, "a\u001b[31mb\n");
  expect((await show(undefined)).printed.join("")).not.toContain("\u001b");
});
