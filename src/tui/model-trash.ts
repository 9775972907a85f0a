/**
 * The trash: take accounts back, or empty it after a question.
 */
import type { AccountLabel } from "../protocol/account.ts";
import { shortName } from "./account-name.ts";
import { bodyRows } from "./frame-size.ts";
import type { Key } from "./key.ts";
import { actionOf } from "./keymap.ts";
import { closeLayer, replaceLayer } from "./layers.ts";
import { fail, say } from "./messages.ts";
import { call, stay, type LayerOf, type Model, type Step } from "./model.ts";
import { moveBy, scrollTo } from "./movement.ts";

/** Newest first. */
export const trashed = (model: Model): readonly AccountLabel[] =>
  [...model.accounts.values()]
    .filter(({ trashedAt }) => trashedAt !== null)
    .sort((a, b) => (b.trashedAt ?? 0) - (a.trashedAt ?? 0) || (a.id < b.id ? -1 : 1));

export const trashPage = (model: Model): number => Math.max(1, bodyRows(model.size) - 2);

export function pressInTrash(model: Model, layer: LayerOf<"trash">, key: Key): Step {
  const { text } = model.words;
  const all = trashed(model);
  if (layer.isAsking) {
    if (key.name !== text.yesKey) return stay(replaceLayer(model, { ...layer, isAsking: false }));
    const empty = call("trash.empty", {}, (later, answer) =>
      stay(answer.ok ? say(later, text.trash.emptied(answer.value.purged)) : fail(later, answer.error)),
    );
    return stay(replaceLayer(model, { ...layer, isAsking: false, index: 0, top: 0 }), empty);
  }
  const size = { count: all.length, page: trashPage(model) };
  const index = moveBy(key.name, Math.min(layer.index, Math.max(0, all.length - 1)), size);
  if (index !== undefined) {
    return stay(replaceLayer(model, { ...layer, index, top: scrollTo(index, layer.top, size) }));
  }
  if (key.name === "E")
    return stay(all.length === 0 ? model : replaceLayer(model, { ...layer, isAsking: true }));
  if (key.name === "enter" || key.name === "r")
    return restore(model, all[Math.min(layer.index, all.length - 1)]);
  const action = actionOf(key.name);
  return stay(action === "back" || action === "trashList" ? closeLayer(model) : model);
}

/** Back in the list, the pointer is where it was brought back. */
const withSelected = (model: Model, label: AccountLabel): Model => ({
  ...model,
  accounts: new Map(model.accounts).set(label.id, label),
  list: { ...model.list, search: null, tag: null, selected: label.id },
});

function restore(model: Model, label: AccountLabel | undefined): Step {
  if (label === undefined) return stay(model);
  const ask = call("accounts.restore", { query: label.id }, (later, answer) =>
    stay(
      answer.ok
        ? say(withSelected(later, answer.value.account), later.words.text.trash.restored(shortName(label)))
        : fail(later, answer.error),
    ),
  );
  return stay(model, ask);
}
