/**
 * Joining the vault of another device: its link, name and passphrase where this device has no vault yet, then a wait
 * that can be seen, and where accounts would go along, a question.
 *
 * An answer to an attempt that was called off is dropped; what runs at the daemon then is called off by
 * running-flows.ts. Once the vault is on its way there is no going back.
 */
import type { HoltError } from "../protocol/errors.ts";
import type { JoinEvent } from "../protocol/local-api.ts";
import type { JoinFlow, JoinStep } from "./flow-steps.ts";
import { makeForm, pasteIntoForm, pressInForm, valueOf, withProblem, type Form } from "./form.ts";
import { backToLink, cleanLink, joinFlowOf, leaveJoin, linkStep, withFlow } from "./join-flow.ts";
import type { Key } from "./key.ts";
import { actionOf } from "./keymap.ts";
import { closeAllLayers, openLayer } from "./layers.ts";
import { errorText, fail, say } from "./messages.ts";
import { call, stay, type Effect, type Model, type Step } from "./model.ts";
import { began, ended } from "./running-flows.ts";
import { textField } from "./text-field.ts";
import { isForm, pressInVaultForm, typedVault, vaultForm, type TypedVault } from "./vault-form.ts";

const withStep = (model: Model, flow: JoinFlow, step: JoinStep): Model => withFlow(model, { ...flow, step });

export function pressInJoin(model: Model, flow: JoinFlow, key: Key): Step {
  const { step } = flow;
  switch (step.at) {
    case "link":
      return pressInLink(model, flow, step.form, key);
    case "vault":
      return pressInVault(model, flow, step.form, key);
    case "merge":
      return pressInMerge(model, flow, step, key);
    case "waiting":
      if (key.name !== "esc") return askToLeave(model, key);
      return stay(say(backToLink(model, flow), model.words.text.devices.join.cancelled, "plain"));
    case "failed":
      if (key.name !== "esc" && key.name !== "enter") return askToLeave(model, key);
      return stay(backToLink(model, flow, mayWorkAgain(step.error) ? flow.link : ""));
    default:
      return askToLeave(model, key);
  }
}

export function pasteInJoin(model: Model, flow: JoinFlow, text: string): Step {
  const { step } = flow;
  if (step.at !== "link" && step.at !== "vault") return stay(model);
  return stay(withStep(model, flow, { ...step, form: pasteIntoForm(step.form, text) }));
}

/** Before the vault is open nothing else catches q: here it asks as in every flow. */
const askToLeave = (model: Model, key: Key): Step =>
  stay(actionOf(key.name) === "quit" ? openLayer(model, { kind: "leave" }) : model);

function pressInLink(model: Model, flow: JoinFlow, before: Form, key: Key): Step {
  if (key.name === "esc") return stay(leaveJoin(model));
  const [form, outcome] = pressInForm(before, key);
  if (outcome !== "submit") return stay(withStep(model, flow, { at: "link", form }));
  const link = cleanLink(valueOf(form, "joinLink"));
  if (link === "") {
    const problem = withProblem(form, model.words.text.devices.join.linkEmpty);
    return stay(withStep(model, flow, { at: "link", form: problem }));
  }
  const next = { ...flow, link };
  return model.phase.status === "join"
    ? stay(withStep(model, next, { at: "vault", form: vaultForm(flow.device) }))
    : start(model, next, { device: null, passphrase: null });
}

function pressInVault(model: Model, flow: JoinFlow, before: Form, key: Key): Step {
  const device = valueOf(before, "device");
  if (key.name === "esc") return stay(withFlow(model, { ...flow, device, step: linkStep(flow.link) }));
  const [form, outcome] = pressInVaultForm(before, key);
  if (outcome !== "submit") return stay(withStep(model, flow, { at: "vault", form }));
  const typed = typedVault(form, model.words);
  return isForm(typed)
    ? stay(withStep(model, flow, { at: "vault", form: typed }))
    : start(model, { ...flow, device: typed.device }, typed);
}

type NewDevice = TypedVault | { readonly device: null; readonly passphrase: null };

function start(model: Model, before: JoinFlow, { device, passphrase }: NewDevice): Step {
  const attempt = model.layerCount + 1;
  const flow: JoinFlow = { ...before, attempt, step: { at: "waiting", fingerprint: null } };
  const ask = call("join.start", { link: flow.link, device, passphrase }, (later, answer) => {
    const current = joinFlowOf(later);
    const isMine = current?.attempt === attempt;
    if (!answer.ok) return isMine ? failed(later, current, answer.error) : stay(later);
    const { joinId } = answer.value;
    const running = began(later, { kind: "join", id: joinId, owner: attempt });
    return stay(running, ...(isMine ? [waitFor({ joinId, attempt, after: 0 })] : []));
  });
  return stay(withFlow({ ...model, layerCount: attempt }, flow), ask);
}

interface Waiting {
  readonly joinId: string;
  readonly attempt: number;
  /** Events that were seen. */
  readonly after: number;
}

const waitFor = ({ joinId, attempt, after }: Waiting): Effect =>
  call("join.wait", { joinId, after }, (later, answer) => {
    const flow = joinFlowOf(later);
    if (flow?.attempt !== attempt) return stay(later);
    if (!answer.ok) return failed(ended(later, joinId), flow, answer.error);
    const next = waitFor({ joinId, attempt, after: after + 1 });
    return happened(later, flow, { event: answer.value.event, joinId, next });
  });

interface Happened {
  readonly event: JoinEvent;
  readonly joinId: string;
  /** Waits for what comes after it. */
  readonly next: Effect;
}

function happened(model: Model, flow: JoinFlow, { event, joinId, next }: Happened): Step {
  switch (event.type) {
    case "waiting":
      return stay(withStep(model, flow, { at: "waiting", fingerprint: event.fingerprint }), next);
    case "merge":
      return stay(withStep(model, flow, { at: "merge", joinId, merge: event, isBusy: false }), next);
    case "syncing":
      return stay(withStep(ended(model, joinId), flow, { at: "syncing" }), next);
    case "joined":
      return joined(ended(model, joinId), event);
    default:
      return failed(ended(model, joinId), flow, event.error);
  }
}

function joined(model: Model, event: Extract<JoinEvent, { type: "joined" }>): Step {
  const { join } = model.words.text.devices;
  const sentence = event.provisional ? join.joinedProvisional(event.accounts) : join.joined(event.accounts);
  const open: Model = { ...closeAllLayers(model), phase: { status: "open" }, tab: "codes" };
  return stay(say(open, sentence), { type: "follow" });
}

const isBadLink = (error: HoltError): boolean =>
  (error.type === "usage" && error.reason === "bad-join-link") ||
  (error.type === "refused" && error.reason === "link-version");

/** The link was not used up by what went wrong. */
const mayWorkAgain = (error: HoltError): boolean =>
  error.type === "unreachable" ||
  error.type === "timeout" ||
  (error.type === "refused" && ["unreachable", "tls", "no-relay-here", "rate"].includes(error.reason));

function failed(model: Model, flow: JoinFlow, error: HoltError): Step {
  if (error.type === "locked") return stay(fail(model, error));
  if (flow.hasVault && model.phase.status === "join") {
    // The vault that this device has is asked for anew.
    return stay(say({ ...model, phase: { status: "starting" } }, errorText(model, error), "bad"));
  }
  if (!isBadLink(error)) return stay(withStep(model, flow, { at: "failed", error }));
  const form = withProblem(makeForm(textField("joinLink", { text: flow.link })), errorText(model, error));
  return stay(withStep(model, flow, { at: "link", form }));
}

type MergeStep = Extract<JoinStep, { at: "merge" }>;

function pressInMerge(model: Model, flow: JoinFlow, step: MergeStep, key: Key): Step {
  const { joinId, isBusy } = step;
  const { text } = model.words;
  if (isBusy) return askToLeave(model, key);
  if (key.name === text.noKey || key.name === "esc") {
    const no = call("join.answer", { joinId, merge: false }, (later) => stay(later));
    return stay(say(leaveJoin(ended(model, joinId)), text.devices.join.declined, "plain"), no);
  }
  if (key.name !== text.yesKey) return askToLeave(model, key);
  const yes = call("join.answer", { joinId, merge: true }, (later, answer) => {
    const current = joinFlowOf(later);
    if (answer.ok || current?.attempt !== flow.attempt) return stay(later);
    return failed(ended(later, joinId), current, answer.error);
  });
  return stay(withStep(model, flow, { ...step, isBusy: true }), yes);
}
