/**
 * Mailboxes as rows: who hosts, who the one guest is, what was posted, and for how long an ended one is remembered.
 */
import type { Database } from "better-sqlite3";
import { isEqualBytes } from "../protocol/bytes.ts";
import type { MemberId } from "../protocol/ids.ts";
import type { MailboxEnd } from "../protocol/messages.ts";
import type {
  MailboxJoined,
  MailboxMade,
  MailboxMessage,
  MailboxPosted,
  MailboxSide,
  NewMailbox,
} from "./relay-store.ts";

interface MailboxRow {
  readonly host: Uint8Array;
  readonly guest: Uint8Array | null;
  readonly ended: MailboxEnd | null;
}

export function createMailboxRows(database: Database) {
  const find = database.prepare<[Uint8Array, number], MailboxRow>(
    "SELECT host, guest, ended FROM mailbox WHERE id = ? AND expires_at > ?",
  );
  const count = database.prepare<[Uint8Array, number], { whole: number; own: number }>(
    `SELECT count(*) AS whole, ifnull(sum(vault = (SELECT number FROM vault WHERE vault.id = ?)), 0) AS own
     FROM mailbox WHERE expires_at > ?`,
  );
  const add = database.prepare<[Uint8Array, Uint8Array, number, Uint8Array]>(
    "INSERT INTO mailbox (id, vault, host, expires_at) SELECT ?, number, ?, ? FROM vault WHERE id = ?",
  );
  const bind = database.prepare<[Uint8Array, Uint8Array]>("UPDATE mailbox SET guest = ? WHERE id = ?");
  const end = database.prepare<[MailboxEnd, Uint8Array]>("UPDATE mailbox SET ended = ? WHERE id = ?");
  const empty = database.prepare<[Uint8Array]>("DELETE FROM mailbox_message WHERE mailbox = ?");
  const remove = database.prepare<[Uint8Array]>("DELETE FROM mailbox WHERE id = ?");
  const messagesOf = database.prepare<[Uint8Array, number], MailboxMessage>(
    "SELECT slot, bytes FROM mailbox_message WHERE mailbox = ? AND slot % 2 = ? ORDER BY slot",
  );
  const messageAt = database
    .prepare<[Uint8Array, number], Uint8Array>(
      "SELECT bytes FROM mailbox_message WHERE mailbox = ? AND slot = ?",
    )
    .pluck();
  const post = database.prepare<[Uint8Array, number, Uint8Array]>(
    "INSERT INTO mailbox_message (mailbox, slot, bytes) VALUES (?, ?, ?)",
  );
  const expired = database
    .prepare<[number], Uint8Array>("SELECT id FROM mailbox WHERE expires_at <= ?")
    .pluck();

  /** The host posts at even slots, the guest at odd ones. */
  const postedBy = (id: Uint8Array, side: MailboxSide): readonly MailboxMessage[] =>
    messagesOf.all(id, side === "host" ? 0 : 1);

  function endWith(id: Uint8Array, reason: MailboxEnd): void {
    empty.run(id);
    end.run(reason, id);
  }

  return {
    make(mailbox: NewMailbox, nowMs: number): MailboxMade {
      const { id, vaultId, host, expiresAt, most, mostPerVault } = mailbox;
      const there = find.get(id, nowMs);
      if (there !== undefined) {
        if (!isEqualBytes(there.host, host)) return { status: "taken" };
        if (there.ended !== null) return { status: "gone", reason: there.ended };
        return { status: "made", messages: postedBy(id, "guest") };
      }
      const { whole, own } = count.get(vaultId, nowMs) ?? { whole: 0, own: 0 };
      if (whole >= most || own >= mostPerVault) return { status: "too-many" };
      remove.run(id);
      add.run(id, host, expiresAt, vaultId);
      return { status: "made", messages: [] };
    },

    join(id: Uint8Array, guest: Uint8Array, nowMs: number): MailboxJoined {
      const there = find.get(id, nowMs);
      if (there === undefined) return { status: "none" };
      if (there.ended !== null) return { status: "gone", reason: there.ended };
      if (there.guest !== null && !isEqualBytes(there.guest, guest)) {
        endWith(id, "burnt");
        return { status: "burnt" };
      }
      if (there.guest === null) bind.run(guest, id);
      return { status: "joined", messages: postedBy(id, "host") };
    },

    post(
      { id, slot, bytes, side, by }: MailboxMessage & { id: Uint8Array; side: MailboxSide; by: Uint8Array },
      nowMs: number,
    ): MailboxPosted {
      const there = find.get(id, nowMs);
      const poster = side === "host" ? there?.host : there?.guest;
      if (there === undefined || there.ended !== null || !poster || !isEqualBytes(poster, by)) return "none";
      const before = messageAt.get(id, slot);
      if (before !== undefined) return isEqualBytes(before, bytes) ? "repeated" : "conflict";
      post.run(id, slot, bytes);
      return "posted";
    },

    close(id: Uint8Array, host: MemberId, nowMs: number): boolean {
      const there = find.get(id, nowMs);
      if (there === undefined || there.ended !== null || !isEqualBytes(there.host, host)) return false;
      endWith(id, "closed");
      return true;
    },

    expire(nowMs: number): readonly Uint8Array[] {
      const ids = expired.all(nowMs);
      for (const id of ids) remove.run(id);
      return ids;
    },
  };
}
