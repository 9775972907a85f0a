import { describe, expect, it } from "vitest";
import { err, ok } from "../../src/protocol/result.ts";
import { placesOf } from "../../src/tui/make-steps.ts";
import { device, label, link, RECOVERY_PASSPHRASE, RECOVERY_WORDS } from "../support/fake-vault.ts";
import {
  allWords,
  answerPoint,
  ASKED,
  BACKED_UP,
  createBackup,
  DELETING,
  DIFFERS,
  DISABLED,
  FINGERPRINT,
  happens,
  pastWords,
  stepOf,
  typeBack,
  UNBACKED,
  VERIFIED,
} from "./backup-reach.ts";
import { createWorld, type World, type WorldOptions } from "./world.ts";

const accounts = [label("GitHub"), label("Bank")];
const turnOn = async (options: WorldOptions = {}): Promise<World> => {
  const world = await createWorld({ accounts, view: UNBACKED, ...options });
  world.press("3", "b");
  return world;
};
const ENABLED = { type: "done", result: { type: "enabled", backup: BACKED_UP.backup } } as const;
const called = ({ vault }: World, method: string) => vault.calls.filter((call) => call.method === method);
const flat = (world: World): string => world.text().replace(/\s+/g, " ");

describe("turning backup on", () => {
  it("says what is kept, where, and who can read it, before anything is drawn", async () => {
    const world = await turnOn();
    expect(flat(world)).toContain("Where: wss://relay.example.org");
    expect(flat(world)).toContain("Nobody else, not the relay.");
    expect(called(world, "backup.draw")).toEqual([]);
  });

  it("shows all 24 words, numbered; three of them are typed back before it goes on", async () => {
    const world = await turnOn();
    world.press("enter");
    for (const [at, word] of RECOVERY_WORDS.entries()) expect(flat(world)).toContain(`${at + 1} ${word}`);
    world.press("enter");
    expect(stepOf(world)).toBe("check");
    typeBack(world, () => "zebra");
    expect(stepOf(world)).toBe("check");
    expect(flat(world)).toContain("Esc shows the words again");
    world.press("a");
    expect(flat(world)).not.toContain("Esc shows the words again");
    world.press("esc", "enter");
    typeBack(world, () => "zebra");
    world.press("tab");
    expect(flat(world)).not.toContain("Esc shows the words again");
    world.press("esc", "enter");
    typeBack(world);
    expect(stepOf(world)).toBe("passphrase");
  });

  it("shows the words in parts in a low window, and each of them once", async () => {
    const world = await turnOn({ size: { columns: 40, rows: 12 } });
    world.press("enter");
    const seen: string[] = [];
    while (stepOf(world) === "words") {
      seen.push(
        ...(world
          .lines()
          .slice(1, -2)
          .join(" ")
          .match(/\d+ +[a-z]{3,8}/gu) ?? []),
      );
      world.press("enter");
    }
    const numbered = RECOVERY_WORDS.map((word, at) => `${at + 1} ${word}`);
    expect(seen.filter((entry) => numbered.includes(entry.replace(/ +/u, " ")))).toHaveLength(24);
  });

  it("goes back step by step to the first, and out of it", async () => {
    const world = await turnOn();
    world.press("enter", "enter");
    pastWords(world);
    world.press("1");
    const seen: string[] = [];
    for (let step = 0; step < 6; step++) {
      seen.push(stepOf(world));
      world.press("esc");
    }
    expect(seen).toEqual(["generated", "passphrase", "check", "words", "consent", ""]);
    expect(called(world, "backup.enable")).toEqual([]);
  });

  it("asks for a relay where the vault has none, and hands it over with the rest", async () => {
    const world = await turnOn({ view: { devices: [device("laptop", { self: true })] } });
    world.press("enter");
    world.paste("wss://other.example.org#aaaa-bbbb");
    world.press("enter", "enter", "enter");
    pastWords(world);
    world.press("3");
    expect(called(world, "backup.enable")[0]?.params).toEqual({
      words: RECOVERY_WORDS.join(" "),
      passphrase: null,
      relay: { url: "wss://other.example.org", fingerprint: "aaaa-bbbb" },
    });
  });

  it("takes a drawn passphrase with the handle that is shown, named after the person", async () => {
    const world = await turnOn();
    world.press("enter", "enter");
    pastWords(world);
    world.press("1");
    expect(world.text()).toContain(RECOVERY_PASSPHRASE);
    expect(world.text()).toContain("sven@relay.example.org");
    world.press("enter");
    expect(called(world, "backup.enable")[0]?.params).toMatchObject({
      passphrase: { handle: "sven@relay.example.org", text: RECOVERY_PASSPHRASE },
    });
  });

  it("refuses a weak passphrase of one's own, or one that was typed otherwise the second time", async () => {
    const world = await turnOn();
    world.press("enter", "enter");
    pastWords(world);
    world.press("2");
    world.type("hunter2");
    expect(world.text()).not.toContain("hunter2");
    expect(world.text()).toContain("too short");
    world.press("enter", "enter");
    expect(stepOf(world)).toBe("own");
    expect(world.text()).toContain("✗ too short");
    world.press("ctrl-u");
    world.type("zebra walnut orbit mimic lunar kiwi");
    expect(world.text()).toContain("strong enough");
    world.press("enter");
    world.type("zebra walnut orbit mimic lunar kite");
    world.press("enter");
    expect(world.text()).toContain("the two passphrases differ");
    world.press("ctrl-u");
    world.type("zebra walnut orbit mimic lunar kiwi");
    world.press("enter");
    expect(called(world, "backup.enable")).toHaveLength(1);
  });

  it("says before the last step whose yes it needs, and shows that device's words while it waits", async () => {
    const world = await turnOn({
      answers: {
        "backup.plan": () =>
          ok({ relay: "wss://r.example", handle: "me@r.example", confirmers: ["phone"], recovery: [] }),
      },
    });
    world.press("enter", "enter");
    pastWords(world);
    world.press("3");
    expect(flat(world)).toContain("Another of your devices has to say yes: phone.");
    world.press("enter");
    happens(world, ASKED);
    expect(world.text()).toContain("Confirm on phone, desktop");
    expect(flat(world)).toContain(FINGERPRINT);
    // Nothing could sign instead: there is no way in yet.
    expect(world.lastLine()).not.toContain("instead");
    happens(world, { type: "confirmed", by: "phone" }, { type: "step", step: "uploading" });
    expect(world.text()).toContain("Bringing the sealed vault to the relay");
  });

  it("shows what is being done, and how far it is", async () => {
    const world = await turnOn();
    world.press("enter", "enter");
    pastWords(world);
    world.press("3");
    happens(world, { type: "step", step: "reading-back", done: 20_480, total: 40_960 });
    expect(world.text()).toContain("Reading it back");
    expect(world.text()).toContain("20 kB of 41 kB");
    happens(world, { type: "step", step: "comparing", done: 3, total: 42 });
    expect(world.text()).toContain("3 of 42");
  });

  it("ends with what is true, keeps no word of what was drawn, and leads to the kit", async () => {
    const world = await turnOn();
    world.press("enter", "enter");
    pastWords(world);
    world.press("1", "enter");
    happens(world, ENABLED);
    expect(world.text()).toContain("✓ Backup is on, and proven.");
    expect(JSON.stringify(world.model().layers)).not.toContain(RECOVERY_WORDS[3]);
    expect(JSON.stringify(world.model().layers)).not.toContain(RECOVERY_PASSPHRASE);
    world.press("K");
    expect(world.text()).toContain("Recovery kit");
  });

  it("that failed says why, and tries again with the words that are on paper", async () => {
    const world = await turnOn();
    world.press("enter", "enter");
    pastWords(world);
    world.press("3");
    happens(world, { type: "failed", error: { type: "refused", reason: "no-backups-here" } });
    expect(flat(world)).toContain("this relay keeps no backups");
    world.press("enter");
    const [first, second] = called(world, "backup.enable");
    expect(second?.params).toEqual(first?.params);
    expect(called(world, "backup.draw")).toHaveLength(1);
  });

  it("is called off at the daemon when it is left", async () => {
    const world = await turnOn();
    world.press("enter", "enter");
    pastWords(world);
    world.press("3", "esc");
    expect(called(world, "backup.cancel")).toHaveLength(1);
    expect(world.lastLine()).toContain("called off");
    expect(JSON.stringify(world.model())).not.toContain(RECOVERY_WORDS[3]);
  });

  it("asks before q leaves it, and drops everything when the vault is locked", async () => {
    const world = await turnOn();
    world.press("enter", "q");
    expect(world.text()).toContain("Leave without finishing?");
    world.press("n");
    expect(stepOf(world)).toBe("words");
    world.store.dispatch({ type: "view-locked" });
    expect(JSON.stringify(world.model())).not.toContain(RECOVERY_WORDS[3]);
  });

  it("says what is wrong with a plan that can't be made", async () => {
    const world = await turnOn({
      answers: { "backup.plan": () => err({ type: "storage", reason: "full" }) },
    });
    expect(world.text()).toContain("the disk is full");
    world.press("esc");
    expect(stepOf(world)).toBe("");
  });

  it("asks for other places where other words are drawn", () => {
    const other = RECOVERY_WORDS.toReversed().join(" ");
    expect(placesOf(RECOVERY_WORDS.join(" "))).toHaveLength(3);
    expect(placesOf(other)).not.toEqual(placesOf(RECOVERY_WORDS.join(" ")));
  });
});

describe("words or passphrase in the place of another device", () => {
  const waiting = async (): Promise<World> => {
    const world = await createBackup({ accounts });
    world.press("3", "r", "1", "enter");
    pastWords(world);
    happens(world, ASKED);
    world.press("w");
    return world;
  };

  it("are typed while it waits, handed over once and not kept", async () => {
    const world = await waiting();
    world.paste(allWords());
    world.press("enter");
    expect(called(world, "backup.confirm")[0]?.params).toMatchObject({ confirm: { words: allWords() } });
    const layer = world.model().layers.at(-1);
    expect(JSON.stringify(layer !== undefined && "step" in layer ? layer.step : null)).not.toContain(
      "ability",
    );
  });

  it("that open nothing are asked for again", async () => {
    const world = await waiting();
    world.paste(allWords());
    world.press("enter");
    happens(world, { type: "step", step: "asking" });
    expect(world.text()).toContain("that opens nothing here");
    world.press("esc");
    expect(world.text()).toContain("Confirm on phone, desktop");
  });

  it("are asked for at once where no device could say yes, the passphrase masked", async () => {
    const world = await createBackup({ accounts });
    world.press("3", "r", "2", "y");
    happens(world, { ...ASKED, devices: [] } as typeof ASKED);
    world.press("shift-tab", "right", "tab");
    world.type("my secret");
    expect(world.text()).not.toContain("my secret");
    world.press("enter");
    expect(called(world, "backup.confirm")[0]?.params).toMatchObject({
      confirm: { passphrase: "my secret" },
    });
  });
});

describe("ways in", () => {
  it("are replaced, added and removed, but never the last one", async () => {
    const world = await createBackup({ accounts });
    world.press("3", "r");
    expect(world.text()).toContain("Replace the recovery words");
    expect(world.text()).toContain("12 d old");
    world.press("2");
    expect(world.text()).toContain("Remove the recovery words?");
    world.press("y");
    expect(called(world, "backup.change")[0]?.params).toEqual({ change: "remove", kind: "words" });
    const { backup } = BACKED_UP;
    world.press("esc");
    world.view({ backup: { ...backup, recovery: backup.recovery.slice(0, 1) } });
    expect(world.text()).not.toContain("Remove");
    expect(world.text()).toContain("Add recovery passphrase");
  });
});

describe("proving", () => {
  it("says that everything came back, and as of when", async () => {
    const world = await createBackup({ accounts });
    world.press("3", "v");
    world.paste(allWords());
    expect(world.text()).toContain("24 of 24 words");
    world.press("enter");
    happens(world, VERIFIED);
    expect(world.text()).toContain("✓ Proven: 42 accounts came back, every code the same.");
    expect(world.text()).toContain("last written by phone");
    expect(called(world, "backup.verify")[0]?.params).toEqual({ words: allWords() });
  });

  it("names each account that would not come back as it is, and what differs", async () => {
    const world = await createBackup({ accounts });
    world.press("3", "v");
    world.paste(allWords());
    world.press("enter");
    happens(world, DIFFERS);
    expect(world.text()).toContain("✗ 2 accounts would not come back");
    expect(world.text()).toContain("missing in the backup");
    expect(world.text()).toContain("differs: note, tags");
  });

  it("with wrong words says so, and begins again with an empty field", async () => {
    const world = await createBackup({ accounts });
    world.press("3", "v");
    world.paste(allWords());
    world.press("enter");
    happens(world, { type: "failed", error: { type: "wrong-key", what: "words" } });
    expect(world.text()).toContain("It didn't work.");
    world.press("enter");
    expect(world.text()).not.toContain("abandon");
  });
});

describe("the kit", () => {
  it("goes where it was said, and says what to do with it", async () => {
    const world = await createBackup({ accounts });
    world.press("3", "K", "tab");
    world.paste(allWords());
    world.press("enter");
    expect(called(world, "backup.kit")[0]?.params).toEqual({ words: allWords() });
    expect(flat(world)).toContain("The kit is in /home/sven/holt-recovery-kit.html");
    expect(JSON.stringify(world.model())).not.toContain("ability");
  });

  it("says beside the words that they are not this vault's", async () => {
    const world = await createBackup({
      accounts,
      answers: { "backup.kit": () => err({ type: "wrong-key", what: "words" }) },
    });
    world.press("3", "K", "tab");
    world.paste(allWords());
    world.press("enter");
    expect(stepOf(world)).toBe("form");
    expect(world.text()).toContain("✗");
  });
});

describe("points in time", () => {
  it("are fetched on entering the screen, and stand on a line", async () => {
    const world = await createBackup({ accounts });
    expect(called(world, "backup.points")).toEqual([]);
    world.press("3");
    expect(called(world, "backup.points")).toHaveLength(1);
    expect(world.text()).toMatch(/●─+●─+●/u);
    world.wait(5);
    expect(called(world, "backup.points")).toHaveLength(1);
  });

  it("show what differs before anything is brought back", async () => {
    const world = await createBackup({ accounts });
    answerPoint(world);
    world.press("3", "h", "j", "enter");
    expect(called(world, "backup.restore")).toEqual([
      { method: "backup.restore", params: { id: "2", dryRun: true } },
    ]);
    expect(world.text()).toContain("missing here");
    world.press("y");
    expect(called(world, "backup.restore")[1]?.params).toEqual({ id: "2" });
    expect(world.lastLine()).toContain("2 accounts brought back · u takes it back");
  });

  it("bring back single accounts, those that are left chosen", async () => {
    const world = await createBackup({ accounts });
    answerPoint(world);
    world.press("3", "h", "j", "enter");
    expect(world.text().match(/\[x\]/g)).toHaveLength(2);
    world.press("j", "space");
    expect(world.text()).toMatch(/▸ \[ \] /);
    world.press("k", "space");
    expect(world.lastLine()).not.toContain("y bring back");
    world.press("y", "space");
    expect(called(world, "backup.restore")).toHaveLength(1);
    world.press("y");
    const params = called(world, "backup.restore")[1]?.params as { accounts: string[] };
    expect(params.accounts).toHaveLength(1);
  });

  it("say why they aren't known", async () => {
    const world = await createBackup({
      accounts,
      answers: { "backup.points": () => err({ type: "unreachable", what: "relay", detail: "" }) },
    });
    world.press("3");
    expect(world.text()).not.toContain("●─");
    expect(called(world, "backup.points")).toHaveLength(1);
  });
});

describe("turning backup off", () => {
  it("at once with words, and shows the receipt", async () => {
    const world = await createBackup({ accounts });
    world.press("3", "x", "enter", "2");
    world.paste(allWords());
    world.press("enter");
    expect(called(world, "backup.disable")[0]?.params).toEqual({
      keepSync: true,
      confirm: { words: allWords() },
    });
    happens(world, { type: "step", step: "erasing" }, DISABLED);
    expect(world.text()).toContain("✓ It is deleted, and the relay has signed for it.");
    expect(world.text()).toContain("aaaa-bbbb-cccc-dddd-eeee-ffff-gggg-2222");
  });

  it("in seven days by this device alone, with the date", async () => {
    const world = await createBackup({ accounts });
    world.press("3", "x", "enter", "3");
    expect(called(world, "backup.disable")[0]?.params).toEqual({ keepSync: true, later: true });
    happens(world, DELETING);
    expect(flat(world)).toContain("It will be deleted on 2027-01-2");
  });

  it("with sync where that is chosen, and by a name where nobody else is there", async () => {
    const alone = [device("laptop", { self: true })];
    const world = await createBackup({
      accounts,
      view: { ...BACKED_UP, devices: alone, backup: { ...BACKED_UP.backup, recovery: [] } },
    });
    world.press("3");
    expect(world.text()).not.toContain("x turn off");
    const { backup } = BACKED_UP;
    world.view({ backup: { ...backup, recovery: backup.recovery.slice(0, 1) } });
    world.press("x", "enter");
    expect(world.text()).toContain("Now: with words or passphrase");
    world.view({ backup: { ...backup, recovery: [] } });
    world.press("1");
    world.type("somebody@else");
    world.press("enter");
    expect(world.text()).toContain("nothing was deleted");
    world.press("ctrl-u");
    world.type("sven@relay.example.org");
    world.press("enter");
    expect(called(world, "backup.disable")[0]?.params).toEqual({ keepSync: false });
  });

  it("that was asked for here is stopped with the same key", async () => {
    const { backup } = BACKED_UP;
    const world = await createBackup({
      accounts,
      view: {
        ...BACKED_UP,
        backup: { ...backup, state: "deleting", deletesAt: 1_800_600_000, erasureRequest: "9" },
      },
    });
    world.press("3");
    expect(flat(world)).toContain("x stops it");
    world.press("x");
    expect(called(world, "requests.reject")[0]?.params).toEqual({ id: "9" });
    expect(world.lastLine()).toContain("stopped: the backup stays");
  });
});

describe("the Backup screen", () => {
  it("says who turned it off, and when", async () => {
    const { backup } = BACKED_UP;
    const ended = { by: "phone", at: 1_799_000_000, scope: "all" } as const;
    const off = { ...backup, state: "off", recovery: [], ended } as const;
    const world = await createBackup({ accounts, view: { link: link(), backup: off } });
    world.press("3");
    expect(flat(world)).toContain("phone turned backup and sync off on 2027-01-0");
    expect(world.lastLine()).toContain("b turn on");
  });

  it("says what is wrong, since when, and what to do", async () => {
    const { backup } = BACKED_UP;
    const failing = { ...backup, state: "failing", problem: "quota", since: 1_799_000_000 } as const;
    const world = await createBackup({ accounts, view: { ...BACKED_UP, backup: failing } });
    expect(world.lines().at(-2)).toMatch(/^ ✗ backup fails since 2027-01-0\d: no room left/);
    world.press("3");
    expect(flat(world)).toContain("✗ Backup fails since 2027-01-0");
    expect(flat(world)).toContain("2 shows how");
  });

  it("reminds of a proof that is old, in the health line too", async () => {
    const world = await createBackup({
      accounts,
      view: { ...BACKED_UP, backup: { ...BACKED_UP.backup, reminder: "prove" } },
    });
    expect(world.lines().at(-2)).toContain("prove your backup: 3 v");
    world.press("3");
    expect(flat(world)).toContain("v proves it");
  });

  it("is told of in the health line: when everything was there, and when that was proven", async () => {
    const world = await createBackup({ accounts });
    expect(world.lines().at(-2)).toMatch(/backup ✓ \d\d:\d\d, proven 3 d ago$/);
    const narrow = await createBackup({ accounts, size: { columns: 40, rows: 12 } });
    expect(narrow.lines().at(-2)).toContain("backup ✓ 3 d");
  });

  it("scrolls where the window is low", async () => {
    const world = await createBackup({ accounts, size: { columns: 40, rows: 12 } });
    world.press("3");
    expect(world.text()).not.toContain("points in time");
    world.press("G");
    expect(world.text()).toContain("3 points in time");
  });
});
