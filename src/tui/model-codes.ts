/**
 * The Codes screen: what its keys do. Moving, searching, copying, and opening what lies behind an account.
 */
import { shortName } from "./account-name.ts";
import { isSearching } from "./codes-order.ts";
import { copyNext, copySelected, copyShown, selectedLabel } from "./codes-copy.ts";
import { listRows } from "./frame-size.ts";
import type { Key } from "./key.ts";
import { actionOf, type Action } from "./keymap.ts";
import { openLayer } from "./layers.ts";
import { fail, say } from "./messages.ts";
import { openAdd, pasteLink } from "./model-add.ts";
import { openDetails } from "./model-details.ts";
import { openEdit } from "./model-edit.ts";
import { openImport } from "./model-import.ts";
import { openQr } from "./model-qr.ts";
import { openTags } from "./model-tags.ts";
import { call, stay, type CodesList, type Model, type Search, type Step } from "./model.ts";
import { moveBy } from "./movement.ts";
import { fieldText, textField, typeInto } from "./text-field.ts";

const REVEALED_MS = 30_000;
const SORTS: readonly CodesList["sort"][] = ["name", "used", "added"];

const withList = (model: Model, change: Partial<CodesList>): Model => ({
  ...model,
  list: { ...model.list, ...change },
});

export function pressInCodes(model: Model, key: Key): Step {
  const { search } = model.list;
  if (search?.isEditing === true) return pressInSearch(model, search, key);
  return moveInList(model, key.name) ?? act(model, actionOf(key.name));
}

export const isSearchTyping = (model: Model): boolean => model.list.search?.isEditing === true;

export function pasteInCodes(model: Model, text: string): Step {
  const { search } = model.list;
  if (search?.isEditing === true) return pressInSearch(model, search, { name: "paste", text });
  return pasteLink(model, text);
}

function moveInList(model: Model, keyName: string): Step | undefined {
  const { order, selected } = model.list;
  const at = selected === null ? 0 : Math.max(0, order.indexOf(selected));
  const next = moveBy(keyName, at, { count: order.length, page: listRows(model) });
  if (next === undefined) return undefined;
  const id = order[next] ?? null;
  return stay(withList(model, { selected: id, revealed: id === selected ? model.list.revealed : null }));
}

/** Undefined: it is the chosen one already. */
export function chooseAccount(model: Model, id: string): Step | undefined {
  const { search, selected } = model.list;
  if (selected === id) return undefined;
  return stay(
    withList(model, {
      selected: id,
      revealed: null,
      search: search === null ? null : { ...search, hasChosen: true },
    }),
  );
}

function pressInSearch(model: Model, search: Search, key: Key): Step {
  const edit = (change: Partial<Search>): Model => withList(model, { search: { ...search, ...change } });
  switch (key.name) {
    case "esc":
      return stay(search.field.content.length > 0 ? clearSearch(model) : withList(model, { search: null }));
    case "enter": {
      const isAnswered = search.hits !== null && search.answered === fieldText(search.field);
      if (isSearching(model.list) && !isAnswered) return stay(edit({ copyWhenFound: true }));
      return copySelected(edit({ isEditing: false, hasChosen: true }));
    }
    case "tab":
      return stay(edit({ isEditing: false, hasChosen: true }));
    case "up":
    case "down":
    case "pageup":
    case "pagedown":
      return moveInList(edit({ hasChosen: true }), key.name) ?? stay(model);
    default:
  }
  const field = typeInto(search.field, key);
  if (field === undefined) return stay(model);
  if (fieldText(field) === fieldText(search.field)) return stay(edit({ field }));
  // The best match of the new text is the one that is meant.
  const next = { ...search, field, hasChosen: false, copyWhenFound: false };
  return stay(withList(model, { search: next, selected: null, top: 0 }));
}

const EMPTY_SEARCH: Search = {
  field: textField("search"),
  isEditing: true,
  hits: null,
  answered: "",
  asking: null,
  hasChosen: false,
  copyWhenFound: false,
};
const clearSearch = (model: Model): Model =>
  withList(model, { search: { ...EMPTY_SEARCH }, selected: null, top: 0 });

function act(model: Model, action: Action | undefined): Step {
  const { list, words } = model;
  const label = selectedLabel(model);
  switch (action) {
    case "search":
      return stay(withList(model, { search: { ...(list.search ?? EMPTY_SEARCH), isEditing: true } }));
    case "back":
      if (list.search !== null) return stay(withList(model, { search: null }));
      if (list.isChecklist) return stay(withList(model, { isChecklist: false }));
      return stay(list.tag === null ? model : withList(model, { tag: null }));
    case "copy":
      return copySelected(model);
    case "copyShown":
      return copyShown(model);
    case "copyNext":
      return copyNext(model);
    case "reveal":
      return stay(reveal(model));
    case "add":
      return openAdd(model);
    case "import":
      return openImport(model);
    case "sort": {
      const sort = SORTS[(SORTS.indexOf(list.sort) + 1) % SORTS.length] ?? "name";
      return stay(say(withList(model, { sort }), words.text.codes.sortedBy(sort), "plain"));
    }
    case "trashList":
      return stay(openLayer(model, { kind: "trash", index: 0, top: 0, isAsking: false }));
    case "tags":
      return openTags(model);
    default:
      return label === undefined ? stay(model) : actOn(model, label.id, action);
  }
}

function actOn(model: Model, id: string, action: Action | undefined): Step {
  const label = model.accounts.get(id);
  if (label === undefined) return stay(model);
  const name = shortName(label);
  const words = model.words.text.codes;
  switch (action) {
    case "edit":
      return openEdit(model, label);
    case "details":
      return openDetails(model, label);
    case "qr":
      return openQr(model, label);
    case "pin": {
      const pinned = !label.pinned;
      const ask = call("accounts.edit", { query: id, changes: { pinned } }, (later, answer) =>
        stay(
          answer.ok
            ? say(later, pinned ? words.pinned(name) : words.unpinned(name))
            : fail(later, answer.error),
        ),
      );
      return stay(model, ask);
    }
    case "verify": {
      const ask = call("accounts.verify", { query: id }, (later, answer) =>
        stay(answer.ok ? say(later, words.verified(name)) : fail(later, answer.error)),
      );
      return stay(model, ask);
    }
    case "trash": {
      const ask = call("accounts.trash", { query: id }, (later, answer) =>
        stay(answer.ok ? say(later, words.trashed(name)) : fail(later, answer.error)),
      );
      return stay(model, ask);
    }
    default:
      return stay(model);
  }
}

function reveal(model: Model): Model {
  const { list, settings } = model;
  if (!settings.hideCodes || list.selected === null) return model;
  const revealed =
    list.revealed?.id === list.selected ? null : { id: list.selected, until: model.now + REVEALED_MS };
  return withList(model, { revealed });
}
