/**
 * The header: which screen this is, how long the vault stays open, and a clock that is off.
 */
import { isNarrow } from "../frame-size.ts";
import { clickable, line, lineWidth, span, spread, type Line, type Span, type Style } from "../line.ts";
import { TABS, type Model } from "../model.ts";
import { shortTime } from "./ago.ts";

/** Less than this shifts no code. */
export const CLOCK_TOLERANCE_SECONDS = 5;

export function drawHeader(model: Model, title: string | null): Line {
  const start =
    isNarrow(model.size) || model.glyphs.isSpoken
      ? short(model, title)
      : title === null && model.phase.status === "open"
        ? tabs(model)
        : titled(model, title);
  const room = model.size.columns - lineWidth(start) - 1;
  const ends = endings(model);
  const end = ends.find((candidate) => lineWidth(candidate) <= room) ?? ends.at(-1) ?? [];
  return spread(start, end, model.size.columns);
}

const CURRENT: Style = { inverse: true, bold: true };

function tabs({ tab, words }: Model): Line {
  const names = TABS.map((name, index) =>
    clickable([span(` ${index + 1} ${words.text.tabs[name]} `, name === tab ? CURRENT : {})], {
      type: "tab",
      tab: name,
    }),
  );
  return line(span(" holt ", { bold: true, tone: "accent" }), " ", ...names.flat());
}

const titled = ({ glyphs }: Model, title: string | null): Line =>
  line(
    span(" holt ", { bold: true, tone: "accent" }),
    ...(title === null ? [] : [span(` ${glyphs.pointer} ${title}`, { bold: true })]),
  );

const short = ({ tab, phase, words }: Model, title: string | null): Line =>
  line(
    span(` ${title ?? (phase.status === "open" ? words.text.tabs[tab] : "holt")}`, {
      bold: true,
      tone: "accent",
    }),
  );

/** Clock and lock, from what says most to what needs least room: a clock that is off is what makes codes fail. */
function endings(model: Model): readonly Line[] {
  const clocks = clock(model);
  const [long = [], brief = long] = lock(model);
  if (clocks.length === 0) return [line(...long, " ")];
  const both = clocks.flatMap((off) => [long, brief].map((state) => line(off, "  ", ...state, " ")));
  return [...both, ...clocks.map((off) => line(off, " "))];
}

function clock({ view, words }: Model): readonly Span[] {
  const skew = Math.abs(view?.clockSkewSeconds ?? 0);
  if (skew < CLOCK_TOLERANCE_SECONDS) return [];
  const { header } = words.text;
  return [header.clockOff(skew), header.clockShort(skew)].map((text) =>
    span(`! ${text}`, { tone: "bad", bold: true }),
  );
}

/** In words, and as few of them as will do. */
function lock({ phase, words, locksAt, now, glyphs }: Model): readonly (readonly Span[])[] {
  const { header } = words.text;
  if (phase.status === "locked") return [[span(header.locked, { tone: "warn" })]];
  if (phase.status === "open") {
    if (locksAt === null) return [[span(header.unlocked, { tone: "quiet" })]];
    // Time stands still for a screen reader.
    if (glyphs.isSpoken) return [[span(header.unlockedUntil(shortTime(locksAt / 1000, now)))]];
    const minutes = Math.ceil((locksAt - now) / 60_000);
    if (minutes <= 1) return [[span(header.locksSoon, { tone: "warn" })]];
    return [
      [span(header.unlockedFor(minutes), { tone: "quiet" })],
      [span(header.unlockedShort(minutes), { tone: "quiet" })],
    ];
  }
  const isNew = ["doors", "new-vault", "door-closed", "join"].includes(phase.status);
  return isNew ? [[span(header.noVault, { tone: "quiet" })]] : [];
}
