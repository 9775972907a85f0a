/**
 * Where the flow of joining stands: before there is a vault it is a phase, over an open vault a layer. The flow
 * itself (model-join.ts) doesn't know which.
 */
import type { JoinFlow, JoinStep } from "./flow-steps.ts";
import { makeForm } from "./form.ts";
import { openLayer } from "./layers.ts";
import type { Model } from "./model.ts";
import { textField } from "./text-field.ts";

export const linkStep = (link: string): JoinStep => ({
  at: "link",
  form: makeForm(textField("joinLink", { text: link })),
});
/** As pasted it may be broken into lines. */
export const cleanLink = (link: string): string => link.replace(/\s/gu, "");

function newFlow(model: Model, link: string): readonly [Model, JoinFlow] {
  const attempt = model.layerCount + 1;
  const hasVault = model.phase.status === "open";
  const flow = { attempt, hasVault, link, device: model.hostName, step: linkStep(link) };
  return [{ ...model, layerCount: attempt }, flow];
}

/** At the doors: this device has no vault. */
export function openJoinDoor(model: Model, movedTo: string | null, link = ""): Model {
  const [numbered, flow] = newFlow(model, cleanLink(link));
  return { ...numbered, phase: { status: "join", flow, movedTo } };
}

/** Over the Devices screen: this device has a vault, whose accounts would go along. */
export function openJoin(model: Model, link = ""): Model {
  const [numbered, flow] = newFlow(model, cleanLink(link));
  return openLayer(numbered, { kind: "join", flow });
}

export function joinFlowOf({ phase, layers }: Model): JoinFlow | null {
  if (phase.status === "join") return phase.flow;
  const layer = layers.find(({ kind }) => kind === "join");
  return layer?.kind === "join" ? layer.flow : null;
}

export function withFlow(model: Model, flow: JoinFlow): Model {
  const { phase } = model;
  if (phase.status === "join") return { ...model, phase: { ...phase, flow } };
  const layers = model.layers.map((layer) => (layer.kind === "join" ? { ...layer, flow } : layer));
  return { ...model, layers };
}

/** Back to the link; what ran was another attempt, and its answers are dropped. */
export function backToLink(model: Model, flow: JoinFlow, link = flow.link): Model {
  const attempt = model.layerCount + 1;
  return withFlow({ ...model, layerCount: attempt }, { ...flow, attempt, link, step: linkStep(link) });
}

/** The old vault was closed to make room for the joined one: the flow goes on without what the old one told. */
export function isTakingOver({ step }: JoinFlow): boolean {
  return step.at === "syncing" || (step.at === "merge" && step.isBusy);
}

export function leaveJoin(model: Model): Model {
  const { phase } = model;
  if (phase.status === "join")
    return { ...model, phase: { status: "doors", index: 1, movedTo: phase.movedTo } };
  return { ...model, layers: model.layers.filter(({ kind }) => kind !== "join") };
}
