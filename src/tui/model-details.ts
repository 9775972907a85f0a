/**
 * Details of one account. Its secret, note and recovery codes come only when asked for, and go again when the
 * screen is left, and by themselves after a while.
 */
import type { AccountLabel } from "../protocol/account.ts";
import { bodyRows } from "./frame-size.ts";
import type { Key } from "./key.ts";
import { actionOf } from "./keymap.ts";
import { closeLayer, forLayer, openLayer, replaceLayer, topLayer } from "./layers.ts";
import { fail } from "./messages.ts";
import { openEdit } from "./model-edit.ts";
import { openQr } from "./model-qr.ts";
import { scrollBy } from "./movement.ts";
import { detailsLines } from "./screens/details.ts";
import { call, stay, type Effect, type LayerOf, type Model, type Step } from "./model.ts";

const REVEALED_MS = 60_000;

export function openDetails(model: Model, label: AccountLabel): Step {
  const opened = openLayer(model, {
    kind: "details",
    id: label.id,
    shown: null,
    isRevealed: false,
    hideAt: 0,
    top: 0,
  });
  return stay(opened, show(topLayer(opened) as LayerOf<"details">, false));
}

export function pressInDetails(model: Model, layer: LayerOf<"details">, key: Key): Step {
  const label = model.accounts.get(layer.id);
  const lines = detailsLines(model, layer).length;
  const top = scrollBy(key.name, layer.top, { lines, page: bodyRows(model.size) });
  if (top !== undefined) return stay(replaceLayer(model, { ...layer, top }));
  switch (actionOf(key.name)) {
    case "reveal":
      return stay(layer.isRevealed ? hide(model, layer) : model, show(layer, !layer.isRevealed));
    case "edit":
      return label === undefined ? stay(model) : openEdit(model, label);
    case "qr":
      return label === undefined ? stay(model) : openQr(model, label);
    case "back":
    case "details":
      return stay(closeLayer(model));
    default:
      return stay(model);
  }
}

/** On every tick. */
export function hideDetails(model: Model): Model {
  const layer = model.layers.find(({ kind }) => kind === "details") as LayerOf<"details"> | undefined;
  return layer?.isRevealed === true && layer.hideAt <= model.now ? hide(model, layer) : model;
}

function hide(model: Model, layer: LayerOf<"details">): Model {
  const shown = layer.shown && {
    ...layer.shown,
    secret: null,
    uri: null,
    pin: null,
    note: null,
    recoveryCodes: null,
  };
  return replaceLayer(model, { ...layer, shown, isRevealed: false });
}

const show = (layer: LayerOf<"details">, reveal: boolean): Effect =>
  call("accounts.show", { query: layer.id, reveal }, (later, answer) =>
    forLayer(later, layer, (current) =>
      answer.ok
        ? stay(
            replaceLayer(later, {
              ...current,
              shown: answer.value.account,
              isRevealed: reveal,
              hideAt: later.now + REVEALED_MS,
            }),
          )
        : stay(fail(later, answer.error)),
    ),
  );
