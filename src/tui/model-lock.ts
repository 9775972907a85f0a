/**
 * Before the vault is open: the three doors, the new vault's form, and the passphrase. What is typed here is
 * handed over once and dropped with the form.
 */
import { busy, makeForm, pasteIntoForm, pressInForm, valueOf, withProblem, type Form } from "./form.ts";
import { openJoinDoor } from "./join-flow.ts";
import type { Key } from "./key.ts";
import { actionOf } from "./keymap.ts";
import { errorText, say } from "./messages.ts";
import { pasteInJoin, pressInJoin } from "./model-join.ts";
import { pasteInRecover, pressInRecover } from "./model-recover.ts";
import { doorsPhase } from "./model-start.ts";
import { call, stay, type Effect, type Model, type Phase, type Step } from "./model.ts";
import { moveBy } from "./movement.ts";
import { openRecoverDoor } from "./recover-flow.ts";
import { textField } from "./text-field.ts";
import { isForm, pressInVaultForm, typedVault, vaultForm } from "./vault-form.ts";

type PhaseOf<S extends Phase["status"]> = Extract<Phase, { status: S }>;
const inPhase = (model: Model, phase: Phase): Model => ({ ...model, phase });
const QUIT: Effect = { type: "quit" };

export function pressBeforeOpen(model: Model, key: Key): Step {
  const { phase } = model;
  switch (phase.status) {
    case "doors":
      return pressAtDoors(model, phase, key);
    case "new-vault":
      return pressInNewVault(model, phase, key);
    case "join":
      return pressInJoin(model, phase.flow, key);
    case "recover":
      return pressInRecover(model, phase.flow, key);
    case "locked":
      return pressInUnlock(model, phase, key);
    default:
      if (actionOf(key.name) === "quit") return stay(model, QUIT);
      // Trying again is what the shell does by itself, every few seconds.
      return stay(model);
  }
}

export function pasteBeforeOpen(model: Model, text: string): Step {
  const { phase } = model;
  switch (phase.status) {
    case "doors":
      // A link at the doors is meant for one of them.
      return /^\s*holt-join:/u.test(text) ? stay(openJoinDoor(model, phase.movedTo, text)) : stay(model);
    case "join":
      return pasteInJoin(model, phase.flow, text);
    case "recover":
      return pasteInRecover(model, phase.flow, text);
    case "new-vault":
    case "locked":
      return stay(inPhase(model, { ...phase, form: pasteIntoForm(phase.form, text) }));
    default:
      return stay(model);
  }
}

function pressAtDoors(model: Model, phase: PhaseOf<"doors">, key: Key): Step {
  if (actionOf(key.name) === "quit") return stay(model, QUIT);
  const index = moveBy(key.name, phase.index, { count: 3, page: 3 });
  if (index !== undefined) return stay(inPhase(model, { ...phase, index }));
  const door = /^[123]$/.test(key.name)
    ? Number(key.name) - 1
    : key.name === "enter"
      ? phase.index
      : undefined;
  const { movedTo } = phase;
  switch (door) {
    case 0:
      return stay(inPhase(model, { status: "new-vault", form: vaultForm(model.hostName), movedTo }));
    case 1:
      return stay(openJoinDoor(model, movedTo));
    case 2:
      return stay(openRecoverDoor(model, movedTo));
    default:
      return stay(model);
  }
}

function pressInNewVault(model: Model, phase: PhaseOf<"new-vault">, key: Key): Step {
  if (phase.form.isBusy) return stay(model);
  if (key.name === "esc") return stay(inPhase(model, doorsPhase(phase.movedTo)));
  const [form, outcome] = pressInVaultForm(phase.form, key);
  const next: PhaseOf<"new-vault"> = { ...phase, form };
  return outcome === "submit" ? create(model, next) : stay(inPhase(model, next));
}

function create(model: Model, phase: PhaseOf<"new-vault">): Step {
  const typed = typedVault(phase.form, model.words);
  if (isForm(typed)) return stay(inPhase(model, { ...phase, form: typed }));
  const ask = call("vault.init", { ...typed }, (later, answer) =>
    answer.ok
      ? stay(say(inPhase(later, { status: "open" }), later.words.text.start.created), { type: "follow" })
      : stay(answerForm(later, "new-vault", errorText(later, answer.error))),
  );
  return stay(inPhase(model, { ...phase, form: busy(phase.form) }), ask);
}

function pressInUnlock(model: Model, phase: PhaseOf<"locked">, key: Key): Step {
  // Nothing is typed yet: q leaves.
  const isEmpty = valueOf(phase.form, "passphrase") === "";
  if (key.name === "ctrl-c" || (key.name === "q" && isEmpty && phase.form.isBusy)) return stay(model, QUIT);
  if (key.name === "esc")
    return stay(inPhase(model, { ...phase, form: makeForm(textField("passphrase", { isSecret: true })) }));
  const [form, outcome] = pressInForm(phase.form, key);
  if (outcome !== "submit") return stay(inPhase(model, { ...phase, form }));
  const passphrase = valueOf(form, "passphrase");
  // Nothing typed: the desktop's keyring may have the key.
  const isByKeyring = passphrase === "";
  const ask = call("vault.unlock", { passphrase: isByKeyring ? null : passphrase }, (later, answer) => {
    const isUnused = !answer.ok && answer.error.type === "os-keyring" && answer.error.reason === "off";
    if (isUnused) return stay(withEmptyForm(later));
    if (answer.ok) return stay({ ...inPhase(later, { status: "open" }), message: null }, { type: "follow" });
    const problem = errorText(later, answer.error);
    return stay(answerForm(later, "locked", problem));
  });
  return stay(inPhase(model, { ...phase, form: busy(form) }), ask);
}

/** It was as if nothing had been pressed. */
function withEmptyForm(model: Model): Model {
  const form = makeForm(textField("passphrase", { isSecret: true }));
  return model.phase.status === "locked" ? inPhase(model, { ...model.phase, form }) : model;
}

/** After a refusal the secret fields are empty again. */
function answerForm(model: Model, status: "new-vault" | "locked", problem: string): Model {
  const { phase } = model;
  if (phase.status !== status) return say(model, problem, "bad");
  const emptied: Form = {
    ...phase.form,
    fields: phase.form.fields.map((field) =>
      field.kind === "text" && field.isSecret ? textField(field.id, { isSecret: true }) : field,
    ),
  };
  const first = status === "locked" ? "passphrase" : undefined;
  return inPhase(model, { ...phase, form: withProblem(emptied, problem, first) });
}
