import { describe, expect, it } from "vitest";
import type { PairEvent } from "../../src/protocol/local-api.ts";
import { err } from "../../src/protocol/result.ts";
import { device, JOIN_LINK, label, link } from "../support/fake-vault.ts";
import { createWorld, type World, type WorldOptions } from "./world.ts";

const accounts = [label("GitHub")];
const devices = [device("laptop", { self: true, addedBy: null }), device("phone")];
const linked = { devices, link: link() };
const WORDS = "kiwi lemon mango nectar olive peach";
const asks: PairEvent = { type: "request", requestId: "r1", fingerprint: WORDS, name: "tablet" };
const joined: PairEvent = {
  type: "joined",
  requestId: "r1",
  memberId: "m",
  fingerprint: WORDS,
  name: "tablet",
  provisional: false,
};
const make = (options: WorldOptions = {}) => createWorld({ accounts, view: linked, ...options });
async function paired(options: WorldOptions = {}): Promise<World> {
  const world = await make(options);
  world.press("2", "n");
  return world;
}
const calls = (world: World, method: string) => world.vault.calls.filter((one) => one.method === method);
const flat = (world: World): string => world.text().replace(/\s+/g, " ");

describe("adding a device", () => {
  it("goes through the relay at once where there is one", async () => {
    const world = await paired();
    expect(calls(world, "pair.start")).toEqual([{ method: "pair.start", params: {} }]);
    expect(calls(world, "pair.wait").at(-1)?.params).toMatchObject({ after: 0 });
  });

  it("asks how where there is no relay: on this network, no server is needed", async () => {
    const world = await paired({ view: { devices } });
    expect(world.text()).toContain("Through a relay");
    expect(world.text()).toContain("no server: this device is the relay");
    expect(calls(world, "pair.start")).toEqual([]);
    world.press("2");
    expect(calls(world, "pair.start")).toEqual([{ method: "pair.start", params: { lan: true } }]);
  });

  it("links to a relay first where that was chosen, and goes on from there", async () => {
    const world = await paired({ view: { devices } });
    world.press("1");
    world.type("relay.example.org");
    world.press("enter", "enter");
    expect(world.text()).toContain("linked to relay.example.org");
    world.view({ link: link() });
    world.press("enter");
    expect(calls(world, "pair.start")).toEqual([{ method: "pair.start", params: {} }]);
  });

  it("shows the link as a code and as text at 80×24, and how long it holds", async () => {
    const world = await paired();
    expect(world.text()).toMatch(/[█▀▄]{8}/);
    expect(world.text().replace(/[█▀▄\s]/g, "")).toContain(JOIN_LINK.slice(0, 60));
    expect(world.text()).toContain("valid 10:00 more");
    expect(world.lastLine()).toContain("synced 2 s ago");
    world.wait(61);
    expect(world.text()).toContain("valid 8:59 more");
  });

  it("shows the text alone, whole and from edge to edge, at 40×12 and after Q", async () => {
    const narrow = await paired({ size: { columns: 40, rows: 12 } });
    const wide = await paired();
    wide.press("Q");
    for (const world of [narrow, wide]) {
      expect(world.text()).not.toMatch(/[█▀▄]/);
      const { columns } = world.model().size;
      const first = world.lines().findIndex((row) => row.startsWith("holt-join:"));
      const rows = Math.ceil(JOIN_LINK.length / columns);
      expect(
        world
          .lines()
          .slice(first, first + rows)
          .join(""),
      ).toBe(JOIN_LINK);
    }
    wide.press("Q");
    expect(wide.text()).toMatch(/[█▀▄]{8}/);
  });

  it("shows the whole frame beside the code where there is room for both", async () => {
    const world = await paired({ size: { columns: 100, rows: 40 } });
    expect(world.text()).toMatch(/[█▀▄]{8}/);
    expect(world.lines().at(-2)).toContain("synced");
    const tall = await paired({ size: { columns: 60, rows: 50 } });
    expect(tall.text()).toMatch(/[█▀▄]{8}/);
    expect(tall.lines().at(-2)).toContain("synced");
  });

  it("copies the link with y, and keeps it on the clipboard as long as it holds", async () => {
    const world = await paired();
    world.wait(100);
    world.press("y");
    expect(world.copied).toEqual([JOIN_LINK]);
    expect(world.effects.find(({ type }) => type === "copy")).toMatchObject({ holdsSeconds: 500 });
    expect(world.text()).toContain("link copied (tmux)");
  });

  it("asks whether the words agree, and lets in after a yes", async () => {
    const world = await paired();
    world.press("y");
    world.vault.happens({ pair: asks });
    expect(flat(world)).toContain("tablet wants to join. Does it show these words?");
    expect(flat(world)).toContain(WORDS);
    expect(world.lastLine()).toContain("y the same  n they differ");
    world.press("y");
    expect(calls(world, "pair.answer")).toEqual([
      { method: "pair.answer", params: { requestId: "r1", accept: true } },
    ]);
    expect(world.text()).toContain("Letting it in");
    world.vault.happens({ pair: joined });
    expect(world.text()).toContain("tablet is in this vault.");
    world.press("enter");
    expect(world.model().layers).toEqual([]);
    expect(calls(world, "pair.cancel")).toEqual([]);
  });

  it("says that a device which one alone let in has to be confirmed by another", async () => {
    const world = await paired();
    world.vault.happens({ pair: asks });
    world.press("y");
    world.vault.happens({ pair: { ...joined, provisional: true } });
    expect(flat(world)).toContain("counts in full once another of your devices says yes");
  });

  it("lets nobody in, or away, by a slip: only y and n decide", async () => {
    const world = await paired();
    world.vault.happens({ pair: asks });
    world.press("enter", "space", "j", "Y", "x");
    expect(calls(world, "pair.answer")).toEqual([]);
    world.press("n");
    expect(calls(world, "pair.answer").at(-1)?.params).toEqual({ requestId: "r1", accept: false });
    expect(world.text()).toContain("You said no");
  });

  it("makes another link after one that expired or was turned down", async () => {
    const world = await paired();
    world.vault.happens({ pair: { type: "expired" } });
    expect(world.text()).toContain("Nobody used the link in time");
    world.press("enter");
    expect(calls(world, "pair.start")).toHaveLength(2);
    expect(calls(world, "pair.cancel")).toEqual([]);
    world.vault.happens({ pair: asks });
    world.press("n", "enter");
    expect(calls(world, "pair.start")).toHaveLength(3);
    expect(calls(world, "pair.cancel").map(({ params }) => params["pairingId"])).toEqual(["pairing-2"]);
  });

  it("says what went wrong and what to do about it", async () => {
    const world = await paired();
    world.vault.happens({
      pair: { type: "failed", error: { type: "refused", reason: "link-used-twice" } },
    });
    expect(world.text()).toContain("It didn't work");
    expect(flat(world)).toContain("somebody else has seen the link. Make a new one");
    world.press("esc");
    expect(calls(world, "pair.cancel")).toEqual([]);
  });

  it("says why no link could be made", async () => {
    const refused = () => err({ type: "refused", reason: "too-many" } as const);
    const world = await paired({ answers: { "pair.start": refused } });
    expect(world.text()).toContain("It didn't work");
  });

  it("names a device without a name", async () => {
    const world = await paired();
    world.vault.happens({ pair: { ...asks, name: " " } });
    expect(world.text()).toContain("A device wants to join");
  });
});

describe("leaving the flow of adding", () => {
  it("calls the link off with Esc, and says that it no longer works", async () => {
    const world = await paired();
    world.press("esc");
    expect(calls(world, "pair.cancel")).toEqual([
      { method: "pair.cancel", params: { pairingId: "pairing-1" } },
    ]);
    expect(world.lastLine()).toContain("the link was withdrawn");
  });

  it("asks before q, and calls off before it leaves", async () => {
    const world = await paired();
    world.press("q");
    expect(world.text()).toContain("Leave without finishing?");
    expect(calls(world, "pair.cancel")).toEqual([]);
    world.press("y");
    const types = world.effects.map((effect) => (effect.type === "call" ? effect.method : effect.type));
    expect(types.slice(-2)).toEqual(["pair.cancel", "quit"]);
  });

  it("calls off with Ctrl-C and with a lock, too", async () => {
    const left = await paired();
    left.press("ctrl-c");
    expect(calls(left, "pair.cancel")).toHaveLength(1);
    expect(left.effects.at(-1)?.type).toBe("quit");
    const locked = await paired();
    locked.vault.happens({ pair: asks });
    locked.store.dispatch({ type: "view-locked" });
    expect(calls(locked, "pair.cancel")).toHaveLength(1);
    expect(locked.text()).not.toContain("kiwi");
  });

  it("calls off a link whose making was left before it was there", async () => {
    const world = await make({ answersAtOnce: false });
    world.store.dispatch({ type: "view", accounts: world.vault.accounts, state: null, isLive: true });
    world.view(linked);
    world.press("2", "n", "esc");
    const effect = world.effects.find((one) => one.type === "call" && one.method === "pair.start");
    if (effect?.type !== "call") throw new Error("nothing was asked");
    const answer = world.vault.call("pair.start", {});
    world.store.dispatch({ type: "answer", apply: (model) => effect.reply(model, answer as never) });
    const last = world.effects.at(-1);
    expect(last).toMatchObject({ type: "call", method: "pair.cancel", params: { pairingId: "pairing-1" } });
  });

  it("drops what happens to the link afterwards", async () => {
    const world = await paired();
    world.press("esc");
    world.vault.happens({ pair: asks });
    expect(world.text()).not.toContain("kiwi");
    expect(world.model().running).toEqual([]);
  });

  it("lets codes and everything else be asked for while it waits", async () => {
    const world = await paired();
    const before = world.vault.calls.length;
    world.press("?");
    world.view({ devices: [...devices, device("desk")] });
    world.press("?");
    expect(world.text()).toContain("New device");
    expect(world.vault.calls.slice(before).some(({ method }) => method === "pair.wait")).toBe(false);
  });
});
