/**
 * `holt code --watch`: what is asked for when, what is said of it, and how it ends. Time passes only by waiting.
 */
import { expect, test } from "vitest";
import type { LiveScreen } from "../../src/cli/live-screen.ts";
import type { Code } from "../../src/protocol/account.ts";
import type { HoltError } from "../../src/protocol/errors.ts";
import { err, ok } from "../../src/protocol/result.ts";
import { type Answers, play, type Scene } from "../support/cli-context.ts";

const START = 1_000_000_000;
const LOCKED: HoltError = { type: "locked" };

/** A code of the period that the time is in. */
function codeAt(atMs: number, period: number, fields: Partial<Code> = {}): Code {
  const counter = Math.floor(atMs / 1000 / period);
  return {
    id: "id1",
    issuer: "GitHub",
    name: "sven",
    type: "totp",
    code: String(counter % 1_000_000).padStart(6, "0"),
    next: null,
    validFrom: counter * period,
    validUntil: (counter + 1) * period,
    remainingSeconds: 1,
    counter: null,
    ...fields,
  };
}

interface World {
  readonly scene: Scene;
  /** Seconds at which codes were asked for. */
  readonly asked: number[];
}
/** The vault is open for so many looks; each is a second after the one before. */
function world(looks: number, codes: (atMs: number) => readonly Code[]): World {
  const asked: number[] = [];
  let nowMs = START * 1000;
  let left = looks;
  const look = <T>(value: T) => {
    if (left-- <= 0) return err(LOCKED);
    nowMs += 1000;
    return ok(value);
  };
  const answers: Answers = {
    "codes.get": () => ok({ codes: codes(nowMs) }),
    "codes.watch": () => {
      asked.push(nowMs / 1000 - START);
      return look({ codes: codes(nowMs) });
    },
    "codes.peek": () => look({ codes: [] }),
  };
  return { scene: { answers, now: START * 1000 }, asked };
}

test("without a terminal each new code is a line, and none is said twice", async () => {
  const { scene } = world(9, (atMs) => [codeAt(atMs, 4)]);
  const played = await play("code github --watch", scene);
  expect(played.stdout).toBe("000000\n000001\n000002\n");
  expect(played.outcome).toEqual(err(LOCKED));
});

test("--json has one object a line, of every account whose code is new", async () => {
  const codes = (atMs: number) => [codeAt(atMs, 4), codeAt(atMs, 6, { id: "id2", name: "root" })];
  const played = await play("code --watch --json", world(6, codes).scene);
  const said = played.stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Code);
  expect(said.map(({ name, validFrom }) => [name, (validFrom ?? 0) - START])).toEqual([
    ["sven", 0],
    ["root", -4],
    ["root", 2],
    ["sven", 4],
  ]);
});

test("without QUERY a line says whose code it is, with nothing in it that could end the line", async () => {
  const played = await play(
    "code --watch",
    world(1, (atMs) => [codeAt(atMs, 30, { name: "s\nv\ten" })]).scene,
  );
  expect(played.stdout).toMatch(/^\d{6}\tGitHub\ts v en\n$/);
});

test("codes are asked for when one is over, and every five seconds; in between only whether the vault is open", async () => {
  const { scene, asked } = world(13, (atMs) => [codeAt(atMs, 30)]);
  const played = await play("code --watch", scene);
  expect(asked).toEqual([0, 5, 10]);
  expect(played.calls.filter(({ method }) => method === "codes.get")).toHaveLength(1);
  expect(played.calls.filter(({ method }) => method === "codes.peek").map(({ params }) => params)).toEqual(
    Array.from({ length: 11 }, () => ({ ids: [] })),
  );
});

test("a counter-based code is refused, and named with a time so that its counter stays", async () => {
  const answers: Answers = { "codes.get": () => err({ type: "usage", reason: "hotp-has-no-time" }) };
  const played = await play("code bank --watch", { answers });
  expect(played.outcome).toEqual(err({ type: "usage", reason: "hotp-not-watched" }));
  expect(played.calls).toEqual([{ method: "codes.get", params: { query: "bank", at: START } }]);
});

test.each(["--next", "--copy", "--at 5"])("%s has no meaning with --watch", async (option) => {
  const played = await play(`code github --watch ${option}`);
  expect(played.outcome).toMatchObject(err({ type: "usage", reason: "options-conflict" }));
});

function fakeScreen(left: LiveScreen["left"]): LiveScreen & { readonly frames: string[]; closed(): number } {
  const frames: string[] = [];
  let closed = 0;
  return {
    frames,
    draw: (render) => void frames.push(render({ columns: 40, rows: 12 }).join("\n")),
    left,
    close: () => void closed++,
    closed: () => closed,
  };
}

test("a terminal shows the seconds that are left, and is given back when the vault locks", async () => {
  const screen = fakeScreen(new Promise(() => {}));
  const played = await play("code github --watch", {
    ...world(3, (atMs) => [codeAt(atMs, 30)]).scene,
    screen,
  });
  expect(played).toMatchObject({ outcome: err(LOCKED), stdout: "" });
  expect(screen.frames.map((frame) => /(\d+) s$/.exec(frame)?.[1])).toEqual(["20", "19", "18"]);
  expect(screen.closed()).toBe(1);
});

test.each([
  ["done", ok(0)],
  ["interrupted", err({ type: "interrupted" })],
] as const)("leaving it (%s) is the end", async (how, outcome) => {
  const screen = fakeScreen(Promise.resolve(how));
  const played = await play("code --watch", { ...world(100, (atMs) => [codeAt(atMs, 30)]).scene, screen });
  expect(played.outcome).toEqual(outcome);
  expect(screen.closed()).toBe(1);
});
