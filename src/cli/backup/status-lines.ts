/**
 * The backup as lines for a person: facts beside their names, no line wider than 40 columns unless a fact is one word.
 */
import type { Catalogue } from "../../client/language/en.ts";
import { printable } from "../../client/printable.ts";
import type { BackupView } from "../../protocol/view.ts";

const COLUMNS = 40;
const INDENT = "  ";

export function renderBackup(view: BackupView, words: Catalogue): readonly string[] {
  const { backup, cli } = words;
  const { rows } = backup;
  const { recovery } = view;
  const isThere = recovery.length > 0;
  const when = (at: number | null): string => (at === null ? backup.never : cli.time(at));
  const isDeleting = view.state === "deleting";
  const facts: readonly (readonly [string, string | null])[] = [
    [rows.backup, cli.backupStates[view.state]],
    [rows.problem, view.problem === null ? null : backup.problems[view.problem]],
    [rows.since, view.since === null ? null : cli.time(view.since)],
    [rows.deletes, isDeleting ? deletion(view, words) : null],
    [rows.ended, view.ended === null ? null : backup.endedBy(view.ended.by, view.ended.at)],
    [rows.relay, view.relay],
    [rows.key, isThere ? view.fingerprint : null],
    [rows.handle, view.handle],
    ...recovery.map(({ kind, since }) => [rows.waysIn, wayText(kind, since, words)] as const),
    [rows.last, isThere ? when(view.lastBackupAt) : null],
    [rows.pending, view.pendingChanges === 0 ? null : String(view.pendingChanges)],
    [rows.size, view.bytes === null ? null : backup.bytes(view.bytes)],
    [rows.points, view.snapshots === null ? null : String(view.snapshots)],
    [rows.checked, isThere ? when(view.checkedAt) : null],
    [rows.proven, isThere ? when(view.lastVerifiedAt) : null],
    [rows.advice, view.reminder === null ? null : backup.reminders[view.reminder]],
  ];
  return alignFacts(facts.flatMap(([name, text]) => (text === null ? [] : [[name, text] as const])));
}

const wayText = (
  kind: BackupView["recovery"][number]["kind"],
  since: number | null,
  { backup }: Catalogue,
): string => `${backup.ways[kind] ?? kind}${since === null ? "" : `, ${backup.sinceWhen(since)}`}`;

const deletion = ({ deletesAt }: BackupView, { backup, cli }: Catalogue): string =>
  deletesAt === null ? backup.whenReached : cli.time(deletesAt);

/** What doesn't fit beside its name stands below it. */
export function alignFacts(facts: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(0, ...facts.map(([name]) => name.length)) + 2;
  return facts.flatMap(([name, value]) => {
    const text = printable(value);
    if (width + text.length <= COLUMNS) return [`${name.padEnd(width)}${text}`];
    return [name, ...wrap(text, COLUMNS - INDENT.length).map((line) => INDENT + line)];
  });
}

function wrap(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > columns) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
