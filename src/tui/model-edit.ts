/**
 * Editing an account: issuer, name, tags, a counter, its note and recovery codes, and the one-time password itself.
 *
 * Note and recovery codes are secret: where there are any they come only when the person opens them, and closed
 * ones are left as they are. The one-time password is never fetched: what is typed replaces, after a question, what
 * is stored; an empty secret or PIN leaves the stored one in force.
 */
import { ACCOUNT_TYPES, TO_ENROL, type AccountLabel, type AccountType } from "../protocol/account.ts";
import type { AccountFields, OtpParameters, ShownAccount } from "../protocol/local-api.ts";
import { accountName } from "./account-name.ts";
import {
  busy,
  focused,
  pressInForm,
  valueOf,
  withFields,
  withProblem,
  makeForm,
  type Field,
  type Form,
} from "./form.ts";
import type { Key } from "./key.ts";
import { closeLayer, forLayer, openLayer, replaceLayer } from "./layers.ts";
import { errorText, fail, say } from "./messages.ts";
import { call, stay, type LayerOf, type Model, type Step } from "./model.ts";
import { otpFields, typedParameters } from "./otp-fields.ts";
import { textField } from "./text-field.ts";

const CLOSED_NOTES = "closed-notes";
const CLOSED_OTP = "closed-otp";

export function openEdit(model: Model, label: AccountLabel): Step {
  const hasClosedNotes = label.hasNote || label.hasRecoveryCodes;
  const form = makeForm(
    ...plainFields(label),
    ...(hasClosedNotes ? [closed(CLOSED_NOTES)] : secretFields(null)),
    ...(typeOf(label) === undefined ? [] : [closed(CLOSED_OTP)]),
  );
  return stay(openLayer(model, { kind: "edit", id: label.id, form, before: null, isReplacing: false }));
}

const closed = (id: string): Field => ({ kind: "choice", id, options: ["closed"], index: 0 });
/** Undefined: a type that only a newer holt knows. One that has no secret yet gets the usual type. */
const typeOf = (label: AccountLabel): AccountType | undefined =>
  label.type === TO_ENROL ? "totp" : ACCOUNT_TYPES.find((type) => type === label.type);
const isOtpOpen = (form: Form): boolean => form.fields.some(({ id }) => id === "secret");

const plainFields = (label: AccountLabel): readonly Field[] => [
  textField("issuer", { text: label.issuer }),
  textField("name", { text: label.name }),
  textField("tags", { text: label.tags.join(", ") }),
  ...(label.type === "hotp" ? [textField("counter", { text: String(label.counter ?? 0) })] : []),
];
const secretFields = (shown: ShownAccount | null): readonly Field[] => [
  textField("note", { text: shown?.note ?? "", isMultiline: true }),
  textField("recoveryCodes", { text: shown?.recoveryCodes ?? "", isMultiline: true }),
];

export function pressInEdit(model: Model, layer: LayerOf<"edit">, key: Key): Step {
  if (key.name === "esc") return stay(closeLayer(model));
  if (key.name === "enter" || key.name === "space") {
    const id = focused(layer.form)?.id;
    if (id === CLOSED_NOTES) return openNotes(model, layer);
    if (id === CLOSED_OTP) return stay(replaceLayer(model, openOtp(model, layer)));
  }
  const [pressed, outcome] = pressInForm(layer.form, key);
  const form = ofType(pressed, layer.form);
  // Whatever is typed after the question takes the answer back.
  const next = { ...layer, form, isReplacing: layer.isReplacing && outcome === "submit" };
  return outcome === "submit" ? save(model, next) : stay(replaceLayer(model, next));
}

/** Where the type was changed, the fields are those of the new one. */
function ofType(form: Form, before: Form): Form {
  const type = valueOf(form, "type");
  if (!isOtpOpen(form) || type === valueOf(before, "type")) return form;
  const otp = otpFields(type as AccountType, {}, form);
  const ids = [...otpFields(valueOf(before, "type") as AccountType), ...otp].map(({ id }) => id);
  return withFields(form, [...form.fields.filter(({ id }) => !ids.includes(id)), ...otp]);
}

function openOtp(model: Model, layer: LayerOf<"edit">): LayerOf<"edit"> {
  const label = model.accounts.get(layer.id);
  const type = label && typeOf(label);
  if (label === undefined || type === undefined) return layer;
  const otp = otpFields(type, label, layer.form);
  const kept = layer.form.fields.filter(({ id }) => id !== CLOSED_OTP && id !== "counter");
  return { ...layer, form: { ...layer.form, fields: [...kept, ...otp], focus: kept.length + 1 } };
}

function openNotes(model: Model, layer: LayerOf<"edit">): Step {
  const ask = call("accounts.show", { query: layer.id, reveal: true }, (later, answer) =>
    forLayer(later, layer, (current) => {
      if (!answer.ok) return stay(fail(later, answer.error));
      const before = answer.value.account;
      const { fields } = current.form;
      const at = fields.findIndex(({ id }) => id === CLOSED_NOTES);
      if (at < 0) return stay(later);
      const form = { ...current.form, fields: fields.toSpliced(at, 1, ...secretFields(before)), focus: at };
      return stay(replaceLayer(later, { ...current, form, before }));
    }),
  );
  return stay(model, ask);
}

function save(model: Model, layer: LayerOf<"edit">): Step {
  const label = model.accounts.get(layer.id);
  if (label === undefined) return stay(closeLayer(model));
  const changes = changesOf(layer.form, label, layer.before);
  if (typeof changes === "string") {
    const form = withProblem(layer.form, model.words.text.add.badNumber, changes);
    return stay(replaceLayer(model, { ...layer, form }));
  }
  if (Object.keys(changes).length === 0) return stay(closeLayer(model));
  if (changes.otp !== undefined && !layer.isReplacing) {
    const form = withProblem(layer.form, model.words.text.edit.replaceAsk);
    return stay(replaceLayer(model, { ...layer, form, isReplacing: true }));
  }
  const ask = call("accounts.edit", { query: layer.id, changes }, (later, answer) =>
    forLayer(later, layer, (current) =>
      answer.ok
        ? stay(say(closeLayer(later), later.words.text.edit.saved(accountName(answer.value.account))))
        : stay(
            replaceLayer(later, {
              ...current,
              isReplacing: false,
              form: withProblem(current.form, errorText(later, answer.error)),
            }),
          ),
    ),
  );
  return stay(replaceLayer(model, { ...layer, form: busy(layer.form) }), ask);
}

export const splitTags = (text: string): readonly string[] => [
  ...new Set(
    text
      .split(",")
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ""),
  ),
];

/** Only what differs: two devices that edit different fields both win. Or the field that is no number. */
function changesOf(
  form: Form,
  label: AccountLabel,
  before: ShownAccount | null,
): AccountFields | "period" | "counter" {
  const issuer = valueOf(form, "issuer").trim();
  const name = valueOf(form, "name").trim();
  const tags = splitTags(valueOf(form, "tags"));
  const addTags = tags.filter((tag) => !label.tags.includes(tag));
  const removeTags = label.tags.filter((tag) => !tags.includes(tag));
  const counter = form.fields.some(({ id }) => id === "counter") ? valueOf(form, "counter").trim() : null;
  if (counter !== null && !/^\d{1,15}$/.test(counter)) return "counter";
  const otp = isOtpOpen(form) ? changedOtp(form, label) : {};
  if (typeof otp === "string") return otp;
  const isNewCounter = counter !== null && label.type === "hotp" && Number(counter) !== label.counter;
  const text = (id: string): string | null => valueOf(form, id).trimEnd() || null;
  const hasNotes = form.fields.some(({ id }) => id === "note");
  const [note, recoveryCodes] = [text("note"), text("recoveryCodes")];
  return {
    ...(issuer === label.issuer ? {} : { issuer }),
    ...(name === label.name ? {} : { name }),
    ...(addTags.length > 0 ? { addTags } : {}),
    ...(removeTags.length > 0 ? { removeTags } : {}),
    ...(Object.keys(otp).length > 0 ? { otp } : {}),
    ...(isNewCounter && otp.type === undefined ? { counter: Number(counter) } : {}),
    ...(!hasNotes || note === (before?.note ?? null) ? {} : { note }),
    ...(!hasNotes || recoveryCodes === (before?.recoveryCodes ?? null) ? {} : { recoveryCodes }),
  };
}

/** Of another type everything is new; of the same one, what differs. */
function changedOtp(form: Form, label: AccountLabel): Partial<OtpParameters> | "period" | "counter" {
  const typed = typedParameters(form);
  if (typeof typed === "string" || typed.type !== label.type) return typed;
  const { digits, algorithm, period, secret, pin } = typed;
  return {
    ...(secret === undefined ? {} : { secret }),
    ...(pin === undefined ? {} : { pin }),
    ...(digits === undefined || digits === label.digits ? {} : { digits }),
    ...(algorithm === undefined || algorithm === label.algorithm ? {} : { algorithm }),
    ...(period === undefined || period === label.period ? {} : { period }),
  };
}
