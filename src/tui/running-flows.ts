/**
 * What runs at the daemon for a flow on the screen. When the flow is left, however that came about (Esc, a lock,
 * leaving holt, an answer that comes too late), it is called off; what ended by itself is taken off the list before.
 */
import { joinFlowOf } from "./join-flow.ts";
import { recoverFlowOf } from "./recover-flow.ts";
import { call, stay, type Effect, type Model, type Running, type Step } from "./model.ts";

export const began = (model: Model, running: Running): Model => ({
  ...model,
  running: [...model.running, running],
});
export const ended = (model: Model, id: string): Model => ({
  ...model,
  running: model.running.filter((one) => one.id !== id),
});

function isOwned(model: Model, { kind, owner }: Running): boolean {
  switch (kind) {
    case "join":
      return joinFlowOf(model)?.attempt === owner;
    case "recover":
      return recoverFlowOf(model)?.attempt === owner;
    default:
      return model.layers.some(({ number }) => number === owner);
  }
}

function callOff({ kind, id }: Running): Effect {
  switch (kind) {
    case "join":
      return call("join.cancel", { joinId: id }, (later) => stay(later));
    case "pairing":
      return call("pair.cancel", { pairingId: id }, (later) => stay(later));
    default:
      return call("backup.cancel", { jobId: id }, (later) => stay(later));
  }
}

/** After every event. Whoever leaves holt leaves all flows. */
export function settleRunning(model: Model, isLeaving: boolean): Step {
  const left = model.running.filter((one) => isLeaving || !isOwned(model, one));
  if (left.length === 0) return stay(model);
  const running = model.running.filter((one) => !left.includes(one));
  return stay({ ...model, running }, ...left.map(callOff));
}
