/**
 * The header: which screen this is, how long the vault stays open, and a clock that is off.
 */
import { isNarrow } from "../frame-size.ts";
import { line, span, spread, type Line, type Span } from "../line.ts";
import { TABS, type Model } from "../model.ts";

/** Less than this shifts no code. */
const CLOCK_TOLERANCE_SECONDS = 5;

export function drawHeader(model: Model, title: string | null): Line {
  const off = clock(model);
  // A narrow header has no room for both, and a clock that is off is what makes codes fail.
  const end = line(...off, ...(off.length > 0 && isNarrow(model.size) ? [] : lock(model)), " ");
  const start =
    isNarrow(model.size) || model.glyphs.isSpoken
      ? short(model, title)
      : title === null && model.phase.status === "open"
        ? tabs(model)
        : titled(model, title);
  return spread(start, end, model.size.columns);
}

function tabs({ tab, words }: Model): Line {
  const names = TABS.map((name, index) =>
    span(` ${index + 1} ${words.text.tabs[name]} `, name === tab ? { inverse: true, bold: true } : {}),
  );
  return line(span(" holt ", { bold: true, tone: "accent" }), " ", ...names);
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

function clock({ view, words }: Model): readonly Span[] {
  const skew = view?.clockSkewSeconds ?? 0;
  if (Math.abs(skew) <= CLOCK_TOLERANCE_SECONDS) return [];
  return [span(`! ${words.text.header.clockOff(skew)}  `, { tone: "bad", bold: true })];
}

function lock({ phase, words, locksAt, now }: Model): readonly Span[] {
  const { header } = words.text;
  if (phase.status === "locked") return [span(header.locked, { tone: "warn" })];
  if (phase.status === "open") {
    if (locksAt === null) return [span(header.unlocked, { tone: "quiet" })];
    const minutes = Math.ceil((locksAt - now) / 60_000);
    if (minutes <= 1) return [span(header.locksSoon, { tone: "warn" })];
    return [span(header.unlockedFor(minutes), { tone: "quiet" })];
  }
  const isNew = phase.status === "doors" || phase.status === "new-vault" || phase.status === "door-closed";
  return isNew ? [span(header.noVault, { tone: "quiet" })] : [];
}
