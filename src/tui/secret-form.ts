/**
 * The form for a way in as it is typed: which one, and the words (in sight, since they are many) or the passphrase
 * (masked). Handed over once, and dropped with the form.
 */
import type { Confirm } from "../protocol/backup-api.ts";
import type { RecoveryKind } from "../protocol/view.ts";
import {
  choice,
  makeForm,
  pressInForm,
  valueOf,
  withFields,
  withProblem,
  type Field,
  type Form,
  type Outcome,
} from "./form.ts";
import type { Key } from "./key.ts";
import type { Model } from "./model.ts";
import { textField } from "./text-field.ts";

const RECOVERY_WORDS = 24;

const optionOf = (kind: RecoveryKind): string => `way-${kind}`;

export const secretField = (kind: RecoveryKind): Field =>
  kind === "words" ? textField("recoveryWords") : textField("recoveryPassphrase", { isSecret: true });

const fieldsFor = (options: readonly string[], chosen: string): readonly Field[] => [
  ...(options.length > 1 ? [choice("wayIn", options, chosen)] : []),
  secretField(chosen === optionOf("passphrase") ? "passphrase" : "words"),
];

/** Words first, where there are both. The keyboard is where something is typed. */
export function secretForm(kinds: readonly RecoveryKind[]): Form {
  const options = (["words", "passphrase"] as const).filter((kind) => kinds.includes(kind)).map(optionOf);
  const fields = fieldsFor(options, options[0] ?? optionOf("words"));
  return { ...makeForm(...fields), focus: fields.length - 1 };
}

export function pressInSecretForm(form: Form, key: Key): readonly [Form, Outcome] {
  const [pressed, outcome] = pressInForm(form, key);
  const chosen = valueOf(pressed, "wayIn");
  if (chosen === valueOf(form, "wayIn")) return [pressed, outcome];
  const [first] = pressed.fields;
  const options = first?.kind === "choice" ? first.options : [];
  return [withFields(pressed, fieldsFor(options, chosen)), outcome];
}

/** What was typed, or the form with what is missing. */
export function typedSecret(form: Form, { words }: Pick<Model, "words">): Confirm | Form {
  const { secret } = words.text.backup;
  const isWords = form.fields.some(({ id }) => id === "recoveryWords");
  const typed = valueOf(form, isWords ? "recoveryWords" : "recoveryPassphrase").trim();
  if (typed === "") return withProblem(form, isWords ? secret.wordsEmpty : secret.passphraseEmpty);
  const count = countWords(form);
  if (count !== null && count !== RECOVERY_WORDS) return withProblem(form, secret.wordsCount(count));
  return isWords ? { words: typed } : { passphrase: typed };
}

export const isSecretForm = (typed: Confirm | Form): typed is Form => "fields" in typed;

/** How many words are in the field; null: none is meant to be. */
export function countWords(form: Form): number | null {
  if (!form.fields.some(({ id }) => id === "recoveryWords")) return null;
  return (valueOf(form, "recoveryWords").match(/\p{L}+/gu) ?? []).length;
}
