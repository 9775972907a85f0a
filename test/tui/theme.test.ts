import { describe, expect, it } from "vitest";
import { line, span, type Tone } from "../../src/tui/line.ts";
import { formatLine } from "../../src/tui/painter.ts";
import { chooseTheme, PALETTES, THEME_NAMES, type Palette } from "../../src/tui/theme.ts";
import { label } from "../support/fake-vault.ts";
import { createWorld } from "./world.ts";

const TERM = { TERM: "xterm-256color" };
const TONES: readonly Tone[] = ["good", "warn", "bad", "accent", "quiet"];

/** The fixed part of the 256 colours: a cube of six steps, then greys. */
function rgbOf(index: number): readonly number[] {
  if (index >= 232) return [0, 1, 2].map(() => 8 + (index - 232) * 10);
  const step = (value: number): number => (value === 0 ? 0 : 55 + value * 40);
  const place = index - 16;
  return [Math.floor(place / 36), Math.floor(place / 6) % 6, place % 6].map(step);
}
/** WCAG 2.2, relative luminance and contrast ratio. */
function luminance(index: number): number {
  const [red = 0, green = 0, blue = 0] = rgbOf(index).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
function contrast(one: number, other: number): number {
  const [dark = 0, bright = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
}
const weakest = ({ ink, tones }: Palette, paper: number): number =>
  Math.min(...[ink, ...Object.values(tones)].map((index) => contrast(index, paper)));

describe("the palettes", () => {
  it("measure contrast as WCAG does", () => {
    expect(contrast(16, 231)).toBe(21);
    expect(rgbOf(25)).toEqual([0, 95, 175]);
    expect(rgbOf(244)).toEqual([128, 128, 128]);
  });

  it("have every text of dark and light at 4.5:1 or better, on the backgrounds of terminals too", () => {
    for (const paper of [PALETTES.dark.paper, 16, 236]) {
      expect(weakest(PALETTES.dark, paper)).toBeGreaterThanOrEqual(4.5);
    }
    for (const paper of [PALETTES.light.paper, 231, 255]) {
      expect(weakest(PALETTES.light, paper)).toBeGreaterThanOrEqual(4.5);
    }
  });

  it("have every text of high contrast at 7:1 or better", () => {
    const palette = PALETTES["high-contrast"];
    expect(weakest(palette, palette.paper)).toBeGreaterThanOrEqual(7);
  });

  it("use no colour that a terminal's own theme changes", () => {
    for (const { paper, ink, tones } of Object.values<Palette>(PALETTES)) {
      expect(Math.min(paper, ink, ...Object.values(tones))).toBeGreaterThanOrEqual(16);
    }
  });
});

describe("choosing a theme", () => {
  it.each([
    ["15;0", "dark"],
    ["0;15", "light"],
    ["0;default;15", "light"],
    ["7;8", "dark"],
  ] as const)(
    "auto, with COLORFGBG=%s, has the colours of %s and leaves the background alone",
    (value, is) => {
      const theme = chooseTheme("auto", { ...TERM, COLORFGBG: value });
      expect(theme.base).toBe("");
      expect(theme.tones).toEqual(chooseTheme(is, TERM).tones);
    },
  );

  it.each([undefined, "", "default;default", "0;200"])(
    "auto, with COLORFGBG=%s, has the terminal's own colours",
    (value) => {
      const theme = chooseTheme("auto", { ...TERM, COLORFGBG: value });
      expect(theme).toBe(chooseTheme("terminal", TERM));
    },
  );

  it("uses only the 16 colours where the terminal may not know more, and in its own theme", () => {
    for (const wish of THEME_NAMES) {
      for (const env of [{ TERM: "vt220" }, { TERM: "linux" }, ...(wish === "terminal" ? [TERM] : [])]) {
        const { base, tones } = chooseTheme(wish, env);
        expect([base, ...Object.values(tones)].join(";")).not.toContain("8;5");
      }
    }
    expect(chooseTheme("dark", { TERM: "xterm", COLORTERM: "truecolor" }).base).toContain("48;5");
  });

  it.each([
    [{ NO_COLOR: "1" }, false],
    [{ NO_COLOR: "1", CLICOLOR_FORCE: "1" }, false],
    [{ NO_COLOR: "" }, true],
    [{ CLICOLOR: "0" }, false],
    [{ CLICOLOR: "0", CLICOLOR_FORCE: "1" }, true],
    [{ CLICOLOR: "0", CLICOLOR_FORCE: "0" }, false],
    [{ CLICOLOR: "1" }, true],
  ])("%j paints in colour: %s, in every theme", (env, isColoured) => {
    for (const wish of THEME_NAMES) {
      const { base, tones, paper } = chooseTheme(wish, { ...TERM, ...env });
      const codes = [base, ...Object.values(tones), paper].flatMap((text) => text.split(";")).map(Number);
      expect(codes.some((code) => code >= 30)).toBe(isColoured);
    }
  });

  it("dims nothing in high contrast, with colours or without, and sets the chosen row off", () => {
    for (const env of [TERM, { TERM: "linux" }, { ...TERM, NO_COLOR: "1" }]) {
      const theme = chooseTheme("high-contrast", env);
      for (const tone of TONES) {
        expect(formatLine(line(span("x", { tone })), theme, 1)).not.toMatch(/[[;]2[;m]/);
      }
      expect(formatLine(line(span("x", { chosen: true })), theme, 1)).toMatch(/[[;]7[;m]/);
    }
  });

  it("is the same object for the same wish: nothing is painted anew for nothing", () => {
    for (const wish of THEME_NAMES) expect(chooseTheme(wish, TERM)).toBe(chooseTheme(wish, { ...TERM }));
  });
});

describe("the setting", () => {
  it("changes with a key, holds at once, goes back the other way, and is written down", async () => {
    const world = await createWorld({ accounts: [label("GitHub")] });
    world.press("S", "j", "j", "enter");
    expect(world.model().settings.theme).toBe("dark");
    expect(world.text()).toMatch(/▸ Colours +dark/);
    world.press("left", "left");
    expect(world.model().settings.theme).toBe("terminal");
    expect(world.effects.at(-1)).toMatchObject({ type: "save-setting", key: "ui.theme", value: "terminal" });
  });
});
