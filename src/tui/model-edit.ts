/**
 * Editing an account: issuer, name, tags, a counter, and its note and recovery codes. The last two are secret:
 * where there are any they come only when the person opens them, and closed ones are left as they are.
 */
import type { AccountLabel } from "../protocol/account.ts";
import type { AccountFields, ShownAccount } from "../protocol/local-api.ts";
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
import { textField } from "./text-field.ts";

const CLOSED_NOTES = "closed-notes";

export function openEdit(model: Model, label: AccountLabel): Step {
  const isClosed = label.hasNote || label.hasRecoveryCodes;
  const form = makeForm(
    ...plainFields(label),
    ...(isClosed
      ? [{ kind: "choice", id: CLOSED_NOTES, options: ["closed"], index: 0 } as const]
      : secretFields(null)),
  );
  return stay(openLayer(model, { kind: "edit", id: label.id, form, before: null }));
}

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
  if (focused(layer.form)?.id === CLOSED_NOTES && (key.name === "enter" || key.name === "space")) {
    return openNotes(model, layer);
  }
  const [form, outcome] = pressInForm(layer.form, key);
  const next = { ...layer, form };
  return outcome === "submit" ? save(model, next) : stay(replaceLayer(model, next));
}

function openNotes(model: Model, layer: LayerOf<"edit">): Step {
  const ask = call("accounts.show", { query: layer.id, reveal: true }, (later, answer) =>
    forLayer(later, layer, (current) => {
      if (!answer.ok) return stay(fail(later, answer.error));
      const before = answer.value.account;
      const kept = current.form.fields.filter(({ id }) => id !== CLOSED_NOTES);
      const form = { ...withFields(current.form, [...kept, ...secretFields(before)]), focus: kept.length };
      return stay(replaceLayer(later, { ...current, form, before }));
    }),
  );
  return stay(model, ask);
}

function save(model: Model, layer: LayerOf<"edit">): Step {
  const label = model.accounts.get(layer.id);
  if (label === undefined) return stay(closeLayer(model));
  const changes = changesOf(layer.form, label, layer.before);
  if (changes === "bad-counter") {
    const form = withProblem(layer.form, model.words.text.add.badNumber, "counter");
    return stay(replaceLayer(model, { ...layer, form }));
  }
  if (Object.keys(changes).length === 0) return stay(closeLayer(model));
  const ask = call("accounts.edit", { query: layer.id, changes }, (later, answer) =>
    forLayer(later, layer, (current) =>
      answer.ok
        ? stay(say(closeLayer(later), later.words.text.edit.saved(accountName(answer.value.account))))
        : stay(
            replaceLayer(later, {
              ...current,
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

/** Only what differs: two devices that edit different fields both win. */
function changesOf(
  form: Form,
  label: AccountLabel,
  before: ShownAccount | null,
): AccountFields | "bad-counter" {
  const issuer = valueOf(form, "issuer").trim();
  const name = valueOf(form, "name").trim();
  const tags = splitTags(valueOf(form, "tags"));
  const addTags = tags.filter((tag) => !label.tags.includes(tag));
  const removeTags = label.tags.filter((tag) => !tags.includes(tag));
  const counter = label.type === "hotp" ? valueOf(form, "counter").trim() : null;
  if (counter !== null && !/^\d{1,15}$/.test(counter)) return "bad-counter";
  const text = (id: string): string | null => valueOf(form, id).trimEnd() || null;
  const hasNotes = form.fields.some(({ id }) => id === "note");
  const [note, recoveryCodes] = [text("note"), text("recoveryCodes")];
  return {
    ...(issuer === label.issuer ? {} : { issuer }),
    ...(name === label.name ? {} : { name }),
    ...(addTags.length > 0 ? { addTags } : {}),
    ...(removeTags.length > 0 ? { removeTags } : {}),
    ...(counter === null || Number(counter) === label.counter ? {} : { counter: Number(counter) }),
    ...(!hasNotes || note === (before?.note ?? null) ? {} : { note }),
    ...(!hasNotes || recoveryCodes === (before?.recoveryCodes ?? null) ? {} : { recoveryCodes }),
  };
}
