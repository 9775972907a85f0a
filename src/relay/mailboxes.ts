/**
 * Mailboxes for pairing: a member's session hosts one, and one guest, who is nobody yet, finds it by its id
 * (docs/SPEC.md [RD10]).
 *
 * The relay sees sealed messages in slots. Kept in the store, so that a restart ends no pairing; here is only who of
 * them is connected. Of two guests neither is believed: the mailbox is burnt. One thing at a time, so that a message
 * reaches its side once, live or when it joins.
 */
import type { HoltError } from "../protocol/errors.ts";
import type { MemberId, VaultId } from "../protocol/ids.ts";
import type { MailboxEnd, Refusal, RelayMessage } from "../protocol/messages.ts";
import { ok, type Result } from "../protocol/result.ts";
import { createInTurn } from "./in-turn.ts";
import type { RelayLimits } from "./limits.ts";
import type { MailboxMessage, MailboxStore } from "./relay-store.ts";

/** A session, as a mailbox sees it. */
export interface MailboxPeer {
  say(message: RelayMessage): void;
  refuse(what: Uint8Array, reason: Refusal, retryAfterMs: number): void;
  /** It was this mailbox's guest. */
  mailboxGone(): void;
}

export interface Mailboxes {
  /** True: it is the host now. */
  make(
    peer: MailboxPeer,
    mailbox: {
      readonly id: Uint8Array;
      readonly lifeSeconds: number;
      readonly vaultId: VaultId;
      readonly host: MemberId;
    },
  ): Promise<Result<boolean, HoltError>>;
  /** True: it is the guest now. */
  join(peer: MailboxPeer, id: Uint8Array, guest: Uint8Array): Promise<Result<boolean, HoltError>>;
  post(
    peer: MailboxPeer,
    post: MailboxMessage & { readonly id: Uint8Array; readonly by: Uint8Array; readonly isGuest: boolean },
  ): Promise<Result<void, HoltError>>;
  close(peer: MailboxPeer, id: Uint8Array, host: MemberId): Promise<Result<void, HoltError>>;
  /** The connection is gone, or does something else now. */
  leave(peer: MailboxPeer, id: Uint8Array): void;
  expire(): Promise<Result<void, HoltError>>;
}

interface Sides {
  host: MailboxPeer | undefined;
  guest: MailboxPeer | undefined;
}

export function createMailboxes({
  store,
  now,
  limits,
}: {
  readonly store: MailboxStore;
  readonly now: () => number;
  readonly limits: Pick<RelayLimits, "mailboxes" | "mailboxesPerVault">;
}): Mailboxes {
  const inTurn = createInTurn();
  const connected = new Map<string, Sides>();

  function sidesOf(id: Uint8Array): Sides {
    const sides = connected.get(nameOf(id)) ?? { host: undefined, guest: undefined };
    connected.set(nameOf(id), sides);
    return sides;
  }

  function endAll(id: Uint8Array, reason: MailboxEnd): void {
    const sides = connected.get(nameOf(id));
    connected.delete(nameOf(id));
    for (const peer of [sides?.host, sides?.guest]) peer?.say({ type: "mailbox-gone", id, reason });
    sides?.guest?.mailboxGone();
  }

  const deliver = (peer: MailboxPeer, id: Uint8Array, messages: readonly MailboxMessage[]): void => {
    for (const { slot, bytes } of messages) peer.say({ type: "mailbox", id, slot, bytes });
  };

  return {
    make: (peer, { id, lifeSeconds, vaultId, host }) =>
      inTurn(async () => {
        const { mailboxes: most, mailboxesPerVault: mostPerVault } = limits;
        const expiresAt = now() + lifeSeconds * 1000;
        const made = await store.makeMailbox({ id, vaultId, host, expiresAt, most, mostPerVault }, now());
        if (!made.ok) return made;
        switch (made.value.status) {
          case "made":
            sidesOf(id).host = peer;
            peer.say({ type: "mailbox-ready", id });
            deliver(peer, id, made.value.messages);
            return ok(true);
          case "gone":
            peer.say({ type: "mailbox-gone", id, reason: made.value.reason });
            return ok(false);
          default:
            peer.refuse(id, made.value.status === "taken" ? "conflict" : "too-many", 0);
            return ok(false);
        }
      }),

    join: (peer, id, guest) =>
      inTurn(async () => {
        const joined = await store.joinMailbox(id, guest, now());
        if (!joined.ok) return joined;
        switch (joined.value.status) {
          case "joined": {
            const sides = sidesOf(id);
            // The same guest once more: its older connection has nothing to wait for.
            sides.guest?.mailboxGone();
            sides.guest = peer;
            deliver(peer, id, joined.value.messages);
            return ok(true);
          }
          case "gone":
            peer.say({ type: "mailbox-gone", id, reason: joined.value.reason });
            return ok(false);
          case "burnt":
            endAll(id, "burnt");
            peer.say({ type: "mailbox-gone", id, reason: "burnt" });
            return ok(false);
          default:
            peer.refuse(id, "no-mailbox", 0);
            return ok(false);
        }
      }),

    post: (peer, { id, slot, bytes, by, isGuest }) =>
      inTurn(async () => {
        const side = isGuest ? "guest" : "host";
        const posted = await store.postMailbox({ id, slot, bytes, side, by }, now());
        if (!posted.ok) return posted;
        const sides = connected.get(nameOf(id));
        if (posted.value === "posted") {
          (isGuest ? sides?.host : sides?.guest)?.say({ type: "mailbox", id, slot, bytes });
        } else if (posted.value !== "repeated") {
          peer.refuse(id, posted.value === "conflict" ? "conflict" : "no-mailbox", 0);
        }
        return ok(undefined);
      }),

    close: (peer, id, host) =>
      inTurn(async () => {
        const closed = await store.closeMailbox(id, host, now());
        if (!closed.ok) return closed;
        if (closed.value) {
          sidesOf(id).host = peer;
          endAll(id, "closed");
        } else peer.refuse(id, "no-mailbox", 0);
        return ok(undefined);
      }),

    leave(peer, id) {
      const sides = connected.get(nameOf(id));
      if (sides === undefined) return;
      if (sides.host === peer) sides.host = undefined;
      if (sides.guest === peer) sides.guest = undefined;
      if (sides.host === undefined && sides.guest === undefined) connected.delete(nameOf(id));
    },

    expire: () =>
      inTurn(async () => {
        const expired = await store.expireMailboxes(now());
        if (!expired.ok) return expired;
        for (const id of expired.value) endAll(id, "expired");
        return ok(undefined);
      }),
  };
}

const nameOf = (id: Uint8Array): string => Buffer.from(id).toString("latin1");
