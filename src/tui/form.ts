/**
 * A form: fields, which of them has the keyboard, and what keys do to them. In a text field every printable key
 * types; Tab and the arrows move between fields; Enter goes on, and from the last field hands the form in.
 *
 * Knows neither labels nor what the fields mean. A secret field's text is in here and never in a drawn line.
 */
import { fieldText, typeInto, type TextField } from "./text-field.ts";
import type { Key } from "./key.ts";

export interface ChoiceField {
  readonly kind: "choice";
  readonly id: string;
  readonly options: readonly string[];
  readonly index: number;
}
export type Field = TextField | ChoiceField;

export interface Form {
  readonly fields: readonly Field[];
  readonly focus: number;
  /** What is wrong with what was handed in; a sentence. */
  readonly problem: string | null;
  /** Handed in, and not yet answered. */
  readonly isBusy: boolean;
}

export type Outcome = "changed" | "submit" | "ignored";

export const makeForm = (...fields: readonly Field[]): Form => ({
  fields,
  focus: 0,
  problem: null,
  isBusy: false,
});
export const choice = (id: string, options: readonly string[], selected = options[0]): ChoiceField => ({
  kind: "choice",
  id,
  options,
  index: Math.max(0, options.indexOf(selected ?? "")),
});

export function valueOf(form: Form, id: string): string {
  const field = form.fields.find((candidate) => candidate.id === id);
  if (field === undefined) return "";
  return field.kind === "choice" ? (field.options[field.index] ?? "") : fieldText(field);
}
export const focused = (form: Form): Field | undefined => form.fields[form.focus];
export const isTyping = (form: Form): boolean => focused(form)?.kind === "text";

export const withProblem = (form: Form, problem: string, id?: string): Form => {
  const at = id === undefined ? -1 : form.fields.findIndex((field) => field.id === id);
  return { ...form, problem, isBusy: false, focus: at < 0 ? form.focus : at };
};
export const busy = (form: Form): Form => ({ ...form, problem: null, isBusy: true });

/** The fields are replaced; the keyboard stays with the field of the same name. */
export function withFields(form: Form, fields: readonly Field[]): Form {
  const id = focused(form)?.id;
  const at = fields.findIndex((field) => field.id === id);
  return { ...form, fields, focus: at < 0 ? Math.min(form.focus, fields.length - 1) : at };
}

export function pressInForm(form: Form, key: Key): readonly [Form, Outcome] {
  const field = focused(form);
  if (form.isBusy || field === undefined) return [form, "ignored"];
  const isMultiline = field.kind === "text" && field.isMultiline;
  const isLast = form.focus === form.fields.length - 1;
  switch (key.name) {
    case "tab":
      return [move(form, 1), "changed"];
    case "shift-tab":
      return [move(form, -1), "changed"];
    case "ctrl-s":
      return [form, "submit"];
    case "enter":
      if (isMultiline) break;
      return isLast ? [form, "submit"] : [move(form, 1), "changed"];
    case "up":
    case "down":
      if (isMultiline && fieldText(field).includes("\n")) break;
      return [move(form, key.name === "up" ? -1 : 1), "changed"];
    default:
  }
  const next = field.kind === "choice" ? chooseBy(field, key) : typeInto(field, key);
  return next === undefined ? [form, "ignored"] : [replaceFocused(form, next), "changed"];
}

export function pasteIntoForm(form: Form, text: string): Form {
  const field = focused(form);
  if (form.isBusy || field?.kind !== "text") return form;
  const next = typeInto(field, { name: "paste", text });
  return next === undefined ? form : replaceFocused(form, next);
}

const replaceFocused = (form: Form, field: Field): Form => ({
  ...form,
  fields: form.fields.with(form.focus, field),
  problem: null,
});

function move(form: Form, by: number): Form {
  const count = form.fields.length;
  // What is wrong stands beside its field, and not beside another.
  return { ...form, focus: (form.focus + by + count) % count, problem: null };
}

function chooseBy(field: ChoiceField, { name }: Key): ChoiceField | undefined {
  const by =
    name === "right" || name === "space" || name === "l" ? 1 : name === "left" || name === "h" ? -1 : 0;
  if (by === 0) return undefined;
  const count = field.options.length;
  return { ...field, index: (field.index + by + count) % count };
}
