/**
 * One event, one step: which part of the model an event belongs to, and afterwards the one settling.
 *
 * Pure. The order for keys: a flow's text field, then keys that mean the same everywhere, then the screen's own.
 */
import type { HoltError } from "../protocol/errors.ts";
import type { StatusResult } from "../protocol/local-api.ts";
import type { Result } from "../protocol/result.ts";
import { formOf, withForm } from "./flow-form.ts";
import { pasteIntoForm } from "./form.ts";
import type { Key } from "./key.ts";
import { actionOf } from "./keymap.ts";
import { closeAllLayers, closeLayer, replaceLayer, topLayer } from "./layers.ts";
import { fail } from "./messages.ts";
import { pasteInActivity, pressInActivity, settleActivity } from "./model-activity.ts";
import { pasteLink, pressInAdd, pressInAddForm, pressInImage, pressInUri } from "./model-add.ts";
import { pasteInCodes, pressInCodes } from "./model-codes.ts";
import { pressInBackup, settleBackup } from "./model-backup.ts";
import { pressInOff } from "./model-backup-off.ts";
import { hideDetails, pressInDetails } from "./model-details.ts";
import { pressInEdit } from "./model-edit.ts";
import { pressInImport } from "./model-import.ts";
import { pressInDevice, pressInRename, pressInRevoke } from "./model-device.ts";
import { pasteInDevices, pressInDevices } from "./model-devices.ts";
import { pasteInJoin, pressInJoin } from "./model-join.ts";
import { isTakingOver, joinFlowOf } from "./join-flow.ts";
import { pressInKit } from "./model-kit.ts";
import { pressInLink } from "./model-link.ts";
import { pasteBeforeOpen, pressBeforeOpen } from "./model-lock.ts";
import { pressInMake } from "./model-make.ts";
import { takeMouse } from "./model-mouse.ts";
import { pressInForget, pressInRefound } from "./model-own-vault.ts";
import { pressInPair } from "./model-pair.ts";
import { pressInPoints } from "./model-points.ts";
import { pressInProve } from "./model-prove.ts";
import { pasteInRecover, pressInRecover } from "./model-recover.ts";
import { isTakingBack, recoverFlowOf } from "./recover-flow.ts";
import { pressInWaysIn } from "./model-ways-in.ts";
import { pressInQr } from "./model-qr.ts";
import { dropAnswered, pressInRequests } from "./model-requests.ts";
import { pressAnywhere } from "./model-screens.ts";
import { pressInSettings } from "./model-settings.ts";
import { doorsPhase, forget, lockedPhase } from "./model-start.ts";
import { pressInTags } from "./model-tags.ts";
import { pressInTrash } from "./model-trash.ts";
import {
  call,
  stay,
  type Event,
  type Layer,
  type LayerKind,
  type LayerOf,
  type Model,
  type Step,
} from "./model.ts";
import { bodyRows } from "./frame-size.ts";
import { scrollBy } from "./movement.ts";
import { helpLines } from "./screens/help.ts";
import { settleRunning } from "./running-flows.ts";
import { settleBanner } from "./banner.ts";
import { settle } from "./settle.ts";
import { isTypingAnywhere } from "./typing.ts";

export function update(model: Model, event: Event, nowMs: number): Step {
  const [changed, effects] = apply({ ...model, now: nowMs }, event);
  const isLeaving = effects.some(({ type }) => type === "quit");
  const [kept, callOffs] = settleRunning(changed, isLeaving);
  const [settled, codeEffects] = settle(settleBanner(kept));
  const [read, activityEffects] = settleActivity(settled);
  const [last, backupEffects] = settleBackup(read);
  const all = [...effects, ...callOffs, ...codeEffects, ...activityEffects, ...backupEffects];
  // Nothing is asked after leaving.
  return [last, isLeaving ? [...all.filter(({ type }) => type !== "quit"), { type: "quit" }] : all];
}

function apply(model: Model, event: Event): Step {
  switch (event.type) {
    case "key":
      return pressed(model, event.key);
    case "paste":
      return pasted(calmed(model), event.text);
    case "mouse":
      return touch(takeMouse(calmed(model), event.what, pressed));
    case "tick":
      return stay(hideDetails(model));
    case "resize":
      return stay({ ...model, window: event.size });
    case "hello":
      return greeted(model, event);
    case "view":
      return stay(dropAnswered(seen(model, event)));
    case "view-locked":
      return stay(closed(model));
    case "answer":
      return event.apply(model);
    default:
      return event satisfies never;
  }
}

function greeted(model: Model, { result }: Extract<Event, { type: "hello" }>): Step {
  if (!result.ok) {
    const { error } = result;
    if (error.type === "no-vault") return stay(forget(model, doorsPhase(error.movedTo ?? null)));
    const isWaiting = model.phase.status === "starting" || model.phase.status === "unreachable";
    return stay(isWaiting ? { ...model, phase: { status: "unreachable", error } } : fail(model, error));
  }
  const here: Model = { ...model, isConnected: true };
  // The vault that is being joined is there before it is complete: the flow itself says when it is.
  if (isJoining(model)) return stay(here);
  if (!result.value.hasVault) {
    const isAtDoor = ["doors", "new-vault", "join", "recover"].includes(model.phase.status);
    return isAtDoor ? stay(here) : stay(forget(here, doorsPhase()), call("daemon.status", {}, findDamage));
  }
  if (result.value.locked) return stay(model.phase.status === "locked" ? here : forget(here, lockedPhase()));
  return stay({ ...here, phase: { status: "open" } }, { type: "follow" });
}

function isJoining({ phase }: Model): boolean {
  if (phase.status !== "join" && phase.status !== "recover") return false;
  return ["waiting", "merge", "syncing", "running", "devices", "taking"].includes(phase.flow.step.at);
}

/** Whoever had a vault here must not be greeted as if there never was one. */
function findDamage(model: Model, answer: Result<StatusResult, HoltError>): Step {
  const { phase } = model;
  const damage = answer.ok ? answer.value.problems.find(({ type }) => type === "storage-damaged") : undefined;
  if (!("movedTo" in phase) || damage?.type !== "storage-damaged") return stay(model);
  return stay({ ...model, phase: { ...phase, movedTo: damage.copy } });
}

function seen(model: Model, { accounts, state, isLive }: Extract<Event, { type: "view" }>): Model {
  if (model.phase.status !== "open") return model;
  const { search } = model.list;
  const isNew = accounts !== null && accounts !== model.accounts;
  // The answer on screen stays until the search over the new accounts is through.
  const list = isNew && search !== null ? { ...model.list, search: { ...search, answered: "" } } : model.list;
  return {
    ...model,
    list,
    accounts: accounts ?? model.accounts,
    view: state ?? model.view,
    locksAt: state === null ? model.locksAt : state.locksAt,
    isConnected: isLive,
  };
}

function closed(model: Model): Model {
  if (model.phase.status !== "open") return model;
  const joining = joinFlowOf(model);
  const recovering = recoverFlowOf(model);
  if (joining !== null && isTakingOver(joining)) {
    return forget(model, { status: "join", flow: joining, movedTo: null });
  }
  return recovering !== null && isTakingBack(recovering)
    ? forget(model, { status: "recover", flow: recovering, movedTo: null })
    : forget(model, lockedPhase());
}

/** The person is at the keyboard; the daemon is told at most this often. */
const TOUCH_EVERY_MS = 20_000;

function touch([model, effects]: Step): Step {
  if (model.phase.status !== "open" || model.now - model.touchedAt < TOUCH_EVERY_MS) return [model, effects];
  const ask = call("daemon.touch", {}, (later, answer) =>
    stay(answer.ok ? { ...later, locksAt: answer.value.locksAtMs } : later),
  );
  return [{ ...model, touchedAt: model.now }, [...effects, ask]];
}

/** Trouble and answers to a key are said until the next key; what was done stays for a while. */
function calmed(model: Model): Model {
  const isDone = model.message === null || model.message.tone === "good";
  return isDone ? model : { ...model, message: null };
}

function pressed(model: Model, key: Key): Step {
  const calm = calmed(model);
  if (key.name === "ctrl-c") return stay(calm, { type: "quit" });
  if (key.name === "ctrl-z") return stay(calm, { type: "suspend" });
  const layer = topLayer(calm);
  if (calm.phase.status !== "open") {
    return layer?.kind === "leave" ? pressInLeave(calm, layer, key) : pressBeforeOpen(calm, key);
  }
  if (isTypingAnywhere(calm) || isAnswer(calm, key)) return touch(pressScreen(calm, key));
  const meant: Key = { ...key, name: calm.keymap.translate(key.name) };
  return touch(pressAnywhere(calm, meant.name) ?? pressScreen(calm, meant));
}

/** y and n to a question mean themselves, whatever else they are. */
function isAnswer(model: Model, { name }: Key): boolean {
  const layer = topLayer(model);
  const { yesKey, noKey } = model.words.text;
  return layer !== undefined && isQuestion(layer) && (name === yesKey || name === noKey);
}

function isQuestion(layer: Layer): boolean {
  switch (layer.kind) {
    case "requests":
    case "refound":
      return true;
    case "link":
      return layer.step.at === "linked" && layer.step.isAsking;
    case "pair":
      return layer.step.at === "request";
    case "join":
      return layer.flow.step.at === "merge";
    case "recover":
      return layer.flow.step.at === "merge";
    case "revoke":
      return layer.step.at === "ask";
    case "backup-make":
      return layer.step.at === "sure";
    case "points":
      return layer.step.at === "point";
    default:
      return false;
  }
}

type Press = { readonly [K in LayerKind]: (model: Model, layer: LayerOf<K>, key: Key) => Step };
const PRESS: Press = {
  help: pressInHelp,
  details: pressInDetails,
  qr: pressInQr,
  tags: pressInTags,
  edit: pressInEdit,
  add: pressInAdd,
  "add-uri": pressInUri,
  "add-image": pressInImage,
  "add-form": pressInAddForm,
  import: pressInImport,
  trash: pressInTrash,
  settings: pressInSettings,
  device: pressInDevice,
  rename: pressInRename,
  revoke: pressInRevoke,
  forget: pressInForget,
  refound: pressInRefound,
  requests: pressInRequests,
  link: pressInLink,
  pair: pressInPair,
  join: (model, { flow }, key) => pressInJoin(model, flow, key),
  "backup-make": pressInMake,
  "backup-off": pressInOff,
  "backup-prove": pressInProve,
  "backup-kit": pressInKit,
  "ways-in": pressInWaysIn,
  points: pressInPoints,
  recover: (model, { flow }, key) => pressInRecover(model, flow, key),
  leave: pressInLeave,
};

function pressScreen(model: Model, key: Key): Step {
  const layer = topLayer(model);
  if (layer !== undefined) {
    const press = PRESS[layer.kind] as (model: Model, layer: Layer, key: Key) => Step;
    return press(model, layer, key);
  }
  if (model.tab === "codes") return pressInCodes(model, key);
  if (model.tab === "activity") return pressInActivity(model, key);
  if (model.tab === "devices") return pressInDevices(model, key);
  return pressInBackup(model, key);
}

function pressInHelp(model: Model, layer: LayerOf<"help">, key: Key): Step {
  const lines = helpLines(model).length;
  const top = scrollBy(key.name, layer.top, { lines, page: bodyRows(model.size) });
  if (top !== undefined) return stay(replaceLayer(model, { ...layer, top }));
  return stay(actionOf(key.name) === "back" ? closeLayer(model) : model);
}

/** q in the middle of something: leave it, and holt? */
function pressInLeave(model: Model, _layer: LayerOf<"leave">, key: Key): Step {
  return key.name === model.words.text.yesKey
    ? stay(closeAllLayers(model), { type: "quit" })
    : stay(closeLayer(model));
}

function pasted(model: Model, text: string): Step {
  const layer = topLayer(model);
  if (model.phase.status !== "open") return layer === undefined ? pasteBeforeOpen(model, text) : stay(model);
  if (layer === undefined) return pastedInTab(model, text);
  if (layer.kind === "add") return pasteLink(model, text);
  if (layer.kind === "join") return pasteInJoin(model, layer.flow, text);
  if (layer.kind === "recover") return pasteInRecover(model, layer.flow, text);
  const form = formOf(layer);
  return stay(form === null ? model : replaceLayer(model, withForm(layer, pasteIntoForm(form, text))));
}

function pastedInTab(model: Model, text: string): Step {
  switch (model.tab) {
    case "codes":
      return pasteInCodes(model, text);
    case "activity":
      return pasteInActivity(model, text);
    case "devices":
      return pasteInDevices(model, text);
    default:
      return stay(model);
  }
}
