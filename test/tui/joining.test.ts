import { describe, expect, it } from "vitest";
import type { JoinEvent } from "../../src/protocol/local-api.ts";
import { err, ok } from "../../src/protocol/result.ts";
import { device, JOIN_LINK, label, link } from "../support/fake-vault.ts";
import { createWorld, type World, type WorldOptions } from "./world.ts";

const WORDS = "kiwi lemon mango nectar olive peach";
const waiting: JoinEvent = { type: "waiting", fingerprint: WORDS };
const joined: JoinEvent = {
  type: "joined",
  vaultId: "v",
  memberId: "m",
  accounts: 42,
  provisional: false,
};
const calls = (world: World, method: string) => world.vault.calls.filter((one) => one.method === method);
const flat = (world: World): string => world.text().replace(/\s+/g, " ");
const at = (world: World): string | undefined => {
  const { phase, layers } = world.model();
  const layer = layers.find(({ kind }) => kind === "join");
  return phase.status === "join"
    ? phase.flow.step.at
    : layer?.kind === "join"
      ? layer.flow.step.at
      : undefined;
};

async function atLink(options: WorldOptions = {}): Promise<World> {
  const world = await createWorld({ is: "new", ...options });
  world.press("2");
  return world;
}
/** Link, name and no passphrase given: waiting for the other device. */
async function started(options: WorldOptions = {}): Promise<World> {
  const world = await atLink(options);
  world.paste(JOIN_LINK);
  world.press("enter", "tab", "right", "enter");
  return world;
}

describe("joining from the doors", () => {
  it("takes a pasted link, a name and a passphrase typed twice, and hands them over once", async () => {
    const world = await atLink();
    expect(flat(world)).toContain("On the other device: holt, then 2 Devices, then n.");
    world.paste(`${JOIN_LINK.slice(0, 50)}\n${JOIN_LINK.slice(50)}\n`);
    world.press("enter");
    world.type("2");
    world.press("tab", "tab");
    world.type("correct horse");
    expect(world.text()).not.toContain("horse");
    world.press("tab");
    world.type("correct hors");
    world.press("enter");
    expect(world.text()).toContain("the two passphrases differ");
    world.type("e");
    world.press("enter");
    expect(calls(world, "join.start")).toEqual([
      {
        method: "join.start",
        params: { link: JOIN_LINK, device: "laptop2", passphrase: "correct horse" },
      },
    ]);
    expect(JSON.stringify(world.model().phase)).not.toContain("horse");
  });

  it("takes a link that is pasted at the doors", async () => {
    const world = await createWorld({ is: "new" });
    world.paste("something else");
    expect(world.model().phase.status).toBe("doors");
    world.paste(JOIN_LINK);
    expect(world.text()).toContain("Join link");
    world.press("enter");
    expect(at(world)).toBe("vault");
  });

  it("shows the words to compare and what it waits for, then fetches, then shows the codes", async () => {
    const world = await started({ accounts: [label("GitHub")] });
    expect(world.text()).toContain("Reaching the other device");
    world.vault.happens({ join: waiting });
    expect(world.text()).toContain("Waiting for the other device to say yes");
    expect(flat(world)).toContain(WORDS);
    world.vault.happens({ join: { type: "syncing" } });
    expect(world.text()).toContain("Fetching the vault");
    world.vault.happens({ join: joined });
    expect(world.lastLine()).toContain("joined: 42 accounts");
    expect(world.text()).toContain("GitHub");
    expect(world.effects.some(({ type }) => type === "follow")).toBe(true);
    expect(calls(world, "join.cancel")).toEqual([]);
  });

  it("says where another device still has to say yes", async () => {
    const world = await started();
    world.vault.happens({ join: { ...joined, provisional: true } });
    expect(world.lastLine()).toContain("another device still has to say yes");
  });

  it("stays in the flow while the daemon has half a vault", async () => {
    const world = await started();
    world.vault.happens({ join: waiting });
    for (const locked of [true, false]) {
      world.store.dispatch({ type: "hello", result: ok({ hasVault: true, locked }) });
      expect(at(world)).toBe("waiting");
    }
  });

  it("says what is wrong with a link where it was pasted, and keeps it to be mended", async () => {
    const bad = () => err({ type: "usage", reason: "bad-join-link" } as const);
    const world = await started({ answers: { "join.start": bad } });
    expect(at(world)).toBe("link");
    expect(world.text()).toContain("✗");
    expect(world.text()).toContain("Abc4");
  });

  it("asks for a link before it goes on", async () => {
    const world = await atLink();
    world.press("enter");
    expect(world.text()).toContain("paste the link first");
  });

  it.each([
    ["rejected", "make a new link on the other device", ""],
    ["link-expired", "A link holds for ten minutes", ""],
    ["link-used-twice", "somebody else has seen the link", ""],
    ["unreachable", "on a network that reaches it", JOIN_LINK],
  ] as const)("says what to do after %s, and goes back to the link", async (reason, words, kept) => {
    const world = await started();
    world.vault.happens({ join: { type: "failed", error: { type: "refused", reason } } });
    expect(flat(world)).toContain(words);
    world.press("enter");
    const { phase } = world.model();
    expect(phase.status === "join" && phase.flow.step.at === "link" && phase.flow.link).toBe(kept);
  });

  it("goes back step by step with Esc, and keeps what is no secret", async () => {
    const world = await atLink();
    world.paste(JOIN_LINK);
    world.press("enter");
    world.type("2");
    world.press("tab", "tab");
    world.type("secret words");
    world.press("esc");
    expect(at(world)).toBe("link");
    expect(JSON.stringify(world.model().phase)).not.toContain("secret");
    world.press("enter");
    expect(world.text()).toContain("laptop2");
    world.press("esc", "esc");
    expect(world.model().phase).toMatchObject({ status: "doors", index: 1 });
  });

  it("calls off what waits with Esc, and drops what comes of it", async () => {
    const world = await started();
    world.vault.happens({ join: waiting });
    world.press("esc");
    expect(calls(world, "join.cancel")).toEqual([{ method: "join.cancel", params: { joinId: "join-1" } }]);
    expect(at(world)).toBe("link");
    world.vault.happens({ join: joined });
    expect(world.model().phase.status).toBe("join");
  });

  it("asks before q while it waits, and calls off before it leaves", async () => {
    const world = await started();
    world.vault.happens({ join: waiting });
    world.press("q");
    expect(world.text()).toContain("Leave without finishing?");
    world.press("n");
    expect(flat(world)).toContain(WORDS);
    world.press("q", "y");
    const types = world.effects.map((effect) => (effect.type === "call" ? effect.method : effect.type));
    expect(types.slice(-2)).toEqual(["join.cancel", "quit"]);
  });

  it("has nothing to call off once the vault is on its way", async () => {
    const world = await started();
    world.vault.happens({ join: { type: "syncing" } });
    world.press("esc");
    expect(at(world)).toBe("syncing");
    world.press("ctrl-c");
    expect(calls(world, "join.cancel")).toEqual([]);
    expect(world.effects.at(-1)?.type).toBe("quit");
  });

  it("types q into a field", async () => {
    const world = await atLink();
    world.type("q");
    expect(world.text()).toMatch(/Join link +q/);
  });

  it("says that the daemon was lost", async () => {
    const lost = () =>
      err({ type: "unreachable", what: "daemon", detail: "the connection was lost" } as const);
    const world = await started({ answers: { "join.wait": lost } });
    expect(at(world)).toBe("failed");
    expect(world.text()).toContain("the connection was lost");
  });
});

describe("joining with a vault", () => {
  const accounts = [label("GitHub"), label("Zulu")];
  const devices = [device("laptop", { self: true, addedBy: null })];
  const merge: JoinEvent = {
    type: "merge",
    vaultId: "abcdefghijkl",
    devices: ["phone", "desk"],
    theirs: 42,
    ours: 2,
  };
  async function merging(options: WorldOptions = {}): Promise<World> {
    const world = await createWorld({ accounts, view: { devices, link: link() }, ...options });
    world.press("2", "J");
    world.paste(JOIN_LINK);
    world.press("enter");
    world.vault.happens({ join: merge });
    return world;
  }

  it("starts from a link alone, which may be pasted on the Devices screen", async () => {
    const world = await createWorld({ accounts, view: { devices } });
    world.press("2");
    world.paste(JOIN_LINK);
    world.press("enter");
    expect(calls(world, "join.start")).toEqual([
      { method: "join.start", params: { link: JOIN_LINK, device: null, passphrase: null } },
    ]);
  });

  it("names the vault, its devices, and how many accounts would go in, before any goes", async () => {
    const world = await merging();
    expect(world.text()).toContain("Join vault abcdefgh?");
    expect(world.text()).toContain("Its devices: phone, desk");
    expect(world.text()).toContain("It holds 42 accounts.");
    expect(flat(world)).toContain("The 2 accounts of this device would go in");
    expect(flat(world)).toContain("This device then leaves the vault that it is in now.");
    expect(calls(world, "join.answer")).toEqual([]);
  });

  it("goes in after a yes", async () => {
    const world = await merging();
    world.press("y");
    expect(calls(world, "join.answer")).toEqual([
      { method: "join.answer", params: { joinId: "join-1", merge: true } },
    ]);
    world.vault.happens({ join: { type: "syncing" } });
    world.vault.happens({ join: { ...joined, accounts: 44 } });
    expect(world.model().layers).toEqual([]);
    expect(world.lastLine()).toContain("joined: 44 accounts");
    expect(calls(world, "join.cancel")).toEqual([]);
  });

  it.each(["n", "esc"])("changes nothing after %s", async (key) => {
    const world = await merging();
    world.press(key);
    expect(calls(world, "join.answer").at(-1)?.params).toEqual({ joinId: "join-1", merge: false });
    expect(world.model().layers).toEqual([]);
    expect(world.lastLine()).toContain("nothing was changed");
    expect(world.model().running).toEqual([]);
  });

  it("takes no other key for an answer", async () => {
    const world = await merging();
    world.press("enter", "space", "x");
    expect(calls(world, "join.answer")).toEqual([]);
    expect(at(world)).toBe("merge");
  });

  it("goes on when the old vault is closed to make room, without its accounts", async () => {
    const world = await merging();
    world.press("y");
    world.vault.happens({ join: { type: "syncing" } });
    world.store.dispatch({ type: "view-locked" });
    expect(world.text()).toContain("Fetching the vault");
    expect(world.model().accounts.size).toBe(0);
    world.store.dispatch({ type: "hello", result: ok({ hasVault: true, locked: false }) });
    expect(at(world)).toBe("syncing");
    world.vault.happens({ join: { ...joined, accounts: 44 } });
    expect(world.model().phase.status).toBe("open");
    expect(world.lastLine()).toContain("joined: 44 accounts");
  });

  it("comes back to the vault that it has when that failed halfway, and says why", async () => {
    const world = await merging();
    world.press("y");
    world.store.dispatch({ type: "view-locked" });
    world.vault.happens({ join: { type: "failed", error: { type: "refused", reason: "conflict" } } });
    const said = world.lastLine();
    expect(said).toContain("✗");
    world.store.dispatch({ type: "hello", result: ok({ hasVault: true, locked: false }) });
    expect(world.model().phase.status).toBe("open");
    expect(world.lastLine()).toBe(said);
  });

  it("calls off when the vault is locked meanwhile", async () => {
    const world = await merging();
    world.store.dispatch({ type: "view-locked" });
    expect(calls(world, "join.cancel")).toHaveLength(1);
  });
});
