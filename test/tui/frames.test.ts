import { describe, expect, it } from "vitest";
import { err } from "../../src/protocol/result.ts";
import { widthOf } from "../../src/tui/text-fit.ts";
import { label } from "../support/fake-vault.ts";
import { createWorld, type World } from "./world.ts";

const accounts = [
  label("GitHub", { name: "sven@example.org", tags: ["work"], hasNote: true }),
  label("A very long issuer name that never ends", {
    name: "somebody.with.a.long.address@subdomain.example.org",
  }),
  label("Bank", { type: "hotp", counter: 4 }),
  label("日本銀行", { verified: false }),
  label("Old", { trashedAt: 1_700_000_000 }),
  label("Future", { type: "passkey", usable: false }),
];

/** How each screen is reached. */
const SCREENS: Readonly<Record<string, (world: World) => void>> = {
  codes: () => undefined,
  search: (world) => {
    world.press("/");
    world.type("git");
  },
  devices: (world) => world.press("2"),
  backup: (world) => world.press("3"),
  activity: (world) => world.press("4"),
  help: (world) => world.press("?"),
  details: (world) => world.press("i"),
  revealed: (world) => world.press("i", "space"),
  edit: (world) => world.press("e"),
  tags: (world) => world.press("t"),
  "new tag": (world) => world.press("t", "n"),
  trash: (world) => world.press("T"),
  "empty trash": (world) => world.press("T", "E"),
  settings: (world) => world.press("S"),
  qr: (world) => world.press("Q"),
  add: (world) => world.press("a"),
  "add by hand": (world) => world.press("a", "3"),
  "add by picture": (world) => world.press("a", "2"),
  "add by link": (world) => world.paste("otpauth://totp/x?secret=JBSWY3DPEHPK3PXP"),
  import: (world) => world.press("I"),
  "import preview": (world) => {
    world.press("I");
    world.type("x");
    world.press("enter");
  },
  leave: (world) => world.press("a", "3", "q"),
};
const SIZES = [
  { columns: 80, rows: 24 },
  { columns: 40, rows: 12 },
  { columns: 61, rows: 15 },
  { columns: 200, rows: 50 },
];

describe.each(["en", "sv"] as const)("every screen in %s", (language) => {
  it.each(Object.keys(SCREENS))("%s fits every window, and says what its keys do", async (name) => {
    for (const size of SIZES) {
      const world = await createWorld({ accounts, size, language });
      SCREENS[name]?.(world);
      expect(world.store.frame()).toHaveLength(size.rows);
      for (const row of world.lines()) expect(widthOf(row)).toBeLessThanOrEqual(size.columns);
      expect(world.text()).not.toContain("undefined");
      expect(world.text().trim()).not.toBe("");
    }
  });

  it("tells in a window that is too small how large it must be", async () => {
    const world = await createWorld({ accounts, language, size: { columns: 39, rows: 12 } });
    expect(world.text()).toContain("40×12");
    expect(world.text()).not.toContain("GitHub");
  });
});

describe("the frame", () => {
  it("at 80×24 has header, rows, health line and keys", async () => {
    const world = await createWorld({ accounts: accounts.slice(0, 3) });
    const lines = world.lines();
    expect(lines[0]).toMatch(/^ holt {3}1 Codes {2}2 Devices {2}3 Backup {2}4 Activity +unlocked$/);
    expect(lines[1]).toMatch(/^ ▸ {3}A very long…/);
    expect(lines[22]).toBe(" ● only on this device · no backup");
    expect(lines[23]).toMatch(/^ ⏎ copy {2}Y next {2}\/ search {2}\? help/);
  });

  it("at 40×12 shows issuer, code and time, and the name of the selected account below", async () => {
    const world = await createWorld({ accounts: accounts.slice(0, 3), size: { columns: 40, rows: 12 } });
    world.press("G");
    expect(world.lines()[0]).toMatch(/^ Codes +unlocked$/);
    expect(world.lines()[3]).toMatch(/^ ▸ {3}GitHub +\d{3} \d{3} +30 s$/);
    expect(world.lines()[9]).toBe(" sven@example.org · #work");
  });

  it("says what is wrong in words, red, before anything else", async () => {
    const world = await createWorld({
      accounts,
      view: { problems: [{ type: "no-passphrase" }], clockSkewSeconds: -42 },
    });
    expect(world.lines().at(-2)).toMatch(/^ ✗ no passphrase · only on this device/);
    expect(world.lines()[0]).toContain("! clock behind 42 s");
  });

  it("does without any sign that is not ASCII where the terminal may not know it", async () => {
    const world = await createWorld({ accounts: accounts.slice(0, 1), isAscii: true });
    expect(world.text()).toContain("#####");
    expect(world.lines().slice(1, 22).join("")).toMatch(/^[\u0020-\u007e]*$/);
  });

  it("teaches how to begin where there is no account", async () => {
    const world = await createWorld();
    expect(world.text()).toContain("a  add one");
    expect(world.text()).toContain("I  import an export");
  });

  it("paints a line anew only when it changed", async () => {
    const world = await createWorld({ accounts: accounts.slice(0, 3) });
    const before = world.store.frame();
    world.store.dispatch({ type: "tick" });
    expect(world.store.frame()).toBe(before);
    world.wait(1);
    const after = world.store.frame();
    const changed = after.flatMap((line, index) => (line === before[index] ? [] : [index]));
    expect(changed).toEqual([1, 3]);
  });

  it("keeps trouble on the screen until the next key", async () => {
    const world = await createWorld({ accounts });
    world.vault.answers.set("accounts.verify", () => err({ type: "storage", reason: "full" }));
    world.press("v");
    world.wait(60);
    expect(world.lastLine()).toContain("✗ the disk is full");
    world.press("j");
    expect(world.lastLine()).toContain("help");
  });

  it("names the screen beside a clock that is off, at 40 columns too", async () => {
    const size = { columns: 40, rows: 12 };
    const world = await createWorld({ accounts, size, view: { clockSkewSeconds: 42 } });
    expect(world.lines()[0]).toMatch(/^ Codes .*! clock ahead 42 s/);
  });

  it("leaves out whole what the health line has no room for, never half a word", async () => {
    const size = { columns: 40, rows: 12 };
    const problems = [{ type: "storage-failing", reason: "full" }, { type: "no-passphrase" }] as const;
    const world = await createWorld({ accounts, size, view: { problems } });
    expect(world.lines().at(-2)).toBe(" ✗ the disk fails: make an export now");
  });

  it("says in a low window what can be done for a backup now", async () => {
    const world = await createWorld({ accounts, size: { columns: 40, rows: 12 } });
    world.press("3");
    expect(world.text()).toContain("holt export accounts.holt");
  });

  it("shows a long entry of the activity whole below a narrow list", async () => {
    const world = await createWorld({ accounts, size: { columns: 40, rows: 12 } });
    world.press("4");
    expect(world.text().replace(/\s+/g, " ")).toContain("moved GitHub (sven) to the trash by laptop");
  });

  it("fits all keys on one screen at 80×24", async () => {
    for (const language of ["en", "sv"] as const) {
      const world = await createWorld({ accounts, language });
      world.press("?");
      for (const key of ["Ctrl-R", "Ctrl-C", "PgUp"]) expect(world.text()).toContain(key);
      expect(world.text()).not.toContain("…");
    }
  });
});
