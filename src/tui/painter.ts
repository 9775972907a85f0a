/**
 * Paints frames on the terminal: only the lines that are other lines than before, in one write. Ink holds the
 * terminal (raw mode, keys, the alternate screen, giving it away and taking it back); laying out and comparing
 * every cell of every frame, as Ink does, would cost ten times the time of all else.
 */
import type { Line, Style, Tone } from "./line.ts";

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
  readonly hasColours: boolean;
}

const ESC = "\u001b[";
/** The terminal shows what lies between as one change, where it knows how. */
const BEGIN = `${ESC}?2026h`;
const END = `${ESC}?2026l`;
const HIDE_CURSOR = `${ESC}?25l`;
const TO_LINE_END = `${ESC}K`;
const ERASE_ALL = `${ESC}H${ESC}J`;

export function createPainter({ frame, write, hasColours }: PainterOptions): Painter {
  let painted: readonly Line[] = [];
  let planned: NodeJS.Immediate | undefined;
  let isPaused = false;

  const paintNow = (): void => {
    planned = undefined;
    if (isPaused) return;
    const next = frame();
    if (next === painted) return;
    const isAnew = next.length !== painted.length;
    const changes = next.flatMap((line, index) =>
      !isAnew && line === painted[index]
        ? []
        : [`${ESC}${index + 1};1H${formatLine(line, hasColours)}${TO_LINE_END}`],
    );
    painted = next;
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

const TONES: Readonly<Record<Tone, string>> = { good: "32", warn: "33", bad: "31", accent: "36", quiet: "2" };

/** Text with its styles; every span ends as it began, without any. */
export const formatLine = (line: Line, hasColours: boolean): string =>
  line
    .map(({ text, style }) => {
      const codes = codesOf(style, hasColours);
      return codes === "" ? text : `${ESC}${codes}m${text}${ESC}0m`;
    })
    .join("");

function codesOf({ tone, bold, inverse, underline, paper }: Style, hasColours: boolean): string {
  const isColour = tone !== undefined && tone !== "quiet";
  return [
    ...(bold === true ? ["1"] : []),
    ...(tone === undefined || (isColour && !hasColours) ? [] : [TONES[tone]]),
    ...(underline === true ? ["4"] : []),
    ...(inverse === true ? ["7"] : []),
    // Black on white of the fixed palette: no theme changes these two.
    ...(paper === true && hasColours ? ["38;5;16;48;5;231"] : []),
  ].join(";");
}
