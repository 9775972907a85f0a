/**
 * The proof: a full recovery into memory by a recovery member, over a fresh connection, compared with what is here,
 * account by account and code by code (docs/SPEC.md [BK5], [BK6]).
 *
 * What is edited here meanwhile must not look like a difference: then it is done again.
 */
import type { AccountDifference } from "../../protocol/backup-api.ts";
import { isEqualBytes } from "../../protocol/bytes.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { formatId } from "../../protocol/ids.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { noteBackup } from "../../vault/backup-notes.ts";
import { compareAccounts } from "../../vault/compare-accounts.ts";
import { readAccounts } from "../../vault/read-accounts.ts";
import { nameOfMember } from "../sync/replica.ts";
import { happening } from "../vault-activity.ts";
import type { VaultSession } from "../vault-session.ts";
import type { Job } from "./jobs.ts";
import { type BackupPlace, comeInStep, sessionOf } from "./place.ts";
import { readVault } from "./read-vault.ts";
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
  let proof: Result<Proof, HoltError> = err({ type: "timeout", what: "sync" });
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    if (job.isCancelled()) return err({ type: "interrupted" });
    const inStep = await comeInStep(place);
    if (!inStep.ok) return inStep;
    const before = positionOf(place);
    proof = await proveOnce(place, job, recovery);
    const isSame = positionOf(place) === before && place.sync.shell.isInStep();
    if (!proof.ok || proof.value.differences.length === 0 || isSame) return proof;
  }
  return proof;
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
    if (isPast(place, side.chain)) return err({ type: "backup-unhealthy", reason: "relay-lost-data" });
    const theirs = readAccounts(side.doc);
    const differences = compareAccounts(session.value.accounts(), theirs, now());
    return ok({
      accounts: theirs.filter(({ trashedAt }) => trashedAt === null).length,
      asOf: Math.floor((side.last?.at ?? now()) / 1000),
      lastAuthor: side.last === null ? "" : nameOfMember(session.value, formatId(side.last.author)),
      differences,
    });
  } finally {
    side.doc.destroy();
    for (const { key } of side.newKeys) key.wipe();
  }
}

/** It was given less than this device has read. */
function isPast(
  { sync }: BackupPlace,
  theirs: { readonly cursor: { position: number }; hashAt(position: number): Uint8Array | undefined },
): boolean {
  const own = sync.shell.replica()?.chain?.cursor;
  if (own === undefined) return false;
  if (theirs.cursor.position < own.position) return true;
  const hash = theirs.hashAt(own.position);
  return hash !== undefined && !isEqualBytes(hash, own.hash);
}

/** What all devices are to know, and what is written down here. */
export function noteProof(
  session: VaultSession,
  proof: Proof,
  nowSeconds: number,
): Result<unknown, HoltError> {
  const { differences, accounts } = proof;
  if (differences.length > 0) {
    return session.note(happening("backup-failing", { reason: "differs", count: differences.length }));
  }
  const said = happening("backup-verified", { accounts });
  return session.edit({
    act: (doc) => ok(noteBackup(doc, { verifiedAt: nowSeconds, typedAt: nowSeconds })),
    describe: () => said,
    isUndoable: false,
  });
}
