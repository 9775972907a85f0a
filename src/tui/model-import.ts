/**
 * Importing, in steps that can be gone back: files, a password where one is needed, which format where several fit,
 * what will come, and only then the import itself.
 */
import type { HoltError } from "../protocol/errors.ts";
import type { ImportFile, ImportResult } from "../protocol/local-api.ts";
import type { Result } from "../protocol/result.ts";
import { busy, makeForm, pressInForm, valueOf, withProblem } from "./form.ts";
import type { Key } from "./key.ts";
import { closeAllLayers, closeLayer, forLayer, openLayer, replaceLayer, topLayer } from "./layers.ts";
import { errorText, fail, say } from "./messages.ts";
import { call, stay, type Effect, type ImportStep, type LayerOf, type Model, type Step } from "./model.ts";
import { markDuplicates, toEnrol, willCome } from "./import-preview.ts";
import { moveBy, scrollBy } from "./movement.ts";
import { previewLines } from "./screens/import-preview.ts";
import { textField } from "./text-field.ts";

type ImportLayer = LayerOf<"import">;

const filesStep = (text = ""): ImportStep => ({ at: "files", form: makeForm(textField("files", { text })) });
const passwordStep = (): ImportStep => ({
  at: "password",
  form: makeForm(textField("password", { isSecret: true })),
});

export const openImport = (model: Model): Step => openImportOf(model, []);

export function openImportOf(model: Model, files: readonly ImportFile[]): Step {
  const opened = openLayer(model, { kind: "import", step: filesStep(), files, format: null, password: null });
  return files.length === 0 ? stay(opened) : tryOut(opened, topLayer(opened) as ImportLayer);
}

const withStep = (model: Model, layer: ImportLayer, step: ImportStep): Model =>
  replaceLayer(model, { ...layer, step });

export function pressInImport(model: Model, layer: ImportLayer, key: Key): Step {
  const { step } = layer;
  if (key.name === "esc") {
    return step.at === "files"
      ? stay(closeLayer(model))
      : stay(withStep(model, { ...layer, password: null, format: null }, filesStep()));
  }
  switch (step.at) {
    case "files":
    case "password": {
      const [form, outcome] = pressInForm(step.form, key);
      const next = { ...layer, step: { ...step, form } };
      if (outcome !== "submit") return stay(replaceLayer(model, next));
      if (step.at === "files") return readFiles(model, next, valueOf(form, "files").trim());
      return tryOut(model, { ...next, password: valueOf(form, "password") });
    }
    case "format": {
      const index = moveBy(key.name, step.index, { count: step.choices.length, page: step.choices.length });
      if (index !== undefined) return stay(withStep(model, layer, { ...step, index }));
      return key.name === "enter"
        ? tryOut(model, { ...layer, format: step.choices[step.index] ?? null })
        : stay(model);
    }
    default:
      return pressInPreview(model, layer, step, key);
  }
}

function readFiles(model: Model, layer: ImportLayer, typed: string): Step {
  if (typed === "" || layer.step.at !== "files") return stay(replaceLayer(model, layer));
  const waiting = { ...layer, step: { ...layer.step, form: busy(layer.step.form) } };
  return stay(replaceLayer(model, waiting), {
    type: "read-files",
    typed,
    reply: (later, read) =>
      forLayer(later, layer, (current) =>
        read.ok
          ? tryOut(later, { ...current, files: read.value })
          : stay(replaceLayer(later, withStepProblem(current, errorText(later, read.error)))),
      ),
  });
}

function withStepProblem(layer: ImportLayer, problem: string): ImportLayer {
  const { step } = layer;
  if (step.at === "files" || step.at === "password")
    return { ...layer, step: { ...step, form: withProblem(step.form, problem) } };
  const files = filesStep();
  return files.at === "files"
    ? { ...layer, step: { ...files, form: withProblem(files.form, problem) } }
    : layer;
}

const paramsOf = ({ files, format, password }: ImportLayer) => ({
  files,
  ...(format === null ? {} : { format }),
  ...(password === null ? {} : { password }),
});

/** Nothing is stored: what would come, or what is missing for it. */
function tryOut(model: Model, layer: ImportLayer): Step {
  const step: ImportStep =
    layer.step.at === "files" || layer.step.at === "password"
      ? { ...layer.step, form: busy(layer.step.form) }
      : layer.step;
  const asker = { ...layer, step };
  const ask = call("import.run", { ...paramsOf(layer), dryRun: true }, (later, answer) =>
    forLayer(later, asker, (current) => {
      const next = tried(later, { ...current, ...pick(layer) }, answer);
      const has = answer.ok && answer.value.duplicates > 0;
      return stay(replaceLayer(later, next), ...(has ? [findDuplicates(next)] : []));
    }),
  );
  return stay(replaceLayer(model, asker), ask);
}

/** Which of the file's accounts are the duplicates. Without an answer their number alone is said. */
const findDuplicates = (layer: ImportLayer): Effect =>
  call("import.run", { ...paramsOf(layer), dryRun: true, onDuplicate: "add" }, (later, answer) =>
    forLayer(later, layer, (current) => {
      const { step } = current;
      if (!answer.ok || step.at !== "preview") return stay(later);
      const accounts = markDuplicates(step.result, answer.value);
      return stay(withStep(later, current, { ...step, accounts }));
    }),
  );

const pick = ({ files, format, password }: ImportLayer) => ({ files, format, password });

const preview = (result: ImportResult): ImportStep => ({
  at: "preview",
  result,
  accounts: markDuplicates(result, null),
  top: 0,
  onDuplicate: "skip",
  keepsNames: false,
  isBusy: false,
});

function tried(model: Model, layer: ImportLayer, answer: Result<ImportResult, HoltError>): ImportLayer {
  if (answer.ok) return { ...layer, step: preview(answer.value) };
  const { error } = answer;
  if (error.type === "malformed" && error.skipped?.some(({ enrolAgain }) => enrolAgain !== undefined)) {
    const { what: format, skipped } = error;
    const nothing = { imported: 0, duplicates: 0, accounts: [], notices: [] };
    return { ...layer, step: preview({ format, skipped, ...nothing }) };
  }
  if (error.type === "usage" && error.reason === "password-needed") return { ...layer, step: passwordStep() };
  if (error.type === "wrong-key") {
    const asking = layer.step.at === "password" ? layer : { ...layer, step: passwordStep() };
    return withStepProblem(asking, errorText(model, error));
  }
  if (error.type === "malformed" && error.choices !== undefined && error.choices.length > 0) {
    return { ...layer, step: { at: "format", choices: error.choices, index: 0 } };
  }
  return withStepProblem(
    layer.step.at === "files" ? layer : { ...layer, step: filesStep() },
    errorText(model, error),
  );
}

const countOf = ({ imported, enrolAgain = 0 }: ImportResult): number => imported + enrolAgain;

function pressInPreview(
  model: Model,
  layer: ImportLayer,
  step: Extract<ImportStep, { at: "preview" }>,
  key: Key,
): Step {
  if (step.isBusy) return stay(model);
  const { count, page } = previewLines(model, step);
  const top = scrollBy(key.name, step.top, { lines: count, page });
  if (top !== undefined) return stay(withStep(model, layer, { ...step, top }));
  if (key.name === "D" && step.result.duplicates > 0) {
    return stay(
      withStep(model, layer, { ...step, onDuplicate: step.onDuplicate === "skip" ? "add" : "skip" }),
    );
  }
  if (key.name === "E" && toEnrol(step) > 0) {
    return stay(withStep(model, layer, { ...step, keepsNames: !step.keepsNames }));
  }
  if (key.name !== "enter" || willCome(step) === 0) return stay(model);
  const { onDuplicate, keepsNames } = step;
  const params = { ...paramsOf(layer), onDuplicate, ...(keepsNames && ({ enrolAgain: "also" } as const)) };
  const ask = call("import.run", params, (later, answer) =>
    forLayer(later, layer, (current) =>
      answer.ok
        ? stay(
            say(
              closeAllLayers({ ...later, tab: "codes" }),
              countOf(answer.value) === 0
                ? later.words.text.import.doneNothing
                : later.words.text.import.done(countOf(answer.value)),
            ),
          )
        : stay(fail(withStep(later, current, { ...step, isBusy: false }), answer.error)),
    ),
  );
  return stay(withStep(model, layer, { ...step, isBusy: true }), ask);
}
