/**
 * The sync record: what a linked device has to remember, and must not have swapped (docs/SPEC.md [SR1]–[SR3]).
 *
 * Sealed under the local key, and written in the very transaction with what it speaks of: a cursor never runs ahead
 * of the rows. It takes the place of the keyring's fields of the same names, which stay as they were at founding: the
 * keyring is sealed under the unlock key, which nobody holds between unlocks.
 */
import type { CborValue } from "./codec.ts";
import type { Cursor } from "./log.ts";
import { Secret } from "./secret.ts";
import { bytesOf, listOf, mapOf, textOf, wholeOf } from "./shape.ts";

export interface SyncRecord {
  readonly home: SyncHome | null;
  readonly cursor: Cursor | null;
  /** The newest roster entry that this device has taken. */
  readonly rosterHead: { readonly index: number; readonly hash: Uint8Array };
  /** With the memberId it gives the Yjs clientID; never goes back. */
  readonly generation: number;
  /** The clock of the own clientID up to which the log holds its writing. */
  readonly ownClock: number;
  /** 32 bytes; null: not yet known. */
  readonly installation: Uint8Array | null;
  /** Keys of epochs after those in the keyring, rising. */
  readonly epochs: readonly { readonly epoch: number; readonly key: Secret }[];
  /** This device was removed: by whom (memberId's text) and when it learnt of it (epoch s); null: it wasn't. */
  readonly revoked: { readonly by: string; readonly at: number } | null;
  /** Epoch seconds; null: never in step. */
  readonly lastSyncAt: number | null;
  readonly need: SnapshotNeed;
}

/** What the log's newest snapshot leaves uncovered: tells when the next one is due. */
export interface SnapshotNeed {
  /** Envelopes after it, and their bytes. */
  readonly envelopes: number;
  readonly bytes: number;
  /** Its epoch; 0: there is none. */
  readonly epoch: number;
  /** Epoch ms by its author's clock; 0: there is none. */
  readonly at: number;
}

export const NO_SNAPSHOT: SnapshotNeed = { envelopes: 0, bytes: 0, epoch: 0, at: 0 };

export interface SyncHome {
  readonly url: string;
  /** The relay's Ed25519 key, 32 bytes. */
  readonly relayKey: Uint8Array;
  /** Other addresses of the same relay (on a LAN), tried after `url`. */
  readonly otherUrls: readonly string[];
  /** It runs inside this daemon. */
  readonly isEmbedded: boolean;
}

export function syncRecordToPayload(record: SyncRecord): CborValue {
  const { home, cursor, rosterHead, generation, ownClock, installation } = record;
  const { epochs, revoked, lastSyncAt, need } = record;
  return {
    home: home && {
      url: home.url,
      relayKey: home.relayKey,
      otherUrls: [...home.otherUrls],
      isEmbedded: home.isEmbedded,
    },
    cursor: cursor && { log: cursor.log, position: cursor.position, hash: cursor.hash },
    rosterHead: { index: rosterHead.index, hash: rosterHead.hash },
    generation,
    ownClock,
    installation,
    epochs: epochs.map(({ epoch, key }) => ({ epoch, key: key.expose() })),
    revoked: revoked && { by: revoked.by, at: revoked.at },
    lastSyncAt,
    need: { envelopes: need.envelopes, bytes: need.bytes, epoch: need.epoch, at: need.at },
  };
}

export function payloadToSyncRecord(payload: CborValue): SyncRecord | undefined {
  const map = mapOf(payload, ...FIELDS);
  const rosterHead = headOf(map?.rosterHead);
  const generation = wholeOf(map?.generation);
  const ownClock = wholeOf(map?.ownClock);
  const home = nullOr(map?.home, homeOf);
  const cursor = nullOr(map?.cursor, cursorOf);
  const installation = nullOr(map?.installation, (value) => bytesOf(value, 32));
  const epochs = epochsOf(map?.epochs);
  const revoked = nullOr(map?.revoked, revokedOf);
  const lastSyncAt = nullOr(map?.lastSyncAt, wholeOf);
  const need = needOf(map?.need);
  if (rosterHead === undefined || generation === undefined || ownClock === undefined) return undefined;
  if (home === undefined || cursor === undefined || installation === undefined) return undefined;
  if (epochs === undefined || revoked === undefined || lastSyncAt === undefined) return undefined;
  if (need === undefined) return undefined;
  return { home, cursor, rosterHead, generation, ownClock, installation, epochs, revoked, lastSyncAt, need };
}

const FIELDS = [
  "home",
  "cursor",
  "rosterHead",
  "generation",
  "ownClock",
  "installation",
  "epochs",
  "revoked",
  "lastSyncAt",
  "need",
] as const satisfies readonly (keyof SyncRecord)[];

function nullOr<T>(
  value: CborValue | undefined,
  read: (value: CborValue) => T | undefined,
): T | null | undefined {
  return value === null || value === undefined ? value : read(value);
}

function headOf(value: CborValue | undefined): SyncRecord["rosterHead"] | undefined {
  const map = mapOf(value, "index", "hash");
  const index = wholeOf(map?.index);
  const hash = bytesOf(map?.hash, 32);
  return index === undefined || hash === undefined ? undefined : { index, hash };
}

function homeOf(value: CborValue): SyncHome | undefined {
  const map = mapOf(value, "url", "relayKey", "otherUrls", "isEmbedded");
  const url = textOf(map?.url);
  const relayKey = bytesOf(map?.relayKey, 32);
  const otherUrls = listOf(map?.otherUrls)?.filter((other) => typeof other === "string");
  const isEmbedded = map?.isEmbedded;
  if (url === undefined || relayKey === undefined || otherUrls === undefined) return undefined;
  return typeof isEmbedded === "boolean" ? { url, relayKey, otherUrls, isEmbedded } : undefined;
}

function cursorOf(value: CborValue): Cursor | undefined {
  const map = mapOf(value, "log", "position", "hash");
  const log = bytesOf(map?.log, 32);
  const position = wholeOf(map?.position);
  const hash = bytesOf(map?.hash, 32);
  return log === undefined || position === undefined || hash === undefined
    ? undefined
    : { log, position, hash };
}

function epochsOf(value: CborValue | undefined): SyncRecord["epochs"] | undefined {
  const epochs = listOf(value)?.map((item) => {
    const map = mapOf(item, "epoch", "key");
    const epoch = wholeOf(map?.epoch);
    const key = bytesOf(map?.key, 32);
    return epoch === undefined || key === undefined ? undefined : { epoch, key: new Secret(key) };
  });
  return epochs?.every((epoch) => epoch !== undefined) === true ? epochs : undefined;
}

function needOf(value: CborValue | undefined): SnapshotNeed | undefined {
  const map = mapOf(value, "envelopes", "bytes", "epoch", "at");
  const envelopes = wholeOf(map?.envelopes);
  const bytes = wholeOf(map?.bytes);
  const epoch = wholeOf(map?.epoch);
  const at = wholeOf(map?.at);
  if (envelopes === undefined || bytes === undefined || epoch === undefined || at === undefined)
    return undefined;
  return { envelopes, bytes, epoch, at };
}

function revokedOf(value: CborValue): SyncRecord["revoked"] | undefined {
  const map = mapOf(value, "by", "at");
  const by = textOf(map?.by);
  const at = wholeOf(map?.at);
  return by === undefined || at === undefined ? undefined : { by, at };
}
