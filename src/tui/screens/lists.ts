/**
 * The smaller lists: trash, tags, and the question before leaving something half done.
 */
import { printable } from "../../client/printable.ts";
import { accountName } from "../account-name.ts";
import { bodyRows } from "../frame-size.ts";
import { BLANK, line, span, spread, type Line } from "../line.ts";
import { allTags } from "../model-tags.ts";
import { trashed, trashPage } from "../model-trash.ts";
import type { LayerOf, Model } from "../model.ts";
import { scrollTo } from "../movement.ts";
import { ago } from "./ago.ts";
import { drawForm } from "./form.ts";
import { paragraph, pointed, type Screen } from "./screen.ts";

export function trashScreen(model: Model, layer: LayerOf<"trash">): Screen {
  const { words, size, glyphs, now } = model;
  const { trash, hints } = words.text;
  const all = trashed(model);
  const page = trashPage(model);
  const index = Math.min(layer.index, Math.max(0, all.length - 1));
  const top = scrollTo(index, layer.top, { count: all.length, page });
  const rows = all.slice(top, top + page).map((label, at): Line => {
    const since = trash.since(ago(words, now / 1000 - (label.trashedAt ?? 0)));
    const name = pointed(top + at === index, glyphs, span(accountName(label)));
    return spread(name, [span(`${since} `, { tone: "quiet" })], size.columns);
  });
  const head = layer.isAsking
    ? [
        ...paragraph(`! ${trash.ask(all.length)}`, size.columns, { tone: "bad", bold: true }),
        ...paragraph(words.text.yesNo, size.columns),
      ]
    : paragraph(all.length === 0 ? trash.empty : trash.hint, size.columns, { tone: "quiet" });
  return {
    title: trash.title,
    body: [...head, BLANK, ...rows].slice(0, bodyRows(size)),
    hints: [
      ...(all.length === 0 || layer.isAsking
        ? []
        : [
            { key: glyphs.enter, does: hints.restore },
            { key: "E", does: hints.emptyTrash },
          ]),
      { key: "Esc", does: hints.back },
    ],
  };
}

export function tagsScreen(model: Model, layer: LayerOf<"tags">): Screen {
  const { words, glyphs, size, list } = model;
  const { tagsScreen: text, hints, keys } = words.text;
  const label = layer.id === null ? undefined : model.accounts.get(layer.id);
  const tags = allTags(model);
  const page = Math.max(1, bodyRows(size) - 3 - (layer.form === null ? 0 : 2));
  const top = scrollTo(layer.index, 0, { count: tags.length, page });
  const rows = tags.slice(top, top + page).map((tag, at) => {
    const box = label === undefined ? "" : label.tags.includes(tag) ? "[x] " : "[ ] ";
    const mark = list.tag === tag ? span(`  (${text.filtered})`, { tone: "accent" }) : span("");
    return line(
      ...pointed(top + at === layer.index && layer.form === null, glyphs, span(`${box}${printable(tag)}`)),
      mark,
    );
  });
  return {
    title: label === undefined ? text.titleAll : text.title(accountName(label)),
    body: [
      BLANK,
      ...(tags.length === 0 && layer.form === null ? paragraph(text.none, size.columns) : rows),
      ...(layer.form === null ? [] : [BLANK, ...drawForm(model, layer.form).lines]),
    ],
    hints:
      layer.form !== null
        ? [
            { key: glyphs.enter, does: hints.save },
            { key: "Esc", does: hints.back },
          ]
        : [
            ...(tags.length === 0 ? [] : [{ key: glyphs.enter, does: hints.onlyThis }]),
            { key: "Esc", does: hints.back },
            ...(label === undefined ? [] : [{ key: "n", does: hints.newTag }]),
            ...(label === undefined || tags.length === 0
              ? []
              : [{ key: keys["space"] ?? "", does: hints.toggle }]),
          ],
  };
}

export function leaveScreen({ words, size }: Model): Screen {
  return {
    title: null,
    body: [
      BLANK,
      ...paragraph(words.text.leave, size.columns, { bold: true }),
      BLANK,
      ...paragraph(words.text.yesNo, size.columns),
    ],
    hints: [],
  };
}
