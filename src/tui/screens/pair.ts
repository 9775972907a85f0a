/** Adding a device, step by step. */
import type { PairStep } from "../flow-steps.ts";
import { shownName } from "../device-list.ts";
import { isNarrow } from "../frame-size.ts";
import { BLANK, line, span, type Line } from "../line.ts";
import type { LayerOf, Model } from "../model.ts";
import { widthOf } from "../text-fit.ts";
import { failedBody } from "./failed.ts";
import { pairLinkScreen } from "./pair-link.ts";
import { paragraph, pointed, type Hint, type Screen } from "./screen.ts";
import { drawWords } from "./words.ts";
import { yesNoHints } from "./yes-no.ts";

export function pairScreen(model: Model, { step }: LayerOf<"pair">): Screen {
  const { words, size, glyphs } = model;
  const { hints } = words.text;
  const { pair } = words.text.devices;
  const back: Hint = { key: "Esc", does: hints.back };
  const again: Hint = { key: glyphs.enter, does: hints.newLink };
  const screen = (body: readonly Line[], ...keys: readonly Hint[]): Screen => ({
    title: pair.title,
    body: [BLANK, ...body],
    hints: keys,
  });
  switch (step.at) {
    case "where":
      return where(model, step);
    case "starting":
      return screen(paragraph(pair.starting, size.columns), back);
    case "link":
      return pairLinkScreen(model, step.link);
    case "request":
      return request(model, step);
    case "joined": {
      const name = shownName(words, step.joined.name);
      const sentence = step.joined.provisional ? pair.joinedProvisional(name) : pair.joined(name);
      return screen(
        [
          ...paragraph(`${glyphs.done} ${sentence}`, size.columns, { tone: "good", bold: true }),
          BLANK,
          ...drawWords(model, step.joined.fingerprint),
        ],
        { key: glyphs.enter, does: hints.done },
      );
    }
    case "rejected":
      return screen(paragraph(pair.rejected, size.columns, { bold: true }), again, back);
    case "expired":
      return screen(paragraph(pair.expired, size.columns, { bold: true }), again, back);
    default:
      return { title: pair.title, body: failedBody(model, pair.failed, step.error), hints: [again, back] };
  }
}

function where(model: Model, { index }: Extract<PairStep, { at: "where" }>): Screen {
  const { words, size, glyphs } = model;
  const { hints } = words.text;
  const { pair } = words.text.devices;
  const width = Math.max(...pair.ways.map(widthOf));
  const isWide = !isNarrow(size);
  const rows = pair.ways.flatMap((way, at): readonly Line[] => {
    const note = span(pair.wayNotes[at] ?? "", { tone: "quiet" });
    const gap = isWide ? " ".repeat(width - widthOf(way) + 3) : "";
    const row = pointed(at === index, glyphs, span(`${at + 1}  ${way}${gap}`));
    return isWide
      ? [line(...row, note)]
      : [
          row,
          ...paragraph(note.text, size.columns - 5, { tone: "quiet" }).map((part) => line("     ", ...part)),
        ];
  });
  return {
    title: pair.title,
    body: [BLANK, ...paragraph(pair.where, size.columns), BLANK, ...rows],
    hints: [
      { key: glyphs.enter, does: hints.choose },
      { key: "Esc", does: hints.back },
    ],
  };
}

function request(model: Model, step: Extract<PairStep, { at: "request" }>): Screen {
  const { words, size } = model;
  const { hints } = words.text;
  const { pair } = words.text.devices;
  const name = step.request.name.trim() === "" ? pair.unnamed : shownName(words, step.request.name);
  return {
    title: pair.title,
    body: [
      BLANK,
      ...paragraph(pair.asks(name), size.columns, { bold: true }),
      BLANK,
      ...drawWords(model, step.request.fingerprint),
      BLANK,
      ...paragraph(step.isBusy ? pair.admitting : pair.careful, size.columns),
    ],
    hints: step.isBusy
      ? []
      : [...yesNoHints(model, hints.same, hints.differ), { key: "Esc", does: hints.withdraw }],
  };
}
