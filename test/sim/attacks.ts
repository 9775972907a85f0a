/**
 * What a member that keeps no rules sends: each is one message, or some, out of what its keys allow.
 *
 * Texts that must never be seen anywhere carry their own mark; so do those that a member may write.
 */
import * as Y from "yjs";
import { isEqualBytes } from "../../src/protocol/bytes.ts";
import { encodeEnvelope, decodeEnvelope } from "../../src/protocol/envelope.ts";
import { envelopeKey, type EnvelopePayload, sealEnvelope } from "../../src/protocol/envelope-seal.ts";
import { clientIdOf } from "../../src/protocol/members.ts";
import { sealPresence, signalKey } from "../../src/protocol/presence.ts";
import { decodeSignedEntry, encodeEntryBody, encodeSignedEntry } from "../../src/protocol/roster.ts";
import { makeRemoval } from "../../src/protocol/roster-make.ts";
import { epochInForce } from "../../src/protocol/roster-state.ts";
import { Secret } from "../../src/protocol/secret.ts";
import { sign } from "../../src/protocol/signature.ts";
import { TAGS } from "../../src/protocol/tags.ts";
import { addAccount, editAccount } from "../../src/vault/accounts.ts";
import { digestOf } from "../../src/vault/digest.ts";
import { accountsOf, applyUpdate, createVaultDocument, stateOf } from "../../src/vault/document.ts";
import { edit } from "../../src/vault/edit.ts";
import { readAccounts } from "../../src/vault/read-accounts.ts";
import { encodeWhole } from "../../src/vault/snapshot.ts";
import { CONTENT, craft, gone, inRoot } from "../support/crafted-update.ts";
import { draftOf, TOTP } from "../support/vault-drafts.ts";
import type { Dice } from "./dice.ts";
import type { Hand } from "./hand.ts";
import { BAD, VOID } from "./marks.ts";
import { rootOf, type World } from "./world.ts";

interface Scene {
  readonly world: World;
  readonly hand: Hand;
  readonly dice: Dice;
}

export type Attack = (scene: Scene) => void;

/** Sealed and signed as it should be, unless told otherwise. */
function send(
  { world, hand }: Scene,
  payload: EnvelopePayload,
  change: {
    readonly epoch?: number;
    readonly key?: Secret;
    readonly ahead?: number;
    readonly generation?: number;
  } = {},
): Uint8Array | undefined {
  const { tools } = world;
  const [roster, place, epochKey] = [hand.roster(), hand.place(), hand.epochKey()];
  if (roster === undefined || place === undefined || epochKey === undefined) return undefined;
  const { bytes } = sealEnvelope(tools, {
    header: {
      vaultId: hand.vaultId,
      epoch: change.epoch ?? epochInForce(roster).number,
      author: hand.member.id,
      generation: change.generation ?? hand.generation,
      rosterHead: roster.head.hash,
      seen: { position: place.position + (change.ahead ?? 0), hash: place.hash },
      kind: payload.kind,
    },
    key: envelopeKey(tools.sodium, change.key ?? epochKey),
    author: hand.member,
    payload,
  });
  hand.push(bytes);
  return bytes;
}

const update = (bytes: Uint8Array): EnvelopePayload => ({ kind: "update", update: bytes, at: 1 });
const making = ({ world, dice }: Scene) => ({
  now: Math.floor(world.clock.now() / 1000),
  random: dice.bytes,
});

/** The document as somebody else's. */
function copyAs(doc: Y.Doc, clientId: number): Y.Doc {
  const copy = createVaultDocument(clientId);
  applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  return copy;
}

function anotherClient({ hand, dice }: Scene): number | undefined {
  return dice.pick([...stateOf(hand.doc).keys()].filter((client) => client !== hand.clientId));
}

const account = (scene: Scene, name: string) =>
  draftOf({
    otp: { ...TOTP, secret: scene.dice.bytes(20) },
    issuer: BAD,
    name: `${name} ${scene.world.count()}`,
  });

function whole({ world }: Scene, doc: Y.Doc, digest = digestOf(world.tools.sodium, doc)): EnvelopePayload {
  return { kind: "snapshot", document: encodeWhole(doc), digest, at: world.clock.now() };
}

export const ATTACKS = {
  /** A member may write what it likes: over what others wrote, too. */
  writes: (scene) => {
    const { world, hand, dice } = scene;
    const target = dice.pick(readAccounts(hand.doc).filter((one) => rootOf(one) !== undefined));
    const root = target && rootOf(target);
    if (target === undefined || root === undefined) return;
    const name = `${BAD} ${world.count()}`;
    const draft = copyAs(hand.doc, hand.clientId);
    const edited = edit(draft, () => editAccount(draft, target.id, { name }, making(scene)));
    world.ledger.intend(hand.name, { root, id: target.id, field: "name" }, name);
    if (edited.update !== null) send(scene, update(edited.update));
  },
  adds: (scene) => {
    const draft = copyAs(scene.hand.doc, scene.hand.clientId);
    const edited = edit(draft, () => addAccount(draft, account(scene, BAD), making(scene)));
    if (edited.update !== null) send(scene, update(edited.update));
  },
  "another's clientID": (scene) => {
    const client = anotherClient(scene);
    if (client === undefined) return;
    const draft = copyAs(scene.hand.doc, client);
    const edited = edit(draft, () => addAccount(draft, account(scene, VOID), making(scene)));
    if (edited.update !== null) send(scene, update(edited.update));
  },
  "no update at all": (scene) => {
    send(scene, update(scene.dice.bytes(1 + scene.dice.int(200))));
  },
  "half an update": (scene) => {
    const draft = copyAs(scene.hand.doc, scene.hand.clientId);
    const edited = edit(draft, () => addAccount(draft, account(scene, VOID), making(scene)));
    if (edited.update !== null) send(scene, update(edited.update.slice(0, -1 - scene.dice.int(20))));
  },
  "a slow update": (scene) => {
    const { doc, clientId } = scene.hand;
    const structs = Array.from({ length: 2500 }, () => inRoot("accounts", "x", CONTENT.map));
    const clock = stateOf(doc).get(clientId) ?? 0;
    send(scene, update(craft([{ client: clientId, clock, structs }])));
  },
  "clocks that run ahead": (scene) => {
    const { doc, clientId } = scene.hand;
    const clock = stateOf(doc).get(clientId) ?? 0;
    const run = scene.dice.chance(0.5)
      ? { client: clientId, clock: clock + 1000, structs: [inRoot("devices", "x", CONTENT.any())] }
      : { client: clientId, clock, structs: [gone(2 ** 39)] };
    send(scene, update(craft([run])));
  },
  "what is gone already": (scene) => {
    const { doc, clientId } = scene.hand;
    const clock = stateOf(doc).get(clientId) ?? 0;
    send(scene, update(craft([{ client: clientId, clock, structs: [gone(1 + scene.dice.int(5))] }])));
  },
  "two things at one clock": (scene) => {
    for (let time = 0; time < 2; time++) ATTACKS.adds(scene);
  },
  "another generation": (scene) => {
    const { world, hand } = scene;
    const generation = hand.generation + 1000;
    const clientId = clientIdOf(world.tools.sodium, hand.member.id, generation);
    const draft = copyAs(hand.doc, clientId);
    const edited = edit(draft, () => addAccount(draft, account(scene, BAD), making(scene)));
    if (edited.update !== null) send(scene, update(edited.update), { generation });
  },
  "a snapshot with another's writing": (scene) => {
    const client = anotherClient(scene);
    if (client === undefined) return;
    const draft = copyAs(scene.hand.doc, client);
    edit(draft, () => addAccount(draft, account(scene, BAD), making(scene)));
    send(scene, whole(scene, draft));
  },
  "a snapshot with a wrong digest": (scene) => {
    send(scene, whole(scene, scene.hand.doc, scene.dice.bytes(32)));
  },
  "a snapshot of nothing": (scene) => {
    send(scene, whole(scene, createVaultDocument(scene.hand.clientId)));
  },
  "a snapshot of nothing that says it is all": (scene) => {
    const digest = digestOf(scene.world.tools.sodium, scene.hand.doc);
    send(scene, whole(scene, createVaultDocument(scene.hand.clientId), digest));
  },
  /** Whoever is in step holds all that it holds, and less of what is gone. */
  "a snapshot that takes an account away and doesn't say so": (scene) => {
    const { world, hand, dice } = scene;
    const target = dice.pick(readAccounts(hand.doc));
    if (target === undefined) return;
    world.accounts.purged.add(target.id);
    const copy = copyAs(hand.doc, hand.clientId);
    accountsOf(copy).delete(target.id);
    send(scene, whole(scene, copy, digestOf(world.tools.sodium, hand.doc)));
  },
  "no snapshot at all": (scene) => {
    const document = scene.dice.bytes(300);
    send(scene, { kind: "snapshot", document, digest: scene.dice.bytes(32), at: 1 });
  },
  "a slow snapshot": (scene) => {
    const structs = Array.from({ length: 9000 }, () => inRoot("accounts", "x", CONTENT.map));
    const document = craft([{ client: scene.hand.clientId, structs }]);
    send(scene, { kind: "snapshot", document, digest: scene.dice.bytes(32), at: 1 });
  },
  "an old epoch": (scene) => {
    const epoch = epochInForce(scene.hand.roster() ?? never()).number - 1;
    const key = scene.hand.keys.key(epoch);
    if (key !== undefined) send(scene, update(scene.dice.bytes(20)), { epoch, key });
  },
  "another key": (scene) => {
    send(scene, update(scene.dice.bytes(20)), { key: new Secret(scene.dice.bytes(32)) });
  },
  "a bad signature": (scene) => {
    const { hand, dice } = scene;
    const draft = copyAs(hand.doc, hand.clientId);
    const edited = edit(draft, () => addAccount(draft, account(scene, VOID), making(scene)));
    const good = edited.update === null ? undefined : sealOnly(scene, update(edited.update));
    const envelope = good && decodeEnvelope(good);
    if (envelope?.ok !== true) return;
    hand.push(encodeEnvelope({ ...envelope.value, signature: dice.bytes(64) }));
  },
  "seen in the future": (scene) => {
    send(scene, update(scene.dice.bytes(20)), { ahead: 1 + scene.dice.int(3) });
  },
  "false signals": (scene) => {
    const { world, hand, dice } = scene;
    const [roster, key, place] = [hand.roster(), hand.epochKey(), hand.place()];
    if (roster === undefined || key === undefined || place === undefined) return;
    const presence = { ...place, digest: dice.bytes(32), isAsking: dice.chance(0.5) };
    const { number: epoch } = epochInForce(roster);
    hand.signal(
      sealPresence(world.tools, {
        place: { vaultId: hand.vaultId, epoch },
        key: signalKey(world.tools.sodium, key),
        author: hand.member,
        presence,
      }),
    );
    hand.signal(dice.bytes(200));
  },
  /** A key that only it can open: for all others, or for some. */
  "an epoch of its own": (scene) => {
    const { world, hand, dice } = scene;
    const { sodium } = world.tools;
    const [state, epochKey] = [hand.roster(), hand.epochKey()];
    const target = dice.pick(
      [...(state?.members.values() ?? [])].filter(({ id }) => !isEqualBytes(id, hand.member.id)),
    );
    if (state === undefined || epochKey === undefined || target === undefined || state.members.size < 3)
      return;
    const made = makeRemoval(world.tools, { state, author: hand.member, epochKey, members: [target.id] });
    const decoded = made.ok ? decodeSignedEntry(made.value.entry) : made;
    if (!decoded.ok || decoded.value.entry.change.type !== "remove") return;
    const { entry } = decoded.value;
    const { epoch } = decoded.value.entry.change;
    if (epoch === null) return;
    const boxes = epoch.boxes.map(({ member, box }) => {
      const isOwn = isEqualBytes(member, hand.member.id);
      return { member, box: isOwn || dice.chance(0.3) ? box : dice.bytes(box.length) };
    });
    const change = { ...decoded.value.entry.change, epoch: { ...epoch, boxes } };
    const body = encodeEntryBody({ ...entry, change });
    const signature = sign(sodium, {
      tag: TAGS.rosterEntry,
      message: body,
      secretKey: hand.member.signSecret,
    });
    hand.append(encodeSignedEntry(body, signature));
  },
  flood: (scene) => {
    for (let index = 0; index < 60; index++) send(scene, update(scene.dice.bytes(3)));
  },
} as const satisfies Record<string, Attack>;

export type AttackName = keyof typeof ATTACKS;

/** Without sending it. */
function sealOnly(scene: Scene, payload: EnvelopePayload): Uint8Array | undefined {
  return send({ ...scene, hand: { ...scene.hand, push: () => {} } }, payload);
}

const never = (): never => {
  throw new Error("a hand that is live has read a roster");
};

/** Snapshots that lie can't be told from true ones by whoever hasn't read what they cover. */
export const isSnapshotLie = (name: string): boolean => name.startsWith("a snapshot");

/** What one device has at a place, and another never can. */
export const isEquivocation = (name: string): boolean => name === "two things at one clock";

export const hasMarkOf = (doc: Y.Doc, mark: string): boolean =>
  JSON.stringify(accountsOf(doc).toJSON()).includes(mark) ||
  JSON.stringify(doc.getMap("devices").toJSON()).includes(mark);
