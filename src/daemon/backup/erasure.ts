/**
 * What becomes of an erasure while the daemon runs (docs/SPEC.md [ER4]–[ER8]): the relay's receipt, the day on which one
 * signature suffices, a wish that waited for the relay.
 *
 * A receipt counts only where the pinned key signed it for the very entry that is in force here. Everything else that a
 * relay says of erasures is a date to look again.
 */
import { isEqualBytes } from "../../protocol/bytes.ts";
import { fingerprintOfRelay, formatFingerprint } from "../../protocol/handshake.ts";
import { formatId } from "../../protocol/ids.ts";
import type { RelayMessage } from "../../protocol/messages.ts";
import { isReceiptSignedBy } from "../../protocol/receipt.ts";
import { clearLink } from "../sync/link-operations.ts";
import { happening } from "../vault-activity.ts";
import type { VaultSession } from "../vault-session.ts";
import { openErasure } from "./ask-erasure.ts";
import { type BackupFacts, writeBackupFacts } from "./backup-facts.ts";
import { erasureHash } from "./disable.ts";
import { fulfilWish } from "./erasure-wish.ts";
import type { BackupPlace } from "./place.ts";
import { confirmAs, withdraw } from "./second-signature.ts";

type Message<T extends RelayMessage["type"]> = Extract<RelayMessage, { readonly type: T }>;

export interface Erasures {
  takeReceipt(message: Message<"receipt">): void;
  takeDue(message: Message<"erasure-due">): void;
  /** When an open proposal to erase may be carried out by its author alone; epoch ms. */
  dueAt(): number | null;
  /** In step with the relay. `isBusy`: a job has a proposal of its own. */
  look(session: VaultSession, isBusy: boolean): Promise<void>;
  /** Another vault may be open now. */
  forget(): void;
}

export interface ErasuresPlace {
  readonly place: BackupPlace;
  /** Not stored yet. */
  readonly setFacts: (facts: BackupFacts) => void;
  readonly onChange: () => void;
}

/** Longer than linking takes. */
const LINKING_MS = 50_000;

export function createErasures({ place, setFacts, onChange }: ErasuresPlace): Erasures {
  const { holder, sync, tools, now } = place;
  /** The vault stands erased at its relay, receipted, and nobody has named a home: epoch ms. */
  let aloneSinceMs: number | undefined;
  let due: { readonly index: number; readonly atMs: number } | undefined;

  const dueAt = (): number | null => {
    const open = openErasure(holder.session()?.roster().state);
    return open !== undefined && due?.index === open.entry ? due.atMs : null;
  };

  /** Linking it again came to nothing, perhaps because it was locked in between: it stands alone, as before. */
  const endLink = (session: VaultSession): boolean => {
    const isAlone = session.roster().state?.isErased === true && isReceipted(session);
    aloneSinceMs = isAlone ? (aloneSinceMs ?? now()) : undefined;
    if (aloneSinceMs === undefined || now() - aloneSinceMs < LINKING_MS) return false;
    return clearLink(sync.linkPlace(session)).ok;
  };

  const isReceipted = (session: VaultSession): boolean => {
    const hash = erasureHash(tools.sodium, session);
    return hash !== undefined && place.facts().receipts.some(({ entry }) => isEqualBytes(entry, hash));
  };

  /** By the relay's clock, as far as it is known: that is the one that counts. */
  const relayNow = (): number => now() + (sync.clockSkewSeconds() ?? 0) * 1000;

  return {
    dueAt,
    takeDue: ({ index, atMs }) => {
      due = { index, atMs };
    },
    forget: () => {
      due = undefined;
    },
    takeReceipt: ({ entry, scope, atMs, signature }) => {
      const session = holder.session();
      const relayKey = sync.shell.replica()?.relayKey;
      const home = session?.syncRecord().home ?? null;
      if (session === undefined || relayKey === undefined || home === null) return;
      const hash = erasureHash(tools.sodium, session);
      const erasure = session.roster().state?.erasure ?? null;
      // Of another erasure, or none: nothing that it could prove.
      if (hash === undefined || !isEqualBytes(hash, entry) || erasure?.scope !== scope) return;
      const { vaultId } = session.keyring;
      if (!isReceiptSignedBy(tools.sodium, { vaultId, entry, scope, atMs, signature }, relayKey)) return;
      const facts = place.facts();
      // Known: perhaps a vault that comes back to this relay.
      if (facts.receipts.some((kept) => isEqualBytes(kept.entry, entry))) return;
      const receipt = { relay: home.url, relayKey, entry, scope, atMs, signature };
      const none = { wish: null, later: null, problem: null, since: null, points: null, bytes: null };
      const next = { ...facts, ...none, receipts: [...facts.receipts, receipt] };
      setFacts(next);
      writeBackupFacts(session, next);
      const fingerprint = formatFingerprint(fingerprintOfRelay(tools.sodium, relayKey));
      session.queueActivity(happening("backup-receipt", { scope, relay: home.url, fingerprint }));
      // Everything is gone there: from now on this device stands alone. Stored in one with the receipt.
      const isAlone = session.roster().state?.isErased === true;
      const stored = isAlone ? clearLink(sync.linkPlace(session)) : session.flush();
      // The relay says it again.
      if (!stored.ok) setFacts(facts);
      onChange();
    },
    look: async (session, isBusy) => {
      if (isBusy) return;
      if (endLink(session)) return;
      const open = openErasure(session.roster().state);
      const isOwn = open !== undefined && formatId(open.author) === session.identity.memberId;
      const { wish, later } = place.facts();
      const at = dueAt();
      const member = sync.shell.replica()?.member;
      if (wish !== null) await fulfilWish(place, wish);
      // Nobody waits for it any more.
      else if (isOwn && later !== open.entry) await withdraw(place, open.entry);
      else if (isOwn && at !== null && relayNow() >= at && member !== undefined) {
        await confirmAs(place, member, open.entry);
      }
    },
  };
}
