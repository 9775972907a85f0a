/**
 * `devices`, `requests`, `approve`, `reject`, `forget` and `init --from-vault`; the daemon is scripted.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sv } from "../../src/client/language/sv.ts";
import type { HoltError } from "../../src/protocol/errors.ts";
import type { StatusResult } from "../../src/protocol/local-api.ts";
import { err, ok } from "../../src/protocol/result.ts";
import type { DeviceView, RequestView } from "../../src/protocol/view.ts";
import { BACKUP_OFF } from "../support/backup-view.ts";
import { type Answers, play } from "../support/cli-context.ts";

const usage = (reason: string) => ({ ok: false, error: { type: "usage", reason } });

const LAPTOP: DeviceView = {
  memberId: "aaaaaaaabbbbbbbbccccccccdd",
  kind: "device",
  name: "laptop",
  fingerprint: "one two three four five six",
  self: true,
  provisional: false,
  online: true,
  lastSeenAt: null,
  behind: 0,
  addedAt: 1_000_000_000,
  addedBy: null,
};
const PHONE: DeviceView = {
  ...LAPTOP,
  memberId: "eeeeeeeeffffffffgggggggghh",
  name: "pho\u001bne",
  self: false,
  provisional: true,
  online: false,
  lastSeenAt: 1_000_000_000,
  behind: 12,
  addedBy: "laptop",
};
const WORDS: DeviceView = {
  ...PHONE,
  memberId: "iiiiiiiijjjjjjjjkkkkkkkkll",
  kind: "words",
  name: "",
  provisional: false,
  lastSeenAt: null,
  behind: null,
};
const STATUS: StatusResult = {
  vaultId: "v",
  device: { name: "laptop", memberId: LAPTOP.memberId },
  locked: false,
  accounts: 3,
  daemon: { pid: 7, version: "0.1.0", uptimeSeconds: 5 },
  link: {
    relay: "wss://r.example",
    fingerprint: "f",
    state: "online",
    pending: 0,
    lastSyncAt: 1,
    since: null,
    error: null,
  },
  backup: BACKUP_OFF,
  clockSkewSeconds: null,
  hasPassphrase: true,
  osKeyring: { state: "off", problem: null },
  locksAtMs: null,
  problems: [],
};

describe("devices", () => {
  const answers: Answers = {
    "devices.list": () => ok({ devices: [LAPTOP, PHONE, WORDS] }),
    "devices.rename": ({ name }) => ok({ device: { ...PHONE, name } }),
    "devices.revoke": () => ok({ revoked: [PHONE], admittedByIt: [{ ...LAPTOP, name: "desk" }] }),
  };

  test("--json has the fields of the contract", async () => {
    const devices = JSON.parse((await play("devices --json", { answers })).stdout) as object[];
    expect(devices).toEqual([LAPTOP, PHONE, WORDS]);
    expect(Object.keys(devices[0] ?? {}).toSorted()).toEqual(
      [
        "memberId",
        "kind",
        "name",
        "fingerprint",
        "self",
        "provisional",
        "online",
        "lastSeenAt",
        "behind",
        "addedAt",
        "addedBy",
      ].toSorted(),
    );
  });

  test("the table tells this device, when others were seen, how far behind, who let them in, their words", async () => {
    const [, laptop, phone, words] = (await play("devices", { answers })).stdout
      .split("\n")
      .map((line) => line.trim().split(/ {2,}/));
    expect(laptop).toEqual(["laptop", "this device", "0", LAPTOP.fingerprint, "aaaaaaaa"]);
    expect(phone?.[0]).toBe("phone");
    expect(phone?.[1]).toMatch(/^seen 2001-09-\d\d [\d:]+, to be confirmed$/);
    expect(phone?.slice(2)).toEqual(["12", "laptop", PHONE.fingerprint, "eeeeeeee"]);
    expect(words?.[0]).toBe("recovery words");
  });

  test("ids are as short as they can be and still tell the members apart", async () => {
    const twin = { ...PHONE, memberId: "aaaaaaaabxxxxxxxxxxxxxxxxx" };
    const similar: Answers = { "devices.list": () => ok({ devices: [LAPTOP, twin] }) };
    const { stdout } = await play("devices", { answers: similar });
    expect(stdout.match(/aaaaaaaa\w*/g)).toEqual(["aaaaaaaabb", "aaaaaaaabx"]);
  });

  test("rename sends the member as it was typed, and the name", async () => {
    const played = await play("devices rename phone tablet", { answers });
    expect(played.calls).toEqual([{ method: "devices.rename", params: { member: "phone", name: "tablet" } }]);
    expect(played).toMatchObject({ outcome: ok(0), stdout: "", stderr: ["it is called tablet now"] });
    const json = await play("devices rename phone tablet --json", { answers });
    expect(JSON.parse(json.stdout)).toMatchObject({ name: "tablet", memberId: PHONE.memberId });
  });

  test("revoke says what goes, whom it let in, and that it can go on reading, before it asks", async () => {
    const played = await play("devices revoke phone", { answers, typed: ["y"] });
    expect(played.stderr).toEqual([
      "to be removed: phone",
      "it also let these in, which stay unless you remove them: desk",
      "what it holds stays readable to it: consider new secrets at the services (holt list shows which)",
      "removed phone; the vault has a new key",
    ]);
    expect(played.prompts).toEqual(["remove phone from the vault? [y/N] "]);
    expect(played.calls.map(({ params }) => params)).toEqual([
      { member: "phone", dryRun: true },
      { member: "phone" },
    ]);
  });

  test("revoke does nothing after a no, nor where nobody can be asked; --yes is a yes", async () => {
    for (const scene of [{ typed: ["n"] }, { typed: [""] }, {}]) {
      const played = await play("devices revoke phone", { answers, ...scene });
      expect(played.outcome).toMatchObject(usage("confirmation-needed"));
      expect(played.calls.map(({ params }) => params)).toEqual([{ member: "phone", dryRun: true }]);
    }
    const script = await play("devices revoke phone --yes --json", { answers });
    expect(script.outcome).toEqual(ok(0));
    expect(JSON.parse(script.stdout)).toMatchObject({
      revoked: [{ memberId: PHONE.memberId }],
      admittedByIt: [{ name: "desk" }],
    });
  });

  test.each<HoltError>([
    { type: "usage", reason: "not-a-member", value: "x" },
    { type: "usage", reason: "member-ambiguous", value: "x" },
    { type: "usage", reason: "is-this-device" },
    { type: "usage", reason: "last-full-member" },
    { type: "no-link" },
    { type: "unreachable", what: "relay" },
  ])("revoke passes on %o, and nobody is asked", async (error) => {
    const played = await play("devices revoke x", {
      answers: { "devices.revoke": () => err(error) },
      typed: ["y"],
    });
    expect(played).toMatchObject({ outcome: err(error), prompts: [] });
  });

  test.each([
    ["devices remove phone", "unknown-action"],
    ["devices rename phone", "missing-argument"],
    ["devices rename", "missing-argument"],
    ["devices revoke", "missing-argument"],
    ["devices revoke phone tablet", "too-many-arguments"],
  ])("%s is refused before anything is asked", async (line, reason) => {
    const played = await play(line, { answers });
    expect(played.outcome).toMatchObject(usage(reason));
    expect(played.calls).toEqual([]);
  });
});

describe("requests", () => {
  const REQUEST: RequestView = {
    id: "r1",
    type: "join",
    name: "pho\u001bne",
    by: "laptop",
    fingerprint: "one two three four five six",
    expiresAt: 1_000_000_600,
  };
  const answers: Answers = {
    "requests.list": () => ok({ requests: [REQUEST] }),
    "requests.approve": ({ id }) => ok({ request: { ...REQUEST, id } }),
    "requests.reject": ({ id }) => ok({ request: { ...REQUEST, id } }),
  };

  test("--json has the fields of the contract; none is [] and said to a person", async () => {
    expect(JSON.parse((await play("requests --json", { answers })).stdout)).toEqual([REQUEST]);
    const none: Answers = { "requests.list": () => ok({ requests: [] }) };
    expect((await play("requests --json", { answers: none })).stdout).toBe("[]\n");
    expect(await play("requests", { answers: none })).toMatchObject({
      stdout: "",
      stderr: ["nothing waits for this device"],
    });
  });

  test("the table tells who wants what, by whom, with which words, and its id", async () => {
    const [, line = ""] = (await play("requests", { answers })).stdout.split("\n");
    const cells = line.split(/ {2,}/);
    expect(cells.slice(0, 4)).toEqual(["phone", "wants to join", "laptop", REQUEST.fingerprint]);
    expect(cells.at(-1)).toBe("r1");
  });

  test("approve and reject name the request, and print it for a script", async () => {
    const yes = await play("approve r1", { answers });
    expect(yes.calls).toEqual([{ method: "requests.approve", params: { id: "r1" } }]);
    expect(yes.stderr).toEqual(["said yes to phone"]);
    const no = await play("reject r1", { answers });
    expect(no.calls).toEqual([{ method: "requests.reject", params: { id: "r1" } }]);
    expect(no.stderr).toEqual(["said no to phone"]);
    for (const line of ["approve r1 --json", "reject r1 --json"]) {
      expect(JSON.parse((await play(line, { answers })).stdout)).toEqual(REQUEST);
    }
  });

  test.each(["approve", "reject"])(
    "%s without an id, or with one that nobody knows, is exit 2",
    async (name) => {
      expect((await play(name, { answers })).outcome).toMatchObject(usage("missing-argument"));
      const error: HoltError = { type: "usage", reason: "no-such-request", value: "r2" };
      const unknown: Answers = {
        "requests.approve": () => err(error),
        "requests.reject": () => err(error),
      };
      expect((await play(`${name} r2`, { answers: unknown })).outcome).toEqual(err(error));
    },
  );

  test("approve hands over words or a passphrase that sign, and never both", async () => {
    const words = await play("approve 7 --confirm-words-file -", { answers, stdin: "abandon ability\n" });
    expect(words.calls).toEqual([
      { method: "requests.approve", params: { id: "7", confirm: { words: "abandon ability" } } },
    ]);
    const phrase = await play("approve 7 --confirm-passphrase-file -", { answers, stdin: "six words\r\n" });
    expect(phrase.calls).toEqual([
      { method: "requests.approve", params: { id: "7", confirm: { passphrase: "six words" } } },
    ]);
    const both = await play("approve 7 --confirm-words-file a --confirm-passphrase-file b", { answers });
    expect(both).toMatchObject({ outcome: usage("options-conflict"), calls: [] });
  });
});

describe("forget", () => {
  const forgetting = (devices: readonly DeviceView[], status: Partial<StatusResult> = {}): Answers => ({
    "daemon.status": () => ok({ ...STATUS, ...status }),
    "devices.list": () => ok({ devices }),
    "vault.forget": () => ok({ forgotten: true, left: true }),
  });
  const isForgotten = async (line: string, typed?: readonly string[]) =>
    (await play(line, { answers: forgetting([LAPTOP]), ...(typed && { typed }) })).calls.some(
      ({ method }) => method === "vault.forget",
    );

  test("happens after a yes or --yes, and not otherwise", async () => {
    expect(await isForgotten("forget", ["y"])).toBe(true);
    expect(await isForgotten("forget --yes")).toBe(true);
    expect(await isForgotten("forget", ["n"])).toBe(false);
    expect(await isForgotten("forget")).toBe(false);
    const script = await play("forget", { answers: forgetting([LAPTOP]) });
    expect(script.outcome).toMatchObject(usage("confirmation-needed"));
  });

  test("the only device hears that the accounts are gone unless they were exported; recovery words are no device", async () => {
    const { stderr } = await play("forget --yes", { answers: forgetting([LAPTOP, WORDS]) });
    expect(stderr[0]).toContain("3 accounts");
    expect(stderr[1]).toContain("the accounts are gone for good unless you exported them");
  });

  test("where others have the vault they are named, and changes that weren't sent are counted", async () => {
    const link = { ...STATUS.link, pending: 2 };
    const { stderr } = await play("forget --yes", { answers: forgetting([LAPTOP, PHONE], { link }) });
    expect(stderr.slice(1, 3)).toEqual(["not sent yet, and gone with it: 2 changes", "they stay on phone"]);
  });

  test("locked, nobody claims to know whether others have them", async () => {
    const answers = forgetting([LAPTOP, PHONE], { locked: true, accounts: null });
    const { stderr, calls } = await play("forget --yes", { answers });
    expect(stderr[0]).toContain("all accounts");
    expect(stderr[1]).toContain("can't be told now");
    expect(calls.map(({ method }) => method)).not.toContain("devices.list");
  });

  test("a relay that could not be told is said, and a script sees it", async () => {
    const answers: Answers = {
      ...forgetting([LAPTOP, PHONE]),
      "vault.forget": () => ok({ forgotten: true, left: false }),
    };
    const { stderr } = await play("forget --yes", { answers });
    expect(stderr.at(-1)).toContain("holt devices revoke");
    const { stdout } = await play("forget --yes --json", { answers });
    expect(JSON.parse(stdout)).toEqual({ forgotten: true, left: false });
  });

  test("without a vault there is nothing to forget: exit 3", async () => {
    const played = await play("forget --yes", { answers: forgetting([], { vaultId: null }) });
    expect(played.outcome).toMatchObject({ error: { type: "no-vault" } });
  });
});

describe("init --from-vault", () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "holt-refound-"));
    writeFileSync(join(directory, "pass"), "a b\n");
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  const refounding = (status: Partial<StatusResult> = {}): Answers => ({
    "daemon.status": () => ok({ ...STATUS, ...status }),
    "vault.unlock": ({ passphrase }) =>
      passphrase === "a b" ? ok({ accounts: 3 }) : err({ type: "wrong-key", what: "passphrase" }),
    "vault.refound": () => ok({ vaultId: "new", memberId: "m9", accounts: 3 }),
  });
  const paramsOf = (played: Awaited<ReturnType<typeof play>>) =>
    played.calls.find(({ method }) => method === "vault.refound")?.params;

  test("says what happens, asks, and founds a vault with what is here", async () => {
    const played = await play("init --from-vault", { answers: refounding(), typed: ["y"] });
    expect(paramsOf(played)).toEqual({ device: null });
    expect(played.stderr).toEqual([
      "a new vault is made with 3 accounts of this device; the old one stays sealed beside it",
      "other devices stay in the old vault until they join the new one (holt pair)",
      "founded a new vault with 3 accounts",
    ]);
  });

  test("--yes is a yes, --name the device's new name; --json tells both", async () => {
    const played = await play("init --from-vault --yes --name box --json", { answers: refounding() });
    expect(paramsOf(played)).toEqual({ device: "box" });
    expect(JSON.parse(played.stdout)).toEqual({ vaultId: "new", memberId: "m9", accounts: 3, device: "box" });
    const unnamed = await play("init --from-vault --yes --json", { answers: refounding() });
    expect(JSON.parse(unnamed.stdout)).toMatchObject({ device: "laptop" });
  });

  test("a no, or nobody to ask, founds nothing", async () => {
    for (const scene of [{ typed: ["n"] }, {}]) {
      const played = await play("init --from-vault", { answers: refounding(), ...scene });
      expect(played.outcome).toMatchObject(usage("confirmation-needed"));
      expect(paramsOf(played)).toBeUndefined();
    }
  });

  test("a locked vault is opened with the passphrase that was named, and only with the right one", async () => {
    const answers = refounding({ locked: true, accounts: null });
    const pass = join(directory, "pass");
    expect((await play("init --from-vault --yes", { answers })).outcome).toEqual(err({ type: "locked" }));
    const opened = await play(`init --from-vault --yes --passphrase-file ${pass}`, { answers });
    expect(opened.outcome).toEqual(ok(0));
    expect(opened.stderr[0]).toContain("3 accounts");
    const wrong = await play("init --from-vault --yes --passphrase-file -", { answers, stdin: "x" });
    expect(wrong.outcome).toEqual(err({ type: "wrong-key", what: "passphrase" }));
    expect(paramsOf(wrong)).toBeUndefined();
  });

  test("without a vault it is exit 3; it keeps its passphrase, so that none doesn't go with it", async () => {
    const none = await play("init --from-vault --yes", { answers: refounding({ vaultId: null }) });
    expect(none.outcome).toMatchObject({ error: { type: "no-vault" } });
    const both = await play("init --from-vault --no-passphrase", { answers: refounding() });
    expect(both.outcome).toMatchObject(usage("options-conflict"));
  });

  test("in Swedish it asks in Swedish", async () => {
    const played = await play("init --from-vault", { answers: refounding(), typed: ["j"], language: sv });
    expect(played.prompts).toEqual(["grunda ett nytt valv? [j/N] "]);
    expect(played.stderr.at(-1)).toBe("grundade ett nytt valv med 3 konton");
  });
});
