/**
 * The health line: where the vault is beside this device, and what is wrong. Always there, always true; trouble
 * comes first, red and in words, with the key that leads to what can be done about it.
 */
import { isNarrow } from "../frame-size.ts";
import { line, lineWidth, span, type Line, type Span } from "../line.ts";
import type { Model } from "../model.ts";
import type { ViewState } from "../../protocol/view.ts";
import { backupHealth } from "./health-backup.ts";
import { linkHealth } from "./health-link.ts";
import { troubles } from "./health-trouble.ts";
import { keyOf } from "./key-names.ts";

/** One thing that is said: in the longest of its forms that fits, or not at all. */
export interface HealthPart {
  readonly forms: readonly string[];
  readonly tone: "bad" | "warn" | "good" | "quiet";
}

export function drawHealth(model: Model): Line {
  const { phase, view, words, glyphs, size } = model;
  if (phase.status !== "open") return [];
  const parts: readonly HealthPart[] = model.isConnected
    ? view === null
      ? []
      : partsOf(model, view)
    : [{ forms: words.text.health.lost, tone: "bad" }];
  if (parts.length === 0) return [];
  return parts.reduce<Line>(
    (drawn, part, index) => {
      const lead = index === 0 ? [] : [span(` ${glyphs.between} `, { tone: "quiet" })];
      const room = size.columns - lineWidth([...drawn, ...lead]);
      const forms = isNarrow(size) && part.forms.length > 1 ? part.forms.slice(1) : part.forms;
      // The first is the worst, and stands there whatever room there is.
      const text = forms.find((form) => lineWidth(line(form)) <= room) ?? (index === 0 ? forms.at(-1) : "");
      return text === undefined || text === ""
        ? drawn
        : [...drawn, ...lead, span(text, { tone: part.tone === "good" ? "quiet" : part.tone })];
    },
    [signOf(model, parts)],
  );
}

function partsOf(model: Model, view: ViewState): readonly HealthPart[] {
  const { words, tab, layers } = model;
  const { health } = words.text;
  const link = linkHealth(model, view);
  const saved = backupHealth(model, view.backup);
  const isBackupBad = saved.tone === "bad" || saved.tone === "warn";
  const lasting = troubles(model, view);
  const isLinkBad = link.tone === "bad" || link.tone === "warn";
  const worst = [
    ...lasting.first,
    ...(isLinkBad ? [link] : []),
    ...(isBackupBad ? [saved] : []),
    ...lasting.later,
  ];
  const isAboutBackup = worst[0] === saved;
  const where = isAboutBackup ? "backup" : "devices";
  const isHere = tab === where && layers.length === 0;
  const hasMore = !isHere && (isLinkBad || isAboutBackup || lasting.hasMore);
  const see: HealthPart = { forms: health.see(keyOf(model, where)), tone: "quiet" };
  return [
    ...worst.slice(0, 1),
    ...(hasMore ? [see] : []),
    ...worst.slice(1),
    ...(isLinkBad || lasting.isAboutLink ? [] : [link]),
    ...rest(model, view, isBackupBad ? [] : [saved]),
  ];
}

/** A narrow line has the backup before the devices. */
function rest(
  { words, size }: Model,
  { devices, link }: ViewState,
  saved: readonly HealthPart[],
): readonly HealthPart[] {
  const { health } = words.text;
  const all = devices.filter(({ kind }) => kind === "device");
  if (all.length < 2) return saved;
  const isOnline = link.state === "online";
  const online = all.filter((device) => (device.self ? isOnline : device.online)).length;
  const count: HealthPart = { forms: health.devices(all.length, online), tone: "quiet" };
  return isNarrow(size) ? [...saved, count] : [count, ...saved];
}

function signOf({ glyphs }: Model, parts: readonly HealthPart[]): Span {
  const tones = new Set(parts.map(({ tone }) => tone));
  if (tones.has("bad")) return span(` ${glyphs.trouble} `, { tone: "bad" });
  if (tones.has("warn")) return span(" ! ", { tone: "warn" });
  return span(` ${glyphs.dot} `, { tone: tones.has("good") ? "good" : "quiet" });
}
