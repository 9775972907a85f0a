/**
 * `holt exec`: which code a program gets, where it stands, and what is refused before a counter is spent. No process
 * is started here.
 */
import { expect, test } from "vitest";
import type { Code } from "../../src/protocol/account.ts";
import { err, ok } from "../../src/protocol/result.ts";
import type { ProgramCall } from "../../src/cli/run-program.ts";
import { canRun } from "../../src/cli/find-program.ts";
import { parseCommandLine } from "../../src/cli/command-line.ts";
import { play, type Answers } from "../support/cli-context.ts";

const START = 1_000_000_000;
const CODE: Code = {
  id: "id1",
  issuer: "GitHub",
  name: "sven",
  type: "totp",
  code: "111111",
  next: "222222",
  validFrom: START,
  validUntil: START + 30,
  remainingSeconds: 30,
  counter: null,
};
const env = { PATH: "/usr/bin:/bin" };

interface Ran {
  readonly played: Awaited<ReturnType<typeof play>>;
  readonly programs: readonly ProgramCall[];
}
async function exec(
  line: string,
  { answers, atMs = START * 1000, code = 0 }: { answers?: Answers; atMs?: number; code?: number } = {},
): Promise<Ran> {
  const programs: ProgramCall[] = [];
  const played = await play(`exec ${line}`, {
    env,
    now: atMs,
    answers: answers ?? { "codes.get": () => ok({ codes: [CODE] }) },
    program(call) {
      programs.push(call);
      return { status: "ended", code };
    },
  });
  return { played, programs };
}

test("a program gets the code as a line on its stdin, and its arguments as they are", async () => {
  const { played, programs } = await exec("git -- sh -c --json --lang=xx");
  expect(programs).toEqual([{ command: "sh", arguments: ["-c", "--json", "--lang=xx"], input: "111111\n" }]);
  expect(played).toMatchObject({ outcome: ok(0), stdout: "", stderr: [] });
});

test("{code} is replaced wherever it stands in an argument, and stdin is then left alone", async () => {
  const { programs } = await exec("git -- sh --token={code} {code}{code} rest");
  expect(programs).toEqual([
    { command: "sh", arguments: ["--token=111111", "111111111111", "rest"], input: undefined },
  ]);
});

test("the exit code is that of the program, whatever it is", async () => {
  expect((await exec("git -- sh", { code: 143 })).played.outcome).toEqual(ok(143));
});

test.each([
  [5_000, "111111"],
  [4_999, "222222"],
  [1, "222222"],
])("with %i ms left the program gets %s", async (leftMs, code) => {
  const answers: Answers = {
    "codes.get": () => ok({ codes: [CODE] }),
    "codes.peek": () => ok({ codes: [{ ...CODE, code: "222222" }] }),
  };
  const { programs } = await exec("git -- sh", { answers, atMs: (START + 30) * 1000 - leftMs });
  expect(programs.map(({ input }) => input)).toEqual([`${code}\n`]);
});

test("a vault that locks while the next code is waited for is an error, and nothing is run", async () => {
  const answers: Answers = {
    "codes.get": () => ok({ codes: [CODE] }),
    "codes.peek": () => err({ type: "locked" }),
  };
  const { played, programs } = await exec("git -- sh", { answers, atMs: (START + 30) * 1000 - 10 });
  expect(played.outcome).toEqual(err({ type: "locked" }));
  expect(programs).toEqual([]);
});

test("a counter's code is never waited for", async () => {
  const hotp = {
    ...CODE,
    type: "hotp",
    validFrom: null,
    validUntil: null,
    next: null,
    remainingSeconds: null,
  };
  const answers: Answers = { "codes.get": () => ok({ codes: [{ ...hotp, counter: 4 }] }) };
  const { programs } = await exec("git -- sh", { answers });
  expect(programs.map(({ input }) => input)).toEqual(["111111\n"]);
});

test("a program that isn't there is refused before anything is asked of the vault", async () => {
  const { played } = await exec("git -- no-such-program-anywhere");
  const error = { type: "usage", reason: "no-such-program", value: "no-such-program-anywhere" };
  expect(played).toMatchObject({ outcome: { ok: false, error }, calls: [] });
});

test.each([
  ["github", "missing-argument", "-- CMD…"],
  ["github --", "missing-argument", "-- CMD…"],
  ["-- sh", "missing-argument", "QUERY"],
  ["github sh", "too-many-arguments", "sh"],
  ["github sh -- sh", "too-many-arguments", "sh"],
])("exec %s is refused", async (line, reason, value) => {
  expect((await exec(line)).played.outcome).toMatchObject({ ok: false, error: { reason, value } });
});

test("only exec has words of its own after --", () => {
  const spec = { arguments: ["FILE"], options: {}, examples: [] } as const;
  expect(parseCommandLine(spec, ["--", "-x"])).toMatchObject({
    ok: true,
    value: { arguments: ["-x"], following: [] },
  });
});

test.each([
  ["sh", "/usr/bin:/bin", true],
  ["sh", undefined, true],
  ["sh", "/nonexistent", false],
  ["/bin/sh", "", true],
  ["/bin", "", false],
  ["/etc/passwd", "", false],
  ["", "/bin", false],
])("%j in PATH %j can be run: %j", (command, path, isThere) => {
  expect(canRun(command, path)).toBe(isThere);
});
