/**
 * The backup as one part of the health line: when the relay last had everything and when that was proven, or what is
 * wrong and since when. What a person should do some time comes with its keys.
 */
import type { BackupView } from "../../protocol/view.ts";
import type { Model } from "../model.ts";
import { ago, shortTime } from "./ago.ts";
import type { HealthPart } from "./health.ts";
import { keyOf } from "./key-names.ts";

export function backupHealth(model: Model, backup: BackupView): HealthPart {
  const { words, now } = model;
  const { health } = words.text;
  const timeOf = (at: number | null): string | null => (at === null ? null : shortTime(at, now));
  switch (backup.state) {
    case "off":
      return { forms: health.noBackup, tone: "quiet" };
    case "on":
      return whileOn(model, backup);
    case "waiting":
      return { forms: health.backup.waiting, tone: "quiet" };
    case "failing": {
      const why = words.text.backup.problems[backup.problem ?? "refused"];
      const since = timeOf(backup.since);
      return { forms: health.backup.failing(why, since === null ? "" : health.since(since)), tone: "bad" };
    }
    default: {
      const at = timeOf(backup.deletesAt);
      return { forms: at === null ? health.backup.deleting : health.backup.deletingAt(at), tone: "bad" };
    }
  }
}

function whileOn(model: Model, { lastBackupAt, lastVerifiedAt, reminder }: BackupView): HealthPart {
  const { words, now, glyphs } = model;
  const { backup } = words.text.health;
  if (reminder !== null) {
    const keys = `${keyOf(model, "backup")} ${keyOf(model, "verify")}`;
    return { forms: backup.reminders[reminder](keys), tone: "quiet" };
  }
  const at = lastBackupAt === null ? null : shortTime(lastBackupAt, now);
  const forms =
    lastVerifiedAt === null
      ? backup.unproven(glyphs.done, at)
      : backup.proven(glyphs.done, at, ago(words, now / 1000 - lastVerifiedAt));
  return { forms, tone: "quiet" };
}
