/** Whether what is pressed is text now: a field has the keyboard, and letters mean themselves. */
import { formOf } from "./flow-form.ts";
import { isTyping } from "./form.ts";
import { topLayer } from "./layers.ts";
import { isActivityTyping } from "./model-activity.ts";
import { isSearchTyping } from "./model-codes.ts";
import type { Model } from "./model.ts";

export function isTypingAnywhere(model: Model): boolean {
  const layer = topLayer(model);
  if (layer === undefined) {
    return (
      (model.tab === "codes" && isSearchTyping(model)) ||
      (model.tab === "activity" && isActivityTyping(model))
    );
  }
  if (layer.kind === "leave" || (layer.kind === "trash" && layer.isAsking)) return true;
  const form = formOf(layer);
  return form !== null && isTyping(form);
}
