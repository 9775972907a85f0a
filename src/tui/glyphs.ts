/**
 * The signs of the screen, none of them wide. A terminal whose locale is not UTF-8, or the Linux console, gets
 * letters and punctuation instead.
 */
export interface Glyphs {
  readonly pointer: string;
  readonly pinned: string;
  readonly toVerify: string;
  readonly full: string;
  readonly empty: string;
  readonly dot: string;
  readonly enter: string;
  readonly done: string;
  readonly trouble: string;
  readonly between: string;
  readonly cursor: string;
  readonly hidden: string;
  readonly rule: string;
  readonly up: string;
  readonly down: string;
  /** Lines are read aloud: colours, bars and places on the screen say nothing. */
  readonly isSpoken: boolean;
  readonly blocks: { readonly both: string; readonly upper: string; readonly lower: string } | null;
}

export const UNICODE: Glyphs = {
  pointer: "▸",
  pinned: "★",
  toVerify: "!",
  full: "▰",
  empty: "▱",
  dot: "●",
  enter: "⏎",
  done: "✓",
  trouble: "✗",
  between: "·",
  cursor: "▏",
  hidden: "·",
  rule: "─",
  up: "↑",
  down: "↓",
  isSpoken: false,
  blocks: { both: "█", upper: "▀", lower: "▄" },
};

export const ASCII: Glyphs = {
  pointer: ">",
  pinned: "*",
  toVerify: "!",
  full: "#",
  empty: "-",
  dot: "o",
  enter: "Enter",
  done: "ok:",
  trouble: "!!",
  between: "-",
  cursor: "_",
  hidden: ".",
  rule: "-",
  up: "^",
  down: "v",
  isSpoken: false,
  blocks: null,
};

/** Read aloud, line by line: no bars, no ornaments, no dots for each typed letter's look. */
export const SPOKEN: Glyphs = {
  ...ASCII,
  pointer: ">",
  full: "",
  empty: "",
  dot: "",
  between: ",",
  cursor: "",
  up: "Up",
  down: "Down",
  isSpoken: true,
};

export function chooseGlyphs(env: Readonly<Record<string, string | undefined>>, platform: string): Glyphs {
  if (env["TERM"] === "linux" || env["TERM"] === "dumb") return ASCII;
  const locale = env["LC_ALL"] || env["LC_CTYPE"] || env["LANG"] || "";
  if (/utf-?8/i.test(locale) || platform === "darwin" || platform === "win32") return UNICODE;
  return ASCII;
}
