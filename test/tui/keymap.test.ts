import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseConfig } from "../../src/protocol/config.ts";
import { ACTIONS, makeKeymap } from "../../src/tui/keymap.ts";
import { label } from "../support/fake-vault.ts";
import { createWorld } from "./world.ts";

const accounts = [label("GitHub"), label("Zulu")];

describe("keys of one's own", () => {
  it("are read from config.toml, one key or a list", () => {
    const { keys, problems } = parseConfig('[keys]\ntrash = "x"\nadd = ["n", "Ctrl-N"]\nedit = 3\n');
    expect(keys).toEqual({ trash: ["x"], add: ["n", "Ctrl-N"] });
    expect(problems.map(({ key }) => key)).toEqual(["keys.edit"]);
  });

  it("do what they were given, and the letter from before does nothing", async () => {
    const world = await createWorld({ accounts, keys: { trash: ["x"] } });
    world.press("d");
    expect(world.vault.calls.some(({ method }) => method === "accounts.trash")).toBe(false);
    world.press("x");
    expect(world.vault.calls.some(({ method }) => method === "accounts.trash")).toBe(true);
  });

  it("stand in the hints and in help", async () => {
    const world = await createWorld({ accounts, keys: { trash: ["X"], search: ["f"], help: ["h"] } });
    expect(world.lastLine()).toContain("X trash");
    expect(world.lastLine()).toContain("f search");
    world.press("h");
    expect(world.text()).toMatch(/ X +to the trash/);
    world.press("h");
    expect(world.text()).toContain("GitHub");
  });

  it("type in text fields whatever they mean elsewhere", async () => {
    const world = await createWorld({ accounts, keys: { trash: ["x"] } });
    world.press("/");
    world.type("xd");
    expect(world.lines()[1]).toContain("/ xd");
  });

  it("leave the keys that type nothing where they were, so that nobody is locked in", () => {
    const { keymap } = makeKeymap({ down: ["n"], copy: ["c"], quit: ["X"] });
    expect(keymap.keysOf("down")).toEqual(["n", "down"]);
    expect(keymap.keysOf("copy")).toEqual(["c", "enter"]);
    expect(keymap.translate("ctrl-c")).toBe("ctrl-c");
    expect(keymap.translate("q")).toBe("");
    expect(keymap.translate("X")).toBe("q");
  });

  it("that nobody knows, or that are taken twice, are told and the rest holds", () => {
    const { keymap, problems } = makeKeymap({
      fly: ["f"],
      add: ["x"],
      edit: ["x"],
      quit: ["esc"],
      sort: ["o"],
    });
    expect(problems).toEqual([
      { type: "unknown-action", action: "fly" },
      { type: "taken-key", action: "edit", key: "x" },
      { type: "taken-key", action: "quit", key: "esc" },
    ]);
    expect(keymap.translate("x")).toBe("a");
    expect(keymap.translate("e")).toBe("e");
    expect(keymap.translate("o")).toBe("s");
  });

  it("without any, every key means what the table says", () => {
    const { keymap, problems } = makeKeymap({});
    expect(problems).toEqual([]);
    for (const key of Object.values(ACTIONS).flat()) expect(keymap.translate(key)).toBe(key);
  });

  it("are documented with every action's name and keys", () => {
    const page = readFileSync(new URL("../../docs/KEYS.md", import.meta.url), "utf8");
    for (const [action, keys] of Object.entries(ACTIONS)) {
      expect(page).toContain(`| \`${action}\` | ${keys.map((key) => `\`${key}\``).join(" ")} |`);
    }
  });
});
