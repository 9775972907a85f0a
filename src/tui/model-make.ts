/**
 * Turning backup on, and changing a way in: what will be kept and where, words that are written down and typed back, a
 * passphrase, and then the job. Esc goes back one step until the job runs.
 */
import { judgeRecoveryPassphrase } from "../protocol/passphrase-strength.ts";
import type { RelayChoice } from "../protocol/local-api.ts";
import type { BackupPlan, MakeAim, MakeAt, Making } from "./backup-steps.ts";
import { busy, focused, pressInForm, valueOf, withProblem, type Form } from "./form.ts";
import type { Key } from "./key.ts";
import { actionOf } from "./keymap.ts";
import { closeLayer, forLayer, openLayer, replaceLayer, topLayer } from "./layers.ts";
import { hasRelay } from "./link-layer.ts";
import { errorText, fail } from "./messages.ts";
import { isJobStep, pressInJob, startJob } from "./model-job.ts";
import { buildStep, placeOfField, stepAfter, stepBefore, wordsOf } from "./make-steps.ts";
import { openKit } from "./model-kit.ts";
import { call, stay, type LayerOf, type Model, type Step } from "./model.ts";
import { moveBy } from "./movement.ts";
import { countPages } from "./screens/recovery-words.ts";

type MakeLayer = LayerOf<"backup-make">;
const WAYS = 3;

export function openMake(model: Model, aim: MakeAim): Step {
  const opened = openLayer(model, {
    kind: "backup-make",
    aim,
    plan: null,
    relay: null,
    drawn: null,
    way: 0,
    passphrase: null,
    step: { at: "looking" },
  });
  const layer = topLayer(opened) as MakeLayer;
  // Without a relay there is nothing to plan with before one is named.
  if (aim.does === "enable" && !hasRelay(model))
    return enter(opened, { ...layer, plan: HOMELESS }, "consent");
  const ask = call("backup.plan", {}, (later, answer) =>
    forLayer(later, layer, (current) => {
      if (!answer.ok) return broken(later, current, answer.error);
      const plan = named(answer.value, later.userName);
      const planned: MakeLayer = { ...current, plan };
      const first = stepAfter(planned, "looking") ?? "looking";
      return enter(later, planned, first);
    }),
  );
  return stay(opened, ask);
}

const HOMELESS: BackupPlan = { relay: null, handle: "", confirmers: [], recovery: [] };

/** Where nobody has chosen a handle the daemon says "me". */
function named(plan: BackupPlan, userName: string): BackupPlan {
  const name = userName.toLowerCase();
  const isUsable = /^[\p{L}\p{N}][\p{L}\p{N}._+-]*$/u.test(name) && plan.handle.startsWith("me@");
  return isUsable ? { ...plan, handle: `${name}${plan.handle.slice(2)}` } : plan;
}

const withLayer = (model: Model, layer: MakeLayer): Model => replaceLayer({ ...model, message: null }, layer);
const broken = (model: Model, layer: MakeLayer, error: Parameters<typeof fail>[1]): Step =>
  stay(
    error.type === "locked"
      ? fail(model, error)
      : withLayer(model, { ...layer, step: { at: "failed", error } }),
  );

/** Words and passphrase are drawn when the first of them is to be shown. */
function enter(model: Model, layer: MakeLayer, at: MakeAt): Step {
  const entered: MakeLayer = { ...layer, step: buildStep(layer, at) };
  if (layer.drawn !== null || (at !== "words" && at !== "generated")) return stay(withLayer(model, entered));
  const ask = call("backup.draw", {}, (later, answer) =>
    forLayer(later, layer, (current) => {
      if (!answer.ok) return broken(later, current, answer.error);
      const drawn: MakeLayer = { ...current, drawn: current.drawn ?? answer.value };
      return stay(withLayer(later, { ...drawn, step: buildStep(drawn, at) }));
    }),
  );
  return stay(withLayer(model, { ...layer, step: { at: "looking" } }), ask);
}

function forward(model: Model, layer: MakeLayer): Step {
  const next = stepAfter(layer, layer.step.at);
  return next === undefined ? begin(model, layer) : enter(model, layer, next);
}

function back(model: Model, layer: MakeLayer): Step {
  const before = stepBefore(layer, layer.step.at);
  return before === undefined ? stay(closeLayer(model)) : enter(model, layer, before);
}

/** All is asked: the daemon does it. */
function begin(model: Model, layer: MakeLayer): Step {
  const { aim, relay, drawn, passphrase, way } = layer;
  const words = drawn?.words ?? null;
  if (aim.does === "enable") {
    const chosen = way === WAYS - 1 ? null : passphrase;
    return startJob(model, layer, (reply) =>
      call("backup.enable", { words, passphrase: chosen, ...(relay !== null && { relay }) }, reply),
    );
  }
  const { does: change, kind } = aim;
  const made =
    change === "remove"
      ? {}
      : kind === "words"
        ? { words: words ?? "" }
        : { ...(passphrase !== null && { passphrase }) };
  return startJob(model, layer, (reply) => call("backup.change", { change, kind, ...made }, reply));
}

export function pressInMake(model: Model, layer: MakeLayer, key: Key): Step {
  const { step } = layer;
  if (isJobStep(step)) {
    if (step.at === "done" && actionOf(key.name) === "kit") return openKit(closeLayer(model));
    return pressInJob(model, layer, { step, key, again: (now) => again(now, layer) });
  }
  const isEsc = key.name === "esc";
  switch (step.at) {
    case "looking":
      return stay(isEsc ? closeLayer(model) : model);
    case "relay":
      return isEsc ? back(model, layer) : pressInRelay(model, layer, step.form, key);
    case "words":
      return pressInWords(model, layer, step.page, key);
    case "check":
      return isEsc ? back(model, layer) : pressInCheck(model, layer, step.form, key);
    case "passphrase":
      return pressInWay(model, layer, step.index, key);
    case "generated":
    case "own":
      return isEsc ? back(model, layer) : pressInPassphrase(model, layer, { form: step.form, key });
    case "sure":
      if (key.name === model.words.text.yesKey) return forward(model, layer);
      return stay(isEsc || key.name === model.words.text.noKey ? closeLayer(model) : model);
    default:
      if (isEsc) return back(model, layer);
      return key.name === "enter" ? forward(model, layer) : stay(model);
  }
}

/** The same words again, where they were drawn: they may be on paper already. */
function again(model: Model, layer: MakeLayer): Step {
  if (layer.plan === null) return openMake(closeLayer(model), layer.aim);
  return layer.drawn === null && layer.aim.does !== "remove"
    ? openMake(closeLayer(model), layer.aim)
    : begin(model, layer);
}

function pressInRelay(model: Model, layer: MakeLayer, before: Form, key: Key): Step {
  const [form, outcome] = pressInForm(before, key);
  if (outcome !== "submit") return stay(withLayer(model, { ...layer, step: { at: "relay", form } }));
  const [url = "", fingerprint = ""] = valueOf(form, "relay").trim().split("#");
  const token = valueOf(form, "token").trim();
  const refused = (later: Model, current: MakeLayer, problem: string): Step =>
    stay(withLayer(later, { ...current, step: { at: "relay", form: withProblem(form, problem, "relay") } }));
  if (url === "") return refused(model, layer, model.words.text.devices.link.addressEmpty);
  const relay: RelayChoice = {
    url,
    ...(fingerprint !== "" && { fingerprint }),
    ...(token !== "" && { token }),
  };
  const ask = call("backup.plan", { relay }, (later, answer) =>
    forLayer(later, layer, (current) => {
      if (!answer.ok) return refused(later, current, errorText(later, answer.error));
      const planned: MakeLayer = { ...current, relay, plan: named(answer.value, later.userName) };
      return forward(later, planned);
    }),
  );
  return stay(withLayer(model, { ...layer, step: { at: "relay", form: busy(form) } }), ask);
}

function pressInWords(model: Model, layer: MakeLayer, page: number, key: Key): Step {
  const pages = countPages(model);
  const at = Math.min(page, pages - 1);
  const turn = (to: number): Step => stay(withLayer(model, { ...layer, step: { at: "words", page: to } }));
  const isForward = ["enter", "right", "down", "pagedown"].includes(key.name);
  if (isForward && at < pages - 1) return turn(at + 1);
  if (key.name === "enter") return forward(model, layer);
  if (["left", "up", "pageup", "esc"].includes(key.name) && at > 0) return turn(at - 1);
  return key.name === "esc" ? back(model, layer) : stay(model);
}

function pressInCheck(model: Model, layer: MakeLayer, before: Form, key: Key): Step {
  const [form, outcome] = pressInForm(before, key);
  if (outcome !== "submit") return stay(withLayer(model, { ...layer, step: { at: "check", form } }));
  const words = wordsOf(layer.drawn?.words ?? "");
  const wrong = form.fields.find(({ id }) => {
    const place = placeOfField(id) ?? 0;
    return valueOf(form, id).trim().toLowerCase() !== words[place - 1];
  });
  if (wrong === undefined) return forward(model, layer);
  const problem = model.words.text.backup.make.wordDiffers(placeOfField(wrong.id) ?? 0);
  return stay(
    withLayer(model, { ...layer, step: { at: "check", form: withProblem(form, problem, wrong.id) } }),
  );
}

/** Changing only the passphrase, there is no "none". */
export const passphraseWays = ({ aim }: Making): number => (aim.does === "enable" ? WAYS : WAYS - 1);

function pressInWay(model: Model, layer: MakeLayer, index: number, key: Key): Step {
  if (key.name === "esc") return back(model, layer);
  const count = passphraseWays(layer);
  const moved = moveBy(key.name, index, { count, page: count });
  if (moved !== undefined) {
    return stay(withLayer(model, { ...layer, step: { at: "passphrase", index: moved } }));
  }
  const chosen = key.name === "enter" ? index : ["1", "2", "3"].slice(0, count).indexOf(key.name);
  return chosen < 0 ? stay(model) : forward(model, { ...layer, way: chosen });
}

interface Typing {
  readonly form: Form;
  readonly key: Key;
}

/** The handle goes through the daemon, which knows what one is. */
function pressInPassphrase(model: Model, layer: MakeLayer, { form: before, key }: Typing): Step {
  const { make } = model.words.text.backup;
  const at = layer.step.at === "own" ? "own" : "generated";
  const [form, outcome] = pressInForm(before, key);
  const show = (later: Model, current: MakeLayer, next: Form): Step =>
    stay(withLayer(later, { ...current, step: { at, form: next } }));
  if (outcome !== "submit") return show(model, layer, form);
  const handle = valueOf(form, "handle").trim();
  const text = at === "own" ? valueOf(form, "recoveryPassphrase") : (layer.drawn?.passphrase ?? "");
  if (handle === "") return show(model, layer, withProblem(form, make.handleEmpty, "handle"));
  if (at === "own") {
    const { reason } = judgeRecoveryPassphrase(text);
    if (reason !== null) {
      return show(model, layer, withProblem(form, make.ownWeak[reason], "recoveryPassphrase"));
    }
    if (text !== valueOf(form, "repeat")) {
      return show(model, layer, withProblem(form, make.ownDiffers, "repeat"));
    }
  }
  const { relay } = layer;
  const ask = call("backup.plan", { handle, ...(relay !== null && { relay }) }, (later, answer) =>
    forLayer(later, layer, (current) => {
      if (!answer.ok) {
        return show(later, current, withProblem(form, errorText(later, answer.error), "handle"));
      }
      const passphrase = { handle: answer.value.handle, text };
      return forward(later, { ...current, plan: answer.value, passphrase });
    }),
  );
  return stay(withLayer(model, { ...layer, step: { at, form: busy(form) } }), ask);
}

/** While the passphrase itself is typed, how strong it is. */
export const isTypingPassphrase = (form: Form): boolean =>
  focused(form)?.id === "recoveryPassphrase" && valueOf(form, "recoveryPassphrase") !== "";
