/**
 * What waits for this device's word: one question at a time, answered with y or n and nothing else.
 *
 * The question is bound to its request: when that is gone (answered elsewhere, lapsed) the screen closes rather than
 * ask another under the finger that is about to press y.
 */
import type { DeviceView, RequestView } from "../protocol/view.ts";
import { printable } from "../client/printable.ts";
import type { Key } from "./key.ts";
import { actionOf } from "./keymap.ts";
import { closeLayer, forLayer, openLayer, replaceLayer } from "./layers.ts";
import { fail, say } from "./messages.ts";
import { call, stay, type LayerOf, type Model, type Step } from "./model.ts";

type RequestsLayer = LayerOf<"requests">;

/** It has a join link and waits to be let in; it is no member yet. */
export const isAtTheDoor = ({ type, expiresAt }: RequestView): boolean =>
  type === "join" && expiresAt !== null;

export const requestsOf = ({ view, phase }: Model): readonly RequestView[] =>
  phase.status === "open" ? (view?.requests ?? []) : [];

/** The question about a device that was let in by one other alone. */
export const requestAbout = (model: Model, device: DeviceView): RequestView | undefined =>
  requestsOf(model).find(({ type, fingerprint }) => type === "join" && fingerprint === device.fingerprint);

/** Begins with the one that is named. */
export function openRequests(model: Model, first?: RequestView): Model {
  const asked = first ?? requestsOf(model)[0];
  return asked === undefined
    ? say(model, model.words.text.codes.noRequests, "plain")
    : openLayer(model, { kind: "requests", id: asked.id, isBusy: false });
}

/** After every view: a question that waits for nobody any more. */
export function dropAnswered(model: Model): Model {
  const ids = new Set(requestsOf(model).map(({ id }) => id));
  const gone = model.layers.find((layer) => layer.kind === "requests" && !layer.isBusy && !ids.has(layer.id));
  if (gone === undefined) return model;
  const layers = model.layers.filter((layer) => layer !== gone);
  return say({ ...model, layers }, model.words.text.devices.requests.gone, "plain");
}

export function pressInRequests(model: Model, layer: RequestsLayer, key: Key): Step {
  const { text } = model.words;
  const all = requestsOf(model);
  const at = all.findIndex(({ id }) => id === layer.id);
  const request = all[at];
  if (request !== undefined && !layer.isBusy && (key.name === text.yesKey || key.name === text.noKey)) {
    return answer(model, layer, { request, isYes: key.name === text.yesKey });
  }
  const action = actionOf(key.name);
  if (action === "back" || action === "requests") return stay(closeLayer(model));
  const by = { tab: 1, right: 1, down: 1, "shift-tab": -1, left: -1, up: -1 }[key.name] ?? 0;
  const next = all[(at + by + all.length) % Math.max(1, all.length)];
  if (by === 0 || next === undefined || layer.isBusy) return stay(model);
  return stay(replaceLayer(model, { ...layer, id: next.id }));
}

interface Answer {
  readonly request: RequestView;
  readonly isYes: boolean;
}

function answer(model: Model, layer: RequestsLayer, { request, isYes }: Answer): Step {
  const ask = call(isYes ? "requests.approve" : "requests.reject", { id: request.id }, (later, answered) => {
    if (!answered.ok) {
      return forLayer(later, layer, (current) =>
        stay(fail(replaceLayer(later, { ...current, isBusy: false }), answered.error)),
      );
    }
    const { requests } = later.words.text.devices;
    const name = request.type === "join" ? printable(request.name) : printable(request.by);
    const next = requestsOf(later).find(({ id }) => id !== request.id);
    const layers = later.layers.flatMap((one) =>
      one.number !== layer.number || one.kind !== "requests"
        ? [one]
        : next === undefined
          ? []
          : [{ ...one, id: next.id, isBusy: false }],
    );
    return stay(say({ ...later, layers }, isYes ? requests.approved(name) : requests.rejected(name)));
  });
  return stay(replaceLayer(model, { ...layer, isBusy: true }), ask);
}
