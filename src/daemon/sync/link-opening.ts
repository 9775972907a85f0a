/**
 * What a new link has to say until the vault stands at the relay: the entry that makes it the home, a token, and what the
 * relay's roster lacks.
 *
 * Makes messages; sends none, and knows no connection.
 */
import type { ClientMessage } from "../../protocol/messages.ts";
import type { Secret } from "../../protocol/secret.ts";
import { hasLeft, type ReplicaState } from "./replica.ts";

/** What a new link needs until the vault stands at the relay. */
export interface Opening {
  /** A roster entry that makes this relay the home; null: the roster says so already. */
  readonly homeEntry: Uint8Array | null;
  readonly token: Secret | null;
}

export interface LinkOpening {
  /** With a copy of the token: who gave it doesn't keep it for as long as a relay may be away. */
  set(next: Opening | null): void;
  readonly homeEntry: () => Uint8Array | null;
  /** The relay doesn't know the vault. */
  open(entries: readonly Uint8Array[]): ClientMessage;
  /** What the relay's roster lacks; a relay from which the vault had moved takes it back with all of it at once. */
  putBack(replica: ReplicaState, lostEntries: readonly Uint8Array[]): readonly ClientMessage[];
}

export function createLinkOpening(): LinkOpening {
  let opening: Opening | null = null;
  const homeEntry = (): Uint8Array | null => opening?.homeEntry ?? null;
  const withHome = (entries: readonly Uint8Array[]): readonly Uint8Array[] => {
    const entry = homeEntry();
    return entry === null ? entries : [...entries, entry];
  };
  return {
    set(next) {
      const token = next?.token?.copy() ?? null;
      opening?.token?.wipe();
      opening = next && { homeEntry: next.homeEntry, token };
    },
    homeEntry,
    open: (entries) => ({
      type: "open",
      entries: withHome(entries),
      token: opening?.token?.expose() ?? null,
    }),
    putBack({ rosterAt, relayKey, session }, lostEntries) {
      if (rosterAt === undefined || !hasLeft(rosterAt, relayKey)) {
        return lostEntries.map((entry) => ({ type: "append", entry }));
      }
      return [{ type: "open", entries: withHome(session.roster().entries), token: null }];
    },
  };
}
