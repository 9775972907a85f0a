import { describe, expect, it } from "vitest";
import { LINK_ERRORS, type LinkStateName, type LinkView, type Problem } from "../../src/protocol/view.ts";
import { widthOf } from "../../src/tui/text-fit.ts";
import { device, label, link } from "../support/fake-vault.ts";
import { createWorld, START_MS, type WorldOptions } from "./world.ts";

const accounts = [label("GitHub")];
const devices = [
  device("laptop", { self: true, addedBy: null, online: true }),
  device("phone", { online: true }),
  device("desk", { lastSeenAt: 1_799_700_000 }),
];
const NARROW = { columns: 40, rows: 12 };
const WIDE = { columns: 80, rows: 24 };
const NOW = START_MS / 1000;
const two = (value: number): string => String(value).padStart(2, "0");
/** As this machine's clock shows it. */
const at = new Date(START_MS - 60_000);
const TIME = `${two(at.getHours())}:${two(at.getMinutes())}`;

async function health(view: WorldOptions["view"] = {}, size = WIDE, language: "en" | "sv" = "en") {
  const world = await createWorld({ accounts, size, language, view: { devices, link: link(), ...view } });
  return world.lines().at(-2) ?? "";
}
const out = (change: Partial<LinkView>): { link: LinkView } => ({
  link: link({ since: NOW - 60, ...change }),
});

describe("the health line", () => {
  it("says that all is well: when it synced, how many devices, what backup there is", async () => {
    expect(await health()).toBe(" ● synced 2 s ago · 3 devices, 2 online · no backup");
    expect(await health({}, NARROW)).toBe(" ● synced 2 s · no backup · 2/3 online");
  });

  it("counts this device as online only while it is", async () => {
    const offline = { state: "offline", error: "unreachable", since: NOW - 60 } as const;
    expect(await health({ link: link(offline) }, { columns: 120, rows: 24 })).toContain(
      "3 devices, 1 online",
    );
  });

  it("doesn't count seconds for ever while nothing happens: it is in sync", async () => {
    expect(await health({ link: link({ lastSyncAt: NOW - 3600 }) })).toMatch(/^ ● in sync · /);
  });

  it("says what is not sent, since when, and why", async () => {
    const view = out({ state: "offline", pending: 3, error: "unreachable" });
    expect(await health(view)).toContain(
      ` ! 3 changes not sent since ${TIME}: the relay can't be reached · 2 says more`,
    );
    expect(await health(view, NARROW)).toBe(` ! 3 unsent since ${TIME}: no contact`);
  });

  it("is on the way before it is in trouble", async () => {
    expect(await health({ link: link({ state: "connecting" }) })).toMatch(/^ ● connecting to the relay · /);
    expect(await health({ link: link({ pending: 2 }) })).toMatch(/^ ● sending 2 changes · /);
    expect(await health(out({ state: "connecting", pending: 2 }))).toContain(
      `2 changes not sent since ${TIME}: connecting to the relay`,
    );
  });

  it("says that the vault has to be unlocked where only that is missing", async () => {
    expect(await health(out({ state: "waiting", pending: 1 }))).toContain("has to be unlocked first");
  });

  it("puts a refusing relay first, and names the key that leads to what can be done", async () => {
    expect(await health(out({ state: "refused", error: "quota", pending: 3 }))).toBe(
      ` ✗ 3 changes not sent since ${TIME}: no room left at the relay · 2 says more`,
    );
  });

  it("says that nothing is taken or sent while what the relay shows can't be right", async () => {
    expect(await health(out({ state: "held", error: "log-fork" }))).toContain(
      `✗ held since ${TIME}: the relay shows two histories`,
    );
    expect(await health(out({ state: "held", error: "log-fork" }), NARROW)).toMatch(
      /^ ✗ held.*two histories/,
    );
  });

  it("says who removed this device and when, and that its accounts stay", async () => {
    const view = {
      link: link({ state: "revoked" as const }),
      problems: [{ type: "revoked" as const, by: "phone", at: 1_789_990_000 }],
    };
    const wide = await health(view, { columns: 120, rows: 24 });
    expect(wide).toContain(
      "this device was removed from the vault by phone on 2026-09-21; accounts stay readable here",
    );
    expect(await health(view)).toContain("removed from the vault by phone: accounts stay readable here");
    expect(await health(view, NARROW)).toBe(" ✗ removed: accounts stay · see 2");
  });

  it("doesn't name the key of the screen that is open", async () => {
    const world = await createWorld({
      accounts,
      view: out({ state: "refused", error: "quota", pending: 3 }),
    });
    world.press("2");
    expect(world.lines().at(-2)).not.toContain("says more");
  });

  it("follows keys of one's own", async () => {
    const keys = { devices: ["D"] };
    const world = await createWorld({ accounts, keys, view: out({ state: "refused", error: "quota" }) });
    expect(world.lines().at(-2)).toContain("D says more");
  });

  it("puts a failing disk before whatever the relay does", async () => {
    const problems = [{ type: "storage-failing", reason: "full" }] as const;
    const line = await health({ problems, ...out({ state: "refused", error: "quota" }) });
    expect(line).toMatch(/^ ✗ the disk fails: make an export now · /);
  });
});

const PROBLEMS: readonly Problem[] = [
  { type: "no-passphrase" },
  { type: "storage-damaged", copy: "/x", lost: 1 },
  { type: "storage-failing", reason: "full" },
  { type: "relay-lost-data", at: NOW },
  { type: "relay-fork", what: "roster", at: NOW },
  { type: "devices-differ", device: "phone", at: NOW },
  { type: "void-records", device: "phone", count: 3, reason: "signature" },
  { type: "bad-box", member: "phone-member" },
  { type: "revoked", by: "phone", at: NOW },
];
const STATES: readonly LinkStateName[] = ["connecting", "offline", "waiting", "refused", "held", "revoked"];

describe.each(["en", "sv"] as const)("health in %s", (language) => {
  it("fits every trouble whole into 40 and into 80 columns", async () => {
    for (const size of [NARROW, WIDE]) {
      for (const error of LINK_ERRORS) {
        for (const state of STATES) {
          for (const since of [NOW - 60, NOW - 86_400 * 30, null]) {
            const line = await health({ link: link({ state, error, pending: 12, since }) }, size, language);
            expect(widthOf(line)).toBeLessThanOrEqual(size.columns);
            expect(line).not.toContain("…");
          }
        }
      }
    }
  });

  it("fits every lasting problem whole, and explains it on the Devices screen", async () => {
    for (const size of [NARROW, WIDE]) {
      for (const problem of PROBLEMS) {
        const world = await createWorld({
          accounts,
          language,
          size,
          view: { devices, link: link(), problems: [problem] },
        });
        expect(world.lines().at(-2)).not.toContain("…");
        const before = world.text();
        world.press("2");
        expect(world.text()).not.toContain("undefined");
        expect(world.text()).not.toBe(before);
      }
    }
  });
});

describe("the clock in the header", () => {
  const header = async (clockSkewSeconds: number, size = WIDE): Promise<string> => {
    const view = { devices, clockSkewSeconds, locksAt: START_MS + 58 * 60_000 };
    const world = await createWorld({ accounts, size, view });
    return world.lines()[0] ?? "";
  };

  it("warns from five seconds on, and not before", async () => {
    expect(await header(4)).not.toContain("clock");
    expect(await header(-5)).toContain("! clock off by 5 s");
  });

  it("stands next to the lock state, in as many words as there is room for", async () => {
    expect(await header(90)).toMatch(/4 Activity +! clock off by 90 s {2}58 min$/);
    expect(await header(90, NARROW)).toMatch(/^ Codes +! clock off by 90 s {2}58 min$/);
    expect(await header(-90, { columns: 120, rows: 24 })).toContain(
      "your clock and the relay's differ by 90 s  unlocked, 58 min",
    );
  });

  it("is explained on the Devices screen", async () => {
    const world = await createWorld({ accounts, view: { devices, link: link(), clockSkewSeconds: 90 } });
    world.press("2");
    expect(world.text()).toContain("Your clock and the relay's differ by 90 s: codes may be refused");
  });
});
