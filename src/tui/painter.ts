/**
 * Paints frames on the terminal: only the lines that are other lines than before, in one write. Ink holds the
 * terminal (raw mode, keys, the alternate screen, giving it away and taking it back); laying out and comparing
 * every cell of every frame, as Ink does, would cost ten times the time of all else.
 */
import { lineWidth, type Line, type Style } from "./line.ts";
import type { Theme } from "./theme.ts";

export interface Painter {
  /** Soon; several calls in one turn of the event loop make one frame. */
  readonly paint: () => void;
  /** The terminal is someone else's until `resume`. */
  readonly pause: () => void;
  /** Everything anew: the window changed, and who knows what is left of the frame. */
  readonly repaint: () => void;
  readonly resume: () => void;
  readonly stop: () => void;
}

interface PainterOptions {
  readonly frame: () => readonly Line[];
  readonly write: (text: string) => void;
  /** The same object as long as the colours are the same. */
  readonly theme: () => Theme;
  /** How wide the window is: a theme's background goes to its edge. */
  readonly columns: () => number;
}

const ESC = "\u001b[";
/** The terminal shows what lies between as one change, where it knows how. */
const BEGIN = `${ESC}?2026h`;
const END = `${ESC}?2026l`;
const HIDE_CURSOR = `${ESC}?25l`;
const TO_LINE_END = `${ESC}K`;
const ERASE_ALL = `${ESC}H${ESC}J`;

export function createPainter({ frame, write, theme, columns }: PainterOptions): Painter {
  let painted: readonly Line[] = [];
  let paintedIn: Theme | undefined;
  let planned: NodeJS.Immediate | undefined;
  let isPaused = false;

  const paintNow = (): void => {
    planned = undefined;
    if (isPaused) return;
    const next = frame();
    const colours = theme();
    if (next === painted && colours === paintedIn) return;
    const isAnew = next.length !== painted.length || colours !== paintedIn;
    const width = columns();
    const changes = next.flatMap((line, index) =>
      !isAnew && line === painted[index]
        ? []
        : [`${ESC}${index + 1};1H${formatLine(line, colours, width)}${TO_LINE_END}`],
    );
    painted = next;
    paintedIn = colours;
    write(BEGIN + (isAnew ? HIDE_CURSOR + ERASE_ALL : "") + changes.join("") + END);
  };
  const paint = (): void => {
    planned ??= setImmediate(paintNow);
  };
  const repaint = (): void => {
    painted = [];
    paint();
  };
  return {
    paint,
    repaint,
    pause() {
      isPaused = true;
    },
    resume() {
      isPaused = false;
      repaint();
    },
    stop() {
      isPaused = true;
      clearImmediate(planned);
    },
  };
}

/** Text with its styles; every span ends as it began, without any. What the line leaves has the theme's background. */
export function formatLine(line: Line, theme: Theme, columns: number): string {
  const text = line.map((part) => dress(part.text, codesOf(part.style, theme))).join("");
  if (theme.base === "") return text;
  return text + dress(" ".repeat(Math.max(0, columns - lineWidth(line))), theme.base);
}

const dress = (text: string, codes: string): string =>
  codes === "" || text === "" ? text : `${ESC}${codes}m${text}${ESC}0m`;

function codesOf({ tone, bold, inverse, underline, paper, chosen }: Style, theme: Theme): string {
  const isSetOff = chosen === true && theme.chosen !== "";
  return [
    theme.base,
    bold === true ? "1" : "",
    tone === undefined || isSetOff ? "" : theme.tones[tone],
    underline === true ? "4" : "",
    inverse === true ? "7" : "",
    isSetOff ? theme.chosen : "",
    paper === true ? theme.paper : "",
  ]
    .filter((code) => code !== "")
    .join(";");
}
