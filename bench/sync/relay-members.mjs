// Many members of many vaults as a relay sees them, in a process of their own: sockets that log in, push sealed
// envelopes and note when records come. They keep no document: what is measured is the relay.
// Arguments: relay's URL.
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket } from "ws";
import { loginMessage } from "../../src/protocol/handshake.ts";
import { nextHash, startHash } from "../../src/protocol/log.ts";
import {
  decodeRelayMessage,
  encodeClientMessage,
  PROTOCOL_VERSION,
  SUBPROTOCOL,
} from "../../src/protocol/messages.ts";
import { sign } from "../../src/protocol/signature.ts";
import { TAGS } from "../../src/protocol/tags.ts";
import { decodeEnvelope, idOfEnvelope } from "../../src/protocol/envelope.ts";
import { hashEntry } from "../../src/protocol/roster.ts";
import {
  admitDevice,
  confirm,
  follow,
  makeEnvelope,
  newMember,
  newVault,
  sodium,
  tools,
} from "../../test/support/relay-vault.ts";
import { value } from "./history.mjs";

const [url] = process.argv.slice(2);
const AT_ONCE = 50;
const members = [];

/** A member's connection, in step with the log. `onRecords` gets what comes from then on, undecoded. */
function enter(vault, member, cursor) {
  const socket = new WebSocket(url, SUBPROTOCOL, { perMessageDeflate: false });
  const clientNonce = tools.random(32);
  const entered = { socket, vault, member, onRecords: ignore };
  const { promise, resolve, reject } = Promise.withResolvers();
  const send = (message) => socket.send(encodeClientMessage(message));
  const on = {
    challenge({ relayKey, nonce: relayNonce }) {
      vault.relayKey = relayKey;
      const message = loginMessage({
        purpose: "sync",
        relayKey,
        memberId: member.id,
        clientNonce,
        relayNonce,
      });
      const signature = sign(sodium, { tag: TAGS.login, message, secretKey: member.signSecret });
      send({ type: "login", purpose: "sync", memberId: member.id, signature, cursor });
    },
    unknown: () => send({ type: "open", entries: vault.entries, token: null }),
    welcome: ({ logNonce }) => (vault.logNonce = logNonce),
    records: ({ items }) => (entered.items = [...(entered.items ?? []), ...items]),
    synced() {
      socket.removeAllListeners("message");
      socket.on("message", (data) => entered.onRecords(data));
      resolve(entered);
    },
    refused: ({ reason }) => reject(new Error(reason)),
  };
  socket.on("open", () => send({ type: "hello", version: PROTOCOL_VERSION, nonce: clientNonce }));
  socket.on("message", (data) => {
    const message = value(decodeRelayMessage(new Uint8Array(data)));
    on[message.type]?.(message);
  });
  socket.on("error", reject);
  return promise;
}

const ignore = () => {};

/** The founder opens the vault at the relay; then all are there, with nothing to read but the roster. */
async function fill(memberCount) {
  const vault = newVault();
  const others = Array.from({ length: memberCount - 1 }, newMember);
  for (const [index, member] of others.entries()) {
    follow(vault, admitDevice(vault, member));
    // From the third device on two full members have to say so.
    if (index > 0) follow(vault, confirm(vault, vault.state.head.index, others[0]));
  }
  const founder = await enter(vault, vault.founder, null);
  const log = startHash(sodium, { vaultId: vault.vaultId, relayKey: vault.relayKey, nonce: vault.logNonce });
  let hash = log;
  for (const { bytes } of founder.items) hash = nextHash(sodium, hash, hashEntry(sodium, bytes));
  vault.place = { position: founder.items.length, hash };
  founder.items = undefined;
  members.push(founder);
  for (const member of others) members.push(await enter(vault, member, { log, ...vault.place }));
}

async function fillMany({ vaults, membersEach }) {
  let left = vaults;
  const work = async () => {
    while (left-- > 0) await fill(membersEach);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  process.send({ type: "filled", members: members.length });
}

/** All members of the one vault edit in turn. ms from each push until each member has it, and until the last has. */
async function edit({ count, everyMs }) {
  const { vault } = members[0];
  const pushedAt = new Map();
  const messages = [];
  const each = [];
  const last = [];
  let outstanding = 0;
  let wake = ignore;
  const arrived = (index, data) => {
    const at = performance.now();
    // Everyone gets the same messages in the same order: the first to get one reads it.
    messages[index] ??= { pushes: read(vault, data, pushedAt), count: 0 };
    const message = messages[index];
    message.count++;
    for (const pushed of message.pushes) {
      each.push(at - pushed);
      if (message.count < members.length) continue;
      last.push(at - pushed);
      outstanding--;
    }
    if (outstanding === 0) wake();
  };
  for (const member of members) {
    let index = 0;
    member.onRecords = (data) => arrived(index++, data);
  }
  for (let made = 0; made < count; made++) {
    const { socket, member } = members[made % members.length];
    const { bytes, id } = makeEnvelope(vault, { seen: vault.place, author: member });
    const message = encodeClientMessage({ type: "push", envelope: bytes });
    outstanding++;
    pushedAt.set(Buffer.from(id).toString("hex"), performance.now());
    socket.send(message);
    await sleep(everyMs);
  }
  if (outstanding > 0) await new Promise((resolve) => (wake = resolve));
  process.send({ type: "edited", each, last });
}

/** Follows the chain, and returns when what came was pushed. */
function read(vault, data, pushedAt) {
  const message = value(decodeRelayMessage(new Uint8Array(data)));
  if (message.type !== "records") throw new Error(JSON.stringify(message));
  return message.items.map(({ bytes }) => {
    const id = idOfEnvelope(sodium, value(decodeEnvelope(bytes)));
    vault.place = { position: vault.place.position + 1, hash: nextHash(sodium, vault.place.hash, id) };
    return pushedAt.get(Buffer.from(id).toString("hex"));
  });
}

const on = { fill: fillMany, edit, end: () => process.exit(0) };
process.on("message", (message) => void on[message.type](message));
process.on("disconnect", () => process.exit(0));
process.send({ type: "ready" });
