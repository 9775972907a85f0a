import { err } from "../../src/protocol/result.ts";
import { describe, expect, it } from "vitest";
import { groupCode } from "../../src/tui/code-time.ts";
import { widthOf } from "../../src/tui/text-fit.ts";
import { fakeCode, label } from "../support/fake-vault.ts";
import { createWorld, START_MS } from "./world.ts";

// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
const STEP = START_MS / 1000 / 30;
const accounts = [
  label("GitHub", { name: "sven@example.org", tags: ["work"] }),
  label("GitLab", { name: "sven", period: 60 }),
  label("Gitea", { name: "root@git.example", digits: 8 }),
  label("Bank", { type: "hotp", counter: 4 }),
  label("日本銀行", { name: "山田" }),
  label("Zulu", { pinned: true }),
];

describe("the Codes screen", () => {
  it("shows each account with its code in groups, its time left and its own period", async () => {
    const world = await createWorld({ accounts });
    world.wait(5);
    const row = (issuer: string): string => world.lines().find((text) => text.includes(issuer)) ?? "";
    expect(row("GitHub")).toContain(groupCode(fakeCode("GitHub", STEP)));
    expect(row("GitHub")).toMatch(/▰{7}▱ +25 s/);
    expect(row("GitLab")).toMatch(/55 s/);
    expect(row("Gitea")).toMatch(/\d{4} \d{4}/);
    expect(row("Bank")).toContain("⏎ new code");
    expect(world.lines()[1]).toContain("★ Zulu");
  });

  it("shows the next code in the last ten seconds, and then that one as the current", async () => {
    const world = await createWorld({ accounts });
    world.wait(19);
    const next = groupCode(fakeCode("GitHub", STEP + 1));
    expect(world.text()).not.toContain(next);
    world.wait(1);
    expect(world.text()).toContain(`next ${next}`);
    world.wait(10);
    expect(world.text()).toContain(next);
    expect(world.text()).not.toContain(groupCode(fakeCode("GitHub", STEP)));
  });

  it("shows no code rather than one that is over", async () => {
    const world = await createWorld({ accounts: accounts.slice(0, 1) });
    world.vault.answers.set("codes.peek", () => ({ ok: false, error: { type: "internal", detail: "x" } }));
    world.wait(29);
    expect(world.text()).toContain(groupCode(fakeCode("GitHub", STEP)));
    world.wait(1);
    expect(world.text()).toContain(groupCode(fakeCode("GitHub", STEP + 1)));
    world.wait(30);
    expect(world.text()).toContain("··· ···");
  });

  it("copies what holds at the key press, counts the use, and says how", async () => {
    const world = await createWorld({ accounts });
    world.press("g", "j", "j", "enter");
    expect(world.copied).toEqual([fakeCode("Gitea", STEP, 8)]);
    expect(world.lastLine()).toContain("copied: Gitea (root@git.example) (tmux) · cleared in 30 s");
    expect(world.vault.calls.at(-1)).toMatchObject({ method: "codes.used", params: { id: "Gitea" } });
    world.press("Y");
    expect(world.copied.at(-1)).toBe(fakeCode("Gitea", STEP + 1, 8));
  });

  it("makes a counter's next code only on Enter; y copies the one that is shown", async () => {
    const world = await createWorld({ accounts });
    world.press("g", "j", "y");
    expect(world.copied).toEqual([]);
    world.press("enter");
    expect(world.copied).toEqual([fakeCode("Bank", 4)]);
    expect(world.text()).toContain(groupCode(fakeCode("Bank", 4)));
    world.press("y");
    expect(world.copied).toEqual([fakeCode("Bank", 4), fakeCode("Bank", 4)]);
    expect(world.vault.calls.filter(({ method }) => method === "codes.get")).toHaveLength(1);
  });

  it("asks for the codes in sight and for no others", async () => {
    const many = Array.from({ length: 100 }, (_, index) => label(`A${String(index).padStart(3, "0")}`));
    const world = await createWorld({ accounts: many });
    const asked = (): string[] =>
      world.vault.calls.flatMap(({ method, params }) =>
        method === "codes.peek" ? (params["ids"] as string[]) : [],
      );
    expect(new Set(asked()).size).toBe(21);
    world.press("G");
    expect(asked()).toContain("A099");
    expect(asked()).not.toContain("A050");
    expect([...world.model().list.codes.keys()].sort()).toEqual(many.slice(79).map(({ id }) => id));
  });

  it("keeps hidden codes out of the process until they are asked for", async () => {
    const world = await createWorld({ accounts, settings: { hideCodes: true } });
    expect(world.vault.calls.filter(({ method }) => method === "codes.peek")).toEqual([]);
    world.press("g", "j", "j", "j", "space");
    expect([...world.model().list.codes.keys()]).toEqual(["GitHub"]);
    expect(world.text()).toContain(groupCode(fakeCode("GitHub", STEP)));
    world.press("j");
    expect(world.model().list.codes.size).toBe(0);
    world.press("enter");
    expect(world.copied).toEqual([fakeCode("GitLab", START_MS / 60_000)]);
    expect(world.model().list.codes.size).toBe(0);
  });

  it("drops every label and code with a lock", async () => {
    const world = await createWorld({ accounts });
    world.press("L");
    world.store.dispatch({ type: "view-locked" });
    expect(world.text()).not.toContain("GitHub");
    expect(world.model().accounts.size + world.model().list.codes.size).toBe(0);
  });
});

describe("searching", () => {
  it("types every printable key, selects the best match, and Enter copies it", async () => {
    const world = await createWorld({ accounts });
    world.press("/");
    world.type("qgit");
    expect(world.text()).toContain("No account fits.");
    world.press("esc");
    world.type("gitl");
    expect(world.text()).toContain("1 of 6");
    world.press("enter");
    expect(world.copied).toEqual([fakeCode("GitLab", START_MS / 60_000)]);
  });

  it("Esc clears the text, then goes back, and never leaves holt", async () => {
    const world = await createWorld({ accounts });
    world.press("/");
    world.type("git");
    world.press("esc");
    expect(world.text()).toContain("6 of 6");
    world.press("esc", "esc", "esc");
    expect(world.text()).not.toContain("6 of 6");
    expect(world.effects.some(({ type }) => type === "quit")).toBe(false);
  });

  it("Enter waits for the answer to what was typed last, and copies its best match", async () => {
    const world = await createWorld({ accounts, answersAtOnce: false });
    world.store.dispatch({ type: "view", accounts: world.vault.accounts, state: null, isLive: true });
    world.press("/");
    world.type("git");
    world.press("enter");
    const searches = world.effects.filter(
      (effect) => effect.type === "call" && effect.method === "accounts.search",
    );
    expect(searches).toHaveLength(1);
    const answer = (id: string): void => {
      const effect = world.effects.findLast((one) => one.type === "call" && one.method === "accounts.search");
      if (effect?.type !== "call") throw new Error("nothing was asked");
      const hits = { ok: true, value: { hits: [{ id, issuer: [], name: [] }] } } as never;
      world.store.dispatch({ type: "answer", apply: (model) => effect.reply(model, hits) });
    };
    answer("Gitea");
    expect(world.effects.some(({ type }) => type === "copy")).toBe(false);
    answer("GitHub");
    expect(world.model().list.selected).toBe("GitHub");
    const last = world.effects.at(-1);
    expect(last).toMatchObject({ type: "call", method: "codes.peek", params: { ids: ["GitHub"] } });
  });

  it("underlines what matched", async () => {
    const world = await createWorld({ accounts });
    world.press("/");
    world.type("lab");
    const spans = world.store.frame().flat();
    expect(spans.filter(({ style }) => style.underline === true).map(({ text }) => text)).toEqual(["Lab"]);
  });
});

describe("sorting, tags and what is done to an account", () => {
  it("sorts by name, by use and by age, pinned ones first", async () => {
    const world = await createWorld({
      accounts: [
        label("B", { usedCount: 9 }),
        label("A", { createdAt: 5 }),
        label("C", { createdAt: 1_800_000_000 }),
        label("P", { pinned: true }),
      ],
    });
    const order = (): readonly string[] => world.model().list.order;
    expect(order()).toEqual(["P", "A", "B", "C"]);
    world.press("s");
    expect(order()).toEqual(["P", "B", "A", "C"]);
    world.press("s");
    expect(order()).toEqual(["P", "C", "B", "A"]);
  });

  it("filters by a tag, and shows all again on Esc", async () => {
    const world = await createWorld({ accounts });
    world.press("t", "enter");
    expect(world.model().list.order).toEqual(["GitHub"]);
    expect(world.text()).toContain("tag: work");
    world.press("esc");
    expect(world.model().list.order).toHaveLength(6);
  });

  it("gives an account a new tag", async () => {
    const world = await createWorld({ accounts });
    world.press("g", "t", "n");
    world.type("quiet");
    world.press("enter");
    expect(world.vault.accounts.get("Zulu")?.tags).toEqual(["quiet"]);
    expect(world.text()).toContain("[x] quiet");
  });

  it("moves an account to the trash with a word on how to take it back, and undo says what it undid", async () => {
    const world = await createWorld({
      accounts,
      view: { undo: { action: "account-trashed", text: "Zulu" } },
    });
    world.press("g", "d");
    expect(world.text()).not.toContain("★ Zulu");
    expect(world.lastLine()).toContain("u takes it back");
    world.press("u");
    expect(world.lastLine()).toContain("GitHub (sven) is back from the trash");
  });
});

describe("text from accounts", () => {
  it("can't move the cursor, turn the line or break the columns", async () => {
    const evil = label("e", { issuer: "\u001b[2J\u202eEvil\u0007\nCo", name: "a\u2066b\u0000" });
    const emoji = label("r", {
      issuer: "👩‍👩‍👧‍👦 Family 🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀",
      name: "漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字",
    });
    for (const columns of [40, 60, 80, 200]) {
      const world = await createWorld({ accounts: [evil, emoji, ...accounts], size: { columns, rows: 14 } });
      expect(world.text().replaceAll("\n", "")).not.toMatch(UNSAFE);
      expect(world.text()).toContain("[2JEvil Co".slice(0, 8));
      for (const row of world.lines()) expect(widthOf(row)).toBeLessThanOrEqual(columns);
      const starts = world.lines().flatMap((row) => {
        const at = / {2}\d{3} \d{3}/.exec(row)?.index;
        return at === undefined ? [] : [widthOf(row.slice(0, at))];
      });
      expect(new Set(starts).size).toBe(1);
    }
  });
});

describe("messages", () => {
  it("are read whole in a narrow window, with the health line still there", async () => {
    const world = await createWorld({ accounts: [label("GitHub")], size: { columns: 40, rows: 12 } });
    world.vault.answers.set("accounts.trash", () =>
      err({
        type: "malformed",
        what: "x",
        where: "somewhere in a file whose name is long",
        reason: "a reason that takes its room too",
      }),
    );
    world.press("d");
    expect(world.text().replace(/\s+/g, " ")).toContain("a reason that takes its room too");
    expect(world.lines().some((line) => line.includes("only here"))).toBe(true);
    world.press("j");
    expect(world.lastLine()).toContain("search");
  });

  it("about accounts don't outlive a lock", async () => {
    const world = await createWorld({ accounts: [label("GitHub")] });
    world.press("enter");
    expect(world.lastLine()).toContain("GitHub");
    world.store.dispatch({ type: "view-locked" });
    expect(world.text()).toContain("The vault is locked");
    expect(world.text()).not.toContain("GitHub");
  });

  it("don't claim that a terminal copied what it was only asked to copy", async () => {
    const world = await createWorld({ accounts: [label("GitHub")], copyMethod: "osc52" });
    world.press("enter");
    expect(world.text()).toContain("handed to the terminal (OSC 52)");
    expect(world.text()).not.toContain("copied:");
    expect(world.text()).not.toContain("cleared in");
  });

  it("leave the pointer on a tag that was just made", async () => {
    const world = await createWorld({ accounts: [label("GitHub", { tags: ["a"] })] });
    world.press("t", "n");
    world.type("zz");
    world.press("enter", "enter");
    expect(world.lines()[1]).toContain("tag: zz");
  });
});
