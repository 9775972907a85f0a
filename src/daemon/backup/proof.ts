/**
 * The proof: a full recovery into memory by a recovery member, over a fresh connection, compared with what is here,
 * account by account and code by code (docs/SPEC.md [BK5], [BK6]).
 *
 * What is edited here meanwhile must not look like a difference: then it is done again.
 */
import type { AccountDifference } from "../../protocol/backup-api.ts";
import { isEqualBytes } from "../../protocol/bytes.ts";
import type { Cursor } from "../../protocol/log.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { formatId } from "../../protocol/ids.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import type { RecoveryKind } from "../../protocol/view.ts";
import { noteBackup } from "../../vault/backup-notes.ts";
import { compareAccounts } from "../../vault/compare-accounts.ts";
import { noteAdded, readDevices } from "../../vault/devices.ts";
import { readAccounts } from "../../vault/read-accounts.ts";
import { nameOfMember } from "../sync/replica.ts";
import { happening } from "../vault-activity.ts";
import type { VaultSession } from "../vault-session.ts";
import type { Job } from "./jobs.ts";
import { type BackupPlace, comeInStep, sessionOf } from "./place.ts";
import { dropSide, readVault } from "./read-vault.ts";
import type { RecoveryMember } from "./recovery-member.ts";

export interface Proof {
  readonly accounts: number;
  /** Epoch seconds. */
  readonly asOf: number;
  readonly lastAuthor: string;
  readonly differences: readonly AccountDifference[];
}

const MOST_TRIES = 3;

export async function prove(
  place: BackupPlace,
  job: Job,
  recovery: RecoveryMember,
): Promise<Result<Proof, HoltError>> {
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    if (job.isCancelled()) return err({ type: "interrupted" });
    const inStep = await comeInStep(place);
    if (!inStep.ok) return inStep;
    const before = positionOf(place);
    const proof = await proveOnce(place, job, recovery);
    const isSame = positionOf(place) === before && place.sync.shell.isInStep();
    if (!proof.ok || proof.value.differences.length === 0 || isSame) return proof;
  }
  // It is written all the time: nothing was compared with what it is.
  return err({ type: "timeout", what: "sync" });
}

const positionOf = ({ sync }: BackupPlace): number | undefined =>
  sync.shell.replica()?.chain?.cursor.position;

async function proveOnce(
  place: BackupPlace,
  job: Job,
  { member, kind, handleHash }: RecoveryMember,
): Promise<Result<Proof, HoltError>> {
  const { tools, now, network } = place;
  const open = sessionOf(place);
  if (!open.ok) return open;
  const own = place.sync.shell.replica()?.chain?.cursor;
  const { home } = open.value.syncRecord();
  if (home === null) return err({ type: "no-link" });
  job.step("reading-back");
  const read = await readVault({
    tools,
    now,
    network,
    urls: [home.url, ...home.otherUrls],
    pin: { type: "key", relayKey: home.relayKey },
    member,
    kind,
    handle: handleHash,
    vaultId: open.value.keyring.vaultId,
    onProgress: (done) => job.push({ type: "step", step: "reading-back", done }),
  });
  if (!read.ok) return read;
  const { side } = read.value;
  job.step("comparing");
  try {
    const session = sessionOf(place);
    if (!session.ok) return session;
    if (isPast(own, side.chain)) {
      const noted = place.remember({ problem: "relay-lost-data" });
      return noted.ok ? err({ type: "backup-unhealthy", reason: "relay-lost-data" }) : noted;
    }
    const theirs = readAccounts(side.doc);
    const differences = compareAccounts(session.value.accounts(), theirs, now());
    return ok({
      accounts: theirs.filter(({ trashedAt }) => trashedAt === null).length,
      asOf: Math.floor((side.last?.at ?? now()) / 1000),
      lastAuthor: side.last === null ? "" : nameOfMember(session.value, formatId(side.last.author)),
      differences,
    });
  } finally {
    dropSide(side);
  }
}

/** It was given less than this device had read before. */
export function isPast(
  own: Cursor | undefined,
  theirs: { readonly cursor: Cursor; hashAt(position: number): Uint8Array | undefined },
): boolean {
  if (own === undefined) return false;
  if (theirs.cursor.position < own.position) return true;
  const hash = theirs.hashAt(own.position);
  return hash !== undefined && !isEqualBytes(hash, own.hash);
}

/** What all devices are to know, and what is written down here. `kind`: what it was proven by. */
export function noteProof(place: BackupPlace, proof: Proof, kind: RecoveryKind): Result<unknown, HoltError> {
  const open = sessionOf(place);
  if (!open.ok) return open;
  const { value: session } = open;
  const at = Math.floor(place.now() / 1000);
  const { differences, accounts } = proof;
  if (differences.length > 0) {
    const since = place.facts().since ?? at;
    session.queueActivity(happening("backup-failing", { reason: "differs", count: differences.length }));
    return place.remember({ checkedAt: at, problem: "differs", since, told: "differs" });
  }
  const said = happening("backup-verified", { accounts });
  const edited = session.edit({
    act: (doc) => {
      // Where whoever let it in was interrupted.
      for (const id of unnotedWays(session)) noteAdded(doc, id, at);
      return ok(noteBackup(doc, { verifiedAt: at, ...(kind === "passphrase" && { typedAt: at }) }));
    },
    describe: () => said,
    isUndoable: false,
  });
  return edited.ok ? place.remember({ checkedAt: at, problem: null, since: null }) : edited;
}

/** Ways in of which nobody noted when they came. */
function unnotedWays(session: VaultSession): readonly string[] {
  const known = readDevices(session.doc());
  return [...(session.roster().state?.members ?? [])].flatMap(([id, { kind }]) =>
    kind === "device" || typeof known.get(id)?.addedAt === "number" ? [] : [id],
  );
}
