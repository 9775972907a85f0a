/**
 * A whole vault read from its relay into memory, over a connection of its own (docs/SPEC.md [BK5]–[BK7]).
 *
 * For a recovery, a drill, the look back after turning backup on, and the daily look: everything is verified as in
 * sync, and nothing on this device changes. Whoever reads must be a member by the roster's own word: a vault that
 * somebody made up around its public keys doesn't bear its signature, and isn't read.
 */
import type { HoltError } from "../../protocol/errors.ts";
import { formatId, type VaultId } from "../../protocol/ids.ts";
import type { Member } from "../../protocol/keys.ts";
import { startHash } from "../../protocol/log.ts";
import type { ClientMessage, RelayMessage } from "../../protocol/messages.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import type { MemberKind } from "../../protocol/roster-change.ts";
import { foldRoster } from "../../protocol/roster-state.ts";
import type { CryptoTools } from "../../protocol/sodium.ts";
import { createEpochKeys } from "../sync/epoch-keys.ts";
import { connectFailure } from "../sync/link-failure.ts";
import type { SyncNetwork } from "../sync/link-shell.ts";
import { type Besides, readSide, type RelaySide } from "../sync/read-beside.ts";
import type { Pin, RelayConnection } from "../sync/relay-connection.ts";

export interface VaultQuestion {
  readonly tools: CryptoTools;
  readonly now: () => number;
  readonly network: SyncNetwork;
  readonly urls: readonly string[];
  readonly pin: Pin;
  readonly member: Member;
  /** What the member must be. */
  readonly kind: MemberKind;
  /** Of a passphrase: hash of its handle. */
  readonly handle: Uint8Array | null;
  /** Null: whichever vault this member is of. */
  readonly vaultId: VaultId | null;
  /** The connection stays, for entries. */
  readonly isKept?: boolean;
  readonly onProgress?: (bytes: number) => void;
}

/** `side` is the caller's to drop, and the connection to close where it was kept. */
export interface ReadVault {
  readonly side: RelaySide;
  readonly vaultId: VaultId;
  readonly relayKey: Uint8Array;
  readonly url: string;
  readonly connection: OpenReading;
}

export interface OpenReading {
  send(message: ClientMessage): void;
  /** Once; of all that came since the end was read. Undefined: the connection is gone. */
  listen(listener: (message: RelayMessage | undefined) => void): void;
  close(): void;
}

/** Without a message for so long it has failed. */
const SILENCE_MS = 60_000;
const MOST_BYTES = 1024 * 1024 * 1024;

export function readVault(question: VaultQuestion): Promise<Result<ReadVault, HoltError>> {
  const { tools, now, network, urls, pin, member, kind, handle } = question;
  return new Promise((resolve) => {
    let besides: Besides | undefined;
    let vaultId: VaultId | undefined;
    let logNonce: Uint8Array | undefined;
    let proven: { readonly relayKey: Uint8Array; readonly url: string } | undefined;
    const later = createLater();
    let isDone = false;
    let callOff = (): void => {};
    const watch = (): void => {
      callOff();
      callOff = network.schedule(() => fail({ type: "timeout", what: "relay" }), SILENCE_MS);
    };
    const finish = (result: Result<ReadVault, HoltError>): void => {
      if (isDone) return;
      isDone = true;
      callOff();
      if (!result.ok || question.isKept !== true) connection.close();
      resolve(result);
    };
    const fail = (error: HoltError): void => finish(err(error));
    const broken = (): void => fail({ type: "refused", reason: "broken-stream" });
    const fabricated = (): void => fail({ type: "refused", reason: "fabricated-vault" });
    /** A recovery member knows a vault by its roster alone: where that doesn't hold, there is none. */
    const isMadeUp = ({ start, pages }: Besides): boolean => {
      const items = pages.flatMap((page) => page.items);
      const entries = items.flatMap((item) => (item.kind === "entry" ? [item.bytes] : []));
      return kind !== "device" && !foldRoster(tools.sodium, [...(start?.entries ?? []), ...entries]).ok;
    };

    const begin = (start: Besides["start"]): Besides | undefined => {
      if (vaultId === undefined || logNonce === undefined || proven === undefined) return undefined;
      const log = startHash(tools.sodium, { vaultId, relayKey: proven.relayKey, nonce: logNonce });
      return { log, start, pages: [], next: (start?.position ?? 0) + 1, bytes: start?.snapshot.length ?? 0 };
    };

    const receive = (message: RelayMessage): void => {
      if (isDone) return later.tell(message);
      watch();
      switch (message.type) {
        case "unknown":
          return fail(strangerError(kind));
        case "former":
          return fail({ type: "revoked" });
        case "welcome":
          ({ vaultId, logNonce } = message);
          return;
        case "start":
          besides = begin(message.position === 0 ? null : message);
          return;
        case "records": {
          besides ??= begin(null);
          if (besides === undefined) return broken();
          besides.pages.push({ first: message.first, items: message.items });
          besides.next = message.first + message.items.length;
          besides.bytes += message.items.reduce((sum, { bytes }) => sum + bytes.length, 0);
          question.onProgress?.(besides.bytes);
          return besides.bytes > MOST_BYTES ? broken() : undefined;
        }
        case "synced":
          return end(message.position);
        case "refused":
          return fail(refusalError(message));
        default:
      }
    };

    const end = (position: number): void => {
      besides ??= begin(null);
      if (besides === undefined || vaultId === undefined || proven === undefined) return broken();
      const memberName = formatId(member.id);
      const keys = createEpochKeys(tools.sodium, []);
      const reader = { tools, vaultId: question.vaultId ?? vaultId, member, memberName, keys };
      const read = readSide(reader, besides, position);
      if (read.type === "no-key") return fail({ type: "wrong-key", what: "epoch" });
      if (read.type === "not-a-member") return fabricated();
      if (read.type !== "read") return isMadeUp(besides) ? fabricated() : broken();
      if (read.side.roster.members.get(memberName)?.kind !== kind) {
        dropSide(read.side);
        return fabricated();
      }
      finish(
        ok({
          side: read.side,
          vaultId: read.side.roster.vaultId,
          ...proven,
          connection: {
            send: (message) => connection.send(message),
            listen: later.listen,
            close: () => connection.close(),
          },
        }),
      );
    };

    watch();
    const connection: RelayConnection = network.connect({
      urls,
      pin,
      tools,
      now,
      onProven: (open, { relayKey, url }) => {
        proven = { relayKey, url };
        const purpose = kind === "device" ? "sync" : "recover";
        open.login({ member, purpose, cursor: null, handle });
      },
      onMessage: receive,
      onClosed: (error) => {
        if (isDone) later.tell(undefined);
        else fail(error === "wrong-relay-key" ? { type: "wrong-key", what: "relay" } : connectFailure(error));
      },
    });
  });
}

/** Whoever read is done with it: the document and the keys. */
export function dropSide({ doc, newKeys }: RelaySide): void {
  doc.destroy();
  for (const { key } of newKeys) key.wipe();
}

/** Nothing is missed between the end of the reading and whoever listens then. */
function createLater(): {
  tell(message: RelayMessage | undefined): void;
  listen: OpenReading["listen"];
} {
  const waiting: (RelayMessage | undefined)[] = [];
  let listener: ((message: RelayMessage | undefined) => void) | undefined;
  return {
    tell: (message) => (listener === undefined ? waiting.push(message) : listener(message)),
    listen: (next) => {
      listener = next;
      for (const message of waiting.splice(0)) next(message);
    },
  };
}

/** Nothing found, or wrong: the same. */
const strangerError = (kind: MemberKind): HoltError =>
  kind === "device"
    ? { type: "refused", reason: "roster-rolled-back" }
    : { type: "wrong-key", what: kind === "words" ? "words" : "recovery-passphrase" };

export function refusalError({
  reason,
  retryAfterMs,
}: Extract<RelayMessage, { type: "refused" }>): HoltError {
  if (reason === "rate") {
    return { type: "refused", reason: "rate", value: String(Math.ceil(retryAfterMs / 1000)) };
  }
  return { type: "refused", reason: "other", value: reason };
}
