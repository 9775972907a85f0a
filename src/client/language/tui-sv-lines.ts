/** The words for a terminal that can only print, in Swedish. */
import type { linesEn } from "./tui-en-lines.ts";

const many = (count: number, one: string, more: string): string => `${count} ${count === 1 ? one : more}`;

export const linesSv: typeof linesEn = {
  intro: (count) =>
    `holt: ${many(count, "konto", "konton")}. Ett namn och Enter: koden. Bara Enter: alla. q: avsluta.`,
  elsewhere: "Den här terminalen kan bara skriva ut. Allt annat är kommandon: holt --help",
  prompt: "> ",
  counter: "räknare: hela namnet gör nästa kod",
};
