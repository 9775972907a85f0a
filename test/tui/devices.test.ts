import { describe, expect, it } from "vitest";
import { err, ok } from "../../src/protocol/result.ts";
import { LINK_ERRORS } from "../../src/protocol/view.ts";
import { device, label, link } from "../support/fake-vault.ts";
import { createWorld, START_MS, type World, type WorldOptions } from "./world.ts";

const accounts = [label("GitHub"), label("Zulu"), label("Old", { trashedAt: 1 })];
const laptop = device("laptop", {
  self: true,
  memberId: "abcdefghijkl",
  addedBy: null,
  fingerprint: "amber bison cedar delta ember frost",
});
const phone = device("phone", {
  online: true,
  behind: 0,
  fingerprint: "kiwi lemon mango nectar olive peach",
});
const desk = device("desk", { lastSeenAt: START_MS / 1000 - 3 * 86_400, behind: 12, addedBy: "phone" });
const devices = [laptop, desk, phone];
const linked = { devices, link: link() };

async function at(options: WorldOptions = {}): Promise<World> {
  const world = await createWorld({ accounts, view: linked, ...options });
  world.press("2");
  return world;
}
const calls = (world: World, method: string) => world.vault.calls.filter((one) => one.method === method);
const flat = (world: World): string => world.text().replace(/\s+/g, " ");
const row = (world: World, name: string): string =>
  world.lines().find((text) => text.includes(` ${name} `)) ?? "";

describe("the Devices screen", () => {
  it("says without a relay what one is, and which keys lead on", async () => {
    const world = await at({ view: { devices: [laptop] } });
    expect(flat(world)).toContain("A relay passes sealed changes between your devices and can read none");
    expect(flat(world)).toContain("l links to one that you host or chose. n adds a device");
    expect(row(world, "laptop")).toContain("this device");
  });

  it("has the relay, its key, what it is doing, and what is left to send", async () => {
    const world = await at();
    expect(world.lines()[1]).toBe(" ● relay wss://relay.example.org");
    expect(world.lines()[2]).toBe("   in sync · everything sent");
    expect(world.lines()[3]).toContain("aaaa-bbbb-cccc-dddd-eeee-ffff-gggg-2222");
    world.view({ link: link({ pending: 3 }) });
    expect(world.lines()[2]).toBe("   sending · 3 changes to send");
  });

  it("has of each device its name, its words, how it is, how far behind, and who let it in", async () => {
    const world = await at();
    expect(row(world, "laptop")).toMatch(/this device .*founded the vault/);
    expect(row(world, "phone")).toMatch(/online · up to date .*added by laptop/);
    expect(row(world, "desk")).toMatch(/seen 3 d ago · 12 changes behind .*added by phone/);
    expect(world.text()).toContain("kiwi lemon mango nectar olive peach");
  });

  it("has at 40×12 a line for each, and all of the chosen one", async () => {
    const world = await at({ size: { columns: 40, rows: 12 } });
    expect(world.text()).not.toContain("kiwi");
    world.press("G");
    expect(row(world, "phone")).toMatch(/▸ {3}phone +online/);
    expect(flat(world)).toContain("kiwi lemon mango nectar olive peach");
    expect(flat(world)).toContain("added by laptop");
  });

  it("tells devices that were never seen, that have no name, and recovery members apart", async () => {
    const world = await at({
      view: { ...linked, devices: [laptop, device(""), device("", { kind: "words", memberId: "w" })] },
    });
    expect(row(world, "(no name)")).toContain("not seen yet");
    expect(row(world, "recovery words")).not.toContain("not seen yet");
  });

  it("says of itself and of others that they are not confirmed yet", async () => {
    const world = await at({ view: { ...linked, devices: [{ ...laptop, provisional: true }, phone] } });
    expect(flat(world)).toContain("This device counts in full once another one says yes to it there.");
    const other = await at({ view: { ...linked, devices: [laptop, { ...phone, provisional: true }] } });
    expect(other.text()).toContain("counts in full once another device says yes");
  });

  it("shows all that is known of one with i", async () => {
    const world = await at();
    world.press("G", "i");
    expect(world.text()).toContain("phone-member");
    expect(world.text()).toContain("kiwi lemon mango nectar olive peach");
    world.press("i");
    expect(world.model().layers).toEqual([]);
  });

  it("keeps the chosen device while others come and go", async () => {
    const world = await at();
    world.press("G");
    world.view({ devices: [laptop, device("aaa"), desk, phone] });
    expect(row(world, "phone")).toContain("▸");
    world.view({ devices: [laptop, desk] });
    expect(row(world, "laptop")).toContain("▸");
  });

  it("goes back to the codes with Esc", async () => {
    const world = await at();
    world.press("esc");
    expect(world.model().tab).toBe("codes");
  });

  it("shows names of strangers without what could trick the terminal", async () => {
    const world = await at({ view: { ...linked, devices: [laptop, device("ph\u001b[31mone\u202e")] } });
    expect(world.text()).toContain("ph[31mone");
    // oxlint-disable-next-line no-control-regex -- control characters are what this is about
    expect(world.text()).not.toMatch(/[\u001b\u202e]/);
  });

  it.each(LINK_ERRORS)("explains %s, and what to do, to its last word at 40×12", async (error) => {
    for (const language of ["en", "sv"] as const) {
      const view = { devices, link: link({ state: "refused" as const, error, since: START_MS / 1000 }) };
      const world = await at({ view, size: { columns: 40, rows: 12 }, language });
      const { linkErrors, linkAdvice } = world.model().words.text.devices;
      const keys = {
        devices: "2",
        newDevice: "n",
        join: "J",
        link: "l",
        syncNow: "R",
        refound: "F",
        revoke: "r",
        requests: "A",
      };
      let seen = "";
      for (let page = 0; page < 4; page++) {
        const lines = world.lines().slice(1, -2);
        // What was on the page before is there once more.
        const from = lines.findIndex((line) => !seen.includes(`${line}\n`));
        seen += from < 0 ? "" : `${lines.slice(from).join("\n")}\n`;
        if (row(world, "laptop") !== "") break;
        world.press("down");
      }
      const said = seen.replace(/\s+/g, " ");
      expect(said).toContain(linkErrors[error][0]);
      expect(said).toContain(linkAdvice[error](keys));
      expect(row(world, "laptop")).toContain("▸");
    }
  });

  it("offers the ways out where nothing is taken or sent", async () => {
    const world = await at({
      view: { devices, link: link({ state: "held", error: "roster-fork", since: 1 }) },
    });
    expect(world.lastLine()).toMatch(/^ J join a vault {2}F new vault/);
    expect(flat(world)).toContain("join it from here with J: accounts are merged, none is lost");
  });
});

describe("syncing now", () => {
  it("tries at once, and says when everything is sent and received", async () => {
    const world = await at();
    world.press("R");
    expect(calls(world, "sync.now").at(-1)?.params).toMatchObject({ wait: true });
    expect(world.lastLine()).toContain("everything is sent and received");
  });

  it("says no more than is true where it didn't work", async () => {
    const world = await at();
    world.vault.answers.set("sync.now", () => ok({ link: link({ state: "offline", pending: 1 }) }));
    world.press("R");
    expect(world.lastLine()).not.toContain("everything");
    world.vault.answers.set("sync.now", () => err({ type: "timeout", what: "sync" }));
    world.press("R");
    expect(world.lastLine()).toContain("✗");
  });

  it("says that there is no relay", async () => {
    const world = await at({ view: { devices: [laptop] } });
    world.press("R");
    expect(calls(world, "sync.now")).toEqual([]);
    expect(world.lastLine()).toContain("no relay yet: l links to one");
  });
});

describe("the relay", () => {
  const alone: WorldOptions = { view: { devices: [laptop] } };

  it("is linked to by its address, and the key that is pinned is shown", async () => {
    const world = await at(alone);
    world.press("l");
    world.type("relay.example.org:8650");
    world.press("enter", "enter");
    expect(calls(world, "link.set").at(-1)?.params).toEqual({ url: "relay.example.org:8650" });
    expect(world.text()).toContain("linked to relay.example.org:8650");
    expect(flat(world)).toContain("pinned from now on. Compare it with what the relay shows");
    expect(world.text()).toContain("aaaa-bbbb-cccc-dddd-eeee-ffff-gggg-2222");
    world.press("enter");
    expect(world.model().layers).toEqual([]);
  });

  it("is linked to with a fingerprint and a token, which is not shown", async () => {
    const world = await at(alone);
    world.press("l");
    world.paste("wss://relay.example.org#abcd-efgh");
    world.press("tab");
    world.type("let me in");
    expect(world.text()).not.toContain("let me in");
    world.press("enter");
    expect(calls(world, "link.set").at(-1)?.params).toEqual({
      url: "wss://relay.example.org",
      fingerprint: "abcd-efgh",
      token: "let me in",
    });
    expect(world.text()).toContain("Its key is the one that you gave");
    expect(JSON.stringify(world.model().layers)).not.toContain("let me in");
  });

  it("says beside the field what was refused, and what to do", async () => {
    const world = await at(alone);
    world.vault.answers.set("link.set", () => err({ type: "refused", reason: "token-needed" }));
    world.press("l", "enter", "enter");
    expect(world.text()).toContain("the relay's address is missing");
    world.type("relay.example.org");
    world.press("enter", "enter");
    expect(world.text()).toContain("Ask whoever runs the relay for a token.");
    expect(world.text()).toMatch(/▸ Token/);
  });

  it("is moved or left only after it was asked what is meant", async () => {
    const world = await at();
    world.press("l");
    expect(world.text()).toContain("This vault's relay is wss://relay.example.org");
    world.press("2");
    expect(flat(world)).toContain("your other devices don't get them");
    expect(calls(world, "link.clear")).toEqual([]);
    world.press("x");
    expect(calls(world, "link.clear")).toEqual([]);
    world.press("2", "y");
    expect(calls(world, "link.clear")).toHaveLength(1);
    expect(world.lastLine()).toContain("no relay any more");
    world.press("l", "1");
    expect(flat(world)).toContain("The vault moves to the relay that you name");
  });

  it("tells whoever left meanwhile when it is linked", async () => {
    const world = await createWorld({ accounts, answersAtOnce: false });
    world.store.dispatch({ type: "view", accounts: world.vault.accounts, state: null, isLive: true });
    world.view({ devices: [laptop] });
    world.press("2", "l");
    world.type("relay.example.org");
    world.press("enter", "enter", "esc");
    const effect = world.effects.findLast((one) => one.type === "call" && one.method === "link.set");
    if (effect?.type !== "call") throw new Error("nothing was asked");
    const answer = world.vault.call("link.set", { url: "relay.example.org" });
    world.store.dispatch({ type: "answer", apply: (model) => effect.reply(model, answer as never) });
    expect(world.lastLine()).toContain("linked to relay.example.org");
  });
});

describe("a device", () => {
  it("is given another name", async () => {
    const world = await at();
    world.press("G", "e", "ctrl-u", "enter");
    expect(world.text()).toContain("the device needs a name");
    world.type("mobile");
    world.press("enter");
    expect(calls(world, "devices.rename")).toEqual([
      { method: "devices.rename", params: { member: phone.memberId, name: "mobile" } },
    ]);
    expect(world.lastLine()).toContain("renamed: mobile");
  });

  it("is removed after it was said what that means and what goes along", async () => {
    const tablet = device("tablet", { provisional: true, addedBy: "desk" });
    const watch = device("watch", { addedBy: "desk" });
    const world = await at();
    world.vault.answers.set("devices.revoke", () => ok({ revoked: [desk, tablet], admittedByIt: [watch] }));
    world.press("down", "r");
    expect(calls(world, "devices.revoke").map(({ params }) => params)).toEqual([
      { member: desk.memberId, dryRun: true },
    ]);
    expect(world.text()).toContain("Remove desk from the vault?");
    expect(flat(world)).toContain("What it holds already stays readable to it.");
    expect(flat(world)).toContain("second factor of your 2 accounts anew");
    expect(flat(world)).toContain("With it go, not confirmed yet: tablet");
    expect(flat(world)).toContain("It had let in, and they stay: watch.");
    world.press("enter", "space", "d");
    expect(calls(world, "devices.revoke")).toHaveLength(1);
    world.press("y");
    expect(calls(world, "devices.revoke").at(-1)?.params).toEqual({ member: desk.memberId });
    expect(world.text()).toContain("Removed: desk, tablet");
    expect(flat(world)).toContain("ask each site for a new secret, and give it here with e");
    world.press("enter");
    expect(world.model().layers).toEqual([]);
  });

  it("stays after a no, and where the rules don't allow it", async () => {
    const world = await at();
    world.press("G", "r", "n");
    expect(calls(world, "devices.revoke").map(({ params }) => params["dryRun"])).toEqual([true]);
    world.vault.answers.set("devices.revoke", () => err({ type: "refused", reason: "not-allowed" }));
    world.press("r");
    expect(world.model().layers).toEqual([]);
    expect(world.lastLine()).not.toBe("");
    expect(world.text()).toContain("✗");
  });

  it("is not what recovery words are: they are not removed here", async () => {
    const world = await at({ view: { ...linked, devices: [laptop, device("", { kind: "words" })] } });
    world.press("G", "r");
    expect(world.text()).toContain("changed on the Backup screen");
    expect(calls(world, "devices.revoke")).toEqual([]);
  });
});

describe("the last resorts", () => {
  it("leave the vault only when this device's name was typed", async () => {
    const world = await at();
    world.press("r");
    expect(flat(world)).toContain("all that it holds is wiped");
    world.type("y");
    world.press("enter");
    expect(world.text()).toContain("that is not its name");
    expect(calls(world, "vault.forget")).toEqual([]);
    world.press("ctrl-u");
    world.type("laptop");
    world.press("enter");
    expect(calls(world, "vault.forget")).toHaveLength(1);
    expect(world.model().phase.status).toBe("doors");
    expect(world.text()).toContain("this device left the vault");
    expect(JSON.stringify([...world.model().accounts])).not.toContain("GitHub");
  });

  it("warn the last device that holds the accounts", async () => {
    const provisional = { ...phone, provisional: true };
    for (const others of [[], [provisional], [device("", { kind: "words" as const })]]) {
      const world = await at({ view: { ...linked, devices: [laptop, ...others] } });
      world.press("r");
      expect(flat(world)).toContain("they would be gone for good. Export them first.");
    }
    const world = await at();
    world.press("r");
    expect(flat(world)).not.toContain("gone for good");
  });

  it("say where the relay doesn't know yet that this device left", async () => {
    const world = await at();
    world.vault.answers.set("vault.forget", () => ok({ forgotten: true, left: false }));
    world.press("r");
    world.type("laptop");
    world.press("enter");
    expect(world.text()).toContain("remove this device on another one");
  });

  it("found a new vault only after a yes", async () => {
    const world = await at();
    world.press("F");
    expect(flat(world)).toContain("Found a new vault with the accounts held here?");
    world.press("enter", "n");
    expect(calls(world, "vault.refound")).toEqual([]);
    world.press("F", "y");
    expect(calls(world, "vault.refound")).toEqual([{ method: "vault.refound", params: { device: null } }]);
    expect(world.lastLine()).toContain("a new vault with 3 accounts");
  });

  it("ask before q leaves them half done", async () => {
    const world = await at();
    world.press("F", "q");
    expect(world.text()).toContain("Leave without finishing?");
  });
});
