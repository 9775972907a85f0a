/** All keys, made from the keymap: two columns where the window is wide enough, scrolled where it is low. */
import { bodyRows, isNarrow } from "../frame-size.ts";
import type { Action } from "../keymap.ts";
import { BLANK, line, lineWidth, span, type Line } from "../line.ts";
import type { LayerOf, Model } from "../model.ts";
import { keyName, keyOf } from "./key-names.ts";
import type { Screen } from "./screen.ts";
import { pad, widthOf, wrap } from "../text-fit.ts";

/** Actions that belong together share a line. */
type Entry = readonly Action[];
const each = (...actions: readonly Action[]): readonly Entry[] => actions.map((action) => [action]);

type Section = "move" | "codes" | "accounts" | "devices" | "backup" | "app";
const SECTIONS: readonly (readonly [Section, readonly Entry[]])[] = [
  ["codes", each("copy", "copyShown", "copyNext", "reveal", "search", "sort", "pin", "tags", "verify")],
  ["accounts", each("add", "import", "edit", "details", "qr", "trash", "trashList", "undo", "redo")],
  [
    "move",
    [
      ["up", "down"],
      ["first", "last"],
      ["halfUp", "halfDown"],
      ["pageUp", "pageDown"],
    ],
  ],
  [
    "devices",
    [
      ["newDevice", "join"],
      ["link", "syncNow"],
      ["revoke", "refound"],
    ],
  ],
  [
    "backup",
    [
      ["backupOn", "backupOff"],
      ["kit", "points"],
      ["recover", "checklist"],
    ],
  ],
  [
    "app",
    [
      ["codes", "devices"],
      ["backup", "activity"],
      ["nextTab", "settings"],
      ["requests", "lock"],
      ["help", "back"],
      ...each("suspend", "quit"),
    ],
  ],
];
const GAP = 2;

export function helpScreen(model: Model, layer: LayerOf<"help">): Screen {
  const { words, size, glyphs } = model;
  const lines = helpLines(model);
  const rows = bodyRows(size);
  const top = Math.min(layer.top, Math.max(0, lines.length - rows));
  const more = lines.length > rows;
  return {
    title: words.text.help.title,
    body: lines.slice(top, top + rows),
    hints: [
      { key: keyOf(model, "help"), does: words.text.hints.back },
      ...(more ? [{ key: `${glyphs.up}${glyphs.down}`, does: words.text.hints.list }] : []),
    ],
  };
}

/** Two columns where both fit whole, else one. */
export function helpLines(model: Model): readonly Line[] {
  const [codes = [], accounts = [], move = [], devices = [], backup = [], app = []] = drawColumns(model, [
    [0, 1],
    [2, 3, 4, 5],
  ]);
  const left = [...codes, BLANK, ...accounts];
  const right = [...move, ...devices, ...backup, ...app];
  const leftWidth = Math.max(...left.map(lineWidth)) + GAP;
  const isWide = leftWidth + Math.max(...right.map(lineWidth)) <= model.size.columns;
  if (isWide && !model.glyphs.isSpoken) {
    return sideBySide([left, right], leftWidth);
  }
  // A narrow window leaves no room for the widest keys of other sections.
  const columns = isNarrow(model.size)
    ? SECTIONS.map((_, place) => [place])
    : [SECTIONS.map((_, place) => place)];
  return drawColumns(model, columns).flatMap((block) => [...block, BLANK]);
}

/** The sections, with keys as wide as the widest of their column. */
function drawColumns(model: Model, columns: readonly (readonly number[])[]): readonly (readonly Line[])[] {
  return columns.flatMap((places) => {
    const chosen = places.flatMap((place) => SECTIONS.slice(place, place + 1));
    const keyWidth =
      Math.max(...chosen.flatMap(([, entries]) => entries.map((entry) => widthOf(keysOf(model, entry))))) +
      GAP;
    return chosen.map(([section, entries]) => [
      line(span(` ${model.words.text.help.sections[section]}`, { bold: true, tone: "accent" })),
      ...entries.flatMap((entry) => drawEntry(model, entry, keyWidth)),
    ]);
  });
}

/** What a key does goes on below itself where the window is narrow. */
function drawEntry(model: Model, entry: Entry, keyWidth: number): readonly Line[] {
  const { words, size } = model;
  const [first, ...others] = entry;
  const { pairs, actions } = words.text.help;
  const pair = others.length > 0 && first !== undefined ? pairs[first] : undefined;
  const does = pair ?? entry.map((action) => actions[action]).join(", ");
  return wrap(does, size.columns - keyWidth - 3).map((part, index) =>
    line("  ", span(pad(index === 0 ? keysOf(model, entry) : "", keyWidth), { bold: true }), span(part)),
  );
}

const keysOf = (model: Model, entry: Entry): string =>
  entry.flatMap((action) => model.keymap.keysOf(action).map((name) => keyName(model, name))).join(" ");

function sideBySide(
  [left, right]: readonly [readonly Line[], readonly Line[]],
  leftWidth: number,
): readonly Line[] {
  return Array.from({ length: Math.max(left.length, right.length) }, (_, index) => {
    const start = left[index] ?? BLANK;
    const gap = " ".repeat(Math.max(0, leftWidth - lineWidth(start)));
    return line(...start, gap, ...(right[index] ?? BLANK));
  });
}
