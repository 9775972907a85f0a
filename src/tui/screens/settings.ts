/** The settings that can be changed from here: what each is set to, and what the chosen one means. */
import { SETTING_ROWS } from "../model-settings.ts";
import { BLANK, span, type Line } from "../line.ts";
import type { LayerOf, Model } from "../model.ts";
import { isNarrow } from "../frame-size.ts";
import { pad, widthOf } from "../text-fit.ts";
import { paragraph, pointed, type Screen } from "./screen.ts";

export function settingsScreen(model: Model, layer: LayerOf<"settings">): Screen {
  const { words, glyphs, settings, size } = model;
  const { settings: text, hints } = words.text;
  const yesNo = (isOn: boolean): string => (isOn ? text.on : text.off);
  const values = {
    hideCodes: yesNo(settings.hideCodes),
    sort: text.sorts[settings.sort],
    theme: text.themes[settings.theme],
    mouse: yesNo(settings.mouse),
  };
  const names = isNarrow(size) ? text.shortNames : text.names;
  const width = Math.max(...SETTING_ROWS.map((row) => widthOf(names[row])));
  const chosen = SETTING_ROWS[layer.index];
  const rows = SETTING_ROWS.map((row, index): Line =>
    pointed(
      index === layer.index,
      glyphs,
      span(pad(names[row], width + 2)),
      span(values[row], { tone: "accent" }),
    ),
  );
  const note = chosen === undefined ? "" : text.notes[chosen];
  return {
    title: text.title,
    body: [BLANK, ...rows, BLANK, ...paragraph(note, size.columns, { tone: "quiet" })],
    hints: [
      { key: glyphs.enter, does: hints.change },
      { key: "Esc", does: hints.back },
    ],
  };
}
