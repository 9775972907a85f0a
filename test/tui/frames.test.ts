import { describe, expect, it } from "vitest";
import { err, ok } from "../../src/protocol/result.ts";
import { widthOf } from "../../src/tui/text-fit.ts";
import { device, JOIN_LINK, label, link, request } from "../support/fake-vault.ts";
import { createWorld, type World, type WorldOptions } from "./world.ts";

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

const tablet = device("tablet", { provisional: true, online: true, behind: 3, addedBy: "phone" });
/** A vault with a relay and other devices. */
const linked = {
  devices: [
    device("laptop", { self: true, addedBy: null, online: true }),
    device("phone", {
      online: true,
      behind: 0,
      fingerprint: "absolute bachelor calendar daughter earth fabric",
    }),
    device("a device whose name is much too long", {
      lastSeenAt: 1_799_700_000,
      behind: 12,
      addedBy: "phone",
    }),
    device("", { kind: "words", addedBy: "laptop" }),
    tablet,
  ],
  link: link(),
};
const asked = { ...linked, requests: [request("tablet", { by: "phone" })] };
const pairAsks = {
  type: "request",
  requestId: "r",
  fingerprint: "kiwi lemon mango nectar olive peach",
  name: "tablet",
} as const;

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
  "a device": (world) => world.press("2", "j", "i"),
  rename: (world) => world.press("2", "j", "e"),
  "remove a device": (world) => world.press("2", "j", "r"),
  "leave the vault": (world) => world.press("2", "r"),
  "found a vault anew": (world) => world.press("2", "F"),
  relay: (world) => world.press("2", "l"),
  "add a device": (world) => world.press("2", "n"),
  "add a device on this network": (world) => world.press("2", "n", "2"),
  "a device asks": (world) => {
    world.press("2", "n", "2");
    world.vault.happens({ pair: pairAsks });
  },
  "a device was added": (world) => {
    world.press("2", "n", "2");
    world.vault.happens({ pair: { ...pairAsks, type: "joined", memberId: "m", provisional: true } });
  },
  "join another vault": (world) => world.press("2", "J"),
  "joining another vault": (world) => {
    world.press("2", "J");
    world.paste(JOIN_LINK);
    world.press("enter");
    const devices = ["phone", "a device whose name is much too long"];
    world.vault.happens({ join: { type: "merge", vaultId: "abcdefghijkl", devices, theirs: 42, ours: 3 } });
  },
};
/** With a relay, other devices and a question that waits. */
const LINKED_SCREENS: Readonly<Record<string, (world: World) => void>> = {
  codes: () => undefined,
  devices: (world) => world.press("2"),
  "the last device": (world) => world.press("2", "G"),
  help: (world) => world.press("?"),
  question: (world) => world.press("A"),
  relay: (world) => world.press("2", "l"),
  "stop using the relay": (world) => world.press("2", "l", "2"),
  "join link": (world) => world.press("2", "n"),
  activity: (world) => world.press("4"),
};
/** Before there is a vault. */
const FIRST_SCREENS: Readonly<Record<string, (world: World) => void>> = {
  doors: () => undefined,
  "new vault": (world) => world.press("1"),
  "join link": (world) => world.press("2"),
  "join name": (world) => {
    world.paste(JOIN_LINK);
    world.press("enter");
  },
  "joining waits": (world) => {
    world.paste(JOIN_LINK);
    world.press("enter", "tab", "right", "enter");
    world.vault.happens({ join: { type: "waiting", fingerprint: pairAsks.fingerprint } });
  },
  "joining failed": (world) => {
    world.paste(JOIN_LINK);
    world.press("enter", "tab", "right", "enter");
    world.vault.happens({ join: { type: "failed", error: { type: "refused", reason: "link-used-twice" } } });
  },
  recovery: (world) => world.press("3"),
};
/** Questions and answers that can't be scrolled. */
const WHOLE = [
  "rename",
  "found a vault anew",
  "relay",
  "add a device",
  "a device asks",
  "a device was added",
  "join another vault",
];
const SIZES = [
  { columns: 80, rows: 24 },
  { columns: 40, rows: 12 },
  { columns: 61, rows: 15 },
  { columns: 200, rows: 50 },
];

describe.each(["en", "sv"] as const)("every screen in %s", (language) => {
  const misfits = async (options: WorldOptions, reach?: (world: World) => void): Promise<unknown[]> => {
    const found: unknown[] = [];
    for (const size of SIZES) {
      const world = await createWorld({ accounts, size, language, ...options });
      reach?.(world);
      const text = world.text();
      if (world.store.frame().length !== size.rows) found.push({ size, rows: world.store.frame().length });
      found.push(...world.lines().filter((row) => widthOf(row) > size.columns));
      if (text.includes("undefined") || text.trim() === "") found.push({ size, text });
    }
    return found;
  };

  it.each(Object.keys(SCREENS))("%s fits every window, and says what its keys do", async (name) => {
    expect(await misfits({}, SCREENS[name])).toEqual([]);
  });

  it.each(Object.keys(LINKED_SCREENS))("%s fits with other devices and a question", async (name) => {
    expect(await misfits({ view: asked }, LINKED_SCREENS[name])).toEqual([]);
  });

  it.each(Object.keys(FIRST_SCREENS))("%s fits at the first start", async (name) => {
    expect(await misfits({ is: "new" }, FIRST_SCREENS[name])).toEqual([]);
  });

  /** The words of a screen between header and health line. */
  const wordsOf = async (rows: number, options: WorldOptions, reach?: (world: World) => void) => {
    const world = await createWorld({ accounts, size: { columns: 40, rows }, language, ...options });
    reach?.(world);
    return world.lines().slice(1, -2).join(" ").split(/\s+/).filter(Boolean);
  };

  it.each([
    ...WHOLE.map((name) => [name, {}, SCREENS[name]] as const),
    ["question", { view: asked }, LINKED_SCREENS["question"]] as const,
    ["stop using the relay", { view: linked }, LINKED_SCREENS["stop using the relay"]] as const,
    ...["join link", "joining waits", "joining failed", "recovery"].map(
      (name) => [name, { is: "new" }, FIRST_SCREENS[name]] as const,
    ),
  ])("%s is whole at 40×12: no word of it is left out", async (_name, options, reach) => {
    const tall = await wordsOf(60, options, reach);
    const low = await wordsOf(12, options, reach);
    expect(tall.filter((word) => !low.includes(word))).toEqual([]);
    // A word that was cut; a sentence that goes on has a space before it.
    expect(low.join(" ")).not.toMatch(/\S…/);
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
    expect(world.lines().at(-2)).toMatch(/^ ✗ no passphrase: holt passwd sets one · only on this device/);
    expect(world.lines()[0]).toContain("! clock off by 42 s");
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
    expect(world.lines()[0]).toMatch(/^ Codes .*! clock off by 42 s/);
  });

  it("leaves out whole what the health line has no room for, never half a word", async () => {
    const size = { columns: 40, rows: 12 };
    const problems = [{ type: "storage-failing", reason: "full" }, { type: "no-passphrase" }] as const;
    const world = await createWorld({ accounts, size, view: { problems } });
    expect(world.lines().at(-2)).toBe(" ✗ the disk fails: make an export now");
  });

  it("shows a long entry of the activity whole below a narrow list", async () => {
    const world = await createWorld({ accounts, size: { columns: 40, rows: 12 } });
    world.press("4");
    expect(world.text().replace(/\s+/g, " ")).toContain("moved GitHub (sven) to the trash by laptop");
  });

  it("shows a receipt whole, with the relay's key, in every window", async () => {
    const relay = "wss://a-relay-with-a-long-name.example.org";
    const fingerprint = "aaaa-bbbb-cccc-dddd-eeee-ffff-gggg-2222";
    const receipt = {
      seq: 1,
      at: 1_799_999_000,
      type: "backup-receipt",
      by: "laptop",
      account: null,
      accountId: null,
      fields: [],
      details: { scope: "backup", relay, fingerprint },
    };
    const answers = { "activity.list": () => ok({ entries: [receipt] }) };
    for (const language of ["en", "sv"] as const) {
      for (const size of SIZES) {
        const world = await createWorld({ accounts, answers, language, size });
        world.press("4");
        const text = world.text().replaceAll(/\s+/g, "");
        expect(text).toContain(relay);
        expect(text).toContain(fingerprint);
        expect(text).toMatch(/(by|av)laptop/);
      }
    }
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
