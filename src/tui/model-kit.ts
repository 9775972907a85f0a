/** The recovery kit: where its page goes, and whether the words stand on it. */
import { busy, makeForm, pressInForm, valueOf, withProblem, type Form } from "./form.ts";
import type { Key } from "./key.ts";
import { closeLayer, forLayer, openLayer, replaceLayer } from "./layers.ts";
import { errorText, fail } from "./messages.ts";
import { call, stay, type LayerOf, type Model, type Step } from "./model.ts";
import { textField } from "./text-field.ts";
import type { HoltError } from "../protocol/errors.ts";

type KitLayer = LayerOf<"backup-kit">;
const FILE = "~/holt-recovery-kit.html";

export const openKit = (model: Model): Step =>
  stay(
    openLayer(model, {
      kind: "backup-kit",
      step: { at: "form", form: makeForm(textField("kitFile", { text: FILE }), textField("kitWords")) },
    }),
  );

const withForm = (model: Model, layer: KitLayer, form: Form): Model =>
  replaceLayer({ ...model, message: null }, { ...layer, step: { at: "form", form } });

export function pressInKit(model: Model, layer: KitLayer, key: Key): Step {
  const { step } = layer;
  if (key.name === "esc" || (step.at === "written" && key.name === "enter")) return stay(closeLayer(model));
  if (step.at === "written") return stay(model);
  const [form, outcome] = pressInForm(step.form, key);
  if (outcome !== "submit") return stay(withForm(model, layer, form));
  const typed = valueOf(form, "kitFile").trim();
  if (typed === "") {
    const problem = withProblem(form, model.words.text.backup.kit.fileEmpty, "kitFile");
    return stay(withForm(model, layer, problem));
  }
  const words = valueOf(form, "kitWords").trim();
  const refused = (later: Model, current: KitLayer, error: HoltError): Step => {
    if (error.type === "locked") return stay(fail(later, error));
    const at = error.type === "wrong-key" ? "kitWords" : "kitFile";
    return stay(withForm(later, current, withProblem(form, errorText(later, error), at)));
  };
  const ask = call("backup.kit", words === "" ? {} : { words }, (later, answer) =>
    forLayer(later, layer, (current) => {
      if (!answer.ok) return refused(later, current, answer.error);
      return stay(later, {
        type: "write-kit",
        typed,
        facts: answer.value,
        reply: (after, written) =>
          forLayer(after, layer, (now) =>
            written.ok
              ? stay(replaceLayer(after, { ...now, step: { at: "written", path: written.value } }))
              : refused(after, now, written.error),
          ),
      });
    }),
  );
  return stay(withForm(model, layer, busy(form)), ask);
}
