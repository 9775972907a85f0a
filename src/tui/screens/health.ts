/**
 * The health line: where the vault is beside this device, and what is wrong. Always there, always true; trouble
 * comes first, red and in words.
 */
import { isNarrow } from "../frame-size.ts";
import { line, lineWidth, span, type Line, type Span } from "../line.ts";
import type { Model } from "../model.ts";
import type { ViewState } from "../../protocol/view.ts";
import { ago } from "./ago.ts";

export function drawHealth(model: Model): Line {
  const { phase, view, glyphs, words } = model;
  const { health } = words.text;
  if (phase.status !== "open") return [];
  if (!model.isConnected) return line(span(` ${glyphs.trouble} ${health.lost}`, { tone: "bad" }));
  if (view === null) return [];
  const troubles = troublesOf(view, model);
  const parts = [...troubles, linkOf(view, model), backupOf(view, model)];
  const between = ` ${glyphs.between} `;
  const sign =
    troubles.length > 0
      ? span(` ${glyphs.trouble} `, { tone: "bad" })
      : span(` ${glyphs.dot} `, { tone: "quiet" });
  return parts.reduce<Line>(
    (drawn, part, index) => {
      const next = index === 0 ? [part] : [span(between, { tone: "quiet" }), part];
      // The first is the worst; what there is no room for after it is left out as a whole.
      const isFull = index > 0 && lineWidth([...drawn, ...next]) > model.size.columns;
      return isFull ? drawn : [...drawn, ...next];
    },
    [sign],
  );
}

function troublesOf({ problems }: ViewState, { words, size }: Model): readonly Span[] {
  const { health } = words.text;
  const say = {
    "no-passphrase": isRoomy(size) ? health.noPassphrase : health.noPassphraseShort,
    "storage-damaged": health.damaged,
    "storage-failing": health.failing,
  };
  return [...new Set(problems.map(({ type }) => type))].map((type) => span(say[type], { tone: "bad" }));
}

/** Room for what mends a trouble, beside the rest of the line. */
const isRoomy = ({ columns }: Model["size"]): boolean => columns >= 100;

function linkOf({ link }: ViewState, { words, now, size }: Model): Span {
  const { health } = words.text;
  const waits = link.pending > 0 ? `, ${health.waiting(link.pending)}` : "";
  switch (link.state) {
    case "off":
      return span(isNarrow(size) ? health.onlyHereShort : health.onlyHere, { tone: "quiet" });
    case "connecting":
      return span(`${health.syncing}${waits}`, { tone: "quiet" });
    case "online":
      return link.lastSyncAt === null
        ? span(`${health.syncing}${waits}`, { tone: "quiet" })
        : span(`${health.synced(ago(words, now / 1000 - link.lastSyncAt))}${waits}`, { tone: "quiet" });
    case "offline":
      return span(`${health.offline}${waits}`, { tone: "warn" });
    default:
      return span(`${health[link.state]}${waits}`, { tone: "bad" });
  }
}

function backupOf({ backup }: ViewState, { words, size }: Model): Span {
  const { health } = words.text;
  if (backup.state === "off")
    return span(isNarrow(size) ? health.noBackupShort : health.noBackup, { tone: "quiet" });
  return span(health.backup[backup.state], { tone: backup.state === "failing" ? "bad" : "quiet" });
}
