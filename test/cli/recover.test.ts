/**
 * `recover`: what is asked for, what is said of the vault that was found, and which devices stay; the daemon is scripted.
 */
import { describe, expect, test } from "vitest";
import { exitCodeOf } from "../../src/cli/exit-codes.ts";
import type { BackupEvent, BackupResult } from "../../src/protocol/backup-api.ts";
import type { HoltError } from "../../src/protocol/errors.ts";
import type { StatusResult } from "../../src/protocol/local-api.ts";
import { err, ok } from "../../src/protocol/result.ts";
import { type Answers, play, type Played } from "../support/cli-context.ts";

const RELAY = "wss://relay.example.org";
const usage = (reason: string) => err({ type: "usage", reason });
const paramsOf = ({ calls }: Played, method: string): unknown =>
  calls.find((call) => call.method === method)?.params;

const found = (ours: number | null): BackupEvent => ({
  type: "found",
  ours,
  vault: {
    vaultId: "theirs",
    accounts: 42,
    asOf: 1_000_000_000,
    lastAuthor: "lap\u001btop",
    devices: [
      { memberId: "m1", name: "laptop", fingerprint: "a b c", addedAt: null },
      { memberId: "m2", name: "phone", fingerprint: "d e f", addedAt: null },
    ],
  },
});
const RESULT: Extract<BackupResult, { type: "recovered" }> = {
  type: "recovered",
  vaultId: "theirs",
  memberId: "m3",
  accounts: 42,
  asOf: 1_000_000_000,
  lastAuthor: "laptop",
  devices: ["laptop", "phone", "new"],
};
const DONE: BackupEvent = { type: "done", result: RESULT };

const recovering = (vaultId: string | null, ...events: readonly BackupEvent[]): Answers => ({
  "daemon.status": () => ok({ vaultId, locked: false } as StatusResult),
  "recover.start": () => ok({ jobId: "j" }),
  "recover.answer": () => ok({ accepted: true }),
  "backup.wait": ({ after }) => {
    const event = events[after];
    return event === undefined ? err({ type: "internal", detail: "asked too often" }) : ok({ event });
  },
  "backup.cancel": () => ok({ cancelled: true }),
});
const empty = recovering(null, found(null), DONE);
const WORDS = `recover --relay ${RELAY}#fp --words-file - --no-passphrase`;

describe("what it starts with", () => {
  test("words, with a relay and its fingerprint; this device's own name and passphrase", async () => {
    const played = await play(`recover --relay ${RELAY}#fp --words-file - --name new --no-passphrase`, {
      answers: empty,
      stdin: "w1 w2\n",
    });
    expect(paramsOf(played, "recover.start")).toEqual({
      relay: { url: RELAY, fingerprint: "fp" },
      secret: { words: "w1 w2" },
      device: "new",
      passphrase: null,
    });
  });

  test("a whole handle names its relay; a bare one needs --relay", async () => {
    const rest = "--recovery-passphrase-file - --no-passphrase";
    const whole = await play(`recover --handle sven@r.example ${rest}`, { answers: empty, stdin: "p\n" });
    expect(paramsOf(whole, "recover.start")).toEqual({
      secret: { passphrase: "p", handle: "sven@r.example" },
      device: "host",
      passphrase: null,
    });
    const bare = await play(`recover --handle sven ${rest}`, { answers: empty, stdin: "p\n" });
    expect(bare.outcome).toMatchObject(usage("relay-needed"));
    const named = await play(`recover --handle sven --relay ${RELAY} ${rest}`, {
      answers: empty,
      stdin: "p\n",
    });
    expect(paramsOf(named, "recover.start")).toMatchObject({ relay: { url: RELAY } });
  });

  test("at a terminal it asks: relay, words, and a passphrase for this device, twice", async () => {
    const played = await play("recover", {
      answers: recovering(null, found(null), DONE),
      typed: ["relay.example.org", "w1 w2", "own", "own", "y", "y"],
    });
    expect(played.outcome).toEqual(ok(0));
    expect(paramsOf(played, "recover.start")).toEqual({
      relay: { url: "relay.example.org" },
      secret: { words: "w1 w2" },
      device: "host",
      passphrase: "own",
    });
  });

  test.each([
    ["nothing and nobody to ask", "recover", "relay-needed"],
    ["a relay alone", `recover --relay ${RELAY}`, "option-missing"],
    ["words and a handle", `${WORDS} --handle sven`, "options-conflict"],
    [
      "a passphrase without its handle",
      `recover --recovery-passphrase-file - --relay ${RELAY}`,
      "handle-needed",
    ],
    [
      "two secrets from stdin",
      `recover --relay ${RELAY} --words-file - --passphrase-file -`,
      "options-conflict",
    ],
    ["a passphrase and none", `${WORDS} --passphrase-file x`, "options-conflict"],
  ])("%s is exit 2, and nothing is started", async (_, line, reason) => {
    const played = await play(line, { answers: empty, stdin: "x" });
    expect(played.outcome).toMatchObject(usage(reason));
    expect(paramsOf(played, "recover.start")).toBeUndefined();
  });

  test("a locked vault says so: exit 3", async () => {
    const answers: Answers = {
      ...empty,
      "daemon.status": () => ok({ vaultId: "v", locked: true } as StatusResult),
    };
    expect((await play(WORDS, { answers, stdin: "w" })).outcome).toEqual(err({ type: "locked" }));
  });
});

describe("what was found", () => {
  test("is said before anything is done; the result is one object for a script", async () => {
    const played = await play(`${WORDS} --json`, { answers: empty, stdin: "w" });
    expect(played.stderr.some((line) => line.startsWith("found: 42 accounts, as of "))).toBe(true);
    expect(played.stderr.some((line) => line.endsWith("(laptop)"))).toBe(true);
    const { type: _, ...result } = RESULT;
    expect(JSON.parse(played.stdout)).toEqual(result);
    const person = await play(WORDS, { answers: empty, stdin: "w" });
    expect(person).toMatchObject({ outcome: ok(0), stdout: "" });
    expect(person.stderr.some((line) => line.startsWith("42 to verify"))).toBe(true);
  });

  test.each([
    ["without a terminal they all stay", WORDS, undefined, ["m1", "m2"]],
    ["--yes keeps them all", `${WORDS} --yes`, [], ["m1", "m2"]],
    ["--revoke-others keeps none", `${WORDS} --revoke-others`, undefined, []],
    ["one that is gone, and yes", WORDS, ["n", "y", "y"], ["m2"]],
    ["one that is gone, and no after all", WORDS, ["n", "y", "n"], ["m1", "m2"]],
    ["all are there: nothing more is asked", WORDS, ["y", "y"], ["m1", "m2"]],
  ])("old devices: %s", async (_, line, typed, keep) => {
    const played = await play(line, { answers: empty, stdin: "w", ...(typed && { typed }) });
    expect(played.outcome).toEqual(ok(0));
    expect(paramsOf(played, "recover.answer")).toEqual({ jobId: "j", merge: false, keep });
  });

  test("accounts of this device go in with --merge or a yes, and with nothing else", async () => {
    const answers = recovering("mine", found(2), DONE);
    const merged = await play(`${WORDS} --merge`, { answers, stdin: "w" });
    expect(paramsOf(merged, "recover.answer")).toEqual({ jobId: "j", merge: true, keep: ["m1", "m2"] });
    const asked = await play(`${WORDS} --revoke-others`, { answers, stdin: "w", typed: ["y"] });
    expect(asked.prompts).toEqual(["add the 2 accounts of this device? [y/N] "]);
    expect(paramsOf(asked, "recover.answer")).toEqual({ jobId: "j", merge: true, keep: [] });
    for (const scene of [{}, { typed: ["n"] }]) {
      const kept = await play(`${WORDS} --yes`, { answers, stdin: "w", ...scene });
      expect(kept.outcome).toMatchObject(usage("merge-needs-yes"));
      expect(paramsOf(kept, "recover.answer")).toBeUndefined();
      expect(kept.calls.at(-1)).toEqual({ method: "backup.cancel", params: { jobId: "j" } });
    }
  });

  test("a device that has a vault is asked for no passphrase", async () => {
    const answers = recovering("mine", found(0), DONE);
    const played = await play(`recover --relay ${RELAY} --words-file -`, { answers, stdin: "w" });
    expect(played.outcome).toEqual(ok(0));
    expect(paramsOf(played, "recover.start")).toMatchObject({ device: null, passphrase: null });
  });

  test.each<[HoltError, number]>([
    [{ type: "wrong-key", what: "words" }, 4],
    [{ type: "wrong-key", what: "recovery-passphrase" }, 4],
    [{ type: "unreachable", what: "relay" }, 5],
    [{ type: "refused", reason: "fabricated-vault" }, 5],
  ])("%o is exit %i", async (error, code) => {
    const played = await play(WORDS, { answers: recovering(null, { type: "failed", error }), stdin: "w" });
    expect(played.outcome).toEqual(err(error));
    expect(exitCodeOf(error)).toBe(code);
  });

  test("Ctrl-C at a question takes it back", async () => {
    const played = await play(WORDS, { answers: empty, stdin: "w", typed: [] });
    expect(played.outcome).toEqual(err({ type: "interrupted" }));
    expect(played.calls.at(-1)).toEqual({ method: "backup.cancel", params: { jobId: "j" } });
  });
});
