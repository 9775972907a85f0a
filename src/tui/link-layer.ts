/** Opening the relay's screen: a vault that has a relay is asked first what is meant. */
import type { LinkStep } from "./flow-steps.ts";
import { makeForm } from "./form.ts";
import { openLayer } from "./layers.ts";
import type { Model } from "./model.ts";
import { textField } from "./text-field.ts";

export const linkForm = (): LinkStep => ({
  at: "form",
  form: makeForm(textField("relay"), textField("token", { isSecret: true })),
  error: null,
});

/** Is there a relay, whatever it is doing? */
export const hasRelay = ({ view }: Model): boolean => view !== null && view.link.state !== "off";

export const openLink = (model: Model): Model =>
  openLayer(model, {
    kind: "link",
    step: hasRelay(model) ? { at: "linked", index: 0, isAsking: false } : linkForm(),
    thenPair: false,
  });

/** A device was to be added, and there is no relay yet. */
export const openLinkForPairing = (model: Model): Model =>
  openLayer(model, { kind: "link", step: linkForm(), thenPair: true });
