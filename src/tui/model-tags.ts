/**
 * Tags: which of them the selected account bears, a new one, and which one the list is filtered by.
 */
import { makeForm, pressInForm, valueOf } from "./form.ts";
import type { Key } from "./key.ts";
import { closeLayer, openLayer, replaceLayer } from "./layers.ts";
import { fail } from "./messages.ts";
import { call, stay, type LayerOf, type Model, type Step } from "./model.ts";
import { moveBy } from "./movement.ts";
import { textField } from "./text-field.ts";

export const openTags = (model: Model): Step =>
  stay(openLayer(model, { kind: "tags", id: model.list.selected, index: 0, form: null }));

/** All tags in use, sorted. */
export function allTags(model: Model): readonly string[] {
  const tags = new Set<string>();
  for (const { tags: own, trashedAt } of model.accounts.values()) {
    if (trashedAt === null) for (const tag of own) tags.add(tag);
  }
  return [...tags].sort((a, b) => a.localeCompare(b));
}

export function pressInTags(model: Model, layer: LayerOf<"tags">, key: Key): Step {
  if (layer.form !== null) return pressInNewTag(model, layer, key);
  const tags = allTags(model);
  const tag = tags[layer.index];
  const moved = moveBy(key.name, layer.index, { count: tags.length, page: 10 });
  if (moved !== undefined) return stay(replaceLayer(model, { ...layer, index: moved }));
  switch (key.name) {
    case "esc":
    case "t":
      return stay(closeLayer(model));
    case "n":
    case "a":
      if (layer.id === null) return stay(model);
      return stay(replaceLayer(model, { ...layer, form: makeForm(textField("tag")) }));
    case "space":
      return tag === undefined || layer.id === null ? stay(model) : toggle(model, layer.id, tag);
    case "enter": {
      if (tag === undefined) return stay(closeLayer(model));
      const next = model.list.tag === tag ? null : tag;
      return stay(closeLayer({ ...model, list: { ...model.list, tag: next, search: null } }));
    }
    default:
      return stay(model);
  }
}

function pressInNewTag(model: Model, layer: LayerOf<"tags">, key: Key): Step {
  const { form, id } = layer;
  if (form === null || id === null) return stay(model);
  if (key.name === "esc") return stay(replaceLayer(model, { ...layer, form: null }));
  const [next, outcome] = pressInForm(form, key);
  if (outcome !== "submit") return stay(replaceLayer(model, { ...layer, form: next }));
  const tag = valueOf(next, "tag").trim();
  const after = [...new Set([...allTags(model), tag])].sort((a, b) => a.localeCompare(b));
  const index = tag === "" ? layer.index : after.indexOf(tag);
  const closed = replaceLayer(model, { ...layer, index, form: null });
  return tag === "" ? stay(closed) : change(closed, id, { addTags: [tag] });
}

function toggle(model: Model, id: string, tag: string): Step {
  const has = model.accounts.get(id)?.tags.includes(tag) === true;
  return change(model, id, has ? { removeTags: [tag] } : { addTags: [tag] });
}

const change = (model: Model, id: string, changes: { addTags?: string[]; removeTags?: string[] }): Step =>
  stay(
    model,
    call("accounts.edit", { query: id, changes }, (later, answer) =>
      stay(answer.ok ? later : fail(later, answer.error)),
    ),
  );
