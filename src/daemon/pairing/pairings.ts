/**
 * The pairing at hand on either side: one link that this device made, one that it was given.
 */
import { type HoltError, HoltFailure } from "../../protocol/errors.ts";
import { utf8ToBytes } from "../../protocol/bytes.ts";
import { ok, type Result } from "../../protocol/result.ts";
import { Secret } from "../../protocol/secret.ts";
import type { CryptoTools } from "../../protocol/sodium.ts";
import type { RequestView } from "../../protocol/view.ts";
import { useRelay } from "../sync/link-operations.ts";
import type { SyncNetwork } from "../sync/link-shell.ts";
import type { SyncService } from "../sync/sync-service.ts";
import type { VaultHolder } from "../vault-holder.ts";
import type { VaultSession } from "../vault-session.ts";
import { type GuestPlace, type JoiningGuest, startGuest } from "./guest.ts";
import { type PairingHost, startHost } from "./host.ts";
import type { LanRelay } from "./lan-relay.ts";

export interface PairingsPlace {
  readonly holder: VaultHolder;
  readonly sync: SyncService;
  readonly lan: LanRelay;
  readonly tools: CryptoTools;
  readonly now: () => number;
  readonly onChange: () => void;
  readonly network: SyncNetwork;
}

export interface Pairings {
  startHost(
    session: VaultSession,
    options: { readonly lan: boolean; readonly timeoutSeconds: number },
  ): Promise<Result<PairingHost, HoltError>>;
  host(id: string): PairingHost | undefined;
  /** False: it isn't a pairing's request. */
  answer(requestId: string, accept: boolean): boolean;
  readonly requests: () => readonly RequestView[];
  startGuest(options: Pick<GuestPlace, "link" | "deviceName" | "passphrase">): JoiningGuest;
  guest(id: string): JoiningGuest | undefined;
  /** The vault was locked, or the daemon stops: who waits is told. */
  end(): void;
  stop(): void;
}

export function createPairings(place: PairingsPlace): Pairings {
  const { holder, sync, lan, tools, now, onChange } = place;
  let host: PairingHost | undefined;
  let guest: JoiningGuest | undefined;

  /** Where the vault's relay is reached; with `lan` and no home yet, one in this daemon becomes it. */
  const findHome = async (
    session: VaultSession,
    isLan: boolean,
  ): Promise<Result<{ urls: readonly string[]; relayKey: Uint8Array }, HoltError>> => {
    const { home } = session.syncRecord();
    if (home !== null && !(isLan && home.isEmbedded)) {
      return ok({ urls: [home.url, ...home.otherUrls], relayKey: home.relayKey });
    }
    if (!isLan) return { ok: false, error: { type: "no-link" } };
    const address = await lan.start();
    if (!address.ok) return address;
    const { urls, relayKey } = address.value;
    if (home === null) {
      // This device reaches it from within, whatever the network is.
      const own = urls.at(-1) ?? "";
      const made = await address.value.makeToken();
      if (!made.ok) return made;
      const token = new Secret(utf8ToBytes(made.value));
      const used = await useRelay(sync.linkPlace(session), {
        home: { url: own, relayKey, otherUrls: [], isEmbedded: true },
        token,
      });
      token.wipe();
      if (!used.ok) return used;
    }
    return ok({ urls, relayKey });
  };

  return {
    startHost: async (session, { lan: isLan, timeoutSeconds }) => {
      host?.cancel();
      const home = await findHome(session, isLan);
      if (!home.ok) return home;
      const { shell } = sync;
      const made = { shell, session, tools, now, onChange, timeoutSeconds };
      const started = await startHost({ ...made, ...home.value });
      if (started.ok) host = started.value;
      return started;
    },
    host: (id) => (host?.id === id ? host : undefined),
    answer: (requestId, accept) => host?.answer(requestId, accept) ?? false,
    requests: () => {
      const request = host?.request();
      return request === undefined ? [] : [request];
    },
    startGuest: (options) => {
      guest?.cancel();
      guest = startGuest({ holder, shell: sync.shell, tools, now, network: place.network, ...options });
      return guest;
    },
    guest: (id) => (guest?.id === id ? guest : undefined),
    end: () => {
      host?.cancel();
      host = undefined;
    },
    stop: () => {
      const stopping = new HoltFailure({ type: "interrupted" });
      host?.cancel();
      guest?.cancel();
      host?.feed.end(stopping);
      guest?.feed.end(stopping);
    },
  };
}
