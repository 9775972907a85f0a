/**
 * Turning backup off: an erasure that the roster says, the relay carries out, and a receipt proves
 * (docs/SPEC.md [ER1]–[ER6]).
 *
 * Nothing counts as deleted before the relay's receipt was verified. Where the relay can't be reached the wish is kept,
 * and asked as soon as it is there. Accounts stay, here and on every device.
 */
import type { BackupResult, Confirm, ReceiptView } from "../../protocol/backup-api.ts";
import { formatBase64, isEqualBytes } from "../../protocol/bytes.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { fingerprintOfRelay, formatFingerprint } from "../../protocol/handshake.ts";
import { formatId } from "../../protocol/ids.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { hashEntry } from "../../protocol/roster.ts";
import type { ErasureScope } from "../../protocol/roster-change.ts";
import type { Hashing } from "../../protocol/sodium.ts";
import type { VaultSession } from "../vault-session.ts";
import { askErasure } from "./ask-erasure.ts";
import type { KeptReceipt } from "./backup-facts.ts";
import { keepWish } from "./erasure-wish.ts";
import type { Job } from "./jobs.ts";
import { type BackupPlace, reachRelay, sessionOf, waitMsOf } from "./place.ts";
import { settle, withdraw } from "./second-signature.ts";

export interface Disabling {
  readonly keepSync: boolean;
  /** By this device alone, after seven days. */
  readonly later?: boolean | undefined;
  readonly confirm?: Confirm | undefined;
  readonly waitSeconds?: number | undefined;
}

type Disabled = Extract<BackupResult, { type: "disabled" }>;

/** What the relay says of an open proposal: when it may be carried out alone; epoch ms. */
export type DueAt = () => number | null;

const RECEIPT_MS = 60_000;

export async function disableBackup(
  place: BackupPlace,
  job: Job,
  { disabling, dueAt }: { readonly disabling: Disabling; readonly dueAt: DueAt },
): Promise<Result<Disabled, HoltError>> {
  const { keepSync, later = false, confirm, waitSeconds } = disabling;
  const scope: ErasureScope = keepSync ? "backup" : "all";
  const session = sessionOf(place);
  if (!session.ok) return session;
  const { state } = session.value.roster();
  const hasRecovery = [...(state?.members.values() ?? [])].some(({ kind }) => kind !== "device");
  if (!hasRecovery && (keepSync || session.value.syncRecord().home === null)) {
    return err({ type: "usage", reason: "backup-is-off" });
  }
  job.step("asking");
  const reached = await reachRelay(place);
  if (!reached.ok) return wait(place, { scope, confirm }, reached.error);
  const asked = await askErasure(place, scope);
  if (!asked.ok) return asked;
  const index = asked.value;
  if (index !== undefined && later) {
    const remembered = place.remember({ later: index });
    return remembered.ok ? ok(deleting(await knownDue(place, dueAt))) : remembered;
  }
  if (index !== undefined) {
    const agreed = await settle(place, job, { index, confirm, waitMs: waitMsOf(waitSeconds) });
    if (!agreed.ok) {
      // What was to wait for its time goes on waiting.
      const isKept = agreed.error.type === "refused" || place.facts().later === index;
      if (!isKept) await withdraw(place, index);
      return agreed;
    }
  }
  job.step("erasing");
  return awaitReceipt(place);
}

/** The wish stays, and with it that nothing is deleted yet. */
async function wait(
  place: BackupPlace,
  wish: Parameters<typeof keepWish>[1],
  error: HoltError,
): Promise<Result<Disabled, HoltError>> {
  if (error.type !== "unreachable" && error.type !== "timeout") return err(error);
  const kept = await keepWish(place, wish);
  return kept.ok ? ok(deleting(null)) : kept;
}

const deleting = (dueAtMs: number | null): Disabled => ({
  type: "disabled",
  state: "deleting",
  receipt: null,
  deletesAt: dueAtMs === null ? null : Math.floor(dueAtMs / 1000),
});

/** The relay tells when right after it took the proposal. */
function knownDue({ sync }: BackupPlace, dueAt: DueAt): Promise<number | null> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (dueAt() !== null) finish();
    };
    const finish = (): void => {
      callOff();
      stop();
      resolve(dueAt());
    };
    const callOff = sync.shell.schedule(finish, 5_000);
    const stop = sync.shell.listen(look);
    look();
  });
}

function awaitReceipt(place: BackupPlace): Promise<Result<Disabled, HoltError>> {
  return new Promise((resolve) => {
    const finish = (receipt: KeptReceipt | undefined): void => {
      callOff();
      stopWatching();
      const session = place.holder.session();
      resolve(
        ok(
          receipt === undefined || session === undefined
            ? deleting(null)
            : {
                type: "disabled",
                state: "off",
                receipt: viewReceipt(place, session, receipt),
                deletesAt: null,
              },
        ),
      );
    };
    const look = (): void => {
      const session = place.holder.session();
      if (session === undefined) return finish(undefined);
      const receipt = receiptOfErasure(place, session);
      if (receipt !== undefined) finish(receipt);
    };
    const callOff = place.sync.shell.schedule(() => finish(undefined), RECEIPT_MS);
    const stopWatching = place.sync.shell.watch(look);
    look();
  });
}

/** Of the newest erasure in force. */
function receiptOfErasure(
  { tools, facts }: Pick<BackupPlace, "tools" | "facts">,
  session: VaultSession,
): KeptReceipt | undefined {
  const hash = erasureHash(tools.sodium, session);
  return hash === undefined ? undefined : facts().receipts.find(({ entry }) => isEqualBytes(entry, hash));
}

export function erasureHash(sodium: Hashing, session: VaultSession): Uint8Array | undefined {
  const { state, entries } = session.roster();
  const entry = state?.erasure == null ? undefined : entries[state.erasure.entry];
  return entry === undefined ? undefined : hashEntry(sodium, entry);
}

export const viewReceipt = (
  { tools }: Pick<BackupPlace, "tools">,
  session: VaultSession,
  { relay, relayKey, scope, atMs, entry, signature }: KeptReceipt,
): ReceiptView => ({
  relay,
  at: Math.floor(atMs / 1000),
  what: scope,
  fingerprint: formatFingerprint(fingerprintOfRelay(tools.sodium, relayKey)),
  signature: formatBase64(signature),
  entry: formatBase64(entry),
  vaultId: formatId(session.keyring.vaultId),
});
