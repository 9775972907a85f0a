/**
 * Settings that a person changes from here; each holds at once and is written to config.toml.
 */
import type { SettingKey } from "../protocol/config.ts";
import type { Key } from "./key.ts";
import { actionOf } from "./keymap.ts";
import { closeLayer, replaceLayer } from "./layers.ts";
import { fail } from "./messages.ts";
import { stay, type LayerOf, type Model, type Step, type TuiSettings } from "./model.ts";
import { moveBy } from "./movement.ts";
import { THEME_NAMES } from "./theme.ts";

type Row = keyof TuiSettings;
type Choices = { readonly [R in Row]: readonly TuiSettings[R][] };
const YES_NO = [false, true] as const;
/** In the order of the screen. */
const CHOICES: Choices = {
  hideCodes: YES_NO,
  sort: ["name", "used", "added"],
  theme: THEME_NAMES,
  mouse: YES_NO,
};
const KEYS: Readonly<Record<Row, SettingKey>> = {
  hideCodes: "ui.hide-codes",
  sort: "ui.sort",
  theme: "ui.theme",
  mouse: "ui.mouse",
};
export const SETTING_ROWS = Object.keys(CHOICES) as readonly Row[];

export function pressInSettings(model: Model, layer: LayerOf<"settings">, key: Key): Step {
  const index = moveBy(key.name, layer.index, { count: SETTING_ROWS.length, page: SETTING_ROWS.length });
  if (index !== undefined) return stay(replaceLayer(model, { ...layer, index }));
  const row = SETTING_ROWS[layer.index];
  if (row !== undefined && ["enter", "space", "right"].includes(key.name)) return change(model, row, 1);
  if (row !== undefined && key.name === "left") return change(model, row, -1);
  const action = actionOf(key.name);
  return stay(action === "back" || action === "settings" ? closeLayer(model) : model);
}

/** To the next of the row's choices, or the one before. */
function change(model: Model, row: Row, by: 1 | -1): Step {
  const choices: readonly TuiSettings[Row][] = CHOICES[row];
  const at = choices.indexOf(model.settings[row]);
  const value = choices[(at + by + choices.length) % choices.length] ?? model.settings[row];
  const settings: TuiSettings = { ...model.settings, [row]: value };
  const list = { ...model.list, sort: settings.sort, revealed: null };
  return stay(
    { ...model, settings, list },
    {
      type: "save-setting",
      key: KEYS[row],
      value,
      reply: (later, answer) => stay(answer.ok ? later : fail(later, answer.error)),
    },
  );
}
