/**
 * A member's keys in a hand that keeps no rules: reads the log as a device does, and sends what it likes.
 *
 * Reads everything anew with each connection. Knows its own document, so that what it makes follows from what others
 * have.
 */
import type { Doc } from "yjs";
import type { RelayConnection } from "../../src/daemon/sync/relay-connection.ts";
import { createEpochKeys } from "../../src/daemon/sync/epoch-keys.ts";
import { judgeEnvelope, readEnvelope } from "../../src/daemon/sync/judge-envelope.ts";
import { extendEpochs } from "../../src/protocol/epoch-chain.ts";
import type { VaultId } from "../../src/protocol/ids.ts";
import { type Member, memberFromSeed } from "../../src/protocol/keys.ts";
import { clientIdOf } from "../../src/protocol/members.ts";
import { nextHash, type Place, startHash } from "../../src/protocol/log.ts";
import type { RecordItem, RelayMessage } from "../../src/protocol/messages.ts";
import { hashEntry } from "../../src/protocol/roster.ts";
import { extendRoster, foldRoster, type RosterState, startRoster } from "../../src/protocol/roster-state.ts";
import type { Secret } from "../../src/protocol/secret.ts";
import type { CryptoTools } from "../../src/protocol/sodium.ts";
import { applyIncoming, checkUpdate } from "../../src/vault/incoming.ts";
import { mergeWhole } from "../../src/vault/snapshot.ts";
import { checkWhole } from "../../src/vault/whole.ts";
import type { SimClock } from "./clock.ts";
import type { SimDevice } from "./device.ts";
import { readStored } from "./stored.ts";
import type { Wires } from "./wire.ts";

export interface HandPlace {
  readonly tools: CryptoTools;
  readonly wires: Wires;
  readonly clock: SimClock;
}

export interface Hand {
  readonly name: string;
  readonly vaultId: VaultId;
  readonly member: Member;
  readonly doc: Doc;
  /** Under which it may write. */
  readonly clientId: number;
  readonly generation: number;
  readonly keys: ReturnType<typeof createEpochKeys>;
  readonly roster: () => RosterState | undefined;
  readonly place: () => Place | undefined;
  readonly isLive: () => boolean;
  readonly epochKey: () => Secret | undefined;
  connect(): void;
  push(envelope: Uint8Array): void;
  append(entry: Uint8Array): void;
  signal(bytes: Uint8Array): void;
  end(): void;
}

/** Takes the device's keys: the daemon doesn't run any more. */
export async function takeOver({ tools, wires, clock }: HandPlace, device: SimDevice): Promise<Hand> {
  const { sodium } = tools;
  device.stop();
  const { keyring, record, epochs, doc } = await readStored(tools, device);
  const member = memberFromSeed(sodium, keyring.seed);
  const keys = createEpochKeys(sodium, epochs);
  const { vaultId } = keyring;
  const { home, generation } = record;
  const clientId = clientIdOf(sodium, member.id, generation);
  let connection: RelayConnection | undefined;
  let roster: RosterState | undefined;
  let place: Place | undefined;
  let isLive = false;

  const drop = (): void => {
    connection?.close();
    connection = undefined;
    isLive = false;
  };

  const readEntry = (bytes: Uint8Array): boolean => {
    const next = roster === undefined ? startRoster(sodium, bytes) : extendRoster(sodium, roster, bytes);
    if (!next.ok) return false;
    roster = next.value;
    const opened = extendEpochs(sodium, { state: roster, member, known: keys.list() });
    if (opened.ok) keys.add(opened.value);
    return true;
  };
  const readItem = ({ kind, bytes }: RecordItem): boolean => {
    if (place === undefined) return false;
    const read = kind === "envelope" ? readEnvelope(sodium, bytes) : undefined;
    if (kind === "envelope" && read === undefined) return false;
    if (kind === "entry" && !readEntry(bytes)) return false;
    const id = kind === "entry" ? hashEntry(sodium, bytes) : (read?.id ?? bytes);
    const position = place.position + 1;
    if (read !== undefined && roster !== undefined) {
      const judged = judgeEnvelope({ sodium, keys }, read, { position, roster, hashAt: () => undefined });
      if (judged.type === "good") take(judged.payload, judged.envelope.header.generation, judged.author.id);
    }
    place = { position, hash: nextHash(sodium, place.hash, id) };
    return true;
  };
  const take = (
    payload: Extract<ReturnType<typeof judgeEnvelope>, { type: "good" }>["payload"],
    of: number,
    author: Member["id"],
  ): void => {
    if (payload.kind === "snapshot") {
      if (checkWhole(payload.document).ok) mergeWhole(doc, payload.document);
    } else {
      const checked = checkUpdate(doc, payload.update, { clientId: clientIdOf(sodium, author, of) });
      if (checked.ok && !checked.value.isStale) applyIncoming(doc, payload.update);
    }
  };

  const receive = (message: RelayMessage): void => {
    switch (message.type) {
      case "welcome": {
        const { relayKey = new Uint8Array(32) } = home ?? {};
        const log = startHash(sodium, { vaultId: message.vaultId, relayKey, nonce: message.logNonce });
        place = { position: 0, hash: log };
        roster = undefined;
        return;
      }
      case "start": {
        if (message.position === 0) return;
        const folded = foldRoster(sodium, message.entries);
        roster = folded.ok ? folded.value : undefined;
        place = { position: message.position, hash: message.hash };
        return;
      }
      case "records":
        if (message.first !== (place?.position ?? -1) + 1 || !message.items.every(readItem)) drop();
        return;
      case "synced":
        isLive = true;
        return;
      default:
        return;
    }
  };

  return {
    name: device.name,
    vaultId,
    member,
    doc,
    clientId,
    generation,
    keys,
    roster: () => roster,
    place: () => place,
    isLive: () => isLive,
    epochKey: () => keys.key(keys.newest()),
    connect: () => {
      drop();
      if (home === null) return;
      connection = wires.connect(
        { name: device.name, isAlive: () => true, isOnline: () => true },
        {
          urls: [home.url],
          pin: { type: "key", relayKey: home.relayKey },
          tools,
          now: clock.now,
          onProven: (open) => open.login({ member, purpose: "sync", cursor: null }),
          onMessage: receive,
          onClosed: drop,
        },
      );
    },
    push: (envelope) => connection?.send({ type: "push", envelope }),
    append: (entry) => connection?.send({ type: "append", entry }),
    signal: (bytes) => connection?.send({ type: "signal", bytes }),
    end: drop,
  };
}
