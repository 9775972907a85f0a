/**
 * Points in time: what the relay keeps, and what one of them has that is not here any more (docs/SPEC.md [BK11]).
 *
 * A point is a snapshot like any other: sealed under the key of its epoch, signed by whoever was a member then. What
 * comes back from it comes as new edits; nothing is ever taken back to it as a whole.
 */
import type { Doc } from "yjs";
import type { AccountDifference, PointView } from "../../protocol/backup-api.ts";
import { isEqualBytes } from "../../protocol/bytes.ts";
import { decodeEnvelope, isEnvelopeSignedBy } from "../../protocol/envelope.ts";
import { openEnvelope } from "../../protocol/envelope-seal.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { formatId } from "../../protocol/ids.ts";
import type { RelayMessage } from "../../protocol/messages.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { hashEntry } from "../../protocol/roster.ts";
import { foldRoster } from "../../protocol/roster-state.ts";
import { bringBack, comingBack } from "../../vault/bring-back.ts";
import { createVaultDocument } from "../../vault/document.ts";
import { readAccounts } from "../../vault/read-accounts.ts";
import { matchAccounts } from "../../vault/query.ts";
import { newestId } from "../../vault/restored.ts";
import { mergeWhole } from "../../vault/snapshot.ts";
import { checkWhole } from "../../vault/whole.ts";
import { nameOfMember } from "../sync/replica.ts";
import { happening } from "../vault-activity.ts";
import { type BackupPlace, reachRelay, sessionOf } from "./place.ts";

const ANSWER_MS = 30_000;

export async function listPoints(
  place: BackupPlace,
): Promise<Result<{ readonly points: readonly PointView[]; readonly bytes: number }, HoltError>> {
  const reached = await reachRelay(place);
  if (!reached.ok) return reached;
  const answer = await askRelay(place, { type: "points" }, (message) =>
    message.type === "points" ? message : undefined,
  );
  if (!answer.ok) return answer;
  const points = answer.value.points.map(({ position, storedAt, bytes }): PointView => ({
    id: String(position),
    at: Math.floor(storedAt / 1000),
    bytes,
    accounts: null,
    author: null,
  }));
  return ok({ points: points.toReversed(), bytes: answer.value.bytes });
}

export interface Restoring {
  readonly id: string;
  readonly query?: string | undefined;
  readonly accounts?: readonly string[] | undefined;
  readonly dryRun?: boolean | undefined;
}

export async function restorePoint(place: BackupPlace, { id, query, accounts, dryRun = false }: Restoring) {
  const reached = await reachRelay(place);
  if (!reached.ok) return reached;
  const position = Number(id);
  if (!Number.isSafeInteger(position) || position < 1)
    return err({ type: "usage", reason: "no-such-point", value: id } as const);
  const answer = await askRelay(place, { type: "point", position }, (message) =>
    message.type === "point" && message.position === position ? message : undefined,
  );
  if (!answer.ok) return answer;
  if (answer.value.snapshot.length === 0)
    return err({ type: "usage", reason: "no-such-point", value: id } as const);
  const opened = openPoint(place, answer.value.snapshot);
  if (!opened.ok) return opened;
  const { doc, at, author } = opened.value;
  try {
    const session = sessionOf(place);
    if (!session.ok) return session;
    const meant = wanted(session.value.doc(), doc, query);
    const differences = comingBack(session.value.doc(), doc).filter(
      (difference) => meant?.has(difference.id) !== false && accounts?.includes(difference.id) !== false,
    );
    const restored = dryRun || differences.length === 0 ? ok(0) : restore(place, doc, differences);
    return restored.ok ? ok({ at, author, differences, restored: restored.value }) : restored;
  } finally {
    doc.destroy();
  }
}

/** By what they are called now, or were then; ids of then. */
function wanted(doc: Doc, then: Doc, query: string | undefined): ReadonlySet<string> | undefined {
  if (query === undefined) return undefined;
  const past = readAccounts(then);
  const meant = new Set(matchAccounts(past, query).map(({ id }) => id));
  const meantNow = new Set(matchAccounts(readAccounts(doc), query).map(({ id }) => id));
  for (const { id } of past) if (meantNow.has(newestId(doc, id))) meant.add(id);
  return meant;
}

function restore(
  place: BackupPlace,
  from: Doc,
  differences: readonly AccountDifference[],
): Result<number, HoltError> {
  const session = sessionOf(place);
  if (!session.ok) return session;
  const ids = differences.map(({ id }) => id);
  const edited = session.value.edit({
    act: (doc) => ok(bringBack(doc, { from, ids, making: session.value.making() })),
    describe: (count) => happening("backup-restored", { count }),
    isUndoable: true,
  });
  return edited.ok ? ok(edited.value.value) : edited;
}

function openPoint(
  place: BackupPlace,
  bytes: Uint8Array,
): Result<{ readonly doc: Doc; readonly at: number; readonly author: string }, HoltError> {
  const broken = err({ type: "refused", reason: "broken-stream" } as const);
  const { sodium } = place.tools;
  const session = sessionOf(place);
  const replica = place.sync.shell.replica();
  const decoded = decodeEnvelope(bytes);
  if (!session.ok) return session;
  if (!decoded.ok || replica === undefined) return broken;
  const { header } = decoded.value;
  const { entries } = session.value.roster();
  // The roster as its author knew it: it may have been removed since.
  const head = entries.findIndex((entry) => isEqualBytes(hashEntry(sodium, entry), header.rosterHead));
  const roster = foldRoster(sodium, entries.slice(0, head + 1));
  const author = roster.ok ? roster.value.members.get(formatId(header.author)) : undefined;
  const key = replica.keys.envelope(header.epoch);
  if (header.kind !== "snapshot" || author === undefined || key === undefined) return broken;
  if (!isEqualBytes(header.vaultId, session.value.keyring.vaultId)) return broken;
  if (!isEnvelopeSignedBy(sodium, decoded.value, author.signKey)) return broken;
  const payload = openEnvelope(sodium, { envelope: decoded.value, key });
  if (!payload.ok || payload.value.kind !== "snapshot") return broken;
  if (!checkWhole(payload.value.document).ok) return broken;
  const doc = createVaultDocument(0);
  mergeWhole(doc, payload.value.document);
  return ok({
    doc,
    at: Math.floor(payload.value.at / 1000),
    author: nameOfMember(session.value, formatId(header.author)),
  });
}

function askRelay<T>(
  { sync }: BackupPlace,
  question: { readonly type: "points" } | { readonly type: "point"; readonly position: number },
  read: (message: RelayMessage) => T | undefined,
): Promise<Result<T, HoltError>> {
  const { shell } = sync;
  return new Promise((resolve) => {
    const finish = (result: Result<T, HoltError>): void => {
      callOff();
      stopListening();
      stopWatching();
      resolve(result);
    };
    const callOff = shell.schedule(() => finish(err({ type: "timeout", what: "relay" })), ANSWER_MS);
    const stopListening = shell.listen((message) => {
      const answer = read(message);
      if (answer !== undefined) finish(ok(answer));
    });
    const stopWatching = shell.watch(() => {
      if (shell.state().phase.status !== "live") finish(err({ type: "unreachable", what: "relay" }));
    });
    if (!shell.send(question)) finish(err({ type: "unreachable", what: "relay" }));
  });
}
