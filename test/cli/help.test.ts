/**
 * Help is made from the same specs that parse the line, so it names every option, in each language.
 */
import { describe, expect, test } from "vitest";
import { GLOBAL_OPTIONS } from "../../src/cli/command-line.ts";
import { COMMANDS, type CommandName, loadCommand } from "../../src/cli/commands.ts";
import { renderCommandHelp, renderOverview } from "../../src/cli/help.ts";
import { helpEn } from "../../src/cli/help-en.ts";
import { helpSv } from "../../src/cli/help-sv.ts";

const NAMES = Object.keys(COMMANDS) as CommandName[];

describe.each([
  ["English", helpEn],
  ["Swedish", helpSv],
])("in %s", (_, texts) => {
  test.each(NAMES)("%s: each option has a text, and there are examples of it", async (name) => {
    const { spec } = await loadCommand(name);
    const lines = renderCommandHelp(name, spec, texts);
    const shown = Object.entries(spec.options).filter(([, option]) => !("hidden" in option));
    for (const [option] of shown) {
      const at = lines.findIndex((line) => new RegExp(`^  --${option}( |…|$)`).test(line));
      expect({ option, isShown: at > 0 }).toEqual({ option, isShown: true });
      expect(`${lines[at]} ${lines[at + 1]}`.replace(/ *--[\w-]+ /, "").trim()).not.toBe("");
    }
    expect(spec.examples.length).toBeGreaterThan(0);
    for (const example of spec.examples) expect(example).toMatch(new RegExp(`^holt ${name}( |$)`));
    expect(lines.every((line) => line.length <= 120)).toBe(true);
  });

  test("the overview names every command and every option that all take", () => {
    const text = renderOverview(texts).join("\n");
    for (const name of NAMES) expect(text).toContain(`\n  ${name} `);
    for (const option of Object.keys(GLOBAL_OPTIONS).filter((name) => name !== "color")) {
      expect(text).toContain(`--${option}`);
    }
  });
});
