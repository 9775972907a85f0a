/** What keys are called on the screen, as the person has them: "⏎", "space", "Ctrl-R", or a letter. */
import type { Action } from "../keymap.ts";
import type { Model } from "../model.ts";
import type { Hint } from "./screen.ts";

type Named = Pick<Model, "words" | "glyphs" | "keymap">;

export function keyName({ words, glyphs }: Named, name: string): string {
  const signs: Readonly<Record<string, string>> = {
    enter: glyphs.enter,
    up: glyphs.up,
    down: glyphs.down,
    left: "←",
    right: "→",
  };
  if (name.startsWith("ctrl-")) return `Ctrl-${name.slice(5).toUpperCase()}`;
  return signs[name] ?? words.text.keys[name] ?? name;
}

/** The first of an action's keys. */
export const keyOf = (model: Named, action: Action): string =>
  keyName(model, model.keymap.keysOf(action)[0] ?? "");
export const hint = (model: Named, action: Action, does: string): Hint => ({
  key: keyOf(model, action),
  does,
});

/** The key that a hint names; undefined where it names several. "1-4" is the next screen. */
export function keyNamed({ words, glyphs, keymap }: Named, shown: string): string | undefined {
  if (shown === "1-4") return keymap.keysOf("nextTab")[0];
  if (shown === glyphs.enter) return "enter";
  if (shown.startsWith("Ctrl-")) return shown.toLowerCase();
  const named = Object.entries(words.text.keys).find(([, name]) => name === shown)?.[0];
  return named ?? (/^[^ ]$/u.test(shown) ? shown : undefined);
}
