/**
 * Adding an account: by a link, by a picture of a QR code, or by hand. A link shows what will come before it comes.
 */
import type { AccountLabel, AccountType } from "../protocol/account.ts";
import type { ImportFile, NewAccount } from "../protocol/local-api.ts";
import { accountName } from "./account-name.ts";
import {
  busy,
  makeForm,
  pressInForm,
  valueOf,
  withFields,
  withProblem,
  type Field,
  type Form,
} from "./form.ts";
import type { Key } from "./key.ts";
import { closeAllLayers, closeLayer, forLayer, openLayer, replaceLayer, topLayer } from "./layers.ts";
import { errorText, say } from "./messages.ts";
import { openImportOf } from "./model-import.ts";
import { call, stay, type Layer, type LayerOf, type Model, type Step } from "./model.ts";
import { splitTags } from "./model-edit.ts";
import { moveBy } from "./movement.ts";
import { otpFields, typedParameters } from "./otp-fields.ts";
import { textField } from "./text-field.ts";

const ADD_WAYS = ["uri", "image", "form", "import"] as const;

export const openAdd = (model: Model): Step => stay(openLayer(model, { kind: "add", index: 0 }));

/** A link that is at hand: straight to what will come. */
function openUri(model: Model, uri: string): Step {
  const form = makeForm(textField("uri", { text: uri, isSecret: true }));
  const opened = openLayer(model, { kind: "add-uri", form, preview: null });
  return previewUri(opened, topLayer(opened) as LayerOf<"add-uri">);
}

/** A pasted link is an account on its way in, wherever no field waits for text. */
export const pasteLink = (model: Model, text: string): Step =>
  /^\s*(otpauth|otpauth-migration|motp|steam|apple-otpauth):/i.test(text)
    ? openUri(model, text.trim())
    : stay(model);

export function pressInAdd(model: Model, layer: LayerOf<"add">, key: Key): Step {
  if (key.name === "esc") return stay(closeLayer(model));
  const index = moveBy(key.name, layer.index, { count: ADD_WAYS.length, page: ADD_WAYS.length });
  if (index !== undefined) return stay(replaceLayer(model, { ...layer, index }));
  const byNumber = /^[1-4]$/.test(key.name) ? Number(key.name) - 1 : undefined;
  const chosen = ADD_WAYS[byNumber ?? layer.index];
  if (key.name !== "enter" && byNumber === undefined) return stay(model);
  const under = replaceLayer(model, { ...layer, index: byNumber ?? layer.index });
  switch (chosen) {
    case "uri": {
      const form = makeForm(textField("uri", { isSecret: true }));
      return stay(openLayer(under, { kind: "add-uri", form, preview: null }));
    }
    case "image":
      return stay(openLayer(under, { kind: "add-image", form: makeForm(textField("image")) }));
    case "form":
      return stay(openLayer(under, { kind: "add-form", form: makeForm(...fieldsFor("totp")) }));
    default:
      return openImportOf(under, []);
  }
}

export function pressInUri(model: Model, layer: LayerOf<"add-uri">, key: Key): Step {
  if (layer.preview !== null) {
    if (key.name === "esc") return stay(replaceLayer(model, { ...layer, preview: null }));
    return key.name === "enter" ? addUri(model, layer) : stay(model);
  }
  if (key.name === "esc") return stay(closeLayer(model));
  const [form, outcome] = pressInForm(layer.form, key);
  const next = { ...layer, form };
  if (outcome !== "submit" || valueOf(form, "uri").trim() === "") return stay(replaceLayer(model, next));
  return previewUri(model, next);
}

function previewUri(model: Model, layer: LayerOf<"add-uri">): Step {
  const uri = valueOf(layer.form, "uri").trim();
  // A link that holds many accounts is an import.
  if (/^otpauth-migration:/i.test(uri)) return openImportOf(closeLayer(model), [textFile("link", uri)]);
  const ask = call("accounts.addUri", { uri, preview: true }, (later, answer) =>
    forLayer(later, layer, (current) =>
      stay(
        replaceLayer(
          later,
          answer.ok
            ? { ...current, form: { ...current.form, isBusy: false }, preview: answer.value }
            : { ...current, form: withProblem(current.form, errorText(later, answer.error)) },
        ),
      ),
    ),
  );
  return stay(replaceLayer(model, { ...layer, form: busy(layer.form) }), ask);
}

function addUri(model: Model, layer: LayerOf<"add-uri">): Step {
  const ask = call("accounts.addUri", { uri: valueOf(layer.form, "uri").trim() }, (later, answer) =>
    forLayer(later, layer, (current) =>
      answer.ok
        ? stay(showNew(later, answer.value.account))
        : stay(
            replaceLayer(later, {
              ...current,
              preview: null,
              form: withProblem(current.form, errorText(later, answer.error)),
            }),
          ),
    ),
  );
  return stay(model, ask);
}

/** Back to the codes, with the new account under the pointer: its code is the proof. */
function showNew(model: Model, label: AccountLabel): Model {
  const accounts = new Map(model.accounts).set(label.id, label);
  const list = { ...model.list, search: null, tag: null, selected: label.id };
  const next: Model = { ...closeAllLayers(model), tab: "codes", accounts, list };
  return say(next, model.words.text.add.added(accountName(label)));
}

export function pressInImage(model: Model, layer: LayerOf<"add-image">, key: Key): Step {
  if (key.name === "esc") return stay(closeLayer(model));
  const [form, outcome] = pressInForm(layer.form, key);
  const next = { ...layer, form };
  const typed = valueOf(form, "image").trim();
  if (outcome !== "submit" || typed === "") return stay(replaceLayer(model, next));
  const failed = (later: Model, problem: string): Step =>
    forLayer(later, layer, (current) =>
      stay(replaceLayer(later, { ...current, form: withProblem(current.form, problem) })),
    );
  return stay(replaceLayer(model, { ...next, form: busy(form) }), {
    type: "read-files",
    typed,
    reply: (later, read) => {
      if (!read.ok) return failed(later, errorText(later, read.error));
      const file = read.value[0];
      if (file === undefined) return failed(later, later.words.text.add.noFile);
      const ask = call("qr.read", { file }, (last, answer) => {
        if (!answer.ok) return failed(last, errorText(last, answer.error));
        const { texts } = answer.value;
        if (texts.length === 0) return failed(last, last.words.text.add.noQr);
        return forLayer(last, layer, () => {
          const under = closeLayer(last);
          const [only = ""] = texts;
          return texts.length === 1
            ? openUri(under, only)
            : openImportOf(under, [textFile(file.name, texts.join("\n"))]);
        });
      });
      return stay(later, ask);
    },
  });
}

const textFile = (name: string, text: string): ImportFile => ({
  name,
  bytes: Buffer.from(text, "utf8").toString("base64"),
});

/** What each type asks for, with what is usual for it. */
function fieldsFor(type: AccountType, old?: Form): readonly Field[] {
  const text = (id: string): Field => textField(id, { text: old === undefined ? "" : valueOf(old, id) });
  const [head, ...rest] = otpFields(type, {}, old);
  return [...(head === undefined ? [] : [head]), text("issuer"), text("name"), ...rest, text("tags")];
}

export function pressInAddForm(model: Model, layer: LayerOf<"add-form">, key: Key): Step {
  if (key.name === "esc") return stay(closeLayer(model));
  const [pressed, outcome] = pressInForm(layer.form, key);
  const type = valueOf(pressed, "type") as AccountType;
  const form = type === valueOf(layer.form, "type") ? pressed : withFields(pressed, fieldsFor(type, pressed));
  const next: Layer = { ...layer, form };
  if (outcome !== "submit") return stay(replaceLayer(model, next));
  const made = accountOf(form);
  if (typeof made === "string") {
    const problem = made === "secret" ? model.words.text.add.noSecret : model.words.text.add.badNumber;
    return stay(replaceLayer(model, { ...next, form: withProblem(form, problem, made) }));
  }
  const ask = call("accounts.add", made, (later, answer) =>
    forLayer(later, layer, (current) =>
      answer.ok
        ? stay(showNew(later, answer.value.account))
        : stay(
            replaceLayer(later, {
              ...current,
              form: withProblem(current.form, errorText(later, answer.error)),
            }),
          ),
    ),
  );
  return stay(replaceLayer(model, { ...next, form: busy(form) }), ask);
}

/** The account, or the field that can't be understood. */
function accountOf(form: Form): NewAccount | string {
  const otp = typedParameters(form);
  if (typeof otp === "string") return otp;
  const { secret } = otp;
  if (secret === undefined) return "secret";
  const tags = splitTags(valueOf(form, "tags"));
  return {
    issuer: valueOf(form, "issuer").trim(),
    name: valueOf(form, "name").trim(),
    ...(tags.length > 0 ? { addTags: tags } : {}),
    otp: { ...otp, secret },
  };
}
