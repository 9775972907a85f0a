/** What a style looks like: Ink's properties for it. Basic colours only, so that every theme stays readable. */
import type { TextProps } from "ink";
import type { Style, Tone } from "../line.ts";

const TONES: Readonly<Record<Tone, TextProps>> = {
  good: { color: "green" },
  warn: { color: "yellow" },
  bad: { color: "red" },
  accent: { color: "cyan" },
  quiet: { dimColor: true },
};

export function textProps({ tone, bold, inverse, underline, paper }: Style): TextProps {
  return {
    ...(tone === undefined ? {} : TONES[tone]),
    ...(bold === true ? { bold } : {}),
    ...(inverse === true ? { inverse } : {}),
    ...(underline === true ? { underline } : {}),
    ...(paper === true ? { color: "#000000", backgroundColor: "#ffffff" } : {}),
  };
}
