/**
 * `link`, `unlink`, `sync`, and what `status` says of them; the daemon is scripted.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sv } from "../../src/client/language/sv.ts";
import { exitCodeOf } from "../../src/cli/exit-codes.ts";
import type { HoltError } from "../../src/protocol/errors.ts";
import type { StatusResult } from "../../src/protocol/local-api.ts";
import { err, ok } from "../../src/protocol/result.ts";
import type { LinkView } from "../../src/protocol/view.ts";
import { BACKUP_OFF } from "../support/backup-view.ts";
import { type Answers, play } from "../support/cli-context.ts";

const LINK: LinkView = {
  relay: "wss://relay.example.org",
  fingerprint: "one two three four five six",
  state: "online",
  pending: 0,
  lastSyncAt: 1_000_000_000,
  since: null,
  error: null,
};
const FINGERPRINT = "one-two-three";
const usage = (reason: string) => ({ ok: false, error: { type: "usage", reason } });

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "holt-link-"));
  writeFileSync(join(directory, "token"), "t0ken\n");
  writeFileSync(join(directory, "empty"), "\n");
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const file = (name: string): string => join(directory, name);

describe("link", () => {
  const answering = (isFirstSeen: boolean): Answers => ({
    "link.set": ({ url }) => ok({ relay: url, fingerprint: FINGERPRINT, isFirstSeen }),
  });

  test("sends the address, the fingerprint behind #, and the token from its file", async () => {
    const line = `link wss://r.example:8443/x#${FINGERPRINT} --token-file ${file("token")}`;
    expect((await play(line, { answers: answering(false) })).calls).toEqual([
      {
        method: "link.set",
        params: { url: "wss://r.example:8443/x", fingerprint: FINGERPRINT, token: "t0ken" },
      },
    ]);
    const fromStdin = await play("link r.example --token-file -", {
      answers: answering(false),
      stdin: "other\n",
    });
    expect(fromStdin.calls[0]?.params).toEqual({ url: "r.example", token: "other" });
  });

  test("prints the fingerprint; a key that nobody named is said to be pinned now, and how to check it", async () => {
    const named = await play(`link r.example#${FINGERPRINT}`, { answers: answering(false) });
    expect(named).toMatchObject({
      stdout: `${FINGERPRINT}\n`,
      stderr: ["the vault's relay is r.example"],
    });
    const first = await play("link r.example", { answers: answering(true) });
    expect(first.stdout).toBe(`${FINGERPRINT}\n`);
    expect(first.stderr.slice(1)).toEqual([
      "the relay's key was seen for the first time and is pinned now",
      "compare it with what the server says: holt relay fingerprint",
    ]);
    const json = await play("link r.example --json", { answers: answering(true) });
    expect(JSON.parse(json.stdout)).toEqual({
      relay: "r.example",
      fingerprint: FINGERPRINT,
      firstSeen: true,
    });
  });

  test.each([
    ["link", "missing-argument"],
    ["link r.example#", "bad-fingerprint"],
    ["link #one-two", "bad-relay-address"],
    ["link r.example --token-file /nonexistent/t", "file-unreadable"],
  ])("%s is refused before anything is asked", async (line, reason) => {
    const played = await play(line);
    expect(played.outcome).toMatchObject(usage(reason));
    expect(played.calls).toEqual([]);
  });

  test("an empty token is refused: the relay would not say what is wrong with it", async () => {
    const played = await play(`link r.example --token-file ${file("empty")}`);
    expect(played.outcome).toMatchObject(usage("bad-field"));
  });

  test.each<[HoltError, number]>([
    [{ type: "wrong-key", what: "relay" }, 4],
    [{ type: "unreachable", what: "relay" }, 5],
    [{ type: "refused", reason: "token-needed" }, 5],
    [{ type: "usage", reason: "bad-relay-address", value: "x" }, 2],
  ])("%o is exit %i", async (error, code) => {
    const { outcome } = await play("link r.example", { answers: { "link.set": () => err(error) } });
    expect(outcome).toEqual(err(error));
    expect(exitCodeOf(error)).toBe(code);
  });
});

test("unlink says whether there was a relay, and is done either way", async () => {
  const cleared = (wasLinked: boolean): Answers => ({ "link.clear": () => ok({ wasLinked }) });
  const was = await play("unlink", { answers: cleared(true) });
  expect(was).toMatchObject({ outcome: ok(0), stdout: "" });
  expect(was.stderr).toEqual(["this device uses no relay any more; its accounts stay"]);
  expect((await play("unlink", { answers: cleared(false) })).stderr).toEqual(["this device used no relay"]);
  const json = await play("unlink --json", { answers: cleared(false) });
  expect(JSON.parse(json.stdout)).toEqual({ linked: false, wasLinked: false });
});

describe("sync", () => {
  const answers: Answers = { "sync.now": () => ok({ link: LINK }) };

  test("asks for it now; --wait and --timeout reach the daemon", async () => {
    expect((await play("sync", { answers })).calls[0]?.params).toEqual({ wait: false });
    expect((await play("sync --wait --timeout 30", { answers })).calls[0]?.params).toEqual({
      wait: true,
      timeoutSeconds: 30,
    });
  });

  test("--json is the link", async () => {
    expect(JSON.parse((await play("sync --json", { answers })).stdout)).toEqual(LINK);
  });

  test("what doesn't go is said in words", async () => {
    const link: LinkView = { ...LINK, state: "refused", pending: 2, error: "quota" };
    const played = await play("sync", { answers: { "sync.now": () => ok({ link }) } });
    expect(played.stderr[0]).toContain("wss://relay.example.org: refused");
    expect(played.stderr[0]).toContain("2 changes to be sent");
    expect(played.stderr[1]).toBe("the vault's room at the relay is used up");
  });

  test.each<[HoltError, number]>([
    [{ type: "no-link" }, 5],
    [{ type: "unreachable", what: "relay" }, 5],
    [{ type: "timeout", what: "sync" }, 9],
    [{ type: "locked" }, 3],
  ])("%o is exit %i", async (error, code) => {
    const { outcome } = await play("sync --wait", { answers: { "sync.now": () => err(error) } });
    expect(outcome).toEqual(err(error));
    expect(exitCodeOf(error)).toBe(code);
  });

  test.each(["0", "soon", "-1", "1.5"])("--timeout %s is refused", async (text) => {
    expect((await play(`sync --timeout=${text}`)).outcome).toMatchObject(usage("bad-field"));
  });
});

describe("status", () => {
  const status = (changes: Partial<StatusResult>): Answers => ({
    "daemon.status": () =>
      ok({
        vaultId: "v",
        device: { name: "laptop", memberId: "m" },
        locked: false,
        accounts: 1,
        daemon: { pid: 7, version: "0.1.0", uptimeSeconds: 5 },
        link: LINK,
        backup: BACKUP_OFF,
        clockSkewSeconds: null,
        hasPassphrase: true,
        osKeyring: { state: "off", problem: null },
        locksAtMs: null,
        problems: [],
        ...changes,
      }),
  });
  const lines = async (changes: Partial<StatusResult>, language?: typeof sv): Promise<readonly string[]> =>
    (await play("status", { answers: status(changes), ...(language && { language }) })).stdout.split("\n");

  test("tells where the relay is, how it goes, since when, and what waits", async () => {
    const away: LinkView = {
      ...LINK,
      state: "offline",
      pending: 3,
      since: 1_000_000_100,
      error: "unreachable",
    };
    const said = await lines({ link: away });
    const sync = said.find((line) => line.startsWith("sync"));
    expect(sync).toMatch(
      /wss:\/\/relay\.example\.org: not reached since 2001-09-\d\d [\d:]+, last in step 2001-09-\d\d [\d:]+, 3 changes to be sent$/,
    );
    expect(said.filter((line) => line.startsWith("attention"))).toEqual([
      "attention  the relay can't be reached",
    ]);
  });

  test("without a relay the vault is only here", async () => {
    const none: LinkView = { ...LINK, relay: null, fingerprint: null, state: "off", lastSyncAt: null };
    expect(await lines({ link: none })).toContain("sync    only on this device");
  });

  test("a clock that differs from the relay's is told of, the network's delay is not", async () => {
    const clock = async (clockSkewSeconds: number) =>
      (await lines({ clockSkewSeconds })).find((line) => line.startsWith("clock"));
    expect(await clock(90)).toContain("your clock and the relay's differ by 90 s");
    expect(await clock(-90)).toContain("differ by 90 s");
    expect(await clock(2)).toBeUndefined();
    const script = await play("status --json", { answers: status({ clockSkewSeconds: 2 }) });
    expect(JSON.parse(script.stdout)).toMatchObject({ clockSkewSeconds: 2 });
  });

  test("--json has the link with all its fields", async () => {
    const { stdout } = await play("status --json", { answers: status({}) });
    expect((JSON.parse(stdout) as { link: unknown }).link).toEqual(LINK);
  });

  test("in Swedish the same is said in Swedish", async () => {
    const away: LinkView = { ...LINK, state: "offline", error: "unreachable" };
    const said = (await lines({ link: away, clockSkewSeconds: 90 }, sv)).join("\n");
    expect(said).toContain("inte nådd");
    expect(said).toContain("reläet går inte att nå");
    expect(said).toContain("din klocka och reläets skiljer sig 90 s");
  });
});
