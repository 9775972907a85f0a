/**
 * A job of the backup, as every flow shows it: what it is doing, another member's word where that is needed, how it
 * ended. The daemon is asked for one event after the other.
 *
 * Leaving the flow calls the job off (running-flows.ts). Fresh words and passphrases stay for another try, and go as
 * soon as they are in force.
 */
import type { BackupEvent } from "../protocol/backup-api.ts";
import type { HoltError } from "../protocol/errors.ts";
import type { Result } from "../protocol/result.ts";
import type { JobStep } from "./backup-steps.ts";
import { busy, withProblem } from "./form.ts";
import type { Key } from "./key.ts";
import { closeLayer, forLayer, replaceLayer } from "./layers.ts";
import { fail, say } from "./messages.ts";
import { call, stay, type Effect, type LayerOf, type Model, type Reply, type Step } from "./model.ts";
import { began, ended } from "./running-flows.ts";
import { isSecretForm, pressInSecretForm, secretForm, typedSecret } from "./secret-form.ts";

export type JobLayer = LayerOf<"backup-make" | "backup-off" | "backup-prove">;
type Start = (reply: Reply<Result<{ readonly jobId: string }, HoltError>>) => Effect;

/** What was said of the step before would hide the keys of this one. */
const withJobStep = (model: Model, layer: JobLayer, step: JobStep): Model =>
  replaceLayer({ ...model, message: null }, { ...layer, step });

/** The layer as it is now, where it is still open. */
const forJob = (model: Model, { number }: JobLayer, apply: (layer: JobLayer) => Step): Step => {
  const layer = model.layers.find((one) => one.number === number);
  return layer === undefined ? stay(model) : apply(layer as JobLayer);
};

export function startJob(model: Model, layer: JobLayer, start: Start): Step {
  const ask = start((later, answer) => {
    if (!answer.ok) return forJob(later, layer, (current) => failed(later, current, answer.error));
    const { jobId } = answer.value;
    const running = began(later, { kind: "backup", id: jobId, owner: layer.number });
    return forJob(running, layer, (current) => stay(running, waitFor(current, jobId, 0)));
  });
  return stay(withJobStep(model, layer, { at: "running", progress: null }), ask);
}

const waitFor = (layer: JobLayer, jobId: string, after: number): Effect =>
  call("backup.wait", { jobId, after }, (later, answer) =>
    forJob(later, layer, (current) => {
      if (!answer.ok) return failed(ended(later, jobId), current, answer.error);
      const next = waitFor(layer, jobId, after + 1);
      return happened(later, current, { event: answer.value.event, jobId, next });
    }),
  );

interface Happened {
  readonly event: BackupEvent;
  readonly jobId: string;
  /** Waits for what comes after it. */
  readonly next: Effect;
}

function happened(model: Model, layer: JobLayer, { event, jobId, next }: Happened): Step {
  const { step } = layer;
  switch (event.type) {
    case "step": {
      // What was typed to confirm didn't: it is asked again.
      if (step.at === "confirm" && step.form !== null && event.step === "asking") {
        const form = withProblem(emptied(model, step.form.fields.length), model.words.text.backup.job.wrong);
        return stay(withJobStep(model, layer, { ...step, form }), next);
      }
      const { done = null, total = null } = event;
      const progress = { step: event.step, done, total };
      return stay(withJobStep(model, layer, { at: "running", progress }), next);
    }
    case "confirm": {
      const form = event.devices.length === 0 ? confirmForm(model) : null;
      return stay(withJobStep(model, layer, { at: "confirm", jobId, asked: event, form }), next);
    }
    case "confirmed":
      return stay(withJobStep(model, layer, { at: "running", progress: null }), next);
    case "found":
      return stay(model, next);
    case "done":
      return stay(withJobStep(ended(model, jobId), bare(layer), { at: "done", result: event.result }));
    default:
      return failed(ended(model, jobId), layer, event.error);
  }
}

const confirmForm = ({ view }: Model) => secretForm((view?.backup.recovery ?? []).map(({ kind }) => kind));
/** Without a choice it was the only way in, and is again. */
const emptied = (model: Model, fields: number) => {
  const form = confirmForm(model);
  return form.fields.length === fields ? form : secretForm(["words", "passphrase"]);
};

const bare = (layer: JobLayer): JobLayer =>
  layer.kind === "backup-make" ? { ...layer, drawn: null, passphrase: null } : layer;

function failed(model: Model, layer: JobLayer, error: HoltError): Step {
  if (error.type === "locked") return stay(fail(model, error));
  return stay(withJobStep(model, layer, { at: "failed", error }));
}

export const isJobStep = (step: { readonly at: string }): step is JobStep =>
  ["running", "confirm", "done", "failed"].includes(step.at);

/** The keys of a job's steps. `again`: what Enter does where it failed. */
export function pressInJob(
  model: Model,
  layer: JobLayer,
  { step, key, again }: { readonly step: JobStep; readonly key: Key; readonly again: (model: Model) => Step },
): Step {
  const isEsc = key.name === "esc";
  switch (step.at) {
    case "confirm":
      return pressInConfirm(model, layer, step, key);
    case "running":
      return isEsc ? callOff(model) : stay(model);
    case "done":
      return stay(isEsc || key.name === "enter" ? closeLayer(model) : model);
    default:
      if (isEsc) return stay(closeLayer(model));
      return key.name === "enter" ? again(model) : stay(model);
  }
}

const callOff = (model: Model): Step =>
  stay(say(closeLayer(model), model.words.text.backup.job.calledOff, "plain"));

type ConfirmStep = Extract<JobStep, { at: "confirm" }>;

/** Is there a way in that could sign instead? */
export const canTypeInstead = ({ view }: Model): boolean => (view?.backup.recovery.length ?? 0) > 0;

function pressInConfirm(model: Model, layer: JobLayer, step: ConfirmStep, key: Key): Step {
  const { form, asked, jobId } = step;
  if (form === null) {
    if (key.name === "esc") return callOff(model);
    return key.name === "w" && canTypeInstead(model)
      ? stay(withJobStep(model, layer, { ...step, form: confirmForm(model) }))
      : stay(model);
  }
  if (key.name === "esc") {
    return asked.devices.length === 0
      ? callOff(model)
      : stay(withJobStep(model, layer, { ...step, form: null }));
  }
  const [pressed, outcome] = pressInSecretForm(form, key);
  if (outcome !== "submit") return stay(withJobStep(model, layer, { ...step, form: pressed }));
  const typed = typedSecret(pressed, model);
  if (isSecretForm(typed)) return stay(withJobStep(model, layer, { ...step, form: typed }));
  const ask = call("backup.confirm", { jobId, confirm: typed }, (later, answer) =>
    forLayer(later, layer, (current) =>
      answer.ok ? stay(later) : failed(later, current as JobLayer, answer.error),
    ),
  );
  // What was typed is on its way, and no longer here.
  const waiting = busy(emptied(model, pressed.fields.length));
  return stay(withJobStep(model, layer, { ...step, form: waiting }), ask);
}
