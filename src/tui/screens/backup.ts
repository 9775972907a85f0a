/**
 * The Backup screen: whether there is one, whether it is proven, what is wrong and what to do; then the facts, and the
 * points in time on a line.
 */
import { printable } from "../../client/printable.ts";
import type { BackupView } from "../../protocol/view.ts";
import { bodyRows, isNarrow } from "../frame-size.ts";
import { BLANK, type Line } from "../line.ts";
import { errorText } from "../messages.ts";
import type { Model } from "../model.ts";
import { ago, fullTime, shortTime } from "./ago.ts";
import { drawFacts, type Fact } from "./facts.ts";
import { hint, keyOf } from "./key-names.ts";
import { paragraph, type Hint, type Screen } from "./screen.ts";
import { sizeText } from "./size-text.ts";
import { drawTimeline } from "./timeline.ts";

export function backupScreen(model: Model): Screen {
  const lines = backupLines(model);
  const rows = bodyRows(model.size);
  const top = Math.min(model.backup.top, Math.max(0, lines.length - rows));
  return { title: null, body: lines.slice(top, top + rows), hints: hintsFor(model, lines.length > rows) };
}

/** All of it, however low the window is. */
export function backupLines(model: Model): readonly Line[] {
  const { words, view } = model;
  if (view === null) return [BLANK, ...paragraph(words.text.backup.looking, model.size.columns)];
  const { backup } = view;
  const lines = [...headOf(model, backup), ...(backup.recovery.length > 0 ? factsOf(model, backup) : [])];
  return isNarrow(model.size) ? lines.filter((row, at) => row.length > 0 || at > 0) : lines;
}

type Say = (text: string, style?: object) => readonly Line[];

function headOf(model: Model, backup: BackupView): readonly Line[] {
  const { words, size, glyphs } = model;
  const { heads, waitingWhere } = words.text.backup;
  const say: Say = (text, style = {}) => paragraph(text, size.columns, style);
  switch (backup.state) {
    case "off":
      return whileOff(model, backup, say);
    case "waiting":
      return [
        BLANK,
        ...say(`! ${heads.waiting}`, { bold: true, tone: "warn" }),
        ...say(waitingWhere(keyOf(model, "requests"))),
        BLANK,
      ];
    case "failing":
      return whileFailing(model, backup, say);
    case "deleting":
      return whileDeleting(model, backup, say);
    default: {
      const isProven = backup.lastVerifiedAt !== null;
      const head = isProven
        ? say(`${glyphs.done} ${heads.onProven}`, { bold: true, tone: "good" })
        : say(`! ${heads.onUnproven}`, { bold: true, tone: "warn" });
      const { reminder } = backup;
      const { reminders } = words.text.backup;
      return [
        BLANK,
        ...head,
        ...(reminder === null ? [] : say(reminders[reminder](keyOf(model, "verify")), { tone: "warn" })),
        BLANK,
      ];
    }
  }
}

function whileOff(model: Model, { ended }: BackupView, say: Say): readonly Line[] {
  const { backup } = model.words.text;
  return [
    BLANK,
    ...say(backup.heads.off, { bold: true }),
    ...(ended === null ? [] : say(backup.ended[ended.scope](printable(ended.by), fullTime(ended.at)))),
    BLANK,
    ...say(backup.what),
    BLANK,
    ...say(backup.offNow(keyOf(model, "backupOn"))),
    BLANK,
    ...say(backup.recoverHint(keyOf(model, "recover")), { tone: "quiet" }),
  ];
}

function whileFailing(model: Model, { problem, since }: BackupView, say: Say): readonly Line[] {
  const { words, glyphs, now } = model;
  const { heads, problems, advice } = words.text.backup;
  const reason = problem ?? "refused";
  const head =
    since === null
      ? heads.failing(problems[reason])
      : heads.failingSince(problems[reason], shortTime(since, now));
  const keys = {
    backupOn: keyOf(model, "backupOn"),
    prove: keyOf(model, "verify"),
    link: keyOf(model, "link"),
    devices: keyOf(model, "devices"),
    requests: keyOf(model, "requests"),
    backupOff: keyOf(model, "backupOff"),
    waysIn: keyOf(model, "revoke"),
  };
  return [
    BLANK,
    ...say(`${glyphs.trouble} ${head}`, { bold: true, tone: "bad" }),
    ...say(advice[reason](keys)),
    BLANK,
  ];
}

function whileDeleting(model: Model, backup: BackupView, say: Say): readonly Line[] {
  const { words, view } = model;
  const { heads, deletingStop, deletingAsked, deletingPending, deletingUntil } = words.text.backup;
  const { deletesAt, erasureRequest } = backup;
  const isAsked = view?.requests.some(({ type }) => type === "erase") === true;
  const head = deletesAt === null ? heads.deleting : heads.deletingAt(fullTime(deletesAt));
  return [
    BLANK,
    ...say(`! ${head}`, { bold: true, tone: "bad" }),
    ...(isAsked ? say(deletingAsked(keyOf(model, "requests"))) : []),
    ...(erasureRequest === null ? [] : say(deletingStop(keyOf(model, "backupOff")))),
    ...say(deletesAt === null ? deletingPending : deletingUntil),
    BLANK,
  ];
}

function factsOf(model: Model, backup: BackupView): readonly Line[] {
  const { words, now } = model;
  const text = words.text.backup;
  const { facts } = text;
  const past = (at: number): string => text.agoOf(ago(words, now / 1000 - at));
  const when = (at: number | null): string =>
    at === null ? text.notYet : `${shortTime(at, now)}, ${past(at)}`;
  const waits = backup.pendingChanges > 0 ? text.waits(backup.pendingChanges) : text.nothingWaits;
  const ways = backup.recovery.map(({ kind, since }) =>
    since === null ? text.ways[kind] : text.wayAge(text.ways[kind], ago(words, now / 1000 - since)),
  );
  const rows: readonly (Fact | null)[] = [
    [facts.proof, when(backup.lastVerifiedAt)],
    [
      facts.lastBackup,
      backup.lastBackupAt === null ? text.notYet : `${shortTime(backup.lastBackupAt, now)}, ${waits}`,
    ],
    [facts.check, when(backup.checkedAt)],
    ...ways.map((way, index): Fact => [index === 0 ? facts.waysIn : "", way]),
    backup.handle === null ? null : [facts.handle, printable(backup.handle)],
    [facts.relay, printable(backup.relay ?? "")],
    backup.fingerprint === null ? null : [facts.fingerprint, printable(backup.fingerprint)],
    backup.bytes === null ? null : [facts.size, sizeText(backup.bytes)],
    [facts.points, pointsText(model, backup)],
  ];
  return [
    ...drawFacts(
      model,
      rows.filter((row) => row !== null),
    ),
    ...drawTimeline(model),
  ];
}

function pointsText(model: Model, { snapshots }: BackupView): string {
  const { points, error } = model.backup;
  const text = model.words.text.backup;
  const count = points?.length ?? snapshots;
  if (count !== null) return text.pointsOf(count);
  return error === null ? text.looking : text.pointsUnknown(errorText(model, error));
}

function hintsFor(model: Model, hasMore: boolean): readonly Hint[] {
  const { words, view, glyphs, size } = model;
  const { hints } = words.text;
  const backup = view?.backup;
  const isOff = backup === undefined || backup.recovery.length === 0;
  const isDeleting = backup?.state === "deleting";
  const own: readonly Hint[] = isDeleting
    ? backup.erasureRequest === null
      ? []
      : [hint(model, "backupOff", hints.stop)]
    : isOff
      ? [hint(model, "backupOn", hints.turnOn), hint(model, "recover", hints.recover)]
      : [
          hint(model, "verify", hints.prove),
          hint(model, "kit", hints.kit),
          hint(model, "points", hints.points),
          hint(model, "revoke", hints.waysIn),
          hint(model, "backupOff", hints.turnOff),
        ];
  return [
    // First: what is below would be missed.
    ...(hasMore ? [{ key: `${glyphs.up}${glyphs.down}`, does: hints.list }] : []),
    ...own,
    ...(isNarrow(size) ? [{ key: "1-4", does: hints.screens }] : []),
    hint(model, "help", hints.help),
    ...(isOff ? [] : [hint(model, "recover", hints.recover)]),
    hint(model, "quit", hints.quit),
  ];
}
