/**
 * One device: looking at it closely, giving it another name, removing it from the vault after it was said what that
 * means and what goes along.
 */
import type { DeviceView } from "../protocol/view.ts";
import { deviceName } from "./device-list.ts";
import { busy, makeForm, pressInForm, valueOf, withProblem } from "./form.ts";
import { bodyRows } from "./frame-size.ts";
import type { Key } from "./key.ts";
import { actionOf } from "./keymap.ts";
import { closeLayer, forLayer, openLayer, replaceLayer, topLayer } from "./layers.ts";
import { errorText, fail, say } from "./messages.ts";
import { openForget } from "./model-own-vault.ts";
import { call, stay, type LayerOf, type Model, type Step } from "./model.ts";
import { scrollBy } from "./movement.ts";
import { deviceLines } from "./screens/device.ts";
import { revokeLines } from "./screens/revoke.ts";
import { textField } from "./text-field.ts";

export const openDevice = (model: Model, { memberId }: DeviceView): Model =>
  openLayer(model, { kind: "device", memberId, top: 0 });

export function pressInDevice(model: Model, layer: LayerOf<"device">, key: Key): Step {
  const lines = deviceLines(model, layer).length;
  const top = scrollBy(key.name, layer.top, { lines, page: bodyRows(model.size) });
  if (top !== undefined) return stay(replaceLayer(model, { ...layer, top }));
  const action = actionOf(key.name);
  return stay(action === "back" || action === "details" || action === "copy" ? closeLayer(model) : model);
}

export function openRename(model: Model, device: DeviceView): Model {
  const form = makeForm(textField("deviceName", { text: device.name }));
  return openLayer(model, { kind: "rename", memberId: device.memberId, form });
}

export function pressInRename(model: Model, layer: LayerOf<"rename">, key: Key): Step {
  if (key.name === "esc") return stay(closeLayer(model));
  const [form, outcome] = pressInForm(layer.form, key);
  if (outcome !== "submit") return stay(replaceLayer(model, { ...layer, form }));
  const name = valueOf(form, "deviceName").trim();
  const { revoke } = model.words.text.devices;
  if (name === "") return stay(replaceLayer(model, { ...layer, form: withProblem(form, revoke.nameEmpty) }));
  const ask = call("devices.rename", { member: layer.memberId, name }, (later, answer) =>
    forLayer(later, layer, (current) =>
      answer.ok
        ? stay(say(closeLayer(later), revoke.renamed(deviceName(later.words, answer.value.device))))
        : stay(
            replaceLayer(later, {
              ...current,
              form: withProblem(current.form, errorText(later, answer.error)),
            }),
          ),
    ),
  );
  return stay(replaceLayer(model, { ...layer, form: busy(form) }), ask);
}

/** Nothing is removed yet: what would go along is asked for. This device goes another way. */
export function openRevoke(model: Model, device: DeviceView): Step {
  if (device.self) return stay(openForget(model));
  if (device.kind !== "device") return stay(say(model, model.words.text.devices.onlyDevices, "plain"));
  const { memberId } = device;
  const opened = openLayer(model, {
    kind: "revoke",
    memberId,
    step: { at: "ask", preview: null, isBusy: false },
    top: 0,
  });
  const layer = topLayer(opened) as LayerOf<"revoke">;
  const ask = call("devices.revoke", { member: memberId, dryRun: true }, (later, answer) =>
    forLayer(later, layer, (current) =>
      answer.ok
        ? stay(replaceLayer(later, { ...current, step: { at: "ask", preview: answer.value, isBusy: false } }))
        : stay(fail(closeLayer(later), answer.error)),
    ),
  );
  return stay(opened, ask);
}

export function pressInRevoke(model: Model, layer: LayerOf<"revoke">, key: Key): Step {
  const { step } = layer;
  const { text } = model.words;
  const lines = revokeLines(model, layer).length;
  const isDone = step.at === "done";
  if (key.name === "esc" || (isDone && key.name === "enter")) return stay(closeLayer(model));
  const isAsked = step.at === "ask" && step.preview !== null && !step.isBusy;
  if (isAsked && key.name === text.noKey) return stay(closeLayer(model));
  if (isAsked && key.name === text.yesKey) {
    const ask = call("devices.revoke", { member: layer.memberId }, (later, answer) =>
      forLayer(later, layer, (current) =>
        answer.ok
          ? stay(replaceLayer(later, { ...current, step: { at: "done", done: answer.value }, top: 0 }))
          : stay(fail(closeLayer(later), answer.error)),
      ),
    );
    return stay(replaceLayer(model, { ...layer, step: { ...step, isBusy: true } }), ask);
  }
  const top = scrollBy(key.name, layer.top, { lines, page: bodyRows(model.size) });
  return stay(top === undefined ? model : replaceLayer(model, { ...layer, top }));
}
