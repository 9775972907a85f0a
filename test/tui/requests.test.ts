import { describe, expect, it } from "vitest";
import { err } from "../../src/protocol/result.ts";
import { BACKUP_OFF, BACKUP_ON } from "../support/backup-view.ts";
import { device, label, link, request } from "../support/fake-vault.ts";
import { createWorld, type WorldOptions } from "./world.ts";

const accounts = Array.from({ length: 30 }, (_, index) => label(`Account ${index + 10}`));
const tablet = device("tablet", { provisional: true, addedBy: "phone", online: true });
const devices = [device("laptop", { self: true, addedBy: null }), device("phone"), tablet];
const asked = request("tablet", { by: "phone" });
const make = (options: WorldOptions = {}) =>
  createWorld({ accounts, view: { devices, link: link(), requests: [asked] }, ...options });
const answers = (world: Awaited<ReturnType<typeof make>>) =>
  world.vault.calls.filter(({ method }) => method.startsWith("requests."));

describe("a question that waits for this device's word", () => {
  it("stands as a banner on every screen, and takes a row instead of hiding one", async () => {
    const world = await make();
    for (const tab of ["1", "2", "3", "4"]) {
      world.press(tab);
      expect(world.lines()[1]).toBe(" ! phone added tablet: was it you? A answers");
    }
    world.press("1", "G");
    expect(world.lines().at(-3)).toContain("▸   Account 39");
    world.press("?");
    expect(world.lines()[1]).toContain("was it you?");
  });

  it("of a device that has a link says that it wants to join, and stands not over the link's own screen", async () => {
    const atTheDoor = request("tablet", { by: "laptop", expiresAt: 2_000_000_000 });
    const world = await make({ view: { devices, link: link(), requests: [atTheDoor] } });
    expect(world.lines()[1]).toBe(" ! tablet wants to join with your link A answers");
    world.press("2", "n");
    expect(world.lines().join("\n")).not.toContain("wants to join with your link");
  });

  it("goes from the screen when it was answered elsewhere, and gives its row back", async () => {
    const world = await make();
    world.view({ requests: [] });
    expect(world.lines()[1]).toContain("Account 10");
    expect(world.store.frame()).toHaveLength(24);
  });

  it("is short in a narrow window, without a word cut", async () => {
    const size = { columns: 40, rows: 12 };
    const world = await make({ size });
    expect(world.lines()[1]).toBe(" ! tablet: was it you? A answers");
    const long = request("a device with a very long name indeed", { by: "another one" });
    world.view({ requests: [long] });
    expect(world.lines()[1]).toBe(" ! was it you? A answers");
  });

  it("is answered with A from any screen: what yes and no mean is said before", async () => {
    const world = await make();
    world.press("3", "A");
    expect(world.text()).toContain("phone added tablet: was it you?");
    expect(world.text()).toContain("tablet  bison  cedar  delta  ember  frost");
    expect(world.text()).toMatch(/yes: tablet counts in full/);
    expect(world.text()).toMatch(/no: tablet is removed/);
    expect(world.lines()[1]).not.toContain("A answers");
    world.press("y");
    expect(answers(world)).toEqual([{ method: "requests.approve", params: { id: asked.id } }]);
    expect(world.lastLine()).toContain("you said yes: tablet");
    expect(world.model().layers).toEqual([]);
  });

  it("is turned down with n", async () => {
    const world = await make();
    world.press("A", "n");
    expect(answers(world)).toEqual([{ method: "requests.reject", params: { id: asked.id } }]);
    expect(world.lastLine()).toContain("you said no: tablet");
  });

  it("is answered by y and n alone: no other key decides", async () => {
    const world = await make();
    world.press("A", "enter", "space", "x", "d", "j", "Y");
    expect(answers(world)).toEqual([]);
    world.press("esc");
    expect(world.model().layers).toEqual([]);
    expect(answers(world)).toEqual([]);
  });

  it("is answered in Swedish with j, whatever j does in lists", async () => {
    const world = await make({ language: "sv" });
    world.press("A");
    expect(world.text()).toContain("phone lade till tablet: var det du?");
    world.press("j");
    expect(answers(world).map(({ method }) => method)).toEqual(["requests.approve"]);
  });

  it("means itself with keys of one's own, too", async () => {
    const world = await make({ keys: { copyShown: ["n"], newDevice: ["y"], requests: ["w"] } });
    expect(world.lines()[1]).toContain("w answers");
    world.press("w", "y");
    expect(answers(world).map(({ method }) => method)).toEqual(["requests.approve"]);
  });

  it("never changes under the finger: when it is gone, the screen closes", async () => {
    const other = request("watch", { by: "tablet" });
    const world = await make({ view: { devices, link: link(), requests: [asked, other] } });
    world.press("A");
    expect(world.text()).toContain("1 of 2");
    world.view({ requests: [other] });
    expect(world.model().layers).toEqual([]);
    world.press("y");
    expect(answers(world)).toEqual([]);
    expect(world.lines()[1]).toContain("tablet added watch: was it you?");
  });

  it("is followed by the next one", async () => {
    const other = request("watch", { by: "tablet" });
    const world = await make({ view: { devices, link: link(), requests: [asked, other] } });
    world.press("A", "tab");
    expect(world.text()).toContain("tablet added watch: was it you?");
    world.press("tab", "y");
    expect(world.text()).toContain("tablet added watch: was it you?");
    expect(answers(world)).toHaveLength(1);
  });

  it("stays open when the answer could not be given, and says why", async () => {
    const world = await make();
    world.vault.answers.set("requests.approve", () => err({ type: "refused", reason: "conflict" }));
    world.press("A", "y");
    expect(world.text()).toContain("was it you?");
    expect(world.lastLine()).toContain("✗");
  });

  it("says so where nothing waits", async () => {
    const world = await make({ view: { devices, link: link() } });
    world.press("2", "A");
    expect(world.lastLine()).toContain("nothing waits for your answer");
  });

  it("asks about the backup and its keys in their own words", async () => {
    const words = { kind: "words", what: "add" } as const;
    const replacing = { kind: "passphrase", what: "replace" } as const;
    for (const [backup, change, sentence] of [
      [BACKUP_OFF, words, "phone wants to turn backup on: was it you?"],
      [BACKUP_ON, words, "phone wants to add recovery words as a way in: was it you?"],
      [BACKUP_ON, replacing, "phone wants to replace the recovery passphrase: was it you?"],
    ] as const) {
      const asks = request("words", { type: "recovery-change", by: "phone", change });
      const world = await make({ view: { devices, link: link(), backup, requests: [asks] } });
      expect(world.lines()[1]).toContain(sentence);
      world.press("A");
      expect(world.text()).toContain(sentence);
      // Who looks at both screens sees whether somebody sits between.
      expect(world.text()).toContain("phone shows these words, too:");
      expect(world.text()).toContain("words  bison  cedar");
      world.press("y");
      expect(answers(world)).toEqual([{ method: "requests.approve", params: { id: asks.id } }]);
    }
  });

  it.each(["en", "sv"] as const)("about a way in is whole at 40×12, in %s", async (language) => {
    const changes = (["add", "replace", "remove"] as const).flatMap((what) =>
      (["words", "passphrase"] as const).map((kind) => ({ kind, what })),
    );
    const deleting = { ...BACKUP_ON, state: "deleting", deletesAt: 1_800_500_000 } as const;
    const asking = changes.map((change) =>
      request("words", { type: "recovery-change", by: "phone", change }),
    );
    const erasing = [request("backup", { type: "erase", by: "phone" })];
    for (const [backup, questions] of [
      [BACKUP_OFF, asking],
      [BACKUP_ON, asking],
      [deleting, erasing],
    ] as const) {
      for (const asks of questions) {
        const view = { devices, link: link(), backup, requests: [asks] };
        const [low, tall] = await Promise.all(
          [12, 40].map(async (rows) => {
            const world = await make({ language, size: { columns: 40, rows }, view });
            world.press("A");
            return world.lines().slice(1, -2).join(" ").split(/\s+/u).filter(Boolean);
          }),
        );
        expect(low).toEqual(tall);
      }
    }
  });

  it("says when a deletion would happen, and that a no stops it", async () => {
    const asks = request("backup", { type: "erase", by: "phone" });
    const backup = { ...BACKUP_ON, state: "deleting", deletesAt: 1_800_500_000 } as const;
    const world = await make({ view: { devices, link: link(), backup, requests: [asks] } });
    world.press("A");
    expect(world.text()).toContain("phone wants to delete the backup: was it you?");
    expect(world.text()).toMatch(/Without a no it happens on 2027-01-2\d\./);
    // The asking device shows them while it waits.
    expect(world.text()).toContain("phone has these words:");
    expect(world.text()).toContain("backup  bison  cedar");
    world.press("n");
    expect(answers(world)).toEqual([{ method: "requests.reject", params: { id: asks.id } }]);
  });

  it("stands on the Devices screen with its device, where Enter answers it", async () => {
    const world = await make();
    world.press("2");
    const row = world.lines().findIndex((text) => text.includes("! tablet"));
    expect(world.lines()[row]).toContain("to confirm · online");
    expect(world.lines()[row + 2]).toContain("phone added tablet: was it you? A answers");
    world.press("G", "enter", "y");
    expect(answers(world)).toEqual([{ method: "requests.approve", params: { id: asked.id } }]);
  });

  it("shows names of strangers without what could trick the terminal", async () => {
    const evil = request("\u001b[2Jtab\u202elet", { by: "pho\u0007ne" });
    const world = await make({ view: { devices, link: link(), requests: [evil] } });
    expect(world.lines()[1]).toContain("phone added [2Jtablet: was it you?");
  });
});
