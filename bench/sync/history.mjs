// A long history without waiting for it: a device's edits, made, sealed and signed as its daemon would, and written
// into the store of a relay that doesn't run meanwhile.
import { createRandom } from "../../src/daemon/random.ts";
import { openDatabase } from "../../src/daemon/database.ts";
import { createSqliteStore } from "../../src/daemon/sqlite-store.ts";
import { NO_MARK } from "../../src/daemon/lock-mark.ts";
import { createVaultHolder } from "../../src/daemon/vault-holder.ts";
import { createVaultProblems } from "../../src/daemon/vault-problems.ts";
import { envelopeKey, sealEnvelope } from "../../src/protocol/envelope-seal.ts";
import { memberFromSeed } from "../../src/protocol/keys.ts";
import { nextHash } from "../../src/protocol/log.ts";
import { epochInForce } from "../../src/protocol/roster-state.ts";
import { loadSodium } from "../../src/protocol/sodium.ts";
import { openRelayDirectory } from "../../src/relay/open-directory.ts";
import { editAccount } from "../../src/vault/accounts.ts";
import { digestOf } from "../../src/vault/digest.ts";
import { edit } from "../../src/vault/edit.ts";
import { encodeWhole } from "../../src/vault/snapshot.ts";
import { nameOf } from "./client.mjs";
import { dataOf } from "./fleet.mjs";

const sodium = await loadSodium();
const tools = { sodium, random: createRandom() };
const RECORDS_IN_A_TRANSACTION = 1000;

/**
 * An author that writes under a device's name. Its daemon doesn't run, and never runs again: it would find that
 * somebody wrote under its name.
 */
export async function openAuthor(world) {
  const { databaseFile, keyFile } = dataOf(world);
  const now = Date.now;
  const store = createSqliteStore(value(openDatabase({ file: databaseFile, now })), databaseFile);
  const problems = createVaultProblems({ databaseFile, now });
  const place = { databaseFile, keyFile, tools, now, defer: setImmediate, problems, emit: () => {} };
  const holder = value(createVaultHolder({ ...place, installation: () => null, lockMark: NO_MARK }, store));
  const session = value(await holder.unlock(""));
  const doc = session.doc();
  const ids = session
    .labels()
    .map(({ id }) => id)
    .sort();
  return { session, doc, ids, member: memberFromSeed(sodium, session.keyring.seed), edits: 0 };
}

/**
 * Appends `count` edits, each an envelope of its own, and a snapshot after every `snapshotEvery`-th and, where
 * `endsWithSnapshot`, at the end. Returns where the log ends.
 */
export async function writeHistory(
  author,
  relay,
  { count, snapshotEvery = Infinity, endsWithSnapshot = false },
) {
  const { session, doc, ids, member } = author;
  const { vaultId, epochs } = session.keyring;
  const { state: roster } = session.roster();
  const epoch = epochInForce(roster).number;
  const key = envelopeKey(sodium, epochs.find((one) => one.epoch === epoch).key);
  const { store, close } = value(await openRelayDirectory(sodium, relay.directory));
  let { place } = value(await store.loadVault(vaultId));
  let after = place;
  let records = [];

  const add = (payload) => {
    const { generation } = session.syncRecord();
    const header = {
      vaultId,
      epoch,
      author: member.id,
      generation,
      rosterHead: roster.head.hash,
      seen: place,
    };
    const { bytes, id } = sealEnvelope(tools, {
      header: { ...header, kind: payload.kind },
      key,
      author: member,
      payload,
    });
    const covers = payload.kind === "snapshot" ? place.position : 0;
    place = { position: place.position + 1, hash: nextHash(sodium, place.hash, id) };
    records.push({ kind: payload.kind, id, hash: place.hash, epoch, covers, bytes });
  };
  const addSnapshot = () =>
    add({ kind: "snapshot", document: encodeWhole(doc), digest: digestOf(sodium, doc), at: Date.now() });
  const flush = async () => {
    if (records.length === 0) return;
    const [appended] = value(
      await store.append([{ vaultId, after, records, joined: [], left: [] }], Date.now()),
    );
    if (appended !== "appended") throw new Error(appended);
    after = place;
    records = [];
  };

  for (let made = 1; made <= count; made++) {
    const index = author.edits++;
    const making = { now: 1_767_268_800, random: tools.random };
    const act = () => editAccount(doc, ids[index % ids.length], { name: nameOf(index) }, making);
    const { update } = edit(doc, act);
    add({ kind: "update", update, at: Date.now() });
    if (made % snapshotEvery === 0) addSnapshot();
    if (records.length >= RECORDS_IN_A_TRANSACTION) await flush();
  }
  if (endsWithSnapshot) addSnapshot();
  await flush();
  close();
  return place;
}

export function value(result) {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
