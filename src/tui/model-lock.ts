/**
 * Before the vault is open: the three doors, the new vault's form, and the passphrase. What is typed here is
 * handed over once and dropped with the form.
 */
import {
  busy,
  choice,
  makeForm,
  pasteIntoForm,
  pressInForm,
  valueOf,
  withFields,
  withProblem,
  type Field,
  type Form,
} from "./form.ts";
import type { Key } from "./key.ts";
import { actionOf } from "./keymap.ts";
import { errorText, say } from "./messages.ts";
import { doorsPhase } from "./model-start.ts";
import { call, stay, type Effect, type Model, type Phase, type Step } from "./model.ts";
import { moveBy } from "./movement.ts";
import { textField } from "./text-field.ts";

type PhaseOf<S extends Phase["status"]> = Extract<Phase, { status: S }>;
const inPhase = (model: Model, phase: Phase): Model => ({ ...model, phase });
const QUIT: Effect = { type: "quit" };

export function pressBeforeOpen(model: Model, key: Key): Step {
  const { phase } = model;
  switch (phase.status) {
    case "doors":
      return pressAtDoors(model, phase, key);
    case "door-closed":
      if (actionOf(key.name) === "quit") return stay(model, QUIT);
      return stay(
        key.name === "esc" || key.name === "enter" ? inPhase(model, doorsPhase(phase.movedTo)) : model,
      );
    case "new-vault":
      return pressInNewVault(model, phase, key);
    case "locked":
      return pressInUnlock(model, phase, key);
    default:
      if (actionOf(key.name) === "quit") return stay(model, QUIT);
      // Trying again is what the shell does by itself, every few seconds.
      return stay(model);
  }
}

export function pasteBeforeOpen(model: Model, text: string): Model {
  const { phase } = model;
  if (phase.status !== "new-vault" && phase.status !== "locked") return model;
  return inPhase(model, { ...phase, form: pasteIntoForm(phase.form, text) });
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
  if (door === undefined) return stay(model);
  const { movedTo } = phase;
  const form = makeForm(...newVaultFields(model.hostName));
  if (door === 1 || door === 2) return stay(inPhase(model, { status: "door-closed", door, movedTo }));
  return stay(inPhase(model, { status: "new-vault", form, movedTo }));
}

const PROTECTIONS = ["passphrase", "none"] as const;

function newVaultFields(device: string, protection = "passphrase"): readonly Field[] {
  return [
    textField("device", { text: device }),
    choice("protection", PROTECTIONS, protection),
    ...(protection === "passphrase"
      ? [textField("passphrase", { isSecret: true }), textField("repeat", { isSecret: true })]
      : []),
  ];
}

function pressInNewVault(model: Model, phase: PhaseOf<"new-vault">, key: Key): Step {
  if (phase.form.isBusy) return stay(model);
  if (key.name === "esc") return stay(inPhase(model, doorsPhase(phase.movedTo)));
  const [pressed, outcome] = pressInForm(phase.form, key);
  const protection = valueOf(pressed, "protection");
  const form =
    protection === valueOf(phase.form, "protection")
      ? pressed
      : withFields(pressed, newVaultFields(valueOf(pressed, "device"), protection));
  const next: PhaseOf<"new-vault"> = { ...phase, form };
  return outcome === "submit" ? create(model, next) : stay(inPhase(model, next));
}

function create(model: Model, phase: PhaseOf<"new-vault">): Step {
  const { form } = phase;
  const words = model.words.text.start;
  const refuse = (problem: string, field: string): Step =>
    stay(inPhase(model, { ...phase, form: withProblem(form, problem, field) }));
  const device = valueOf(form, "device").trim();
  const passphrase = valueOf(form, "protection") === "none" ? null : valueOf(form, "passphrase");
  if (device === "") return refuse(words.deviceEmpty, "device");
  if (passphrase === "") return refuse(words.passphraseEmpty, "passphrase");
  if (passphrase !== null && passphrase !== valueOf(form, "repeat"))
    return refuse(words.passphrasesDiffer, "repeat");
  const ask = call("vault.init", { device, passphrase }, (later, answer) =>
    answer.ok
      ? stay(say(inPhase(later, { status: "open" }), words.created), { type: "follow" })
      : stay(answerForm(later, "new-vault", errorText(later, answer.error))),
  );
  return stay(inPhase(model, { ...phase, form: busy(form) }), ask);
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
  if (passphrase === "") return stay(model);
  const ask = call("vault.unlock", { passphrase }, (later, answer) => {
    if (answer.ok) return stay({ ...inPhase(later, { status: "open" }), message: null }, { type: "follow" });
    const problem = errorText(later, answer.error);
    return stay(answerForm(later, "locked", problem));
  });
  return stay(inPhase(model, { ...phase, form: busy(form) }), ask);
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
