/**
 * The last resorts of this device: leaving the vault, which wipes what is here, and founding a new vault with the
 * accounts held here.
 */
import { devicesOf } from "./device-list.ts";
import { busy, makeForm, pressInForm, valueOf, withProblem } from "./form.ts";
import type { Key } from "./key.ts";
import { closeAllLayers, closeLayer, forLayer, openLayer, replaceLayer } from "./layers.ts";
import { errorText, fail, say } from "./messages.ts";
import { doorsPhase, forget } from "./model-start.ts";
import { call, stay, type LayerOf, type Model, type Step } from "./model.ts";
import { textField } from "./text-field.ts";

export const openForget = (model: Model): Model =>
  openLayer(model, { kind: "forget", form: makeForm(textField("confirmName")) });

/** Is it the last that holds these accounts? */
export const isAlone = (model: Model): boolean =>
  devicesOf(model).every(({ self, kind, provisional }) => self || kind !== "device" || provisional);

export function pressInForget(model: Model, layer: LayerOf<"forget">, key: Key): Step {
  if (layer.form.isBusy) return stay(model);
  if (key.name === "esc") return stay(closeLayer(model));
  const [form, outcome] = pressInForm(layer.form, key);
  if (outcome !== "submit") return stay(replaceLayer(model, { ...layer, form }));
  const name = model.view?.device.name ?? "";
  if (valueOf(form, "confirmName").trim() !== name.trim() || name === "") {
    const problem = withProblem(form, model.words.text.devices.forget.differs);
    return stay(replaceLayer(model, { ...layer, form: problem }));
  }
  const ask = call("vault.forget", {}, (later, answer) => {
    const { forget: words } = later.words.text.devices;
    if (answer.ok)
      return stay(
        say(
          { ...forget(later, doorsPhase()), tab: "codes" },
          answer.value.left ? words.left : words.notLeft,
          answer.value.left ? "good" : "bad",
        ),
      );
    return forLayer(later, layer, (current) => {
      if (answer.error.type === "locked") return stay(fail(later, answer.error));
      const problem = withProblem(current.form, errorText(later, answer.error));
      return stay(replaceLayer(later, { ...current, form: problem }));
    });
  });
  return stay(replaceLayer(model, { ...layer, form: busy(form) }), ask);
}

export const openRefound = (model: Model): Model => openLayer(model, { kind: "refound", isBusy: false });

export function pressInRefound(model: Model, layer: LayerOf<"refound">, key: Key): Step {
  const { text } = model.words;
  if (layer.isBusy) return stay(model);
  if (key.name === text.noKey || key.name === "esc") return stay(closeLayer(model));
  if (key.name !== text.yesKey) return stay(model);
  const ask = call("vault.refound", { device: null }, (later, answer) => {
    if (!answer.ok) {
      return forLayer(later, layer, (current) =>
        stay(fail(replaceLayer(later, { ...current, isBusy: false }), answer.error)),
      );
    }
    const done = later.words.text.devices.refound.done(answer.value.accounts);
    return stay(say(closeAllLayers(later), done), { type: "follow" });
  });
  return stay(replaceLayer(model, { ...layer, isBusy: true }), ask);
}
