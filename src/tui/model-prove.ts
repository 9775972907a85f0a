/** Proving the backup: what was typed brings everything back, into memory, compared with what is here. */
import type { Key } from "./key.ts";
import { closeLayer, openLayer, replaceLayer } from "./layers.ts";
import { isJobStep, pressInJob, startJob } from "./model-job.ts";
import { call, stay, type LayerOf, type Model, type Step } from "./model.ts";
import { isSecretForm, pressInSecretForm, secretForm, typedSecret } from "./secret-form.ts";
import type { Form } from "./form.ts";

type ProveLayer = LayerOf<"backup-prove">;

const freshForm = (model: Model): Form =>
  secretForm((model.view?.backup.recovery ?? []).map(({ kind }) => kind));

export const openProve = (model: Model): Step =>
  stay(openLayer(model, { kind: "backup-prove", step: { at: "typed", form: freshForm(model) } }));

const withForm = (model: Model, layer: ProveLayer, form: Form): Model =>
  replaceLayer({ ...model, message: null }, { ...layer, step: { at: "typed", form } });

export function pressInProve(model: Model, layer: ProveLayer, key: Key): Step {
  const { step } = layer;
  if (isJobStep(step)) {
    const again = (now: Model): Step => stay(withForm(now, layer, freshForm(now)));
    return pressInJob(model, layer, { step, key, again });
  }
  if (key.name === "esc") return stay(closeLayer(model));
  const [form, outcome] = pressInSecretForm(step.form, key);
  if (outcome !== "submit") return stay(withForm(model, layer, form));
  const typed = typedSecret(form, model);
  if (isSecretForm(typed)) return stay(withForm(model, layer, typed));
  return startJob(model, layer, (reply) => call("backup.verify", typed, reply));
}
