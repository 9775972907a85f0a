/**
 * Settings that a person changes from here; each is written to config.toml at once.
 */
import type { Key } from "./key.ts";
import { actionOf } from "./keymap.ts";
import { closeLayer, replaceLayer } from "./layers.ts";
import { fail } from "./messages.ts";
import { stay, type LayerOf, type Model, type Step, type TuiSettings } from "./model.ts";
import { moveBy } from "./movement.ts";

export const SETTING_ROWS = ["hideCodes", "sort"] as const satisfies readonly (keyof TuiSettings)[];
const SORTS = ["name", "used", "added"] as const;

export function pressInSettings(model: Model, layer: LayerOf<"settings">, key: Key): Step {
  const index = moveBy(key.name, layer.index, { count: SETTING_ROWS.length, page: SETTING_ROWS.length });
  if (index !== undefined) return stay(replaceLayer(model, { ...layer, index }));
  if (["enter", "space", "left", "right"].includes(key.name))
    return change(model, SETTING_ROWS[layer.index] ?? "sort");
  const action = actionOf(key.name);
  return stay(action === "back" || action === "settings" ? closeLayer(model) : model);
}

function change(model: Model, row: keyof TuiSettings): Step {
  const { settings } = model;
  const sort = SORTS[(SORTS.indexOf(settings.sort) + 1) % SORTS.length] ?? "name";
  const next: TuiSettings =
    row === "sort" ? { ...settings, sort } : { ...settings, hideCodes: !settings.hideCodes };
  const changed: Model = {
    ...model,
    settings: next,
    list: { ...model.list, sort: next.sort, revealed: null },
  };
  return stay(changed, {
    type: "save-setting",
    key: row === "sort" ? "ui.sort" : "ui.hide-codes",
    value: row === "sort" ? next.sort : next.hideCodes,
    reply: (later, answer) => stay(answer.ok ? later : fail(later, answer.error)),
  });
}
