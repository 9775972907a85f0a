/**
 * What handlers work with, and how they fail: by throwing HoltFailure.
 */
import { type HoltError, HoltFailure } from "../../protocol/errors.ts";
import type { Result } from "../../protocol/result.ts";
import type { Random, Sodium } from "../../protocol/sodium.ts";
import type { QrReader } from "../../vault/qr.ts";
import type { BackupService } from "../backup/backup-service.ts";
import type { LanRelay } from "../pairing/lan-relay.ts";
import type { Pairings } from "../pairing/pairings.ts";
import type { OsUnlock } from "../os-unlock.ts";
import type { SyncService } from "../sync/sync-service.ts";
import type { Happening } from "../vault-activity.ts";
import type { VaultHolder } from "../vault-holder.ts";
import type { VaultSession } from "../vault-session.ts";

export interface HandlerContext {
  readonly holder: VaultHolder;
  readonly sync: SyncService;
  readonly pairing: Pairings;
  readonly lan: LanRelay;
  readonly backup: BackupService;
  readonly osUnlock: OsUnlock;
  readonly sodium: Sodium;
  /** Epoch ms. */
  readonly now: () => number;
  /** Codes are ahead of this machine's clock by so much: a person's setting, never a relay's word. */
  readonly clockOffsetMs: () => number;
  readonly random: Random;
  readonly readQr: QrReader;
}

/** The open vault; `locked` or `no-vault` where it isn't. */
export function openVault({ holder }: HandlerContext): VaultSession {
  const session = holder.session();
  if (session !== undefined) return session;
  throw new HoltFailure(holder.state() === "none" ? holder.noVault() : { type: "locked" });
}

/** The value, or the failure thrown. */
export function need<T>(result: Result<T, HoltError>): T {
  if (result.ok) return result.value;
  throw new HoltFailure(result.error);
}

/**
 * That secrets leave is recorded before they do, where it can be: a full or read-only disk, which the vault's problems
 * tell of, must not stand between people and what they want to save from it.
 */
export function noteLeaving(session: VaultSession, said: Happening): void {
  const noted = session.note(said);
  if (!noted.ok && (noted.error.type !== "storage" || noted.error.reason === "damaged")) refuse(noted.error);
}

export function refuse(error: HoltError): never {
  throw new HoltFailure(error);
}

/** `where` is a parameter's name; the value, which may be secret, is never repeated. */
export const refuseField = (field: string, reason: string): never =>
  refuse({ type: "usage", reason: "bad-field", value: `${field}: ${reason}` });
