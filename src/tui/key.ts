/**
 * Keys as the model knows them: a name ("j", "G", "enter", "ctrl-d", "shift-tab") and the text they type, if any.
 *
 * Terminals may deliver several characters at once (fast typing, a paste without brackets): each becomes a key.
 */
import type { Key as InkKey } from "ink";
import { splitGraphemes } from "./text-fit.ts";

export interface Key {
  readonly name: string;
  /** Empty for keys that type nothing. */
  readonly text: string;
}

const key = (name: string, text = ""): Key => ({ name, text });
export const textKey = (text: string): Key => ({ name: text === " " ? "space" : text, text });

const NAMED: readonly (readonly [keyof InkKey, string])[] = [
  ["upArrow", "up"],
  ["downArrow", "down"],
  ["leftArrow", "left"],
  ["rightArrow", "right"],
  ["pageUp", "pageup"],
  ["pageDown", "pagedown"],
  ["home", "home"],
  ["end", "end"],
  ["return", "enter"],
  ["escape", "esc"],
  ["backspace", "backspace"],
  ["delete", "delete"],
];

export function toKeys(input: string, pressed: InkKey): readonly Key[] {
  if (pressed.eventType === "release") return [];
  if (pressed.tab) return [key(pressed.shift ? "shift-tab" : "tab")];
  for (const [flag, name] of NAMED) if (pressed[flag] === true) return [key(name)];
  if (pressed.ctrl) return input === "" ? [] : [key(`ctrl-${input}`)];
  if (pressed.meta) return input === "" ? [] : [key(`alt-${input}`)];
  return splitGraphemes(input).flatMap(characterToKey);
}

const CONTROLS: Readonly<Record<string, string>> = {
  "\r": "enter",
  "\n": "enter",
  "\r\n": "enter",
  "\t": "tab",
  "\u007f": "backspace",
  "\b": "backspace",
  "\u001b": "esc",
};

function characterToKey(character: string): readonly Key[] {
  const name = CONTROLS[character];
  if (name !== undefined) return [key(name)];
  const code = character.codePointAt(0) ?? 0;
  if (code >= 1 && code <= 26) return [key(`ctrl-${String.fromCharCode(code + 96)}`)];
  return code < 32 ? [] : [textKey(character)];
}
