/**
 * Adding an account on the screen: the ways in, a link and what it holds, a picture, the form.
 */
import { printable } from "../../client/printable.ts";
import { bodyRows } from "../frame-size.ts";
import { BLANK, line, span, type Line } from "../line.ts";
import type { LayerOf, Model } from "../model.ts";
import type { Form } from "../form.ts";
import { widthOf } from "../text-fit.ts";
import { factRows, otpText } from "./account-facts.ts";
import { drawForm, inSight } from "./form.ts";
import { paragraph, pointed, type Screen } from "./screen.ts";

export function addScreen(model: Model, layer: LayerOf<"add">): Screen {
  const { words, glyphs, size } = model;
  const { add, hints } = words.text;
  const width = Math.max(...add.ways.map(widthOf));
  const isWide = size.columns >= 60;
  const rows = add.ways.flatMap((way, index): readonly Line[] => {
    const note = span(add.wayNotes[index] ?? "", { tone: "quiet" });
    const head = pointed(
      index === layer.index,
      glyphs,
      span(`${index + 1}  ${way}${isWide ? " ".repeat(width - widthOf(way) + 3) : ""}`),
    );
    return isWide ? [line(...head, note)] : [head];
  });
  return {
    title: add.title,
    body: [BLANK, ...rows],
    hints: [
      { key: glyphs.enter, does: hints.choose },
      { key: "Esc", does: hints.back },
    ],
  };
}

export function addUriScreen(model: Model, layer: LayerOf<"add-uri">): Screen {
  const { words, size, glyphs } = model;
  const { add, hints } = words.text;
  const { preview } = layer;
  if (preview === null) return formScreen(model, layer.form, add.uriHint);
  const { account } = preview;
  const facts = factRows(model, [
    ["issuer", printable(account.issuer)],
    ["name", printable(account.name)],
    ["type", otpText(model, account)],
  ]);
  return {
    title: add.title,
    body: [
      BLANK,
      ...paragraph(add.previewTitle, size.columns, { bold: true }),
      BLANK,
      ...facts,
      BLANK,
      ...(preview.duplicate ? paragraph(`! ${add.duplicate}`, size.columns, { tone: "warn" }) : []),
      ...paragraph(add.confirm, size.columns, { tone: "quiet" }),
    ],
    hints: [
      { key: glyphs.enter, does: hints.add },
      { key: "Esc", does: hints.back },
    ],
  };
}

export const addImageScreen = (model: Model, layer: LayerOf<"add-image">): Screen =>
  formScreen(model, layer.form, model.words.text.add.imageHint);
export const addFormScreen = (model: Model, layer: LayerOf<"add-form">): Screen =>
  formScreen(model, layer.form, model.words.text.add.formHint);

function formScreen(model: Model, form: Form, advice: string): Screen {
  const { words, size, glyphs } = model;
  const { hints, add, working } = words.text;
  const note = paragraph(form.isBusy ? working : advice, size.columns, { tone: "quiet" });
  const rows = bodyRows(size) - note.length - 2;
  return {
    title: add.title,
    body: [BLANK, ...note, BLANK, ...inSight(drawForm(model, form), rows)],
    hints: [
      { key: glyphs.enter, does: hints.go },
      { key: "Esc", does: hints.back },
      ...(form.fields.length > 1
        ? [
            { key: "Ctrl-S", does: hints.add },
            { key: "Tab", does: hints.nextField },
          ]
        : []),
    ],
  };
}
