/**
 * Turning backup on: ways in that another member agrees to, everything at the relay, and read back before it counts
 * (docs/SPEC.md [BK1]–[BK5]).
 */
import type { BackupResult, Confirm } from "../../protocol/backup-api.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { hostOfRelay } from "../../protocol/handle.ts";
import { formatId } from "../../protocol/ids.ts";
import type { RelayChoice } from "../../protocol/local-api.ts";
import { judgeRecoveryPassphrase } from "../../protocol/passphrase-strength.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import type { RecoveryKind } from "../../protocol/view.ts";
import { noteAdded } from "../../vault/devices.ts";
import { noteBackup, readBackupNotes } from "../../vault/backup-notes.ts";
import { setLink } from "../sync/link-operations.ts";
import { happening } from "../vault-activity.ts";
import { takeBackErasure } from "./ask-erasure.ts";
import type { Job } from "./jobs.ts";
import { type BackupPlace, comeInStep, sessionOf, waitMsOf } from "./place.ts";
import { noteProof, prove } from "./proof.ts";
import { openRecoverySecret, type RecoveryMember, wipeRecoveryMember } from "./recovery-member.ts";
import { admitRecovery, removeRecovery } from "./ways-in.ts";

export interface Enabling {
  readonly relay?: RelayChoice | undefined;
  readonly words: string | null;
  readonly passphrase: { readonly handle?: string; readonly text: string } | null;
  readonly confirm?: Confirm | undefined;
  readonly waitSeconds?: number | undefined;
}

type Work =
  | Omit<BackupResult & { type: "enabled" }, "backup">
  | Omit<BackupResult & { type: "changed" }, "backup">;

export async function enableBackup(
  place: BackupPlace,
  job: Job,
  enabling: Enabling,
): Promise<Result<Work, HoltError>> {
  const { words, passphrase } = enabling;
  if (words === null && passphrase === null) return err({ type: "usage", reason: "no-recovery-member" });
  const linked = await linkFirst(place, job, enabling.relay);
  if (!linked.ok) return linked;
  const takenBack = await takeBackErasure(place);
  return takenBack.ok ? letIn(place, job, enabling) : takenBack;
}

/** In step with the relay. */
async function letIn(
  place: BackupPlace,
  job: Job,
  { words, passphrase, ...enabling }: Enabling,
): Promise<Result<Work, HoltError>> {
  job.step("deriving");
  const opened = await openNewcomers(place, { words, passphrase });
  if (!opened.ok) return opened;
  const newcomers = opened.value;
  try {
    const admitted = await admitAll(place, job, { newcomers, enabling });
    if (!admitted.ok) return admitted;
    return await upload(place, job, newcomers);
  } finally {
    for (const newcomer of newcomers) wipeRecoveryMember(newcomer);
  }
}

async function linkFirst(
  place: BackupPlace,
  job: Job,
  relay: RelayChoice | undefined,
): Promise<Result<void, HoltError>> {
  const session = sessionOf(place);
  if (!session.ok) return session;
  if (relay !== undefined) {
    job.step("linking");
    const linked = await setLink(place.sync.linkPlace(session.value), relay);
    if (!linked.ok) return linked;
  } else if (session.value.syncRecord().home === null) return err({ type: "usage", reason: "relay-needed" });
  return comeInStep(place);
}

/** Words first: they can sign for the passphrase. */
async function openNewcomers(
  place: BackupPlace,
  { words, passphrase }: Pick<Enabling, "words" | "passphrase">,
): Promise<Result<readonly RecoveryMember[], HoltError>> {
  const session = sessionOf(place);
  if (!session.ok) return session;
  const newcomers: RecoveryMember[] = [];
  const fail = (error: HoltError): Result<never, HoltError> => {
    for (const newcomer of newcomers) wipeRecoveryMember(newcomer);
    return err(error);
  };
  if (words !== null) {
    const opened = await openRecoverySecret(place.tools, { words });
    if (!opened.ok) return opened;
    newcomers.push(opened.value);
  }
  if (passphrase !== null) {
    const { isStrong, reason } = judgeRecoveryPassphrase(passphrase.text);
    if (!isStrong) return fail({ type: "usage", reason: "weak-passphrase", value: reason ?? "guessable" });
    const host = hostOfRelay(session.value.syncRecord().home?.url ?? "");
    const known = readBackupNotes(session.value.doc()).handle;
    const handle = passphrase.handle ?? known ?? undefined;
    const secret = { passphrase: passphrase.text, ...(handle !== undefined && { handle }) };
    const opened = await openRecoverySecret(place.tools, secret, { host });
    if (!opened.ok) return fail(opened.error);
    newcomers.push(opened.value);
  }
  return ok(newcomers);
}

async function admitAll(
  place: BackupPlace,
  job: Job,
  {
    newcomers,
    enabling,
  }: {
    readonly newcomers: readonly RecoveryMember[];
    readonly enabling: Pick<Enabling, "confirm" | "waitSeconds">;
  },
): Promise<Result<void, HoltError>> {
  const { confirm, waitSeconds } = enabling;
  job.step("asking");
  let signer: RecoveryMember | undefined;
  for (const newcomer of newcomers) {
    if (job.isCancelled()) return err({ type: "interrupted" });
    const admitted = await admitRecovery(place, job, {
      newcomer,
      signer: signer?.member,
      confirm,
      waitMs: waitMsOf(waitSeconds),
    });
    if (!admitted.ok) return explain(admitted.error);
    signer ??= newcomer;
  }
  const handle = newcomers.find((newcomer) => newcomer.handle !== null)?.handle?.text;
  const session = sessionOf(place);
  if (!session.ok) return session;
  const noted = session.value.edit({
    act: (doc) => {
      for (const { member } of newcomers) noteAdded(doc, formatId(member.id), now(place));
      // Whoever is new has proven nothing yet.
      const typed = handle === undefined ? {} : { handle, typedAt: now(place) };
      return ok(noteBackup(doc, { verifiedAt: null, ...typed }));
    },
    describe: () => happening("recovery-added", { kinds: newcomers.map(({ kind }) => kind).join(" ") }),
    isUndoable: false,
  });
  return noted.ok ? ok(undefined) : noted;
}

const now = (place: BackupPlace): number => Math.floor(place.now() / 1000);

/** A relay that keeps no backups takes no recovery member. */
const explain = (error: HoltError): Result<never, HoltError> =>
  err(
    error.type === "refused" && error.reason === "not-allowed" && error.value === "other"
      ? { type: "refused", reason: "no-backups-here" }
      : error,
  );

/** A snapshot that the new ways in can read from, and the look back through each of them. */
async function upload(
  place: BackupPlace,
  job: Job,
  ways: readonly RecoveryMember[],
): Promise<Result<Work, HoltError>> {
  job.step("uploading");
  place.sync.shell.oweSnapshot();
  let accounts = 0;
  for (const [index, way] of ways.entries()) {
    const proof = await prove(place, job, way);
    if (!proof.ok) return proof;
    const count = proof.value.differences.length;
    // Proven when the last one is.
    const isLast = index === ways.length - 1;
    const noted = count > 0 || isLast ? noteProof(place, proof.value, way.kind) : ok(undefined);
    if (!noted.ok) return noted;
    if (count > 0) return err({ type: "backup-unhealthy", reason: "verify-failed", count });
    ({ accounts } = proof.value);
  }
  const session = sessionOf(place);
  if (!session.ok) return session;
  const told = session.value.note(happening("backup-on", { accounts }));
  if (!told.ok) return told;
  // Proven it is, whatever becomes of the note of it: that is sent like any edit.
  await comeInStep(place);
  // How much it is, for whoever looks.
  place.sync.shell.send({ type: "points" });
  return ok({ type: "enabled" });
}

const nothingNew = (value: RecoveryKind): HoltError => ({
  type: "usage",
  reason: "no-recovery-member",
  value,
});

export interface WayChange {
  readonly change: "add" | "replace" | "remove";
  readonly kind: RecoveryKind;
  readonly words?: string | undefined;
  readonly passphrase?: { readonly handle?: string; readonly text: string } | undefined;
  readonly confirm?: Confirm | undefined;
  readonly waitSeconds?: number | undefined;
}

export async function changeWaysIn(
  place: BackupPlace,
  job: Job,
  request: WayChange,
): Promise<Result<Work, HoltError>> {
  const { change, kind, words = null, passphrase = null, confirm, waitSeconds } = request;
  const session = sessionOf(place);
  if (!session.ok) return session;
  const members = [...(session.value.roster().state?.members.values() ?? [])];
  if (!members.some((member) => member.kind !== "device"))
    return err({ type: "usage", reason: "backup-is-off" });
  const isThere = members.some((member) => member.kind === kind);
  if (change === "add" && isThere)
    return err({ type: "usage", reason: "recovery-member-there", value: kind });
  if (change !== "add" && !isThere) return err({ type: "usage", reason: "no-recovery-member", value: kind });
  const reached = await comeInStep(place);
  if (!reached.ok) return reached;
  if (change === "remove") {
    const waitMs = waitMsOf(waitSeconds);
    const removed = await removeRecovery(place, job, { kind, confirm, waitMs });
    if (!removed.ok) return removed;
    const said = session.value.note(happening("recovery-removed", { kinds: kind }));
    return said.ok ? ok({ type: "changed" }) : said;
  }
  const own = kind === "words" ? { words, passphrase: null } : { words: null, passphrase };
  if (own.words === null && own.passphrase === null) return err(nothingNew(kind));
  const done = await letIn(place, job, { ...own, confirm, waitSeconds });
  return done.ok ? ok({ type: "changed" }) : done;
}
