/**
 * What is sealed to be sent, and when nothing is.
 */
import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import type { OutboxDraft, VaultSession } from "../../../src/daemon/vault-session.ts";
import { createChain } from "../../../src/daemon/sync/chain.ts";
import { createEpochKeys } from "../../../src/daemon/sync/epoch-keys.ts";
import { hasOutgoing, isSnapshotDue, noteRefusal, sealNext } from "../../../src/daemon/sync/outgoing.ts";
import type { ReplicaState } from "../../../src/daemon/sync/replica.ts";
import { decodeEnvelope } from "../../../src/protocol/envelope.ts";
import { envelopeKey, openEnvelope } from "../../../src/protocol/envelope-seal.ts";
import { foundVault } from "../../../src/protocol/found.ts";
import { formatId } from "../../../src/protocol/ids.ts";
import { memberFromSeed } from "../../../src/protocol/keys.ts";
import { startRoster } from "../../../src/protocol/roster-state.ts";
import { Secret } from "../../../src/protocol/secret.ts";
import { loadSodium } from "../../../src/protocol/sodium.ts";
import { NO_SNAPSHOT } from "../../../src/protocol/sync-record.ts";
import { addAccount } from "../../../src/vault/accounts.ts";
import { createVaultDocument } from "../../../src/vault/document.ts";
import { edit } from "../../../src/vault/edit.ts";
import { draftOf } from "../../support/vault-drafts.ts";

const sodium = await loadSodium();
const random = (length: number) => new Uint8Array(randomBytes(length));
const tools = { sodium, random };

/** A replica of a vault that was just founded, with these drafts waiting. */
function make({ drafts, key }: { drafts: number; key?: Secret }) {
  const member = memberFromSeed(sodium, new Secret(random(32)));
  const { entry, epochKey, vaultId } = foundVault(tools, member);
  const roster = startRoster(sodium, entry);
  if (!roster.ok) throw new Error("no roster");
  const doc = createVaultDocument(7);
  const outbox: OutboxDraft[] = [];
  for (let seq = 1; seq <= drafts; seq++) {
    const { update } = edit(doc, () => addAccount(doc, draftOf({ name: `n${seq}` }), { now: 1, random }));
    if (update !== null) outbox.push({ seq, clock: seq, update, at: seq });
  }
  const session = {
    roster: () => ({ state: roster.value, entries: [entry] }),
    outbox: () => outbox,
    syncRecord: () => ({ generation: 0 }),
    clientId: () => 7,
    doc: () => doc,
  } as unknown as VaultSession;
  const state: ReplicaState = {
    session,
    tools,
    now: () => 1_000_000,
    onAlarm: () => {},
    onAcknowledged: () => {},
    member,
    memberName: formatId(member.id),
    keys: createEpochKeys(sodium, [{ epoch: 1, key: key ?? epochKey }]),
    relayKey: random(32),
    chain: createChain(sodium, { log: random(32), position: 3, hash: random(32) }),
    rosterAt: roster.value,
    inFlight: undefined,
    owesSnapshot: false,
    isLogBehind: false,
    snapshotRefusedAt: undefined,
    completed: undefined,
    need: NO_SNAPSHOT,
    checkedHead: undefined,
    mustReach: undefined,
  };
  return { state, epochKey, vaultId };
}

test("a wrong or stale epoch key seals nothing", () => {
  const { state } = make({ drafts: 1, key: new Secret(random(32)) });
  expect(sealNext(state)).toEqual({ type: "wrong-key" });
  state.owesSnapshot = true;
  expect(sealNext(state)).toEqual({ type: "wrong-key" });
  expect(state.inFlight).toBeUndefined();
});

test("drafts that wait go out as one update, which others open with the epoch's key", () => {
  const { state, epochKey } = make({ drafts: 5 });
  const sealed = sealNext(state);
  if (sealed.type !== "envelope") throw new Error(sealed.type);
  const envelope = decodeEnvelope(sealed.bytes);
  if (!envelope.ok) throw new Error("not an envelope");
  expect(envelope.value.header).toMatchObject({ kind: "update", epoch: 1, seen: { position: 3 } });
  const opened = openEnvelope(sodium, { envelope: envelope.value, key: envelopeKey(sodium, epochKey) });
  expect(opened).toMatchObject({ ok: true, value: { kind: "update", at: 5 } });
  expect(state.inFlight).toMatchObject({ kind: "update", throughSeq: 5 });
});

test("more than a few updates' worth goes out as a snapshot of the whole", () => {
  const { state } = make({ drafts: 6000 });
  const sealed = sealNext(state);
  expect(sealed.type).toBe("envelope");
  expect(state.inFlight).toMatchObject({ kind: "snapshot", throughSeq: 6000 });
});

test("[SY18] where the relay takes no more snapshots today, what waits goes as updates, and a snapshot alone waits an hour", () => {
  const { state } = make({ drafts: 1 });
  let nowMs = 1_000_000;
  const replica = Object.assign(state, { owesSnapshot: true, now: () => nowMs });
  const first = sealNext(replica);
  if (first.type !== "envelope") throw new Error(first.type);
  expect(replica.inFlight).toMatchObject({ kind: "snapshot" });
  noteRefusal(replica, { what: first.id, reason: "rate" });
  noteRefusal(replica, { what: random(32), reason: "quota" });
  expect(replica.inFlight).toMatchObject({ kind: "snapshot" });

  noteRefusal(replica, { what: first.id, reason: "quota" });
  expect(replica.inFlight).toBeUndefined();
  sealNext(replica);
  expect(replica.inFlight).toMatchObject({ kind: "update", throughSeq: 1 });
  (replica.session.outbox() as OutboxDraft[]).length = 0;
  expect(hasOutgoing(replica)).toBe(false);
  expect(sealNext(replica)).toEqual({ type: "nothing" });

  nowMs += 60 * 60 * 1000;
  expect(hasOutgoing(replica)).toBe(true);
  sealNext(replica);
  expect(replica.inFlight).toMatchObject({ kind: "snapshot" });
});

test("nothing waiting is nothing to send", () => {
  expect(sealNext(make({ drafts: 0 }).state)).toEqual({ type: "nothing" });
});

test("a snapshot is due after 300 envelopes, 1 MiB, a day, or under a new epoch", () => {
  const { state } = make({ drafts: 0 });
  const due = (need: Partial<typeof NO_SNAPSHOT>, nowMs = 1_000_000): boolean =>
    isSnapshotDue({ ...state, now: () => nowMs, need: { ...NO_SNAPSHOT, epoch: 1, at: 900_000, ...need } });
  expect(due({ envelopes: 299, bytes: 1000 })).toBe(false);
  expect(due({ envelopes: 300 })).toBe(true);
  expect(due({ envelopes: 1, bytes: 1024 * 1024 })).toBe(true);
  expect(due({ envelopes: 1 }, 900_000 + 86_400_001)).toBe(true);
  expect(due({ envelopes: 0 }, 900_000 + 86_400_001)).toBe(false);
});
