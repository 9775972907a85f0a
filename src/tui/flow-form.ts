/** The form that has the keyboard, wherever a layer keeps it. */
import type { Form } from "./form.ts";
import type { Layer } from "./model.ts";

export function formOf(layer: Layer): Form | null {
  switch (layer.kind) {
    case "edit":
    case "add-image":
    case "add-form":
    case "tags":
    case "rename":
    case "forget":
      return layer.form;
    case "link":
    case "import":
    case "backup-make":
    case "backup-off":
    case "backup-prove":
    case "backup-kit":
      return "form" in layer.step ? layer.step.form : null;
    case "join":
    case "recover":
      return "form" in layer.flow.step ? layer.flow.step.form : null;
    case "add-uri":
      return layer.preview === null ? layer.form : null;
    default:
      return null;
  }
}

/** The same layer with another form, where it has one. */
export function withForm(layer: Layer, form: Form): Layer {
  if ("flow" in layer)
    return { ...layer, flow: { ...layer.flow, step: { ...layer.flow.step, form } } } as Layer;
  if ("step" in layer) return { ...layer, step: { ...layer.step, form } } as Layer;
  return { ...layer, form } as Layer;
}
