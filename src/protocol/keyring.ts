/**
 * The keyring: all that a device must keep secret or must not have swapped, and its bytes
 * (docs/SPEC.md [KR1]–[KR2]).
 *
 * Knows nothing of how it is sealed (keyring-seal.ts) or where it is stored. Decoding takes exactly the fields of
 * this version: a field more or less is not a keyring.
 */
import { decode, encode, type CborValue } from "./codec.ts";
import { asVaultId, type VaultId } from "./ids.ts";
import { Secret } from "./secret.ts";
import { bytesOf, listOf, mapOf, textOf, wholeOf } from "./shape.ts";

export interface Keyring {
  readonly vaultId: VaultId;
  readonly deviceName: string;
  /** The device's member seed, 32 bytes. */
  readonly seed: Secret;
  /** Seals drafts, checkpoints and the other records that stay on this device; 32 bytes. */
  readonly localKey: Secret;
  /** Oldest first, at least one; the last is in force. */
  readonly epochs: readonly EpochKey[];
  /** The newest roster entry that this device has verified. */
  readonly rosterHead: RosterHead;
  /** With the memberId it gives the Yjs clientID; never goes back. */
  readonly generation: number;
  /**
   * 32 bytes that tell this installation from a restored or copied one (a hash of the machine's id and the
   * database file's inode); null: not yet known.
   */
  readonly installation: Uint8Array | null;
  /** null: not linked. */
  readonly home: Home | null;
  readonly cursor: Cursor | null;
}

interface EpochKey {
  /** From 1. */
  readonly epoch: number;
  /** 32 bytes. */
  readonly key: Secret;
}

interface RosterHead {
  readonly index: number;
  /** 32 bytes. */
  readonly hash: Uint8Array;
}

interface Home {
  readonly url: string;
  /** The relay's Ed25519 key, 32 bytes. */
  readonly relayKey: Uint8Array;
  readonly token: Secret | null;
}

/** How far this device has read a log. */
interface Cursor {
  /** 32 bytes. */
  readonly log: Uint8Array;
  readonly position: number;
  /** 32 bytes. */
  readonly hash: Uint8Array;
}

/** Overwrites every secret in it. */
export function wipeKeyring({ seed, localKey, epochs, home }: Keyring): void {
  for (const secret of [seed, localKey, ...epochs.map(({ key }) => key), home?.token]) secret?.wipe();
}

const KEY_BYTES = 32;
const HASH_BYTES = 32;

/** Holds secrets in clear: to be wiped after sealing. */
export function encodeKeyring(keyring: Keyring): Uint8Array {
  const { home, cursor, rosterHead } = keyring;
  return encode({
    vaultId: keyring.vaultId,
    deviceName: keyring.deviceName,
    seed: keyring.seed.expose(),
    localKey: keyring.localKey.expose(),
    epochs: keyring.epochs.map(({ epoch, key }) => ({ epoch, key: key.expose() })),
    rosterHead: { index: rosterHead.index, hash: rosterHead.hash },
    generation: keyring.generation,
    installation: keyring.installation,
    home: home && { url: home.url, relayKey: home.relayKey, token: home.token?.expose() ?? null },
    cursor: cursor && { log: cursor.log, position: cursor.position, hash: cursor.hash },
  });
}

export function decodeKeyring(bytes: Uint8Array): Keyring | undefined {
  const decoded = decode(bytes, "keyring");
  const map = decoded.ok ? mapOf(decoded.value, ...FIELDS) : undefined;
  const vaultId = asVaultId(bytesOf(map?.vaultId) ?? NOTHING);
  const deviceName = textOf(map?.deviceName);
  const seed = secretOf(map?.seed);
  const localKey = secretOf(map?.localKey);
  const epochs = epochsOf(map?.epochs);
  const rosterHead = rosterHeadOf(map?.rosterHead);
  const generation = wholeOf(map?.generation);
  const installation = nullOr(map?.installation, (value) => bytesOf(value, HASH_BYTES));
  const home = nullOr(map?.home, homeOf);
  const cursor = nullOr(map?.cursor, cursorOf);
  if (vaultId === undefined || deviceName === undefined || generation === undefined) return undefined;
  if (seed === undefined || localKey === undefined || epochs === undefined) return undefined;
  if (rosterHead === undefined || installation === undefined) return undefined;
  if (home === undefined || cursor === undefined) return undefined;
  return { vaultId, deviceName, seed, localKey, epochs, rosterHead, generation, installation, home, cursor };
}

const FIELDS = [
  "vaultId",
  "deviceName",
  "seed",
  "localKey",
  "epochs",
  "rosterHead",
  "generation",
  "installation",
  "home",
  "cursor",
] as const satisfies readonly (keyof Keyring)[];
const NOTHING = new Uint8Array();

function nullOr<T>(
  value: CborValue | undefined,
  read: (value: CborValue) => T | undefined,
): T | null | undefined {
  if (value === null || value === undefined) return value;
  return read(value);
}

function secretOf(value: CborValue | undefined): Secret | undefined {
  const bytes = bytesOf(value, KEY_BYTES);
  return bytes && new Secret(bytes);
}

/** At least one, rising. */
function epochsOf(value: CborValue | undefined): readonly EpochKey[] | undefined {
  const epochs: EpochKey[] = [];
  for (const item of listOf(value) ?? []) {
    const map = mapOf(item, "epoch", "key");
    const epoch = wholeOf(map?.epoch);
    const key = secretOf(map?.key);
    if (epoch === undefined || key === undefined || epoch <= (epochs.at(-1)?.epoch ?? 0)) return undefined;
    epochs.push({ epoch, key });
  }
  return epochs.length > 0 ? epochs : undefined;
}

function rosterHeadOf(value: CborValue | undefined): RosterHead | undefined {
  const map = mapOf(value, "index", "hash");
  const index = wholeOf(map?.index);
  const hash = bytesOf(map?.hash, HASH_BYTES);
  return index === undefined || hash === undefined ? undefined : { index, hash };
}

function homeOf(value: CborValue): Home | undefined {
  const map = mapOf(value, "url", "relayKey", "token");
  const url = textOf(map?.url);
  const relayKey = bytesOf(map?.relayKey, KEY_BYTES);
  const token = nullOr(map?.token, (bytes) => bytesOf(bytes));
  if (url === undefined || relayKey === undefined || token === undefined) return undefined;
  return { url, relayKey, token: token && new Secret(token) };
}

function cursorOf(value: CborValue): Cursor | undefined {
  const map = mapOf(value, "log", "position", "hash");
  const log = bytesOf(map?.log, HASH_BYTES);
  const position = wholeOf(map?.position);
  const hash = bytesOf(map?.hash, HASH_BYTES);
  return log === undefined || position === undefined || hash === undefined
    ? undefined
    : { log, position, hash };
}
