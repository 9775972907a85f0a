/** QR screen: an account's QR code over the whole window, for as long as it is looked at. */
import type { AccountLabel } from "../protocol/account.ts";
import type { Key } from "./key.ts";
import { actionOf } from "./keymap.ts";
import { closeLayer, forLayer, openLayer, replaceLayer, topLayer } from "./layers.ts";
import { fail } from "./messages.ts";
import { call, stay, type LayerOf, type Model, type Step } from "./model.ts";

export function openQr(model: Model, label: AccountLabel): Step {
  const opened = openLayer(model, { kind: "qr", id: label.id, modules: null });
  const layer = topLayer(opened) as LayerOf<"qr">;
  const ask = call("accounts.qr", { query: label.id, as: "modules" }, (later, answer) =>
    forLayer(later, layer, (current) =>
      answer.ok
        ? stay(replaceLayer(later, { ...current, modules: answer.value.modules }))
        : stay(fail(closeLayer(later), answer.error)),
    ),
  );
  return stay(opened, ask);
}

export function pressInQr(model: Model, _layer: LayerOf<"qr">, key: Key): Step {
  const action = actionOf(key.name);
  return stay(action === "back" || action === "qr" || action === "copy" ? closeLayer(model) : model);
}
