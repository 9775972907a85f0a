/** All keys, made from the keymap: two columns where the window is wide enough, scrolled where it is low. */
import { bodyRows } from "../frame-size.ts";
import { ACTIONS, type Action } from "../keymap.ts";
import { BLANK, line, lineWidth, span, type Line } from "../line.ts";
import type { LayerOf, Model } from "../model.ts";
import type { Screen } from "./screen.ts";
import { pad, widthOf } from "../text-fit.ts";

const SECTIONS: readonly (readonly ["move" | "codes" | "accounts" | "app", readonly Action[]])[] = [
  ["codes", ["copy", "copyShown", "copyNext", "reveal", "search", "sort", "pin", "tags", "verify"]],
  ["accounts", ["add", "import", "edit", "details", "qr", "trash", "trashList", "undo", "redo"]],
  ["move", ["up", "down", "first", "last", "halfUp", "halfDown", "pageUp", "pageDown"]],
  [
    "app",
    [
      "codes",
      "devices",
      "backup",
      "activity",
      "nextTab",
      "settings",
      "requests",
      "lock",
      "suspend",
      "back",
      "help",
      "quit",
    ],
  ],
];
const KEY_WIDTH = 13;

export function helpScreen(model: Model, layer: LayerOf<"help">): Screen {
  const { words, size, glyphs } = model;
  const blocks = SECTIONS.map(([section, actions]) => [
    line(span(` ${words.text.help.sections[section]}`, { bold: true, tone: "accent" })),
    ...actions.map((action) => drawAction(model, action)),
    BLANK,
  ]);
  const half = Math.floor(size.columns / 2);
  const columns = [
    [...(blocks[0] ?? []), ...(blocks[1] ?? [])],
    [...(blocks[2] ?? []), ...(blocks[3] ?? [])],
  ] as const;
  const fits =
    columns[0].every((row) => lineWidth(row) < half) &&
    columns[1].every((row) => lineWidth(row) < size.columns - half);
  const lines = size.columns >= 78 && fits ? sideBySide(columns, half) : blocks.flat();
  const rows = bodyRows(size);
  const top = Math.min(layer.top, Math.max(0, lines.length - rows));
  const more = lines.length > rows;
  return {
    title: words.text.help.title,
    body: lines.slice(top, top + rows),
    hints: [
      { key: "?", does: words.text.hints.back },
      ...(more ? [{ key: `${glyphs.up}${glyphs.down}`, does: words.text.hints.list }] : []),
    ],
  };
}

function drawAction({ words, glyphs }: Model, action: Action): Line {
  const names = ACTIONS[action].map((name) =>
    keyName(name, { ...words.text.keys, enter: glyphs.enter, up: glyphs.up, down: glyphs.down }),
  );
  return line(
    "  ",
    span(pad(names.join(" "), KEY_WIDTH), { bold: true }),
    span(words.text.help.actions[action]),
  );
}

function keyName(name: string, names: Readonly<Record<string, string>>): string {
  if (name.startsWith("ctrl-")) return `Ctrl-${name.slice(5)}`;
  return names[name] ?? name;
}

function sideBySide(
  [left, right]: readonly [readonly Line[], readonly Line[]],
  half: number,
): readonly Line[] {
  return Array.from({ length: Math.max(left.length, right.length) }, (_, index) => {
    const start = left[index] ?? BLANK;
    const gap = " ".repeat(Math.max(0, half - start.reduce((width, { text }) => width + widthOf(text), 0)));
    return line(...start, gap, ...(right[index] ?? BLANK));
  });
}
