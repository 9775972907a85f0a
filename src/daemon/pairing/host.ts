/**
 * Letting a device in: the side that made the join link (docs/SPEC.md [PA1]–[PA6]).
 *
 * The link is good for one device and ten minutes. Nothing of the vault is told before a person has said yes to the
 * fingerprint words; then the new device signs that it joins this very vault, and is admitted by a roster entry.
 */
import type { HoltError } from "../../protocol/errors.ts";
import { fingerprintOfRelay } from "../../protocol/handshake.ts";
import { fingerprintWords } from "../../protocol/fingerprint-words.ts";
import { formatId } from "../../protocol/ids.ts";
import { formatJoinLink, JOIN_SECONDS, JOIN_SECRET_BYTES } from "../../protocol/join-link.ts";
import type { PairEvent } from "../../protocol/local-api.ts";
import { mailboxOf, openPairing, type PairingMessage, sealPairing, SLOTS } from "../../protocol/mailbox.ts";
import { memberIdOf } from "../../protocol/members.ts";
import { isEqualBytes } from "../../protocol/bytes.ts";
import type { RelayMessage } from "../../protocol/messages.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { makeDeviceAdmission } from "../../protocol/roster-make.ts";
import { Secret } from "../../protocol/secret.ts";
import type { CryptoTools } from "../../protocol/sodium.ts";
import type { RequestView } from "../../protocol/view.ts";
import { nameDevice, noteAdded, readDevices } from "../../vault/devices.ts";
import { createEventFeed, type EventFeed } from "../event-feed.ts";
import { appendEntry, toHoltError } from "../sync/append-entry.ts";
import type { LinkShell } from "../sync/link-shell.ts";
import { waitFor } from "../sync/link-operations.ts";
import { nameOfMember } from "../sync/replica.ts";
import type { VaultSession } from "../vault-session.ts";

export interface HostPlace {
  readonly shell: LinkShell;
  readonly session: VaultSession;
  readonly tools: CryptoTools;
  readonly now: () => number;
  readonly urls: readonly string[];
  readonly relayKey: Uint8Array;
  readonly timeoutSeconds: number;
  readonly onChange: () => void;
}

export interface PairingHost {
  readonly id: string;
  readonly link: string;
  /** Epoch seconds. */
  readonly expiresAt: number;
  readonly feed: EventFeed<PairEvent>;
  /** What waits for a yes; undefined: nothing. */
  request(): RequestView | undefined;
  /** False: that request doesn't wait here. */
  answer(requestId: string, accept: boolean): boolean;
  cancel(): void;
  isOver(): boolean;
}

type Guest = Extract<PairingMessage, { readonly type: "ask" }>;

const READY_MS = 15_000;

export async function startHost(place: HostPlace): Promise<Result<PairingHost, HoltError>> {
  const { shell, tools, now, timeoutSeconds } = place;
  const secret = new Secret(new Uint8Array(tools.random(JOIN_SECRET_BYTES)));
  const { id, key } = mailboxOf(tools.sodium, secret);
  const lifeSeconds = Math.min(timeoutSeconds, JOIN_SECONDS);
  const live = await waitForRelay(place);
  const ready = live.ok ? await makeMailbox(shell, { id, lifeSeconds }) : live;
  if (!ready.ok) {
    secret.wipe();
    key.wipe();
    return ready;
  }
  const link = formatJoinLink({
    urls: place.urls,
    relayFingerprint: fingerprintOfRelay(tools.sodium, place.relayKey),
    secret,
  });
  secret.wipe();
  const expiresAt = Math.floor(now() / 1000) + lifeSeconds;
  return ok(createHost(place, { id, key, link, expiresAt, lifeSeconds }));
}

/** In step, so that the roster is as it is: nobody needs a link that this device may not let anyone in with. */
async function waitForRelay({ shell, session }: HostPlace): Promise<Result<void, HoltError>> {
  const live = await waitFor(shell, READY_MS, () => shell.state().phase.status === "live");
  if (!live.ok) return live.error.type === "timeout" ? err({ type: "unreachable", what: "relay" }) : live;
  const self = session.roster().state?.members.get(session.identity.memberId);
  return self?.standing === "full"
    ? ok(undefined)
    : err({ type: "refused", reason: "not-allowed", value: "standing" });
}

function makeMailbox(
  shell: LinkShell,
  { id, lifeSeconds }: { readonly id: Uint8Array; readonly lifeSeconds: number },
): Promise<Result<void, HoltError>> {
  return new Promise((resolve) => {
    const finish = (result: Result<void, HoltError>): void => {
      callOff();
      stop();
      resolve(result);
    };
    const callOff = shell.schedule(() => finish(err({ type: "timeout", what: "relay" })), READY_MS);
    const stop = shell.listen((message) => {
      if (message.type === "mailbox-ready" && isEqualBytes(message.id, id)) finish(ok(undefined));
      if (message.type === "refused" && message.what !== null && isEqualBytes(message.what, id)) {
        finish(err({ type: "refused", reason: message.reason === "rate" ? "rate" : "too-many" }));
      }
    });
    if (!shell.send({ type: "mailbox-make", id, lifeSeconds })) {
      finish(err({ type: "unreachable", what: "relay" }));
    }
  });
}

interface Made {
  readonly id: Uint8Array;
  readonly key: Secret;
  readonly link: string;
  readonly expiresAt: number;
  readonly lifeSeconds: number;
}

function createHost(place: HostPlace, { id, key, link, expiresAt, lifeSeconds }: Made): PairingHost {
  const { shell, session, tools, now, onChange } = place;
  const feed = createEventFeed<PairEvent>();
  let guest: Guest | undefined;
  let status: "waiting" | "asking" | "offered" | "admitting" | "over" = "waiting";

  const pairingId = formatId(tools.random(16) as never);
  const requestId = pairingId.slice(0, 8);
  const posts: { readonly slot: number; readonly bytes: Uint8Array }[] = [];
  const post = (message: PairingMessage): void => {
    const said = { slot: SLOTS[message.type], bytes: sealPairing(tools, key, message) };
    posts.push(said);
    shell.send({ type: "mailbox-post", id, ...said });
  };
  const end = (event: PairEvent | undefined): void => {
    if (status === "over") return;
    status = "over";
    callOff();
    stopListening();
    stopWatching();
    if (event !== undefined) feed.push(event);
    key.wipe();
    onChange();
  };
  const fail = (error: HoltError): void => end({ type: "failed", error });
  const isOver = (): boolean => status === "over";

  /** Not while a guest is being admitted: the log decides whether it is. */
  const cancel = (): void => {
    if (status === "admitting") return;
    if (status !== "over") shell.send({ type: "mailbox-close", id });
    end({ type: "expired" });
  };
  const callOff = shell.schedule(cancel, lifeSeconds * 1000);

  /**
   * After the connection was lost the mailbox is asked for again: what came meanwhile comes again, and what may not have
   * got there is said again, byte by byte.
   */
  let wasLive = true;
  const stopWatching = shell.watch(() => {
    const isLive = shell.state().phase.status === "live";
    if (isLive && !wasLive) {
      const left = Math.max(1, expiresAt - Math.floor(now() / 1000));
      shell.send({ type: "mailbox-make", id, lifeSeconds: left });
      for (const said of posts) shell.send({ type: "mailbox-post", id, ...said });
    }
    wasLive = isLive;
  });

  const memberOfGuest = ({ keys }: Guest) => memberIdOf(tools.sodium, keys);
  const receive = (message: RelayMessage): void => {
    if (message.type === "mailbox-gone" && isEqualBytes(message.id, id)) {
      if (message.reason === "expired") end({ type: "expired" });
      else fail({ type: "refused", reason: message.reason === "burnt" ? "link-used-twice" : "other" });
      return;
    }
    if (message.type !== "mailbox" || !isEqualBytes(message.id, id)) return;
    const opened = openPairing(tools.sodium, { key, slot: message.slot, bytes: message.bytes });
    if (!opened.ok) {
      // Whoever wrote it doesn't know the link's secret: the relay, or somebody who guesses.
      fail({ type: "wrong-key", what: "link" });
      return;
    }
    if (opened.value.type === "ask") asked(opened.value);
    if (opened.value.type === "join") void admit(opened.value.signature);
  };
  const stopListening = shell.listen(receive);

  const asked = (ask: Guest): void => {
    if (status !== "waiting") return;
    status = "asking";
    guest = ask;
    feed.push({ type: "request", requestId, fingerprint: wordsOf(ask), name: ask.name });
    onChange();
  };
  const wordsOf = (ask: Guest): string => fingerprintWords(tools.sodium, memberOfGuest(ask));

  const offer = (): void => {
    status = "offered";
    const devices = [...(session.roster().state?.members.keys() ?? [])];
    post({
      type: "offer",
      vaultId: session.keyring.vaultId,
      devices: devices.map((member) => nameOfMember(session, member)),
      accounts: session.labels().filter(({ trashedAt }) => trashedAt === null).length,
      hostName: nameOfMember(session, session.identity.memberId),
    });
  };

  const admit = async (join: Uint8Array): Promise<void> => {
    const asking = guest;
    if (status !== "offered" || asking === undefined) return;
    status = "admitting";
    const member = memberOfGuest(asking);
    const memberName = formatId(member);
    const name = freeName(session, asking.name);
    const named = session.edit({
      act: (doc) => {
        nameDevice(doc, memberName, name);
        noteAdded(doc, memberName, Math.floor(now() / 1000));
        return ok(undefined);
      },
      isUndoable: false,
    });
    if (!named.ok) return fail(named.error);
    const appended = await appendEntry(shell, ({ replica, roster, epochKey }) => {
      const made = makeDeviceAdmission(tools, {
        state: roster,
        author: replica.member,
        epochKey,
        guest: asking.keys,
        join,
      });
      return made.ok ? made : err(toHoltError(made.error));
    });
    if (!appended.ok) return fail(appended.error);
    // The mailbox ended meanwhile, and with it the key for what is still to be said.
    if (isOver()) return;
    const replica = shell.replica();
    const admitted = replica?.rosterAt?.members.get(memberName);
    const cursor = replica?.chain?.cursor;
    const head = replica?.rosterAt?.head;
    if (admitted === undefined || cursor === undefined || head === undefined) {
      return fail({ type: "internal", detail: "an admitted device is not in the roster" });
    }
    const { log, position, hash } = cursor;
    post({
      type: "admitted",
      rosterIndex: head.index,
      rosterHead: head.hash,
      cursor: { log, position, hash },
      relayUrl: place.urls[0] ?? "",
    });
    end({
      type: "joined",
      requestId,
      memberId: memberName,
      name,
      fingerprint: wordsOf(asking),
      provisional: admitted.standing === "provisional",
    });
  };

  return {
    id: pairingId,
    link,
    expiresAt,
    feed,
    request: () =>
      status === "asking" && guest !== undefined
        ? {
            id: requestId,
            type: "join",
            name: guest.name,
            by: nameOfMember(session, session.identity.memberId),
            fingerprint: wordsOf(guest),
            expiresAt,
          }
        : undefined,
    answer: (wanted, accept) => {
      if (wanted !== requestId || status !== "asking") return false;
      if (accept) offer();
      else {
        post({ type: "rejected" });
        end({ type: "rejected", requestId });
      }
      onChange();
      return true;
    },
    cancel,
    isOver,
  };
}

/** Two devices of one name can't be told apart in a command; those that are gone don't count. */
function freeName(session: VaultSession, wished: string): string {
  const members = session.roster().state?.members;
  const named = [...readDevices(session.doc())].filter(([id]) => members?.has(id) ?? true);
  const taken = new Set(named.map(([, { name }]) => name));
  const base = wished.trim() || "device";
  if (!taken.has(base)) return base;
  for (let count = 2; ; count++) if (!taken.has(`${base} ${count}`)) return `${base} ${count}`;
}
