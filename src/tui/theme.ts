/**
 * Colours: what each tone of a line looks like in each theme, as SGR parameters.
 *
 * `dark`, `light` and `high-contrast` paint their own background, so that every text has the contrast that its palette
 * promises, whatever the terminal's colours are. They use the fixed part of the 256 colours, which no terminal's theme
 * changes. `terminal` has nothing but the terminal's own 16. Colour never says what words and signs don't.
 */
import type { Tone } from "./line.ts";

export const THEME_NAMES = ["auto", "dark", "light", "high-contrast", "terminal"] as const;
export type ThemeName = (typeof THEME_NAMES)[number];

export interface Theme {
  /** Under every text; empty: the terminal's own colours. */
  readonly base: string;
  readonly tones: Readonly<Record<Tone, string>>;
  /** The row that has the keyboard, instead of its tones; empty: nothing. */
  readonly chosen: string;
  /** Dark on light whatever the theme: QR codes. */
  readonly paper: string;
}

/** Indices of the 256 colours, from 16 on. */
export interface Palette {
  readonly paper: number;
  readonly ink: number;
  readonly tones: Readonly<Record<Tone, number>>;
}

export const PALETTES = {
  dark: { paper: 234, ink: 253, tones: { good: 114, warn: 221, bad: 210, accent: 80, quiet: 249 } },
  light: { paper: 231, ink: 235, tones: { good: 22, warn: 94, bad: 124, accent: 25, quiet: 240 } },
  "high-contrast": {
    paper: 16,
    ink: 231,
    tones: { good: 120, warn: 227, bad: 217, accent: 123, quiet: 231 },
  },
} as const satisfies Readonly<Record<string, Palette>>;

const BLACK_ON_WHITE = "38;5;16;48;5;231";
const COLOURLESS: Theme = {
  base: "",
  tones: { good: "", warn: "", bad: "", accent: "", quiet: "2" },
  chosen: "",
  paper: "",
};
/** No dim text, and the chosen row inverse: without colours that is all there is. */
const COLOURLESS_CONTRAST: Theme = {
  base: "",
  tones: { good: "1", warn: "1", bad: "1", accent: "1", quiet: "" },
  chosen: "7",
  paper: "",
};
const TERMINAL: Theme = {
  base: "",
  tones: { good: "32", warn: "33", bad: "31", accent: "36", quiet: "2" },
  chosen: "",
  paper: BLACK_ON_WHITE,
};
/** Bright white on black, of 16 colours; bold black is grey on some. */
const TERMINAL_CONTRAST: Theme = { ...COLOURLESS_CONTRAST, base: "1;37;40", paper: "22;30;47" };

const foreground = (index: number): string => `38;5;${index}`;
const mapTones = ({ tones }: Palette, draw: (index: number) => string): Readonly<Record<Tone, string>> => ({
  good: draw(tones.good),
  warn: draw(tones.warn),
  bad: draw(tones.bad),
  accent: draw(tones.accent),
  quiet: draw(tones.quiet),
});
/** On a background that the terminal has already. */
const unpainted = (palette: Palette): Theme => ({ ...TERMINAL, tones: mapTones(palette, foreground) });
const painted = (palette: Palette): Theme => ({
  base: `${foreground(palette.ink)};48;5;${palette.paper}`,
  tones: mapTones(palette, foreground),
  chosen: "",
  paper: BLACK_ON_WHITE,
});

const DARK = painted(PALETTES.dark);
const LIGHT = painted(PALETTES.light);
const HIGH_CONTRAST: Theme = {
  ...painted(PALETTES["high-contrast"]),
  tones: {
    ...mapTones(PALETTES["high-contrast"], (index) => `1;${foreground(index)}`),
    quiet: "",
  },
  chosen: "7",
};
const ON_DARK = unpainted(PALETTES.dark);
const ON_LIGHT = unpainted(PALETTES.light);

type Environment = Readonly<Record<string, string | undefined>>;

/** The same wish in the same environment gives the same object. */
export function chooseTheme(wish: ThemeName, env: Environment): Theme {
  const isContrast = wish === "high-contrast";
  if (!wantsColours(env)) return isContrast ? COLOURLESS_CONTRAST : COLOURLESS;
  if (!hasFixedColours(env)) return isContrast ? TERMINAL_CONTRAST : TERMINAL;
  switch (wish) {
    case "dark":
      return DARK;
    case "light":
      return LIGHT;
    case "high-contrast":
      return HIGH_CONTRAST;
    case "terminal":
      return TERMINAL;
    default:
      return { dark: ON_DARK, light: ON_LIGHT, unknown: TERMINAL }[backgroundOf(env)];
  }
}

/** https://no-color.org and https://bixense.com/clicolors: a refusal wins over force. */
function wantsColours(env: Environment): boolean {
  if (env["NO_COLOR"]) return false;
  const force = env["CLICOLOR_FORCE"];
  return (force !== undefined && force !== "" && force !== "0") || env["CLICOLOR"] !== "0";
}

const hasFixedColours = (env: Environment): boolean =>
  Boolean(env["COLORTERM"]) || /256|direct|kitty|alacritty|ghostty|foot|wezterm/.test(env["TERM"] ?? "");

/**
 * COLORFGBG ("15;0", "0;default;15") is known at once. A terminal that is asked (OSC 11) may answer late, or after
 * holt has ended, and then whatever reads the terminal next gets the answer as typed text: it isn't asked.
 */
function backgroundOf(env: Environment): "dark" | "light" | "unknown" {
  const last = env["COLORFGBG"]?.split(";").at(-1) ?? "";
  if (!/^\d{1,2}$/.test(last)) return "unknown";
  const index = Number(last);
  return index < 7 || index === 8 ? "dark" : "light";
}
