/**
 * Beginning again on this device: the vault that a recovery member opens becomes this device's
 * (docs/SPEC.md [BK7]–[BK10]).
 *
 * Nothing here changes before a person has seen what was found and said which old devices still exist. The recovery
 * member lets this device in, over the connection that it read with, and removes the devices that are gone. A vault that
 * was here stays beside, sealed; its accounts go in only where a person has said so.
 */
import { isEqualBytes } from "../../protocol/bytes.ts";
import type { BackupResult, FoundVault, RecoverySecret } from "../../protocol/backup-api.ts";
import { openEpochs } from "../../protocol/epoch-chain.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { fingerprintWords } from "../../protocol/fingerprint-words.ts";
import { hostOfRelay, parseHandle } from "../../protocol/handle.ts";
import { parseFingerprint } from "../../protocol/handshake.ts";
import { formatId } from "../../protocol/ids.ts";
import { memberFromSeed, SEED_BYTES, wipeMember } from "../../protocol/keys.ts";
import type { Keyring } from "../../protocol/keyring.ts";
import type { RelayChoice } from "../../protocol/local-api.ts";
import { parseRelayAddress } from "../../protocol/relay-address.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { Secret } from "../../protocol/secret.ts";
import { readDevices } from "../../vault/devices.ts";
import { readAccounts } from "../../vault/read-accounts.ts";
import { waitFor } from "../sync/link-operations.ts";
import type { Pin } from "../sync/relay-connection.ts";
import { hasLeft } from "../sync/replica.ts";
import { writeRecovered } from "../vault-recovered.ts";
import { firstRecord, writeSyncRecord } from "../vault-sync-record.ts";
import type { Job } from "./jobs.ts";
import type { BackupPlace } from "./place.ts";
import { dropSide, readVault, type ReadVault } from "./read-vault.ts";
import { admitDevice, removeGone } from "./recover-admit.ts";
import { followRoster, type Grown, type RosterFollower } from "./recovery-append.ts";
import { openRecoverySecret, type RecoveryMember, wipeRecoveryMember } from "./recovery-member.ts";

export interface Recovering {
  readonly relay?: RelayChoice | undefined;
  readonly secret: RecoverySecret;
  readonly deviceName: string;
  /** For a device that has no vault; null: a key file. */
  readonly passphrase: string | null;
}

type Recovered = Extract<BackupResult, { type: "recovered" }>;

const SYNC_MS = 5 * 60_000;
const ANSWER_MS = 30 * 60_000;
const LOCAL_KEY_BYTES = 32;
/** The vault may have moved on while its recovery member slept. */
const MOST_MOVES = 3;

export async function recoverVault(
  place: BackupPlace,
  job: Job,
  recovering: Recovering,
): Promise<Result<Recovered, HoltError>> {
  const target = findRelay(recovering);
  if (!target.ok) return target;
  job.step("deriving");
  const host = hostOfRelay(target.value.url);
  const opened = await openRecoverySecret(place.tools, recovering.secret, { host });
  if (!opened.ok) return opened;
  try {
    job.step("looking");
    const read = await readWhereItIs(place, job, { recovery: opened.value, ...target.value });
    if (!read.ok) return read;
    try {
      return await goOn(place, job, { recovering, recovery: opened.value, read: read.value });
    } finally {
      read.value.connection.close();
      dropSide(read.value.side);
    }
  } finally {
    wipeRecoveryMember(opened.value);
  }
}

/** Where it was said to be, or where the handle says. */
function findRelay({ relay, secret }: Recovering): Result<{ url: string; pin: Pin }, HoltError> {
  const handle = "passphrase" in secret ? parseHandle(secret.handle ?? "") : undefined;
  const typed = relay?.url ?? handle?.host;
  if (typed === undefined) return err({ type: "usage", reason: "relay-needed" });
  const address = parseRelayAddress(typed);
  if (!address.ok) return err({ type: "usage", reason: address.error.type });
  const given =
    relay?.fingerprint === undefined ? address.value.fingerprint : parseFingerprint(relay.fingerprint);
  if (relay?.fingerprint !== undefined && given === undefined)
    return err({ type: "usage", reason: "bad-fingerprint" });
  return ok({
    url: address.value.url,
    pin: given === undefined ? null : { type: "fingerprint", fingerprint: given },
  });
}

async function readWhereItIs(
  { tools, now, network }: BackupPlace,
  job: Job,
  { recovery, ...first }: { readonly recovery: RecoveryMember; readonly url: string; readonly pin: Pin },
): Promise<Result<ReadVault, HoltError>> {
  const { member, kind, handleHash: handle } = recovery;
  let { url, pin } = first;
  for (let move = 0; ; move++) {
    const read = await readVault({
      tools,
      now,
      network,
      urls: [url],
      pin,
      member,
      kind,
      handle,
      vaultId: null,
      isKept: true,
      onProgress: (done) => job.push({ type: "step", step: "downloading", done }),
    });
    if (!read.ok || move === MOST_MOVES) return read;
    const { side, relayKey } = read.value;
    if (!hasLeft(side.roster, relayKey) || side.roster.home === null) return read;
    ({ url } = side.roster.home);
    pin = { type: "key", relayKey: side.roster.home.relayKey };
    read.value.connection.close();
    dropSide(side);
  }
}

interface Going {
  readonly recovering: Recovering;
  readonly recovery: RecoveryMember;
  readonly read: ReadVault;
}

async function goOn(place: BackupPlace, job: Job, going: Going): Promise<Result<Recovered, HoltError>> {
  const { holder, sync, tools, network } = place;
  const { recovery, read } = going;
  const own = holder.session()?.keyring.vaultId;
  const { status } = sync.shell.state().phase;
  const isOut = status === "revoked" || status === "held";
  if (own !== undefined && isEqualBytes(own, read.vaultId) && !isOut) {
    return err({ type: "usage", reason: "already-member" });
  }
  const { connection, side, vaultId } = read;
  const follower = followRoster({ sodium: tools.sodium, network, connection, ...side });
  const found = viewFound(place, read);
  const ours =
    holder
      .session()
      ?.labels()
      .filter(({ trashedAt }) => trashedAt === null).length ?? null;
  const answer = await ask(place, job, { found, ours, follower });
  if (!answer.ok) return answer;
  // Who is let in has to come in: from here on only this device itself can fail.
  if (holder.state() === "locked") return err({ type: "locked" });
  job.step("admitting");
  const seed = new Secret(new Uint8Array(tools.random(SEED_BYTES)));
  const word = { tools, vaultId, follower, author: recovery.member };
  const admitted = await admitDevice(word, seed);
  if (!admitted.ok) {
    seed.wipe();
    return admitted;
  }
  const { keep, merge } = answer.value;
  const gone = found.devices.flatMap(({ memberId }) => (keep.includes(memberId) ? [] : [memberId]));
  if (gone.length > 0) job.step("removing-devices");
  const removed = await removeGone(word, new Set(gone));
  if (!removed.ok) {
    seed.wipe();
    return removed;
  }
  return adopt(place, job, { ...going, ...follower.now(), seed, found, isMerging: merge });
}

function viewFound({ tools, now }: BackupPlace, { side, vaultId }: ReadVault): FoundVault {
  const names = readDevices(side.doc);
  const nameOf = (id: string): string => names.get(id)?.name || id.slice(0, 8);
  const devices = [...side.roster.members].filter(([, { kind }]) => kind === "device");
  return {
    vaultId: formatId(vaultId),
    accounts: readAccounts(side.doc).filter(({ trashedAt }) => trashedAt === null).length,
    asOf: Math.floor((side.last?.at ?? now()) / 1000),
    lastAuthor: side.last === null ? "" : nameOf(formatId(side.last.author)),
    devices: devices.map(([memberId, { id }]) => ({
      memberId,
      name: nameOf(memberId),
      fingerprint: fingerprintWords(tools.sodium, id),
      addedAt: names.get(memberId)?.addedAt ?? null,
    })),
  };
}

type Answer = { readonly merge: boolean; readonly keep: readonly string[] };

interface Asking {
  readonly found: FoundVault;
  readonly ours: number | null;
  readonly follower: RosterFollower;
}

function ask(
  { network }: BackupPlace,
  job: Job,
  { found, ours, follower }: Asking,
): Promise<Result<Answer, HoltError>> {
  return new Promise((resolve) => {
    const finish = (result: Result<Answer, HoltError>): void => {
      if (isOver) return;
      isOver = true;
      callOff();
      stop();
      stopWatching();
      resolve(result);
    };
    let isOver = false;
    const callOff = network.schedule(() => finish(err({ type: "timeout", what: "recovery" })), ANSWER_MS);
    const stop = job.onAnswer((answer) => {
      if (answer.type === "cancel") finish(err({ type: "interrupted" }));
      if (answer.type !== "recover") return;
      // Without accounts there is nothing to bring; with them, no is no.
      const isRefused = ours !== null && ours > 0 && !answer.merge;
      finish(
        isRefused
          ? err({ type: "refused", reason: "rejected" })
          : ok({ merge: answer.merge, keep: answer.keep }),
      );
    });
    // Without the relay an answer would be of no use.
    const stopWatching = follower.onLost((error) => finish(err(error)));
    job.push({ type: "found", vault: found, ours });
    if (job.isCancelled()) finish(err({ type: "interrupted" }));
  });
}

interface Adopting extends Going, Grown {
  readonly seed: Secret;
  readonly found: FoundVault;
  readonly isMerging: boolean;
}

async function adopt(
  place: BackupPlace,
  job: Job,
  adopting: Adopting,
): Promise<Result<Recovered, HoltError>> {
  const { holder, sync, tools } = place;
  const { sodium } = tools;
  const { seed, roster, entries, read, recovering, found } = adopting;
  const member = memberFromSeed(sodium, seed);
  const epochs = openEpochs(sodium, { state: roster, member });
  wipeMember(member);
  if (!epochs.ok) {
    seed.wipe();
    return err({ type: "wrong-key", what: "epoch" });
  }
  const keyring: Keyring = {
    vaultId: read.vaultId,
    deviceName: recovering.deviceName,
    seed,
    localKey: new Secret(new Uint8Array(tools.random(LOCAL_KEY_BYTES))),
    epochs: epochs.value,
    rosterHead: roster.head,
    generation: 0,
    installation: null,
    home: null,
    cursor: null,
  };
  const adopted = await holder.adopt({
    keyring,
    entries,
    passphrase: recovering.passphrase,
    brings: adopting.isMerging,
    along: (rows, box) => {
      const home = { url: read.url, relayKey: read.relayKey, otherUrls: [], isEmbedded: false };
      writeSyncRecord(rows, box, { ...firstRecord(keyring), home });
      writeRecovered(rows, box, found);
    },
  });
  if (!adopted.ok) return adopted;
  job.step("syncing");
  const live = await waitFor(sync.shell, SYNC_MS, () => sync.shell.state().phase.status === "live");
  if (!live.ok) return live;
  const sent = await waitFor(sync.shell, SYNC_MS, sync.shell.isInStep);
  if (!sent.ok) return sent;
  // It may have been locked, and opened again, meanwhile.
  const session = holder.session();
  if (session === undefined) return err({ type: "locked" });
  const { asOf, lastAuthor } = found;
  return ok({
    type: "recovered",
    vaultId: formatId(read.vaultId),
    memberId: session.identity.memberId,
    accounts: session.labels().filter(({ trashedAt }) => trashedAt === null).length,
    asOf,
    lastAuthor,
    devices: sync
      .devices()
      .flatMap(({ kind, name, memberId }) => (kind === "device" ? [name || memberId] : [])),
  });
}
