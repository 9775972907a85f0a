/** Leaving the vault and founding a new one: what that means, before it is done. */
import { printable } from "../../client/printable.ts";
import { BLANK, type Line } from "../line.ts";
import { isAlone } from "../model-own-vault.ts";
import type { LayerOf, Model } from "../model.ts";
import { bodyRows } from "../frame-size.ts";
import { drawForm } from "./form.ts";
import { paragraph, type Screen } from "./screen.ts";
import { yesNoHints } from "./yes-no.ts";

export function forgetScreen(model: Model, { form }: LayerOf<"forget">): Screen {
  const { words, size, glyphs, view } = model;
  const { hints } = words.text;
  const { forget } = words.text.devices;
  const say = (text: string, style = {}): readonly Line[] => paragraph(text, size.columns, style);
  const warning = isAlone(model) ? say(`! ${forget.alone}`, { tone: "bad", bold: true }) : [];
  const asked = form.isBusy
    ? say(words.text.working)
    : [...say(forget.confirm(printable(view?.device.name ?? ""))), ...drawForm(model, form).lines];
  const body = [...say(forget.text), ...warning, BLANK, ...asked];
  return {
    title: forget.title,
    body: body.length < bodyRows(size) ? [BLANK, ...body] : body,
    hints: [
      { key: glyphs.enter, does: hints.leave },
      { key: "Esc", does: hints.back },
    ],
  };
}

export function refoundScreen(model: Model, { isBusy }: LayerOf<"refound">): Screen {
  const { words, size } = model;
  const { hints } = words.text;
  const { refound } = words.text.devices;
  return {
    title: refound.title,
    body: [
      BLANK,
      ...paragraph(refound.ask, size.columns, { bold: true }),
      BLANK,
      ...paragraph(isBusy ? refound.busy : refound.text, size.columns),
    ],
    hints: isBusy ? [] : yesNoHints(model, hints.found, hints.no),
  };
}
