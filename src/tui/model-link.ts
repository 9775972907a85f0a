/**
 * The vault's relay: link to one, move to another, stop using it. After linking, the pinned key is shown.
 *
 * Linking ends when the vault is in step with the relay and can't be called off: whoever leaves meanwhile is told
 * when it is done.
 */
import type { HoltError } from "../protocol/errors.ts";
import type { Linked } from "../protocol/local-api.ts";
import { printable } from "../client/printable.ts";
import { busy, pressInForm, valueOf, withProblem, type Form } from "./form.ts";
import type { LinkStep } from "./flow-steps.ts";
import type { Key } from "./key.ts";
import { closeLayer, forLayer, replaceLayer } from "./layers.ts";
import { linkForm } from "./link-layer.ts";
import { errorText, fail, say } from "./messages.ts";
import { openPair } from "./model-pair.ts";
import { call, stay, type LayerOf, type Model, type Step } from "./model.ts";
import { moveBy } from "./movement.ts";

type LinkLayer = LayerOf<"link">;

const withStep = (model: Model, layer: LinkLayer, step: LinkStep): Model =>
  replaceLayer(model, { ...layer, step });

export function pressInLink(model: Model, layer: LinkLayer, key: Key): Step {
  const { step } = layer;
  switch (step.at) {
    case "linked":
      return pressInLinked(model, layer, step, key);
    case "form":
      return pressInAddress(model, layer, step.form, key);
    default: {
      if (key.name !== "esc" && key.name !== "enter") return stay(model);
      const closed = closeLayer(model);
      return layer.thenPair && key.name === "enter" ? openPair(closed) : stay(closed);
    }
  }
}

function pressInLinked(
  model: Model,
  layer: LinkLayer,
  step: Extract<LinkStep, { at: "linked" }>,
  key: Key,
): Step {
  const { text } = model.words;
  if (step.isAsking) {
    if (key.name !== text.yesKey) return stay(withStep(model, layer, { ...step, isAsking: false }));
    const ask = call("link.clear", {}, (later, answer) =>
      stay(answer.ok ? say(later, later.words.text.devices.link.stopped) : fail(later, answer.error)),
    );
    return stay(closeLayer(model), ask);
  }
  if (key.name === "esc") return stay(closeLayer(model));
  const index = moveBy(key.name, step.index, { count: 2, page: 2 });
  if (index !== undefined) return stay(withStep(model, layer, { ...step, index }));
  const way = key.name === "enter" ? step.index : ["1", "2"].indexOf(key.name);
  if (way < 0) return stay(model);
  return stay(withStep(model, layer, way === 0 ? linkForm() : { ...step, index: way, isAsking: true }));
}

function pressInAddress(model: Model, layer: LinkLayer, before: Form, key: Key): Step {
  if (key.name === "esc") return stay(closeLayer(model));
  const [form, outcome] = pressInForm(before, key);
  const next: LinkLayer = { ...layer, step: { at: "form", form, error: null } };
  if (outcome !== "submit") return stay(replaceLayer(model, next));
  const [url = "", fingerprint = ""] = valueOf(form, "relay").trim().split("#");
  const token = valueOf(form, "token").trim();
  if (url === "") {
    const problem = withProblem(form, model.words.text.devices.link.addressEmpty, "relay");
    return stay(withStep(model, layer, { at: "form", form: problem, error: null }));
  }
  const choice = { url, ...(fingerprint === "" ? {} : { fingerprint }), ...(token === "" ? {} : { token }) };
  const ask = call("link.set", choice, (later, answer) => {
    const isGone = !later.layers.some(({ number }) => number === layer.number);
    if (isGone) return stay(answer.ok ? saidDone(later, answer.value) : fail(later, answer.error));
    return forLayer(later, layer, (current) =>
      answer.ok
        ? stay(withStep(later, current, { at: "done", linked: answer.value }))
        : refused(later, current, answer.error),
    );
  });
  return stay(withStep(model, layer, { at: "form", form: busy(form), error: null }), ask);
}

const saidDone = (model: Model, { relay }: Linked): Model =>
  say(model, model.words.text.devices.link.done(printable(relay)));

/** What is wrong stands beside the field that it is about. */
function refused(model: Model, layer: LinkLayer, error: HoltError): Step {
  if (error.type === "locked") return stay(fail(model, error));
  if (layer.step.at !== "form") return stay(model);
  const isToken = error.type === "refused" && error.reason.startsWith("token-");
  const form = withProblem(layer.step.form, errorText(model, error), isToken ? "token" : "relay");
  return stay(withStep(model, layer, { at: "form", form, error }));
}
