/**
 * `pair` and `join`: two people, or two scripts, who let a device in; the daemon's events are scripted.
 */
import { describe, expect, test } from "vitest";
import { exitCodeOf } from "../../src/cli/exit-codes.ts";
import { sv } from "../../src/client/language/sv.ts";
import type { HoltError } from "../../src/protocol/errors.ts";
import type { JoinEvent, PairEvent, StatusResult } from "../../src/protocol/local-api.ts";
import { err, ok } from "../../src/protocol/result.ts";
import { BACKUP_OFF } from "../support/backup-view.ts";
import { type Answers, play, type Played } from "../support/cli-context.ts";

const usage = (reason: string) => ({ ok: false, error: { type: "usage", reason } });
const WORDS = "one two three four five six";
const paramsOf = ({ calls }: Played, method: string): unknown =>
  calls.find((call) => call.method === method)?.params;
const jsonLines = ({ stdout }: Played): unknown[] =>
  stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);

describe("pair", () => {
  const LINK = "holt-join:v1:abc";
  const REQUEST: PairEvent = { type: "request", requestId: "r1", fingerprint: WORDS, name: "pho\u001bne" };
  const JOINED: PairEvent = {
    type: "joined",
    requestId: "r1",
    memberId: "m2",
    name: "phone",
    fingerprint: WORDS,
    provisional: true,
  };
  const REJECTED: PairEvent = { type: "rejected", requestId: "r1" };
  const pairing = (...events: readonly PairEvent[]): Answers => ({
    "pair.start": () => ok({ pairingId: "p", link: LINK, expiresAt: 1_000_000_600 }),
    "pair.wait": ({ after }) => {
      const event = events[after];
      return event === undefined ? err({ type: "internal", detail: "asked too often" }) : ok({ event });
    },
    "pair.answer": ({ accept }) => ok({ accepted: accept }),
    "pair.cancel": () => ok({ cancelled: true }),
  });

  test("prints the link alone on stdout, and asks a person whether the words agree", async () => {
    const played = await play("pair", { answers: pairing(REQUEST, JOINED), typed: ["y"] });
    expect(played).toMatchObject({ outcome: ok(0), stdout: `${LINK}\n` });
    expect(played.stderr.slice(1)).toEqual([
      "phone has opened the link; its words are",
      `  ${WORDS}`,
      "phone is in",
      "phone may let nobody in until another device has confirmed it: holt requests",
    ]);
    expect(played.prompts).toEqual(["do these words stand on phone, too? [y/N] "]);
    expect(paramsOf(played, "pair.answer")).toEqual({ requestId: "r1", accept: true });
  });

  test("on a terminal that is wide enough the link is a QR code, too; a script's output stays as it is", async () => {
    const scene = (columns: number) => ({
      answers: pairing({ type: "expired" }),
      errorTerminal: { columns, hasColor: false },
    });
    const wide = await play("pair", scene(80));
    const picture = wide.stderr.slice(0, -1);
    expect(picture.length).toBeGreaterThan(10);
    expect(picture.every((line) => /^[ █▀▄]+$/.test(line))).toBe(true);
    expect(new Set(picture.map((line) => line.length)).size).toBe(1);
    expect(wide.stdout).toBe(`${LINK}\n`);
    expect((await play("pair", scene(20))).stderr).toHaveLength(1);
    expect((await play("pair --json", scene(80))).stderr).toEqual([]);
  });

  test("words that don't agree turn the device away: exit 5", async () => {
    const played = await play("pair", { answers: pairing(REQUEST, REJECTED), typed: ["n"] });
    expect(paramsOf(played, "pair.answer")).toEqual({ requestId: "r1", accept: false });
    expect(played.outcome).toEqual(err({ type: "refused", reason: "rejected" }));
  });

  test("--lan and --timeout reach the daemon", async () => {
    const played = await play("pair --lan --timeout 120 --yes", { answers: pairing(REQUEST, JOINED) });
    expect(paramsOf(played, "pair.start")).toEqual({ lan: true, timeoutSeconds: 120 });
    expect((await play("pair --timeout 0")).outcome).toMatchObject(usage("bad-field"));
  });

  test("--yes says yes without asking, and without a terminal", async () => {
    for (const scene of [{}, { typed: [] }]) {
      const played = await play("pair --yes", { answers: pairing(REQUEST, JOINED), ...scene });
      expect(played).toMatchObject({ outcome: ok(0), prompts: [] });
      expect(paramsOf(played, "pair.answer")).toEqual({ requestId: "r1", accept: true });
    }
  });

  test("--json: a line for the link, then one for each event, and nobody is asked", async () => {
    const played = await play("pair --json", { answers: pairing(REQUEST, JOINED), typed: ["y"] });
    expect(jsonLines(played)).toEqual([
      { link: LINK, expiresAt: 1_000_000_600 },
      { event: "request", requestId: "r1", fingerprint: WORDS, name: "pho\u001bne" },
      {
        event: "joined",
        requestId: "r1",
        fingerprint: WORDS,
        memberId: "m2",
        name: "phone",
        provisional: true,
      },
    ]);
    expect(played).toMatchObject({ outcome: ok(0), prompts: [], stderr: [] });
    expect(paramsOf(played, "pair.answer")).toBeUndefined();
  });

  test("--json: each line is there before the next event is waited for", async () => {
    const played = await play("pair --json", {
      answers: pairing(REQUEST),
      interruptedAt: "pair.wait",
    });
    expect(jsonLines(played)).toEqual([{ link: LINK, expiresAt: 1_000_000_600 }]);
  });

  test.each<[PairEvent, object, HoltError]>([
    [
      REJECTED,
      { event: "rejected", requestId: "r1", fingerprint: WORDS },
      { type: "refused", reason: "rejected" },
    ],
    [
      { type: "expired" },
      { event: "expired", requestId: "r1", fingerprint: WORDS },
      { type: "timeout", what: "pair" },
    ],
    [
      { type: "failed", error: { type: "refused", reason: "link-used-twice" } },
      { event: "failed", requestId: "r1", fingerprint: WORDS, error: "refused" },
      { type: "refused", reason: "link-used-twice" },
    ],
  ])("--json: %o is a line, and the error that follows from it", async (event, line, error) => {
    const played = await play("pair --json", { answers: pairing(REQUEST, event) });
    expect(jsonLines(played).at(-1)).toEqual(line);
    expect(played.outcome).toEqual(err(error));
  });

  test("nobody in time is exit 9, and a script's line for it names no request", async () => {
    const played = await play("pair --json", { answers: pairing({ type: "expired" }) });
    expect(jsonLines(played).at(-1)).toEqual({ event: "expired", requestId: null, fingerprint: null });
    expect(exitCodeOf({ type: "timeout", what: "pair" })).toBe(9);
  });

  test("without a terminal it waits for a yes from elsewhere and says how to give it", async () => {
    const played = await play("pair", { answers: pairing(REQUEST, JOINED) });
    expect(played).toMatchObject({ outcome: ok(0), stdout: `${LINK}\n` });
    expect(played.stderr).toContain("they stand there, too: holt approve r1");
    expect(played.stderr).toContain("they don't: holt reject r1");
    expect(paramsOf(played, "pair.answer")).toBeUndefined();
  });

  test("what was answered elsewhere meanwhile is no error: the next event tells", async () => {
    const late: Answers = {
      ...pairing(REQUEST, JOINED),
      "pair.answer": () => err({ type: "usage", reason: "no-such-request", value: "r1" }),
    };
    expect((await play("pair", { answers: late, typed: ["y"] })).outcome).toEqual(ok(0));
    const broken: Answers = { ...late, "pair.answer": () => err({ type: "locked" }) };
    expect((await play("pair", { answers: broken, typed: ["y"] })).outcome).toEqual(err({ type: "locked" }));
  });

  test("Ctrl-C takes the link back: while waiting, and at the question", async () => {
    const waiting = await play("pair", { answers: pairing(REQUEST), interruptedAt: "pair.wait" });
    expect(waiting.outcome).toEqual(err({ type: "interrupted" }));
    expect(waiting.calls.at(-1)).toEqual({ method: "pair.cancel", params: { pairingId: "p" } });
    const asked = await play("pair", { answers: pairing(REQUEST), typed: [] });
    expect(asked.outcome).toEqual(err({ type: "interrupted" }));
    expect(asked.calls.at(-1)).toEqual({ method: "pair.cancel", params: { pairingId: "p" } });
  });

  test("a vault without a relay says so: exit 5", async () => {
    const error: HoltError = { type: "no-link" };
    const played = await play("pair", { answers: { "pair.start": () => err(error) } });
    expect(played).toMatchObject({ outcome: err(error), stdout: "" });
  });
});

describe("join", () => {
  const LINK = "holt-join:v1:abc";
  const STATUS: StatusResult = {
    vaultId: null,
    device: null,
    locked: false,
    accounts: null,
    daemon: { pid: 7, version: "0.1.0", uptimeSeconds: 5 },
    link: {
      relay: null,
      fingerprint: null,
      state: "off",
      pending: 0,
      lastSyncAt: null,
      since: null,
      error: null,
    },
    backup: BACKUP_OFF,
    clockSkewSeconds: null,
    hasPassphrase: false,
    osKeyring: { state: "off", problem: null },
    locksAtMs: null,
    problems: [],
  };
  const HERE: Partial<StatusResult> = { vaultId: "mine", device: { name: "laptop", memberId: "m1" } };
  const WAITING: JoinEvent = { type: "waiting", fingerprint: WORDS };
  const MERGE: JoinEvent = {
    type: "merge",
    vaultId: "theirs",
    devices: ["phone", "desk"],
    theirs: 40,
    ours: 2,
  };
  const JOINED: JoinEvent = {
    type: "joined",
    vaultId: "theirs",
    memberId: "m2",
    accounts: 42,
    provisional: false,
  };
  const joining = (status: Partial<StatusResult>, ...events: readonly JoinEvent[]): Answers => ({
    "daemon.status": () => ok({ ...STATUS, ...status }),
    "join.start": () => ok({ joinId: "j" }),
    "join.wait": ({ after }) => {
      const event = events[after];
      return event === undefined ? err({ type: "internal", detail: "asked too often" }) : ok({ event });
    },
    "join.answer": ({ merge }) => ok({ accepted: merge }),
    "join.cancel": () => ok({ cancelled: true }),
  });
  const fresh = joining({}, WAITING, { type: "syncing" }, JOINED);

  test("takes the link as an argument, from stdin, or as the person pastes it", async () => {
    const lines: readonly (readonly [string, { stdin?: string; typed?: string[] }])[] = [
      [`join ${LINK} --no-passphrase`, {}],
      ["join - --no-passphrase", { stdin: `  ${LINK}\n` }],
      ["join --no-passphrase", { typed: [` ${LINK} `] }],
    ];
    for (const [line, scene] of lines) {
      const played = await play(line, { answers: fresh, ...scene });
      expect(paramsOf(played, "join.start")).toEqual({ link: LINK, device: "host", passphrase: null });
      expect(played.outcome).toEqual(ok(0));
    }
  });

  test("a device without a vault takes a passphrase as init does, and its name", async () => {
    const typed = await play(`join ${LINK} --name box`, { answers: fresh, typed: ["a b", "a b"] });
    expect(paramsOf(typed, "join.start")).toEqual({ link: LINK, device: "box", passphrase: "a b" });
    const stdin = await play(`join ${LINK} --passphrase-file -`, { answers: fresh, stdin: "s\n" });
    expect(paramsOf(stdin, "join.start")).toMatchObject({ passphrase: "s" });
    const differ = await play(`join ${LINK}`, { answers: fresh, typed: ["a", "b"] });
    expect(differ.outcome).toMatchObject(usage("passphrases-differ"));
    expect((await play(`join ${LINK}`, { answers: fresh })).outcome).toMatchObject(usage("no-terminal"));
  });

  test("shows the words to compare, and says what came", async () => {
    const played = await play(`join ${LINK} --no-passphrase`, { answers: fresh });
    expect(played.stdout).toBe("");
    expect(played.stderr).toEqual([
      "warning: without a passphrase, whoever can read your files can open the vault",
      "waiting to be let in; the other device must show these words",
      `  ${WORDS}`,
      "let in; fetching the vault",
      "joined: 42 accounts",
    ]);
  });

  test("--json is one object at the end", async () => {
    const played = await play(`join ${LINK} --no-passphrase --json`, { answers: fresh });
    expect(JSON.parse(played.stdout)).toEqual({
      vaultId: "theirs",
      memberId: "m2",
      accounts: 42,
      provisional: false,
    });
    expect(played.stderr).toContain(`  ${WORDS}`);
  });

  test("a device that has a vault asks for no passphrase, and joins under the name that was given", async () => {
    const answers = joining(HERE, WAITING, JOINED);
    const played = await play(`join ${LINK}`, { answers, typed: [] });
    expect(paramsOf(played, "join.start")).toEqual({ link: LINK, device: null, passphrase: null });
    expect(played).toMatchObject({ outcome: ok(0), prompts: [] });
    const named = await play(`join ${LINK} --name box`, { answers });
    expect(paramsOf(named, "join.start")).toEqual({ link: LINK, device: "box", passphrase: null });
  });

  test("accounts go into the other vault after a yes that knows which vault it is", async () => {
    const answers = joining(HERE, WAITING, MERGE, { type: "syncing" }, JOINED);
    const played = await play(`join ${LINK}`, { answers, typed: ["y"] });
    expect(played.stderr.slice(2, 5)).toEqual([
      "this device holds a vault already; the other one is theirs",
      "its devices: phone, desk",
      "in it: 40 accounts",
    ]);
    expect(played.prompts).toEqual(["put 2 accounts of this device into it? [y/N] "]);
    expect(paramsOf(played, "join.answer")).toEqual({ joinId: "j", merge: true });
    expect(played.outcome).toEqual(ok(0));
  });

  test("--merge is that yes, with and without a terminal", async () => {
    const answers = joining(HERE, WAITING, MERGE, JOINED);
    for (const scene of [{}, { typed: [] }]) {
      const played = await play(`join ${LINK} --merge`, { answers, ...scene });
      expect(paramsOf(played, "join.answer")).toEqual({ joinId: "j", merge: true });
      expect(played).toMatchObject({ outcome: ok(0), prompts: [] });
    }
  });

  test.each([
    ["--yes, where nobody can be asked", `join ${LINK} --yes`, undefined],
    ["nobody to ask", `join ${LINK}`, undefined],
    ["a no", `join ${LINK}`, ["n"]],
    ["--yes and a no", `join ${LINK} --yes`, ["n"]],
  ])("%s keeps the accounts apart: the answer is no, exit 2", async (_, line, typed) => {
    const played = await play(line, {
      answers: joining(HERE, WAITING, MERGE),
      ...(typed && { typed }),
    });
    expect(played.calls.at(-1)).toEqual({ method: "join.answer", params: { joinId: "j", merge: false } });
    expect(played.outcome).toMatchObject(usage("merge-needs-yes"));
  });

  test.each<[HoltError, number]>([
    [{ type: "refused", reason: "link-used-twice" }, 5],
    [{ type: "refused", reason: "rejected" }, 5],
    [{ type: "wrong-key", what: "link" }, 4],
    [{ type: "timeout", what: "join" }, 9],
    [{ type: "unreachable", what: "relay" }, 5],
  ])("%o while joining is exit %i", async (error, code) => {
    const answers = joining({}, WAITING, { type: "failed", error });
    const played = await play(`join ${LINK} --no-passphrase`, { answers });
    expect(played.outcome).toEqual(err(error));
    expect(exitCodeOf(error)).toBe(code);
  });

  test("Ctrl-C takes the request back; at the question it is a no", async () => {
    const waiting = await play(`join ${LINK} --no-passphrase`, {
      answers: fresh,
      interruptedAt: "join.wait",
    });
    expect(waiting.outcome).toEqual(err({ type: "interrupted" }));
    expect(waiting.calls.at(-1)).toEqual({ method: "join.cancel", params: { joinId: "j" } });
    const asked = await play(`join ${LINK}`, { answers: joining(HERE, MERGE), typed: [] });
    expect(asked.outcome).toEqual(err({ type: "interrupted" }));
    expect(paramsOf(asked, "join.answer")).toEqual({ joinId: "j", merge: false });
  });

  test.each([
    ["no link and nobody to ask", "join --no-passphrase", {}, "no-terminal"],
    ["an empty link", "join - --no-passphrase", { stdin: "\n" }, "bad-join-link"],
    ["a passphrase and none", `join ${LINK} --no-passphrase --passphrase-file x`, {}, "options-conflict"],
    ["link and passphrase both from stdin", "join - --passphrase-file -", {}, "options-conflict"],
  ])("%s is refused, and nothing is started", async (_, line, scene, reason) => {
    const played = await play(line, { answers: fresh, ...scene });
    expect(played.outcome).toMatchObject(usage(reason));
    expect(paramsOf(played, "join.start")).toBeUndefined();
  });

  test("a locked vault says so before a link is pasted", async () => {
    const played = await play("join", { answers: joining({ ...HERE, locked: true }), typed: [LINK] });
    expect(played).toMatchObject({ outcome: err({ type: "locked" }), prompts: [] });
  });

  test("in Swedish the question is Swedish, and so is its yes", async () => {
    const answers = joining(HERE, WAITING, MERGE, JOINED);
    const played = await play(`join ${LINK}`, { answers, typed: ["ja"], language: sv });
    expect(played.prompts).toEqual(["lägg 2 konton från den här enheten i det? [j/N] "]);
    expect(played.stderr.at(-1)).toBe("ansluten: 42 konton");
  });
});
