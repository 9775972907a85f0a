/** What a screen reader reads: nothing of it gets untrue by standing there. */
import { describe, expect, it } from "vitest";
import { clockTime, shortTime } from "../../src/tui/screens/ago.ts";
import { isShownTooLong } from "../../src/tui/ticking.ts";
import { label, link } from "../support/fake-vault.ts";
import { createWorld, START_MS } from "./world.ts";

const accounts = [label("GitHub"), label("Bank", { type: "hotp", counter: 4 })];
const size = { columns: 160, rows: 24 };

describe("the lines for a screen reader", () => {
  it("say until when a code holds, not for how long", async () => {
    const world = await createWorld({ accounts, size, isSpoken: true });
    const until = clockTime(START_MS / 1000 + 30);
    expect(until).toMatch(/^\d\d:\d\d:30$/);
    expect(world.text()).toMatch(new RegExp(`GitHub .*\\d{3} \\d{3} +until ${until}$`, "m"));
    expect(world.text()).not.toMatch(/\d s\b/);
    world.wait(29);
    expect(world.text()).toContain(`until ${until}`);
    world.wait(2);
    expect(world.text()).toContain(`until ${clockTime(START_MS / 1000 + 60)}`);
  });

  it("say until when the vault is open, and that it is in sync, without counting", async () => {
    const locksAt = START_MS + 58 * 60_000;
    const world = await createWorld({ accounts, size, isSpoken: true, view: { link: link(), locksAt } });
    const [header] = world.lines();
    expect(header).toContain(`unlocked until ${shortTime(locksAt / 1000, START_MS)}`);
    expect(world.lines().at(-2)).toContain("in sync");
    world.wait(3);
    expect(world.lines()[0]).toBe(header);
  });
});

describe("time that stands still", () => {
  it("goes on to take a revealed secret away, and a counter's code, and for nothing else", async () => {
    const world = await createWorld({ accounts, size, isSpoken: true, settings: { hideCodes: true } });
    const after = (seconds: number): boolean => isShownTooLong(world.model(), START_MS + seconds * 1000);
    expect(after(10_000)).toBe(false);
    world.press("space");
    expect([after(1), after(31)]).toEqual([false, true]);
    world.press("space", "g", "enter");
    expect([after(59), after(60)]).toEqual([false, true]);
    world.wait(60);
    expect(after(60)).toBe(false);
    world.press("G", "i", "space");
    expect([after(119), after(120)]).toEqual([false, true]);
  });
});
