/**
 * Joining a vault: the side that was given a link (docs/SPEC.md [PA7]–[PA9]).
 *
 * Nothing on this device changes before it was let in and the roster was verified; then the vault is here in one step,
 * and what the relay shows must reach the place that the other device named. A vault that was here is kept beside it,
 * sealed as it was, and its accounts go into the new one only where a person has said so.
 */
import { isEqualBytes } from "../../protocol/bytes.ts";
import { openEpochs } from "../../protocol/epoch-chain.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { fingerprintWords } from "../../protocol/fingerprint-words.ts";
import { formatId } from "../../protocol/ids.ts";
import type { JoinLink } from "../../protocol/join-link.ts";
import type { Keyring } from "../../protocol/keyring.ts";
import { memberFromSeed, SEED_BYTES, wipeMember } from "../../protocol/keys.ts";
import type { JoinEvent } from "../../protocol/local-api.ts";
import { mailboxOf, openPairing, type PairingMessage, sealPairing, SLOTS } from "../../protocol/mailbox.ts";
import type { RelayMessage } from "../../protocol/messages.ts";
import { ok, type Result } from "../../protocol/result.ts";
import { signJoin } from "../../protocol/roster-make.ts";
import { Secret } from "../../protocol/secret.ts";
import type { CryptoTools } from "../../protocol/sodium.ts";
import { nameDevice, noteAdded, readDevices } from "../../vault/devices.ts";
import { createEventFeed, type EventFeed } from "../event-feed.ts";
import type { LinkShell, SyncNetwork } from "../sync/link-shell.ts";
import { waitFor } from "../sync/link-operations.ts";
import type { RelayConnection } from "../sync/relay-connection.ts";
import { happening } from "../vault-activity.ts";
import { takeBrought } from "../vault-brought.ts";
import type { VaultHolder } from "../vault-holder.ts";
import type { VaultSession } from "../vault-session.ts";
import { firstRecord, writeSyncRecord } from "../vault-sync-record.ts";
import { fetchRoster } from "./fetch-roster.ts";

export interface GuestPlace {
  readonly holder: VaultHolder;
  readonly shell: LinkShell;
  readonly tools: CryptoTools;
  readonly now: () => number;
  readonly network: SyncNetwork;
  readonly link: JoinLink;
  readonly deviceName: string;
  /** For a device that has no vault; null: a key file. */
  readonly passphrase: string | null;
}

export interface JoiningGuest {
  readonly id: string;
  readonly feed: EventFeed<JoinEvent>;
  /** False: nothing was asked. */
  answer(merge: boolean): boolean;
  cancel(): void;
}

type Offer = Extract<PairingMessage, { readonly type: "offer" }>;
type Admitted = Extract<PairingMessage, { readonly type: "admitted" }>;

const GIVE_UP_MS = 10 * 60_000;
const AGAIN_MS = 1_000;
const SYNC_MS = 5 * 60_000;
const LOCAL_KEY_BYTES = 32;
const GUEST_BYTES = 16;

export function startGuest(place: GuestPlace): JoiningGuest {
  const { holder, shell, tools, now, network, link, deviceName } = place;
  const { sodium } = tools;
  const feed = createEventFeed<JoinEvent>();
  const seed = new Secret(new Uint8Array(tools.random(SEED_BYTES)));
  const member = memberFromSeed(sodium, seed);
  const { id: mailboxId, key } = mailboxOf(sodium, link.secret);
  const guestMark = tools.random(GUEST_BYTES);
  let connection: RelayConnection | undefined;
  let callOffRetry: (() => void) | undefined;
  let relay: { readonly relayKey: Uint8Array; readonly url: string } | undefined;
  let offer: Offer | undefined;
  let isMerging = false;
  /** It is the keyring's, and whoever has that wipes it. */
  let isSeedGiven = false;
  let status: "asking" | "choosing" | "joining" | "admitted" | "over" = "asking";

  const end = (event: JoinEvent): void => {
    if (status === "over") return;
    status = "over";
    callOff();
    callOffRetry?.();
    connection?.close();
    wipeMember(member);
    if (!isSeedGiven) seed.wipe();
    key.wipe();
    link.secret.wipe();
    feed.push(event);
  };
  const fail = (error: HoltError): void => end({ type: "failed", error });
  const callOff = network.schedule(() => fail({ type: "timeout", what: "join" }), GIVE_UP_MS);

  const posts: { readonly slot: number; readonly bytes: Uint8Array }[] = [];
  const post = (message: PairingMessage): void => {
    const said = { slot: SLOTS[message.type], bytes: sealPairing(tools, key, message) };
    posts.push(said);
    connection?.send({ type: "mailbox-post", id: mailboxId, ...said });
  };

  const receive = (message: RelayMessage): void => {
    if (message.type === "mailbox-gone" && isEqualBytes(message.id, mailboxId)) {
      if (status === "admitted") return;
      return fail({
        type: "refused",
        reason: message.reason === "burnt" ? "link-used-twice" : "link-expired",
      });
    }
    if (message.type === "refused") {
      return fail({ type: "refused", reason: message.reason === "no-mailbox" ? "link-expired" : "other" });
    }
    if (message.type !== "mailbox" || !isEqualBytes(message.id, mailboxId)) return;
    const opened = openPairing(sodium, { key, slot: message.slot, bytes: message.bytes });
    if (!opened.ok) return fail({ type: "wrong-key", what: "link" });
    const said = opened.value;
    if (said.type === "offer" && status === "asking") offered(said);
    if (said.type === "rejected") fail({ type: "refused", reason: "rejected" });
    if (said.type === "admitted" && status === "joining") void admitted(said);
  };

  const ownAccounts = (): number =>
    holder
      .session()
      ?.labels()
      .filter(({ trashedAt }) => trashedAt === null).length ?? 0;

  const offered = (said: Offer): void => {
    offer = said;
    const own = holder.session()?.keyring.vaultId;
    // One that was removed, or that sees another roster than the relay shows, comes back by joining again.
    const isOut = shell.state().phase.status === "revoked" || shell.state().phase.status === "held";
    if (own !== undefined && isEqualBytes(own, said.vaultId) && !isOut) {
      return fail({ type: "usage", reason: "already-member" });
    }
    if (own === undefined) return join(said);
    status = "choosing";
    feed.push({
      type: "merge",
      vaultId: formatId(said.vaultId),
      devices: said.devices,
      theirs: said.accounts,
      ours: ownAccounts(),
    });
  };

  const join = ({ vaultId }: Offer): void => {
    status = "joining";
    post({ type: "join", signature: signJoin(sodium, member, vaultId) });
  };

  const admitted = async (said: Admitted): Promise<void> => {
    const vaultId = offer?.vaultId;
    if (vaultId === undefined || relay === undefined) return;
    status = "admitted";
    callOff();
    feed.push({ type: "syncing" });
    connection?.close();
    const { relayKey, url } = relay;
    const urls = [url, ...link.urls.filter((other) => other !== url)];
    const head = { index: said.rosterIndex, hash: said.rosterHead };
    const fetched = await fetchRoster({
      tools,
      now,
      network,
      urls,
      relayKey,
      member,
      vaultId,
      head,
    });
    if (!fetched.ok) return fail(fetched.error);
    const { entries, roster } = fetched.value;
    const epochs = openEpochs(sodium, { state: roster, member });
    if (!epochs.ok) return fail({ type: "wrong-key", what: "epoch" });
    const keyring: Keyring = {
      vaultId,
      deviceName,
      seed,
      localKey: new Secret(new Uint8Array(tools.random(LOCAL_KEY_BYTES))),
      epochs: epochs.value,
      rosterHead: roster.head,
      generation: 0,
      installation: null,
      home: null,
      cursor: null,
    };
    isSeedGiven = true;
    const adopted = await holder.adopt({
      keyring,
      entries,
      passphrase: place.passphrase,
      brings: isMerging,
      along: (rows, box) => {
        const home = { url, relayKey, otherUrls: urls.slice(1), isEmbedded: false };
        writeSyncRecord(rows, box, { ...firstRecord(keyring), home });
      },
    });
    if (!adopted.ok) return fail(adopted.error);
    shell.mustReach({ ...head, cursor: said.cursor });
    const synced = await waitFor(shell, SYNC_MS, () => shell.state().phase.status === "live");
    if (!synced.ok) return fail(synced.error);
    // It may have been locked and opened again meanwhile.
    const session = holder.session();
    if (session === undefined) return fail({ type: "locked" });
    const settled = settleIn(session);
    if (!settled.ok) return fail(settled.error);
    // What was brought along counts as joined when the relay has it.
    const sent = await waitFor(shell, SYNC_MS, shell.isInStep);
    if (!sent.ok) return fail(sent.error);
    end({
      type: "joined",
      vaultId: formatId(vaultId),
      memberId: session.identity.memberId,
      accounts: session.labels().filter(({ trashedAt }) => trashedAt === null).length,
      provisional: roster.members.get(session.identity.memberId)?.standing === "provisional",
    });
  };

  const settleIn = (session: VaultSession): Result<unknown, HoltError> => {
    const { memberId } = session.identity;
    session.note(happening("vault-joined", { by: offer?.hostName ?? "" }));
    const named = session.edit({
      act: (doc) => {
        const known = readDevices(doc).get(memberId)?.name ?? "";
        if (known === "") nameDevice(doc, memberId, deviceName);
        noteAdded(doc, memberId, Math.floor(now() / 1000));
        return ok(undefined);
      },
      isUndoable: false,
    });
    return named.ok ? takeBrought(session, tools.random) : named;
  };

  const connect = (): void => {
    connection = network.connect({
      urls: link.urls,
      pin: { type: "fingerprint", fingerprint: link.relayFingerprint },
      tools,
      now,
      onProven: (open, proven) => {
        relay = proven;
        open.send({ type: "mailbox-join", id: mailboxId, guest: guestMark });
        // What may not have got there is said again, byte by byte: a slot is written once.
        for (const said of posts) open.send({ type: "mailbox-post", id: mailboxId, ...said });
        if (posts.length === 0) post({ type: "ask", keys: member.publicKeys, name: deviceName });
      },
      onMessage: receive,
      onClosed: (error) => {
        if (status === "over" || status === "admitted") return;
        // Never reached: the link is of no use here. Later on, the relay or the network had a moment.
        if (relay === undefined) {
          fail(
            error === "wrong-relay-key"
              ? { type: "wrong-key", what: "relay" }
              : { type: "unreachable", what: "relay", detail: error },
          );
        } else callOffRetry = network.schedule(connect, AGAIN_MS);
      },
    });
  };

  feed.push({ type: "waiting", fingerprint: fingerprintWords(sodium, member.id) });
  connect();

  return {
    id: formatId(tools.random(16) as never),
    feed,
    answer: (merge) => {
      if (status !== "choosing" || offer === undefined) return false;
      isMerging = merge;
      if (merge) join(offer);
      else fail({ type: "refused", reason: "rejected" });
      return true;
    },
    cancel: () => {
      if (status !== "admitted") fail({ type: "interrupted" });
    },
  };
}
