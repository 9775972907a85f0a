/**
 * Where beginning again stands: before there is a vault it is a phase, over an open vault a layer. The flow itself
 * (model-recover.ts) doesn't know which.
 */
import type { RecoverFlow, RecoverStep } from "./backup-steps.ts";
import { makeForm } from "./form.ts";
import { openLayer } from "./layers.ts";
import type { Model } from "./model.ts";
import { textField } from "./text-field.ts";

export const addressStep = ({ relay, handle }: Pick<RecoverFlow, "relay" | "handle">): RecoverStep => ({
  at: "address",
  form: makeForm(textField("relay", { text: relay }), textField("handle", { text: handle })),
});

function newFlow(model: Model): readonly [Model, RecoverFlow] {
  const attempt = model.layerCount + 1;
  const typed = { relay: "", handle: "" };
  const flow: RecoverFlow = {
    attempt,
    hasVault: model.phase.status === "open",
    ...typed,
    kind: "words",
    device: model.hostName,
    passphrase: null,
    step: addressStep(typed),
  };
  return [{ ...model, layerCount: attempt }, flow];
}

/** At the doors: this device has no vault. */
export function openRecoverDoor(model: Model, movedTo: string | null): Model {
  const [numbered, flow] = newFlow(model);
  return { ...numbered, phase: { status: "recover", flow, movedTo } };
}

/** Over the Backup screen: this device has a vault, whose accounts would go along. */
export function openRecover(model: Model): Model {
  const [numbered, flow] = newFlow(model);
  return openLayer(numbered, { kind: "recover", flow });
}

export function recoverFlowOf({ phase, layers }: Model): RecoverFlow | null {
  if (phase.status === "recover") return phase.flow;
  const layer = layers.find(({ kind }) => kind === "recover");
  return layer?.kind === "recover" ? layer.flow : null;
}

export function withRecovery(model: Model, flow: RecoverFlow): Model {
  const { phase } = model;
  if (phase.status === "recover") return { ...model, phase: { ...phase, flow } };
  const layers = model.layers.map((layer) => (layer.kind === "recover" ? { ...layer, flow } : layer));
  return { ...model, layers };
}

/** Another attempt: answers to what ran are dropped. */
export function renumbered(model: Model, flow: RecoverFlow, step: RecoverStep): Model {
  const attempt = model.layerCount + 1;
  return withRecovery({ ...model, message: null, layerCount: attempt }, { ...flow, attempt, step });
}

/** The old vault was closed to make room for the one that comes: the flow goes on without what the old one told. */
export const isTakingBack = ({ step }: RecoverFlow): boolean => step.at === "taking";

export function leaveRecover(model: Model): Model {
  const { phase } = model;
  if (phase.status === "recover")
    return { ...model, phase: { status: "doors", index: 2, movedTo: phase.movedTo } };
  return { ...model, layers: model.layers.filter(({ kind }) => kind !== "recover") };
}
