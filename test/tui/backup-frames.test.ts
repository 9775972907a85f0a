import { describe, expect, it } from "vitest";
import { widthOf } from "../../src/tui/text-fit.ts";
import { label } from "../support/fake-vault.ts";
import { BACKED_UP, OFF_SCREENS, ON_SCREENS, RECOVERY_SCREENS, UNBACKED } from "./backup-reach.ts";
import { createWorld, type World, type WorldOptions } from "./world.ts";

const accounts = [label("GitHub"), label("Bank")];
const SIZES = [
  { columns: 80, rows: 24 },
  { columns: 40, rows: 12 },
  { columns: 61, rows: 15 },
  { columns: 200, rows: 50 },
];
const ALL = [
  ...Object.entries(ON_SCREENS).map(([name, reach]) => [`on: ${name}`, { view: BACKED_UP }, reach] as const),
  ...Object.entries(OFF_SCREENS).map(([name, reach]) => [`off: ${name}`, { view: UNBACKED }, reach] as const),
  ...Object.entries(RECOVERY_SCREENS).map(
    ([name, reach]) =>
      [
        `recovery: ${name}`,
        { is: "new" },
        (world: World) => {
          world.press("3");
          reach(world);
        },
      ] as const,
  ),
];
/** What is scrolled or in pages at 40×12; a form shows the field that has the keyboard. */
const IN_PARTS = [
  "on: backup",
  "on: differs",
  "off: backup",
  "off: words",
  "off: three words",
  "off: a passphrase of one's own",
  "recovery: address",
  "recovery: vault form",
  "on: kit",
  "on: prove with words",
  "recovery: words",
];

describe.each(["en", "sv"] as const)("screens of the backup in %s", (language) => {
  it.each(ALL)("%s fits every window", async (_name, options: WorldOptions, reach) => {
    const found: unknown[] = [];
    for (const size of SIZES) {
      const world = await createWorld({ accounts, size, language, ...options });
      reach(world);
      const text = world.text();
      if (world.store.frame().length !== size.rows) found.push({ size, rows: world.store.frame().length });
      found.push(...world.lines().filter((row) => widthOf(row) > size.columns));
      if (/undefined|NaN|null/u.test(text) || text.trim() === "") found.push({ size, text });
    }
    expect(found).toEqual([]);
  });

  /** The words of a screen between header and health line. */
  const wordsIn = async (rows: number, options: WorldOptions, reach: (world: World) => void) => {
    const world = await createWorld({ accounts, size: { columns: 40, rows }, language, ...options });
    reach(world);
    return world.lines().slice(1, -2).join(" ").split(/\s+/).filter(Boolean);
  };

  it.each(ALL.filter(([name]) => !IN_PARTS.includes(name)))(
    "%s is whole at 40×12: no word of it is left out",
    async (_name, options: WorldOptions, reach) => {
      const tall = await wordsIn(60, options, reach);
      const low = await wordsIn(12, options, reach);
      expect(tall.filter((word) => !low.includes(word))).toEqual([]);
      // A word that was cut; a sentence that goes on has a space before it, and names of others may be long.
      expect(low.join(" ").replaceAll(/name is…|GitHub…|sven…|\S+@\S*…/gu, "")).not.toMatch(/\S…/u);
    },
  );
});
