/**
 * Adding a device: a link that works once, the words that both devices show, and a yes or no.
 *
 * The daemon is asked for one event after the other, each question open until there is an answer: nothing else waits
 * for it. Leaving the flow calls the pairing off (running-flows.ts).
 */
import type { HoltError } from "../protocol/errors.ts";
import type { PairEvent } from "../protocol/local-api.ts";
import type { PairLink, PairStep } from "./flow-steps.ts";
import type { Key } from "./key.ts";
import { actionOf } from "./keymap.ts";
import { hasRelay, openLinkForPairing } from "./link-layer.ts";
import { closeLayer, forLayer, openLayer, replaceLayer, topLayer } from "./layers.ts";
import { fail, say } from "./messages.ts";

import { call, stay, type Effect, type LayerOf, type Model, type Step } from "./model.ts";
import { moveBy } from "./movement.ts";
import { began, ended } from "./running-flows.ts";

type PairLayer = LayerOf<"pair">;
const WAYS = 2;

/** Through the relay where there is one; else it is asked how. */
export function openPair(model: Model): Step {
  const isKnown = hasRelay(model);
  const opened = openLayer(model, {
    kind: "pair",
    step: isKnown ? { at: "starting" } : { at: "where", index: 0 },
  });
  return isKnown ? start(opened, topLayer(opened) as PairLayer, false) : stay(opened);
}

/** What was said of the step before would hide the keys of this one. */
const withStep = (model: Model, layer: PairLayer, step: PairStep): Model =>
  replaceLayer({ ...model, message: null }, { ...layer, step });

export function pressInPair(model: Model, layer: PairLayer, key: Key): Step {
  const { step } = layer;
  const isEsc = key.name === "esc";
  switch (step.at) {
    case "where":
      return pressInWhere(model, layer, step, key);
    case "link": {
      if (isEsc) return stay(say(closeLayer(model), model.words.text.devices.pair.withdrawn, "plain"));
      const action = actionOf(key.name);
      if (action === "copyShown" || action === "copy") return copyLink(model, step.link);
      const { link } = step;
      return action === "qr"
        ? stay(withStep(model, layer, { at: "link", link: { ...link, isPlain: !link.isPlain } }))
        : stay(model);
    }
    case "request":
      return pressInRequest(model, layer, step, key);
    case "starting":
      return stay(isEsc ? closeLayer(model) : model);
    case "joined":
      return stay(isEsc || key.name === "enter" ? closeLayer(model) : model);
    default:
      // Expired, rejected, failed: Enter makes another link.
      if (isEsc) return stay(closeLayer(model));
      return key.name === "enter" ? again(model) : stay(model);
  }
}

/** A layer of its own: what runs for the old one is called off. */
const again = (model: Model): Step => openPair(closeLayer(model));

function pressInWhere(
  model: Model,
  layer: PairLayer,
  step: Extract<PairStep, { at: "where" }>,
  key: Key,
): Step {
  if (key.name === "esc") return stay(closeLayer(model));
  const index = moveBy(key.name, step.index, { count: WAYS, page: WAYS });
  if (index !== undefined) return stay(withStep(model, layer, { at: "where", index }));
  const way = key.name === "enter" ? step.index : ["1", "2"].indexOf(key.name);
  if (way < 0) return stay(model);
  return way === 0
    ? stay(openLinkForPairing(closeLayer(model)))
    : start(withStep(model, layer, { at: "starting" }), layer, true);
}

function start(model: Model, layer: PairLayer, lan: boolean): Step {
  const ask = call("pair.start", lan ? { lan } : {}, (later, answer) => {
    if (!answer.ok) return forLayer(later, layer, (current) => failed(later, current, answer.error));
    const { pairingId, link: text, expiresAt } = answer.value;
    const link: PairLink = { pairingId, text, expiresAt, modules: null, isPlain: false };
    const running = began(later, { kind: "pairing", id: pairingId, owner: layer.number });
    if (!running.layers.some(({ number }) => number === layer.number)) return stay(running);
    return forLayer(running, layer, (current) =>
      stay(
        withStep(running, current, { at: "link", link }),
        drawLink(current, link),
        waitFor(current, pairingId, 0),
      ),
    );
  });
  return stay(model, ask);
}

const drawLink = (layer: PairLayer, { text, pairingId }: PairLink): Effect => ({
  type: "draw-qr",
  text,
  reply: (later, modules) =>
    forLayer(later, layer, (current) => {
      const { step } = current;
      if ((step.at !== "link" && step.at !== "request") || step.link.pairingId !== pairingId)
        return stay(later);
      return stay(withStep(later, current, { ...step, link: { ...step.link, modules } }));
    }),
});

const waitFor = (layer: PairLayer, pairingId: string, after: number): Effect =>
  call("pair.wait", { pairingId, after }, (later, answer) =>
    forLayer(later, layer, (current) => {
      if (!answer.ok) return failed(ended(later, pairingId), current, answer.error);
      const { event } = answer.value;
      // Whoever is rejected has not closed the link.
      const isOver = event.type !== "request" && event.type !== "rejected";
      const next = waitFor(layer, pairingId, after + 1);
      return happened(isOver ? ended(later, pairingId) : later, current, { event, next });
    }),
  );

interface Happened {
  readonly event: PairEvent;
  /** Waits for what comes after it. */
  readonly next: Effect;
}

function happened(model: Model, layer: PairLayer, { event, next }: Happened): Step {
  const { step } = layer;
  switch (event.type) {
    case "request":
      if (step.at !== "link" && step.at !== "request") return stay(model);
      return stay(
        withStep(model, layer, { at: "request", link: step.link, request: event, isBusy: false }),
        next,
      );
    case "joined":
      return stay(withStep(model, layer, { at: "joined", joined: event }));
    case "rejected":
      return stay(rejected(model, layer));
    case "expired":
      return stay(withStep(model, layer, { at: "expired" }));
    default:
      return failed(model, layer, event.error);
  }
}

function rejected(model: Model, layer: PairLayer): Model {
  const { step } = layer;
  return step.at === "request" ? withStep(model, layer, { at: "rejected" }) : model;
}

function failed(model: Model, layer: PairLayer, error: HoltError): Step {
  if (error.type === "locked") return stay(fail(model, error));
  return stay(withStep(model, layer, { at: "failed", error }));
}

/** Only y and n decide: nobody is let in, or turned away, by a slip. */
function pressInRequest(
  model: Model,
  layer: PairLayer,
  step: Extract<PairStep, { at: "request" }>,
  key: Key,
): Step {
  const { text } = model.words;
  if (step.isBusy) return stay(model);
  if (key.name === "esc") return stay(say(closeLayer(model), text.devices.pair.withdrawn, "plain"));
  const accept = key.name === text.yesKey;
  if (!accept && key.name !== text.noKey) return stay(model);
  const { requestId } = step.request;
  const answer = call("pair.answer", { requestId, accept }, (later, answered) =>
    forLayer(later, layer, (current) => (answered.ok ? stay(later) : failed(later, current, answered.error))),
  );
  const next = accept ? withStep(model, layer, { ...step, isBusy: true }) : rejected(model, layer);
  return stay(next, answer);
}

function copyLink(model: Model, { text, expiresAt }: PairLink): Step {
  const holdsSeconds = Math.max(0, Math.ceil(expiresAt - model.now / 1000));
  return stay(model, {
    type: "copy",
    text,
    holdsSeconds,
    reply: (later, answer) => {
      const { devices, codes } = later.words.text;
      const { pair } = devices;
      if (!answer.ok) return stay(say(later, codes.noClipboard, "bad"));
      const { method } = answer.value;
      return stay(say(later, method === "osc52" ? pair.handedOver : pair.copied(method)));
    },
  });
}
