import { describe, expect, it } from "vitest";
import { err, ok } from "../../src/protocol/result.ts";
import { label } from "../support/fake-vault.ts";
import { allWords, createBackup, FOUND, happens, noPassphrase, start } from "./backup-reach.ts";
import { createWorld, type World, type WorldOptions } from "./world.ts";

const accounts = [label("GitHub"), label("Bank")];
const called = ({ vault }: World, method: string) => vault.calls.filter((call) => call.method === method);
const flat = (world: World): string => world.text().replace(/\s+/g, " ");
const door = async (options: WorldOptions = {}): Promise<World> => {
  const world = await createWorld({ accounts, is: "new", ...options });
  world.press("3");
  return world;
};
const phaseOf = (world: World): string => {
  const { phase } = world.model();
  return phase.status === "recover" ? phase.flow.step.at : phase.status;
};
const RECOVERED = {
  type: "done",
  result: {
    type: "recovered",
    vaultId: "v",
    memberId: "m",
    accounts: 42,
    asOf: 1_799_999_940,
    lastAuthor: "laptop",
    devices: ["laptop"],
  },
} as const;

describe("beginning again, at the doors", () => {
  it("takes relay and words, and shows what was found before anything changes", async () => {
    const world = await door();
    start(world);
    expect(called(world, "recover.start")[0]?.params).toEqual({
      relay: { url: "wss://relay.example.org", fingerprint: "aaaa-bbbb" },
      secret: { words: allWords() },
      device: "laptop",
      passphrase: null,
    });
    expect(JSON.stringify(world.model())).not.toContain("ability");
    happens(world, { type: "step", step: "downloading", done: 1_200_000 });
    expect(world.text()).toContain("1.2 MB");
    happens(world, { type: "found", vault: FOUND, ours: null });
    expect(flat(world)).toMatch(/42 accounts, as of \d\d:\d\d, last written by laptop/);
    expect(called(world, "recover.answer")).toEqual([]);
  });

  it("removes every old device that wasn't marked, and names them before", async () => {
    const world = await door();
    start(world);
    happens(world, { type: "found", vault: FOUND, ours: null });
    expect(flat(world)).toContain("Will be removed: laptop, phone, a device");
    world.press("j", "space");
    expect(world.text()).toContain("[x] phone");
    expect(flat(world)).toContain("Will be removed: laptop, a device");
    world.press("space", "space", "enter");
    expect(called(world, "recover.answer")[0]?.params).toMatchObject({
      merge: false,
      keep: ["phone-member"],
    });
  });

  it("opens on the checklist: what was not tried yet, and how far that is", async () => {
    const world = await door({
      accounts: [
        label("GitHub", { verified: false }),
        label("Bank", { verified: false }),
        label("Old", { verified: true }),
      ],
    });
    start(world);
    happens(world, { type: "found", vault: FOUND, ours: null });
    world.press("enter");
    happens(world, { type: "step", step: "admitting" }, RECOVERED);
    expect(world.text()).toContain("to verify: 1 of 3 done");
    expect(world.text()).not.toContain("Old");
    expect(world.lastLine()).toContain("try each code, then mark it");
    world.press("v");
    expect(world.text()).toContain("to verify: 2 of 3 done");
    world.press("esc");
    expect(world.text()).toContain("Old");
    expect(world.text()).not.toContain("to verify:");
    world.press("V", "v");
    expect(world.text()).toContain("All of them were accepted");
    world.press("esc", "V");
    expect(world.lastLine()).toContain("nothing is left to verify");
  });

  it("says that words open nothing, and lets them be typed anew", async () => {
    const world = await door();
    start(world);
    happens(world, { type: "failed", error: { type: "wrong-key", what: "words" } });
    expect(phaseOf(world)).toBe("secret");
    expect(flat(world)).toContain("nothing opens with this");
    world.paste(allWords());
    world.press("enter");
    expect(called(world, "recover.start")).toHaveLength(2);
  });

  it("keeps words that can be none, names the one that is wrong, and lets it be mended", async () => {
    const world = await door();
    start(world);
    happens(
      world,
      { type: "step", step: "deriving" },
      { type: "failed", error: { type: "wrong-key", what: "words", typed: { reason: "word", at: 7 } } },
    );
    expect(flat(world)).toContain("word 7 is no recovery word");
    expect(flat(world)).toContain("24 of 24 words");
    world.press("enter");
    expect(called(world, "recover.start")[1]?.params).toMatchObject({ secret: { words: allWords() } });
    happens(
      world,
      { type: "step", step: "deriving" },
      { type: "step", step: "looking" },
      { type: "failed", error: { type: "wrong-key", what: "words" } },
    );
    expect(flat(world)).not.toContain("24 of 24 words");
  });

  it("counts the words before they are taken anywhere", async () => {
    const world = await door();
    start(world, `${allWords()} more`);
    expect(flat(world)).toContain("recovery words are 24, and here are 25");
    expect(called(world, "recover.start")).toEqual([]);
    world.press("ctrl-w", "backspace");
    expect(flat(world)).not.toContain("here are 25");
    world.press("enter");
    expect(called(world, "recover.start")).toHaveLength(1);
  });

  it("needs a handle for a passphrase, which is masked and goes with it", async () => {
    const world = await door();
    world.paste("wss://relay.example.org");
    world.press("enter", "enter", "2");
    expect(world.text()).toContain("a passphrase needs its handle");
    world.type("sven");
    world.press("enter");
    noPassphrase(world, "2");
    world.type("my passphrase");
    expect(world.text()).not.toContain("my passphrase");
    expect(world.text()).toContain("The passphrase of sven:");
    world.press("enter");
    expect(called(world, "recover.start")[0]?.params).toMatchObject({
      secret: { passphrase: "my passphrase", handle: "sven" },
    });
  });

  it("finds the relay by a whole handle alone", async () => {
    const world = await door();
    world.press("enter");
    world.type("sven@relay.example.org");
    world.press("enter");
    noPassphrase(world, "2");
    world.type("my passphrase");
    world.press("enter");
    expect(called(world, "recover.start")[0]?.params).not.toHaveProperty("relay");
  });

  it("leads to joining where another device is at hand", async () => {
    const world = await door();
    world.paste("wss://relay.example.org");
    world.press("enter", "enter", "3");
    expect(phaseOf(world)).toBe("join");
    world.press("esc");
    expect(world.text()).toContain("Begin recovery");
  });

  it("goes back step by step to the doors", async () => {
    const world = await door();
    world.paste("wss://relay.example.org");
    world.press("enter", "enter");
    noPassphrase(world, "1");
    const seen: string[] = [];
    for (let step = 0; step < 5; step++) {
      seen.push(phaseOf(world));
      world.press("esc");
    }
    expect(seen).toEqual(["secret", "vault", "way", "address", "doors"]);
  });

  it("is called off at the daemon when it is left before the answer, and not after it", async () => {
    const world = await door();
    start(world);
    happens(world, { type: "found", vault: FOUND, ours: null });
    world.press("esc");
    expect(called(world, "backup.cancel")).toHaveLength(1);
    const other = await door();
    start(other);
    happens(other, { type: "found", vault: FOUND, ours: null });
    other.press("enter", "esc");
    expect(called(other, "backup.cancel")).toEqual([]);
    other.press("q");
    expect(other.text()).toContain("Leave without finishing?");
  });

  it("keeps its place while the daemon is asked how it is, and while the new vault appears", async () => {
    const world = await door();
    start(world);
    happens(world, { type: "found", vault: FOUND, ours: null });
    for (const hasVault of [false, true]) {
      world.store.dispatch({ type: "hello", result: ok({ hasVault, locked: false }) });
      expect(phaseOf(world)).toBe("devices");
    }
    world.press("enter");
    world.store.dispatch({ type: "hello", result: ok({ hasVault: true, locked: false }) });
    expect(phaseOf(world)).toBe("taking");
  });

  it("says why it failed, and goes back to what was typed", async () => {
    const world = await door();
    start(world);
    happens(world, { type: "failed", error: { type: "refused", reason: "fabricated-vault" } });
    expect(flat(world)).toContain("nothing was taken");
    world.press("esc");
    expect(world.text()).toContain("wss://relay.example.org");
  });

  it("says at once what can't be started", async () => {
    const world = await door({
      answers: { "recover.start": () => err({ type: "usage", reason: "relay-needed" }) },
    });
    start(world);
    expect(phaseOf(world)).toBe("failed");
  });
});

describe("beginning again on a device that has accounts", () => {
  const over = async (): Promise<World> => {
    const world = await createBackup({ accounts });
    world.press("3", "B");
    world.paste("wss://old.example.org");
    world.press("enter", "enter", "1");
    world.paste(allWords());
    world.press("enter");
    happens(world, { type: "found", vault: FOUND, ours: 2 });
    return world;
  };

  it("names the vault, its members and what would go in, and asks", async () => {
    const world = await over();
    expect(called(world, "recover.start")[0]?.params).toMatchObject({ device: null, passphrase: null });
    expect(flat(world)).toContain("Take this device into vault abcdefgh?");
    expect(flat(world)).toContain("Its devices: laptop, phone");
    expect(flat(world)).toContain("The 2 accounts of this device go in");
    world.press("y");
    world.press("enter");
    expect(called(world, "recover.answer")[0]?.params).toMatchObject({ merge: true, keep: [] });
  });

  it("with a no changes nothing, and is called off", async () => {
    const world = await over();
    world.press("n");
    expect(called(world, "recover.answer")).toEqual([]);
    expect(called(world, "backup.cancel")).toHaveLength(1);
    expect(world.lastLine()).toContain("nothing was changed");
    expect(world.text()).toContain("Backup is on");
  });

  it("goes on while the old vault makes room for the one that comes", async () => {
    const world = await over();
    world.press("y", "enter");
    world.store.dispatch({ type: "view-locked" });
    expect(phaseOf(world)).toBe("taking");
    happens(world, RECOVERED);
    expect(world.model().phase.status).toBe("open");
  });
});
