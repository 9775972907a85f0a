/**
 * Beginning again: the relay and the handle, words or passphrase, what was found, which old devices still exist, and
 * then this device is in; each account is to be tried once.
 *
 * Nothing changes before a person has seen what was found. From the answer on there is no way back, and nothing is
 * called off.
 */
import type { BackupEvent, FoundVault, RecoverySecret } from "../protocol/backup-api.ts";
import type { HoltError } from "../protocol/errors.ts";
import type { Progress, RecoverFlow, RecoverStep } from "./backup-steps.ts";
import { makeForm, pasteIntoForm, pressInForm, valueOf, withProblem, type Form } from "./form.ts";
import { openJoin, openJoinDoor } from "./join-flow.ts";
import type { Key } from "./key.ts";
import { actionOf } from "./keymap.ts";
import { closeAllLayers, openLayer } from "./layers.ts";
import { errorText, fail, say } from "./messages.ts";
import { call, stay, type Effect, type Model, type Step } from "./model.ts";
import { moveBy } from "./movement.ts";
import { addressStep, leaveRecover, recoverFlowOf, renumbered, withRecovery } from "./recover-flow.ts";
import { began, ended } from "./running-flows.ts";
import { shortTime } from "./screens/ago.ts";
import { isSecretForm, secretField, typedSecret } from "./secret-form.ts";
import { textField } from "./text-field.ts";
import { isForm, pressInVaultForm, typedVault, vaultForm } from "./vault-form.ts";

const WAYS = 3;
const withStep = (model: Model, flow: RecoverFlow, step: RecoverStep): Model =>
  withRecovery({ ...model, message: null }, { ...flow, step });
const wayStep = ({ kind }: RecoverFlow): RecoverStep => ({ at: "way", index: kind === "words" ? 0 : 1 });
const secretStep = ({ kind }: RecoverFlow): RecoverStep => ({
  at: "secret",
  form: makeForm(secretField(kind)),
});

export function pressInRecover(model: Model, flow: RecoverFlow, key: Key): Step {
  const { step } = flow;
  const isEsc = key.name === "esc";
  switch (step.at) {
    case "address":
      return isEsc ? stay(leaveRecover(model)) : pressInAddress(model, flow, step.form, key);
    case "way":
      return isEsc
        ? stay(withStep(model, flow, addressStep(flow)))
        : pressInWay(model, flow, step.index, key);
    case "vault":
      return isEsc ? stay(withStep(model, flow, wayStep(flow))) : pressInVault(model, flow, step.form, key);
    case "secret":
      return isEsc ? stay(beforeSecret(model, flow)) : pressInSecret(model, flow, step.form, key);
    case "running":
      return isEsc ? calledOff(model, flow) : askToLeave(model, key);
    case "merge":
      return pressInMerge(model, flow, step, key);
    case "devices":
      return pressInDevices(model, flow, step, key);
    case "failed":
      if (!isEsc && key.name !== "enter") return askToLeave(model, key);
      return stay(renumbered(model, flow, isEsc ? addressStep(flow) : secretStep(flow)));
    default:
      return askToLeave(model, key);
  }
}

export function pasteInRecover(model: Model, flow: RecoverFlow, text: string): Step {
  const { step } = flow;
  return stay(
    "form" in step ? withStep(model, flow, { ...step, form: pasteIntoForm(step.form, text) }) : model,
  );
}

/** Before the vault is open nothing else catches q: here it asks as in every flow. */
const askToLeave = (model: Model, key: Key): Step =>
  stay(actionOf(key.name) === "quit" ? openLayer(model, { kind: "leave" }) : model);

const calledOff = (model: Model, flow: RecoverFlow): Step =>
  stay(say(renumbered(model, flow, wayStep(flow)), model.words.text.recover.calledOff, "plain"));

const beforeSecret = (model: Model, flow: RecoverFlow): Model =>
  withStep(
    model,
    { ...flow, passphrase: null },
    flow.hasVault ? wayStep(flow) : { at: "vault", form: vaultForm(flow.device) },
  );

function pressInAddress(model: Model, flow: RecoverFlow, before: Form, key: Key): Step {
  const [form, outcome] = pressInForm(before, key);
  if (outcome !== "submit") return stay(withStep(model, flow, { at: "address", form }));
  const handle = valueOf(form, "handle").trim();
  const relay = valueOf(form, "relay").trim();
  // A whole handle names its relay.
  if (relay === "" && !handle.includes("@")) {
    const problem = withProblem(form, model.words.text.recover.addressEmpty, "relay");
    return stay(withStep(model, flow, { at: "address", form: problem }));
  }
  const kind = handle === "" ? "words" : "passphrase";
  const next: RecoverFlow = { ...flow, relay, handle, kind };
  return stay(withStep(model, next, wayStep(next)));
}

function pressInWay(model: Model, flow: RecoverFlow, index: number, key: Key): Step {
  const moved = moveBy(key.name, index, { count: WAYS, page: WAYS });
  if (moved !== undefined) return stay(withStep(model, flow, { at: "way", index: moved }));
  const way = key.name === "enter" ? index : ["1", "2", "3"].indexOf(key.name);
  if (way < 0) return askToLeave(model, key);
  if (way === WAYS - 1) {
    const { phase } = model;
    return stay(
      phase.status === "recover" ? openJoinDoor(model, phase.movedTo) : openJoin(leaveRecover(model)),
    );
  }
  if (way === 1 && flow.handle === "") {
    const { form } = addressStep(flow) as Extract<RecoverStep, { at: "address" }>;
    const problem = withProblem(form, model.words.text.recover.handleNeeded, "handle");
    return stay(withStep(model, flow, { at: "address", form: problem }));
  }
  const next: RecoverFlow = { ...flow, kind: way === 0 ? "words" : "passphrase" };
  return stay(
    withStep(model, next, flow.hasVault ? secretStep(next) : { at: "vault", form: vaultForm(flow.device) }),
  );
}

function pressInVault(model: Model, flow: RecoverFlow, before: Form, key: Key): Step {
  const [form, outcome] = pressInVaultForm(before, key);
  if (outcome !== "submit") return stay(withStep(model, flow, { at: "vault", form }));
  const typed = typedVault(form, model.words);
  if (isForm(typed)) return stay(withStep(model, flow, { at: "vault", form: typed }));
  return stay(withStep(model, { ...flow, ...typed }, secretStep(flow)));
}

function pressInSecret(model: Model, flow: RecoverFlow, before: Form, key: Key): Step {
  const [form, outcome] = pressInForm(before, key);
  if (outcome !== "submit") return stay(withStep(model, flow, { at: "secret", form }));
  const typed = typedSecret(form, model);
  if (isSecretForm(typed)) return stay(withStep(model, flow, { at: "secret", form: typed }));
  return start(model, flow, "words" in typed ? typed : { ...typed, handle: flow.handle });
}

function start(model: Model, before: RecoverFlow, secret: RecoverySecret): Step {
  const asking = renumbered(model, before, { at: "running", progress: null });
  const attempt = asking.layerCount;
  const { relay, device, passphrase, hasVault } = before;
  const [url = "", fingerprint = ""] = relay.split("#");
  const where = url === "" ? {} : { relay: { url, ...(fingerprint !== "" && { fingerprint }) } };
  const params = { ...where, secret, device: hasVault ? null : device, passphrase };
  const ask = call("recover.start", params, (later, answer) => {
    const flow = recoverFlowOf(later);
    const isMine = flow?.attempt === attempt;
    if (!answer.ok) return isMine ? failed(later, flow, answer.error, secret) : stay(later);
    const { jobId } = answer.value;
    const running = began(later, { kind: "recover", id: jobId, owner: attempt });
    return stay(running, ...(isMine ? [waitFor({ jobId, attempt, after: 0, secret })] : []));
  });
  return stay(asking, ask);
}

interface Waiting {
  readonly jobId: string;
  readonly attempt: number;
  /** Events that were seen. */
  readonly after: number;
  /** What was typed, until it is known to be words at all; null: not here any more. */
  readonly secret: RecoverySecret | null;
}

const waitFor = ({ jobId, attempt, after, secret }: Waiting): Effect =>
  call("backup.wait", { jobId, after }, (later, answer) => {
    const flow = recoverFlowOf(later);
    if (flow?.attempt !== attempt) return stay(later);
    if (!answer.ok) return failed(ended(later, jobId), flow, answer.error);
    const { event } = answer.value;
    if (event.type === "failed") return failed(ended(later, jobId), flow, event.error, secret);
    const isUnread = event.type === "step" && event.step === "deriving";
    const next = waitFor({ jobId, attempt, after: after + 1, secret: isUnread ? secret : null });
    return happened(later, flow, { event, jobId, next });
  });

interface Happened {
  readonly event: BackupEvent;
  readonly jobId: string;
  /** Waits for what comes after it. */
  readonly next: Effect;
}

function happened(model: Model, flow: RecoverFlow, { event, jobId, next }: Happened): Step {
  switch (event.type) {
    case "step": {
      const { step, done = null, total = null } = event;
      const progress: Progress = { step, done, total };
      const at = flow.step.at === "taking" ? "taking" : "running";
      return stay(withStep(model, flow, { at, progress }), next);
    }
    case "found":
      return stay(withStep(model, flow, foundStep(jobId, event)), next);
    case "done":
      return recovered(ended(model, jobId), event.result);
    default:
      return stay(model, next);
  }
}

const foundStep = (
  jobId: string,
  { vault: found, ours }: Extract<BackupEvent, { type: "found" }>,
): RecoverStep => (ours === null ? devicesStep(jobId, found) : { at: "merge", jobId, found, ours });
const devicesStep = (jobId: string, found: FoundVault): RecoverStep => ({
  at: "devices",
  jobId,
  found,
  index: 0,
  kept: [],
});

function recovered(model: Model, result: Extract<BackupEvent, { type: "done" }>["result"]): Step {
  const open: Model = { ...closeAllLayers(model), phase: { status: "open" }, tab: "codes" };
  if (result.type !== "recovered") return stay(open, { type: "follow" });
  const { accounts, asOf } = result;
  const listed: Model = { ...open, list: { ...open.list, isChecklist: true, tag: null, search: null } };
  const done = model.words.text.recover.done(accounts, shortTime(asOf, model.now));
  return stay(say(listed, done), { type: "follow" });
}

/** `secret`: what was typed, where it may be the words themselves that are wrong. */
function failed(
  model: Model,
  flow: RecoverFlow,
  error: HoltError,
  secret: RecoverySecret | null = null,
): Step {
  if (error.type === "locked") return stay(fail(model, error));
  if (flow.hasVault && model.phase.status === "recover") {
    // The vault that this device has is asked for anew.
    return stay(say({ ...model, phase: { status: "starting" } }, errorText(model, error), "bad"));
  }
  if (error.type !== "wrong-key") return stay(withStep(model, flow, { at: "failed", error }));
  // Words that can be none were taken nowhere: one of them is to be mended, and not all typed anew.
  const isSlip = error.typed !== undefined && secret !== null && "words" in secret;
  const form = isSlip
    ? withProblem(makeForm(textField("recoveryWords", { text: secret.words })), errorText(model, error))
    : withProblem(makeForm(secretField(flow.kind)), model.words.text.recover.wrong);
  return stay(renumbered(model, flow, { at: "secret", form }));
}

type MergeStep = Extract<RecoverStep, { at: "merge" }>;

/** Only y and n decide. */
function pressInMerge(model: Model, flow: RecoverFlow, { jobId, found }: MergeStep, key: Key): Step {
  const { text } = model.words;
  if (key.name === text.yesKey) return stay(withStep(model, flow, devicesStep(jobId, found)));
  if (key.name !== text.noKey && key.name !== "esc") return askToLeave(model, key);
  return stay(say(leaveRecover(model), text.recover.declined, "plain"));
}

type DevicesStep = Extract<RecoverStep, { at: "devices" }>;

function pressInDevices(model: Model, flow: RecoverFlow, step: DevicesStep, key: Key): Step {
  const { jobId, found, index, kept } = step;
  const count = found.devices.length;
  if (key.name === "esc") return calledOff(model, flow);
  const moved = moveBy(key.name, index, { count, page: count });
  if (moved !== undefined) return stay(withStep(model, flow, { ...step, index: moved }));
  const memberId = found.devices[index]?.memberId;
  if (key.name === "space" && memberId !== undefined) {
    const next = kept.includes(memberId) ? kept.filter((one) => one !== memberId) : [...kept, memberId];
    return stay(withStep(model, flow, { ...step, kept: next }));
  }
  if (key.name !== "enter") return askToLeave(model, key);
  const answer = call("recover.answer", { jobId, merge: flow.hasVault, keep: kept }, (later, answered) => {
    const current = recoverFlowOf(later);
    if (answered.ok || current?.attempt !== flow.attempt) return stay(later);
    return failed(ended(later, jobId), current, answered.error);
  });
  // What runs is no longer called off by leaving.
  return stay(withStep(ended(model, jobId), flow, { at: "taking", progress: null }), answer);
}
