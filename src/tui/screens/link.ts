/** The relay's screen: its address, what is asked for, and after linking the key that is pinned. */
import { printable } from "../../client/printable.ts";
import { bodyRows } from "../frame-size.ts";
import type { LinkStep } from "../flow-steps.ts";
import { adviceFor } from "../flow-advice.ts";
import { hasRelay } from "../link-layer.ts";
import { BLANK, span, type Line } from "../line.ts";
import type { LayerOf, Model } from "../model.ts";
import { drawForm, inSight } from "./form.ts";
import { paragraph, pointed, type Screen } from "./screen.ts";
import { yesNoHints } from "./yes-no.ts";

export function linkScreen(model: Model, layer: LayerOf<"link">): Screen {
  const { step } = layer;
  switch (step.at) {
    case "linked":
      return linkedScreen(model, step);
    case "form":
      return formScreen(model, step);
    default:
      return doneScreen(model, step, layer.thenPair);
  }
}

function linkedScreen(model: Model, step: Extract<LinkStep, { at: "linked" }>): Screen {
  const { words, size, glyphs, view } = model;
  const { hints, devices } = words.text;
  const { link } = devices;
  if (step.isAsking) {
    return {
      title: link.title,
      body: [BLANK, ...paragraph(link.stopAsk, size.columns, { bold: true })],
      hints: yesNoHints(model, hints.yes, hints.no),
    };
  }
  return {
    title: link.title,
    body: [
      BLANK,
      ...paragraph(link.now(printable(view?.link.relay ?? "")), size.columns),
      BLANK,
      ...link.ways.map((way, index) => pointed(index === step.index, glyphs, span(`${index + 1}  ${way}`))),
    ],
    hints: [
      { key: glyphs.enter, does: hints.choose },
      { key: "Esc", does: hints.back },
    ],
  };
}

function formScreen(model: Model, { form, error }: Extract<LinkStep, { at: "form" }>): Screen {
  const { words, size, glyphs } = model;
  const { hints, devices } = words.text;
  const { link } = devices;
  const advice = form.isBusy
    ? link.busy
    : error !== null
      ? adviceFor(model, error).join(" ")
      : hasRelay(model)
        ? link.moveHint
        : link.hint;
  const note = paragraph(advice, size.columns, { tone: "quiet" });
  const drawn = drawForm(model, form);
  const rows = bodyRows(size);
  // In a low window the fields count more than what they are for.
  const isRoomy = note.length + drawn.lines.length + 3 <= rows;
  const body: readonly Line[] = isRoomy
    ? [BLANK, ...note, BLANK, ...drawn.lines]
    : [...inSight(drawn, Math.max(2, rows - note.length)), ...note];
  return {
    title: link.title,
    body: body.slice(0, rows),
    hints: [
      { key: glyphs.enter, does: hints.go },
      { key: "Esc", does: hints.back },
      { key: "Tab", does: hints.nextField },
    ],
  };
}

function doneScreen(model: Model, { linked }: Extract<LinkStep, { at: "done" }>, thenPair: boolean): Screen {
  const { words, size, glyphs } = model;
  const { hints, devices } = words.text;
  const { link } = devices;
  return {
    title: link.title,
    body: [
      BLANK,
      ...paragraph(`${glyphs.done} ${link.done(printable(linked.relay))}`, size.columns, {
        bold: true,
        tone: "good",
      }),
      BLANK,
      ...paragraph(linked.isFirstSeen ? link.pinned : link.given, size.columns),
      ...paragraph(printable(linked.fingerprint), size.columns + 1, { bold: true }),
    ],
    hints: [
      { key: glyphs.enter, does: thenPair ? hints.newDevice : hints.done },
      { key: "Esc", does: hints.back },
    ],
  };
}
