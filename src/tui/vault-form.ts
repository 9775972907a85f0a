/**
 * The form of a device that gets its first vault: what it is called, and what seals the vault on its disk. The same
 * for a new vault and for one that is joined.
 */
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
import type { Words } from "./model.ts";
import { textField } from "./text-field.ts";

const PROTECTIONS = ["passphrase", "none"] as const;

function fieldsFor(device: string, protection = "passphrase"): readonly Field[] {
  return [
    textField("device", { text: device }),
    choice("protection", PROTECTIONS, protection),
    ...(protection === "passphrase"
      ? [textField("passphrase", { isSecret: true }), textField("repeat", { isSecret: true })]
      : []),
  ];
}

export const vaultForm = (device: string): Form => makeForm(...fieldsFor(device));

export function pressInVaultForm(form: Form, key: Key): readonly [Form, Outcome] {
  const [pressed, outcome] = pressInForm(form, key);
  const protection = valueOf(pressed, "protection");
  return protection === valueOf(form, "protection")
    ? [pressed, outcome]
    : [withFields(pressed, fieldsFor(valueOf(pressed, "device"), protection)), outcome];
}

export interface TypedVault {
  readonly device: string;
  /** null: none was chosen. */
  readonly passphrase: string | null;
}

/** What was typed, or the form with what is wrong. */
export function typedVault(form: Form, { text }: Words): TypedVault | Form {
  const { start } = text;
  const device = valueOf(form, "device").trim();
  const passphrase = valueOf(form, "protection") === "none" ? null : valueOf(form, "passphrase");
  if (device === "") return withProblem(form, start.deviceEmpty, "device");
  if (passphrase === "") return withProblem(form, start.passphraseEmpty, "passphrase");
  if (passphrase !== null && passphrase !== valueOf(form, "repeat"))
    return withProblem(form, start.passphrasesDiffer, "repeat");
  return { device, passphrase };
}

export const isForm = (typed: TypedVault | Form): typed is Form => "fields" in typed;
