/**
 * A change that takes two: proposed by this device, and confirmed by another member (docs/SPEC.md [BK2], [BK3]).
 *
 * By what a person typed: then the words or the passphrase sign themselves. Or by another device, whose person is asked
 * there; meanwhile this waits. Not in time, or called off: the proposal is withdrawn.
 */
import { isEqualBytes } from "../../protocol/bytes.ts";
import type { Confirm } from "../../protocol/backup-api.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { fingerprintWords } from "../../protocol/fingerprint-words.ts";
import { hostOfRelay } from "../../protocol/handle.ts";
import { formatId, type MemberId } from "../../protocol/ids.ts";
import type { Member } from "../../protocol/keys.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { decodeSignedEntry, hashEntry } from "../../protocol/roster.ts";
import { makeConfirmation, makeRejection } from "../../protocol/roster-make.ts";
import type { RosterState } from "../../protocol/roster-state.ts";
import { appendEntry, type MakeEntry, toHoltError } from "../sync/append-entry.ts";
import { readBackupNotes } from "../../vault/backup-notes.ts";
import { nameOfMember } from "../sync/replica.ts";
import type { Job } from "./jobs.ts";
import { type BackupPlace, sessionOf } from "./place.ts";
import { openRecoverySecret, type RecoveryMember, wipeRecoveryMember } from "./recovery-member.ts";

export interface Agreeing {
  /** The entry, by this device. */
  readonly make: MakeEntry;
  /** Whose coming or going it is about, as the other side sees it; undefined: this device's word. */
  readonly about?: MemberId | undefined;
  /** A recovery member that is at hand. */
  readonly signer?: Member | undefined;
  readonly confirm?: Confirm | undefined;
  readonly waitMs: number;
}

/** Ok: in force. */
export async function agree(
  place: BackupPlace,
  job: Job,
  agreeing: Agreeing,
): Promise<Result<void, HoltError>> {
  let agreed = await agreeOnce(place, job, agreeing);
  // The one who was to agree is gone: then this device's word may suffice, but it has to say it anew.
  if (!agreed.ok && isConflict(agreed.error)) agreed = await agreeOnce(place, job, agreeing);
  return agreed;
}

const isConflict = (error: HoltError): boolean => error.type === "refused" && error.reason === "conflict";

async function agreeOnce(place: BackupPlace, job: Job, agreeing: Agreeing): Promise<Result<void, HoltError>> {
  const proposed = await propose(place, agreeing.make);
  if (!proposed.ok) return proposed;
  const index = proposed.value;
  if (index === undefined) return ok(undefined);
  const agreed = await settle(place, job, { ...agreeing, index });
  if (!agreed.ok) await withdraw(place, index);
  return agreed;
}

/** Index of the proposal; undefined: it is in force already. */
export async function propose(
  place: BackupPlace,
  make: MakeEntry,
): Promise<Result<number | undefined, HoltError>> {
  const { sync, tools } = place;
  const appended = await appendEntry(sync.shell, make);
  if (!appended.ok || appended.value === undefined) return appended.ok ? ok(undefined) : appended;
  const session = sessionOf(place);
  if (!session.ok) return session;
  const hash = appended.value;
  const { entries, state } = session.value.roster();
  const index = entries.findLastIndex((entry) => isEqualBytes(hashEntry(tools.sodium, entry), hash));
  return ok(state?.proposals.some(({ entry }) => entry === index) === true ? index : undefined);
}

type Settling = Omit<Agreeing, "make"> & { readonly index: number };

/** An open proposal gets its second signature; ok: it is in force. */
export async function settle(
  place: BackupPlace,
  job: Job,
  settling: Settling,
): Promise<Result<void, HoltError>> {
  const { signer, confirm } = settling;
  if (signer !== undefined) return confirmAs(place, signer, settling.index);
  if (confirm !== undefined) return confirmByTyped(place, confirm, settling.index);
  return askOthers(place, job, settling);
}

/** The words, or the passphrase, sign. */
export async function confirmByTyped(
  place: BackupPlace,
  confirm: Confirm,
  index: number,
): Promise<Result<void, HoltError>> {
  const opened = await openConfirm(place, confirm);
  if (!opened.ok) return opened;
  try {
    return await confirmAs(place, opened.value.member, index);
  } finally {
    wipeRecoveryMember(opened.value);
  }
}

/** A recovery member of this very vault. */
export async function openConfirm(place: BackupPlace, confirm: Confirm) {
  const session = sessionOf(place);
  if (!session.ok) return session;
  const { handle } = readBackupNotes(session.value.doc());
  const host = hostOfRelay(session.value.syncRecord().home?.url ?? "");
  const opened = await openRecoverySecret(place.tools, confirm, { handle, host });
  if (!opened.ok) return opened;
  const { member, kind } = opened.value;
  if (session.value.roster().state?.members.get(formatId(member.id))?.kind === kind) return opened;
  wipeRecoveryMember(opened.value);
  return err({ type: "wrong-key", what: kind === "words" ? "words" : "recovery-passphrase" } as const);
}

export async function confirmAs(
  { sync, tools }: BackupPlace,
  author: Member,
  index: number,
): Promise<Result<void, HoltError>> {
  const appended = await appendEntry(sync.shell, ({ roster, epochKey }) => {
    if (!roster.proposals.some(({ entry }) => entry === index)) return ok(undefined);
    const made = makeConfirmation(tools, { state: roster, author, epochKey, entry: index });
    if (!made.ok) return err(toHoltError(made.error));
    made.value.epochKey?.wipe();
    return ok(made.value.entry);
  });
  return appended.ok ? ok(undefined) : appended;
}

export async function withdraw({ sync, tools }: BackupPlace, index: number): Promise<void> {
  await appendEntry(sync.shell, ({ replica, roster }) => {
    if (!roster.proposals.some(({ entry }) => entry === index)) return ok(undefined);
    const made = makeRejection(tools, { state: roster, author: replica.member, entry: index });
    return made.ok ? made : err(toHoltError(made.error));
  });
}

function askOthers(
  place: BackupPlace,
  job: Job,
  { index, about, waitMs }: Settling,
): Promise<Result<void, HoltError>> {
  const { sync, tools, now } = place;
  const { shell } = sync;
  return new Promise((resolve) => {
    let isOver = false;
    const finish = (result: Result<void, HoltError>): void => {
      if (isOver) return;
      isOver = true;
      callOff();
      stopWatching();
      stopListening();
      resolve(result);
    };
    const look = (): void => {
      const session = place.holder.session();
      if (session === undefined) return finish(err({ type: "locked" }));
      const { entries, state } = session.roster();
      if (state === undefined) return;
      if (state.proposals.some(({ entry }) => entry === index)) {
        if (hasNobodyElse(state, session.identity.memberId))
          finish(err({ type: "refused", reason: "conflict" }));
        return;
      }
      const decided = decisionOn(entries, index);
      if (decided === undefined) return finish(err({ type: "refused", reason: "conflict" }));
      if (!decided.isConfirmed) return finish(err({ type: "refused", reason: "rejected" }));
      job.push({ type: "confirmed", by: nameOfMember(session, decided.by) });
      finish(ok(undefined));
    };
    const confirmTyped = async (signer: RecoveryMember): Promise<void> => {
      const confirmed = await confirmAs(place, signer.member, index);
      wipeRecoveryMember(signer);
      // The relay may be away for a moment: it may be typed again.
      if (confirmed.ok) finish(confirmed);
      else if (!isOver) job.step("asking");
    };
    const callOff = shell.schedule(() => finish(err({ type: "timeout", what: "confirmation" })), waitMs);
    const stopWatching = shell.watch(look);
    const stopListening = job.onAnswer((answer) => {
      if (answer.type === "cancel") finish(err({ type: "interrupted" }));
      if (answer.type !== "confirm") return;
      void confirmTyped(answer.signer);
    });
    const session = place.holder.session();
    const self = session?.identity.memberId ?? "";
    const own = session?.roster().state?.members.get(self)?.id;
    const shown = about ?? own;
    job.push({
      type: "confirm",
      requestId: String(index),
      fingerprint: shown === undefined ? "" : fingerprintWords(tools.sodium, shown),
      devices:
        session === undefined
          ? []
          : confirmersOf(session.roster().state, self).map((id) => nameOfMember(session, id)),
      expiresAt: Math.floor((now() + waitMs) / 1000),
    });
    if (job.isCancelled()) finish(err({ type: "interrupted" }));
    look();
  });
}

/** Neither another device nor words or passphrase could agree. */
const hasNobodyElse = (state: RosterState, self: string): boolean =>
  [...state.members].every(([id, { standing }]) => id === self || standing !== "full");

/** Full devices besides this one, by id. */
export const confirmersOf = (state: RosterState | undefined, self: string): readonly string[] =>
  [...(state?.members ?? [])]
    .filter(([id, { kind, standing }]) => kind === "device" && standing === "full" && id !== self)
    .map(([id]) => id);

/** What became of a proposal; undefined: it closed because it could no longer come true. */
function decisionOn(
  entries: readonly Uint8Array[],
  index: number,
): { readonly isConfirmed: boolean; readonly by: string } | undefined {
  for (const bytes of entries.slice(index + 1)) {
    const decoded = decodeSignedEntry(bytes);
    if (!decoded.ok) continue;
    const { change, author } = decoded.value.entry;
    if ((change.type === "confirm" || change.type === "reject") && change.entry === index) {
      return { isConfirmed: change.type === "confirm", by: formatId(author) };
    }
  }
  return undefined;
}
