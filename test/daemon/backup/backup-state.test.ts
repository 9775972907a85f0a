/** The backup as people see it: every state, every problem and every reminder, from plain facts. */
import { describe, expect, test } from "vitest";
import { NO_FACTS } from "../../../src/daemon/backup/backup-facts.ts";
import { type BackupSigns, viewBackup } from "../../../src/daemon/backup/backup-state.ts";
import { formatId } from "../../../src/protocol/ids.ts";
import { makeErasure } from "../../../src/protocol/roster-make.ts";
import type { BackupView, LinkView } from "../../../src/protocol/view.ts";
import { fixedTools } from "../../protocol/fixed-random.ts";
import { World } from "../../protocol/roster-world.ts";

const NOW = 1_800_000_000;
const DAY = 24 * 60 * 60;
const tools = await fixedTools("backup state");

/** One device, without a backup. */
const alone = new World(tools);
const backedUp = new World(tools);
const words = backedUp.recovery(backedUp.founder, "words");
backedUp.recovery(backedUp.founder, "passphrase");
backedUp.confirm(words);

const LINK: LinkView = {
  relay: "wss://relay.example.org",
  fingerprint: "abcd",
  state: "online",
  pending: 0,
  lastSyncAt: NOW - 5,
  since: null,
  error: null,
};
const HEALTHY: BackupSigns = {
  roster: backedUp.state,
  link: LINK,
  facts: { ...NO_FACTS, checkedAt: NOW - 100, points: 3, bytes: 4096 },
  notes: { handle: "anna@relay.example.org", verifiedAt: NOW - DAY, typedAt: NOW - DAY },
  self: formatId(backedUp.founder.id),
  addedAt: new Map([
    ["words", NOW - DAY],
    ["passphrase", NOW - DAY],
  ]),
  receiptedAt: null,
  dueAt: null,
  endedBy: "",
  alarm: null,
  now: NOW,
};

const viewOf = (signs: Partial<BackupSigns>): BackupView => viewBackup({ ...HEALTHY, ...signs });
const linked = (link: Partial<LinkView>): Partial<BackupSigns> => ({ link: { ...LINK, ...link } });
const known = (facts: Partial<BackupSigns["facts"]>): Partial<BackupSigns> => ({
  facts: { ...HEALTHY.facts, ...facts },
});
const noted = (notes: Partial<NonNullable<BackupSigns["notes"]>>): Partial<BackupSigns> => ({
  notes: { handle: null, verifiedAt: NOW - DAY, typedAt: NOW - DAY, ...notes },
});

test("a healthy backup is on, and says since when, where, and when that was proven", () => {
  expect(viewOf({})).toMatchObject({
    state: "on",
    relay: LINK.relay,
    handle: "anna@relay.example.org",
    lastBackupAt: NOW - 5,
    lastVerifiedAt: NOW - DAY,
    checkedAt: NOW - 100,
    snapshots: 3,
    bytes: 4096,
    recovery: [
      { kind: "words", since: NOW - DAY },
      { kind: "passphrase", since: NOW - DAY },
    ],
    problem: null,
    reminder: null,
  });
});

test("without recovery members it is off, whatever was once known of it", () => {
  expect(viewOf({ roster: alone.state })).toMatchObject({
    state: "off",
    handle: null,
    lastBackupAt: null,
    lastVerifiedAt: null,
    recovery: [],
    bytes: null,
    snapshots: null,
    ended: null,
  });
  expect(viewOf({ roster: undefined }).state).toBe("off");
});

describe("words that wait for another member", () => {
  const world = new World(tools);
  const other = world.fullDevice(world.founder, world.founder);
  world.recovery(world.founder, "words");
  test.each([
    ["waiting, where they were proposed", world.founder, "waiting"],
    ["off, on every other device", other, "off"],
  ] as const)("are %s", (_, self, state) => {
    expect(viewOf({ roster: world.state, self: formatId(self.id), addedAt: new Map() }).state).toBe(state);
  });
});

describe("it is failing", () => {
  const since = NOW - 3 * DAY;
  test.each<readonly [string, Partial<BackupSigns>, Partial<BackupView>]>([
    ["without a link", linked({ state: "off", relay: null }), { problem: "no-link" }],
    ["where the relay can't be believed", linked({ state: "held", since }), { problem: "held", since }],
    ["on a device that was removed", linked({ state: "revoked", since }), { problem: "held", since }],
    ["where a box would not open", { alarm: "bad-box" }, { problem: "bad-box" }],
    ["where the relay lost what it had", { alarm: "relay-lost-data" }, { problem: "relay-lost-data" }],
    [
      "where the daily look found something",
      known({ problem: "differs", since }),
      { problem: "differs", since },
    ],
    [
      "where the relay has no more room",
      linked({ state: "refused", error: "quota", since }),
      { problem: "quota", since },
    ],
    [
      "where the relay refuses",
      linked({ state: "refused", error: null, since }),
      { problem: "refused", since },
    ],
    [
      "where the relay is away for more than a day",
      linked({ state: "offline", lastSyncAt: since, since: NOW - 60 }),
      { problem: "unreachable", since },
    ],
    [
      "where something waits for more than a day, offline",
      linked({ state: "offline", pending: 2, lastSyncAt: since, since: NOW - 60 }),
      { problem: "stale", since, pendingChanges: 2 },
    ],
    [
      "where something waits for more than a day, online",
      linked({ state: "online", pending: 2, since }),
      { problem: "stale", since },
    ],
    [
      "where nothing was ever read back",
      noted({ verifiedAt: null }),
      { problem: "unproven", since: NOW - DAY },
    ],
    [
      "where a way in came of which nobody noted that it works",
      { addedAt: new Map([["words", NOW - DAY]]) },
      { problem: "unproven" },
    ],
  ])("%s", (_, signs, expected) => {
    expect(viewOf(signs)).toMatchObject({ state: "failing", reminder: null, ...expected });
  });
});

describe("it is not failing", () => {
  test.each<readonly [string, Partial<BackupSigns>]>([
    [
      "because the relay is away for an hour",
      linked({ state: "offline", pending: 1, lastSyncAt: NOW - 3600 }),
    ],
    ["because something is on its way", linked({ pending: 3, since: NOW - 2 })],
    ["because it connects", linked({ state: "connecting", lastSyncAt: NOW - 3600 })],
    ["because nobody can tell, where the vault was never open", { notes: null, addedAt: new Map() }],
  ])("%s", (_, signs) => {
    expect(viewOf(signs)).toMatchObject({ state: "on", problem: null });
  });
});

test("while it is set up it waits: neither on, nor failing yet", () => {
  const addedAt: BackupSigns["addedAt"] = new Map([
    ["words", NOW - 20],
    ["passphrase", NOW - 10],
  ]);
  const signs = { ...noted({ verifiedAt: null }), addedAt };
  expect(viewOf(signs)).toMatchObject({ state: "waiting", problem: null });
  expect(viewOf({ ...signs, now: NOW + 3600 })).toMatchObject({ state: "failing", problem: "unproven" });
});

describe("a person is reminded", () => {
  const onlyWords = new World(tools);
  onlyWords.recovery(onlyWords.founder, "words");
  test.each<readonly [string, Partial<BackupSigns>, BackupView["reminder"]]>([
    ["to prove it, after 30 days", noted({ verifiedAt: NOW - 30 * DAY }), "prove"],
    ["of nothing, the day before", noted({ verifiedAt: NOW - 29 * DAY }), null],
    ["to type what opens it, after 30 days", noted({ typedAt: NOW - 30 * DAY }), "type-passphrase"],
    ["of no passphrase where there is none", { roster: onlyWords.state, ...noted({ typedAt: null }) }, null],
    ["of nothing, where nothing is known", { notes: null }, null],
  ])("%s", (_, signs, reminder) => {
    expect(viewOf(signs).reminder).toBe(reminder);
  });
});

describe("while it is being deleted it says so, and nothing else", () => {
  const erasing = new World(tools);
  erasing.recovery(erasing.founder, "words");
  erasing.append(makeErasure(tools, { state: erasing.state, author: erasing.founder, scope: "backup" }));

  test("by one signature: with the day, for whom it concerns", () => {
    const self = formatId(erasing.founder.id);
    const signs = { roster: erasing.state, self, dueAt: (NOW + DAY) * 1000 };
    expect(viewOf(signs)).toMatchObject({ state: "deleting", deletesAt: NOW + DAY });
    expect(viewOf(signs).erasureRequest).not.toBeNull();
    expect(viewOf({ ...signs, self: "another" }).erasureRequest).toBeNull();
  });

  test("as a wish that the relay has not heard", () => {
    const wish = { scope: "backup", at: NOW - 60, entries: [] } as const;
    expect(viewOf(known({ wish }))).toMatchObject({ state: "deleting", deletesAt: null, since: NOW - 60 });
  });

  test("until the relay's receipt is here, and then it is off, by whom and when", () => {
    const gone = new World(tools);
    const typed = gone.recovery(gone.founder, "words");
    gone.append(makeErasure(tools, { state: gone.state, author: gone.founder, scope: "backup" }));
    gone.confirm(typed);
    const signs = { roster: gone.state, endedBy: "laptop" };
    expect(viewOf(signs).state).toBe("deleting");
    expect(viewOf({ ...signs, receiptedAt: NOW * 1000 })).toMatchObject({
      state: "off",
      ended: { by: "laptop", at: NOW, scope: "backup" },
    });
  });
});
