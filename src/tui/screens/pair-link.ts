/**
 * A join link on the screen: its QR code where the window has room for it, beside what to do or above it, and always
 * the text itself. Alone it goes from edge to edge, so that it can be copied by hand.
 */
import type { PairLink } from "../flow-steps.ts";
import { bodyRows, isTooSmall } from "../frame-size.ts";
import { BLANK, line, span, type Line } from "../line.ts";
import type { Model } from "../model.ts";
import { wrap } from "../text-fit.ts";
import { drawHealth } from "./health.ts";
import { drawHints, drawMessage } from "./hints.ts";
import { hint } from "./key-names.ts";
import { columnsFor, drawModules, rowsFor } from "./qr.ts";
import type { Hint, Screen } from "./screen.ts";

/** Beside the code, what to do needs this much. */
const LEAST_SIDE = 26;
/** Below this the time that is left is worth a warning. */
const SHORT_SECONDS = 60;
const MARGIN = 1;

export function pairLinkScreen(model: Model, link: PairLink): Screen {
  const { words, size, window, glyphs } = model;
  const { hints, devices } = words.text;
  const { title } = devices.pair;
  const { modules } = link;
  const canDraw = modules !== null && glyphs.blocks !== null && !isTooSmall(window);
  const keys: readonly Hint[] = [
    hint(model, "copyShown", hints.copyLink),
    { key: "Esc", does: hints.withdraw },
    ...(canDraw && layoutOf(model, modules) !== "text"
      ? [hint(model, "qr", link.isPlain ? hints.qr : hints.textOnly)]
      : []),
  ];
  const layout = canDraw && !link.isPlain ? layoutOf(model, modules) : "text";
  if (!canDraw || layout === "text") return { title, body: textAlone(model, link), hints: keys };
  const width = columnsFor(modules, MARGIN);
  const code = drawModules(modules, MARGIN).map((row) => span(row, { paper: true }));
  const side = instructions(model, link, size.columns - width - 2);
  if (layout === "beside") return { title, body: beside(code, side, width), hints: keys };
  if (layout === "full") {
    // The code takes the whole height: what the frame would say stands beside it.
    const body = beside(code, [...headOf(title), ...side, BLANK, ...footOf(model, keys, width)], width);
    const filler = Array.from({ length: Math.max(0, window.rows - body.length - 1) }, () => BLANK);
    const hasRoom = body.length < window.rows;
    return {
      title,
      body: hasRoom ? [...body, ...filler, drawHealth(model)] : body,
      hints: keys,
      isFull: true,
    };
  }
  const left = " ".repeat(Math.floor((size.columns - width) / 2));
  return { title, body: [...code.map((row) => line(left, row)), ...textAlone(model, link)], hints: keys };
}

type Layout = "beside" | "full" | "above" | "text";

function layoutOf({ size, window }: Model, modules: readonly string[]): Layout {
  const width = columnsFor(modules, MARGIN);
  const height = rowsFor(modules, MARGIN);
  const hasSide = size.columns - width - 2 >= LEAST_SIDE;
  if (hasSide && height <= bodyRows(size)) return "beside";
  if (hasSide && height <= window.rows) return "full";
  return width <= size.columns && height + TEXT_ROWS <= bodyRows(size) ? "above" : "text";
}
/** What the text alone needs below a code, in a window that is narrow. */
const TEXT_ROWS = 12;

const headOf = (title: string): readonly Line[] => [
  line(span(` ${title}`, { bold: true, tone: "accent" })),
  BLANK,
];

/** Keys, or what just happened. */
function footOf(model: Model, keys: readonly Hint[], codeWidth: number): readonly Line[] {
  const narrow = { ...model, size: { ...model.size, columns: model.size.columns - codeWidth - 2 } };
  const message = drawMessage(narrow);
  if (message.length > 0) return message;
  return keys.map((one) => drawHints(narrow, [one]));
}

const beside = (code: Line, text: readonly Line[], width: number): readonly Line[] =>
  Array.from({ length: Math.max(code.length, text.length) }, (_, index) =>
    line(code[index] ?? span(" ".repeat(width)), " ", ...(text[index] ?? BLANK)),
  );

function textAlone(model: Model, { text, expiresAt }: PairLink): readonly Line[] {
  const { words, size } = model;
  const { pair } = words.text.devices;
  const say = sayIn(size.columns);
  const link = chunks(text, size.columns).map((row) => line(span(row, { bold: true })));
  const isLow = bodyRows(size) < link.length + say(pair.how).length + say(pair.once).length + 5;
  const left = timeLeft(model, expiresAt);
  return isLow
    ? [...say(pair.howShort), ...link, ...say(`${left.text}. ${pair.once}`, left.style)]
    : [BLANK, ...say(pair.how), BLANK, ...link, BLANK, ...say(pair.once), ...say(left.text, left.style)];
}

/** How to use it, the link, and how long it holds, in a column. */
function instructions(model: Model, { text, expiresAt }: PairLink, columns: number): readonly Line[] {
  const { pair } = model.words.text.devices;
  const say = sayIn(columns);
  const link = chunks(text, columns - 2).map((row) => line(" ", span(row, { bold: true })));
  const left = timeLeft(model, expiresAt);
  return [...say(pair.how), BLANK, ...link, BLANK, ...say(pair.once), ...say(left.text, left.style)];
}

const sayIn =
  (columns: number) =>
  (sentence: string, style = {}): readonly Line[] =>
    wrap(sentence, columns - 2).map((row) => line(" ", span(row, style)));

function timeLeft({ words, now }: Model, expiresAt: number) {
  const seconds = Math.max(0, Math.ceil(expiresAt - now / 1000));
  const tone = seconds < SHORT_SECONDS ? ("warn" as const) : ("quiet" as const);
  const text = words.text.devices.pair.left(Math.floor(seconds / 60), String(seconds % 60).padStart(2, "0"));
  return { text, style: { tone } };
}

const chunks = (text: string, width: number): readonly string[] =>
  Array.from({ length: Math.ceil(text.length / width) }, (_, index) =>
    text.slice(index * width, (index + 1) * width),
  );
