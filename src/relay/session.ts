/**
 * One connection: its session's effects carried out, its vault's records passed on, its slowness noticed.
 *
 * Composes; what may be said when is session-state.ts's matter, what may be added to a log the vault's. Thousands of
 * these sit idle: fields and shared methods, no timers, no closures that stay.
 */
import { isEqualBytes } from "../protocol/bytes.ts";
import type { HoltError } from "../protocol/errors.ts";
import { formatId, type MemberId } from "../protocol/ids.ts";
import type { Cursor } from "../protocol/log.ts";
import {
  decodeClientMessage,
  encodeRelayMessage,
  type Refusal,
  type RelayMessage,
} from "../protocol/messages.ts";
import type { Result } from "../protocol/result.ts";
import {
  type Admission,
  admitLogin,
  admitOpening,
  type Applicant,
  logStorageFailure,
  STORAGE_RETRY_MS,
  storageFailed,
} from "./admission.ts";
import { erasureDue } from "./backup-changes.ts";
import type { LiveVault, Subscriber } from "./live-vault.ts";
import type { MailboxPeer } from "./mailboxes.ts";
import { isPlausibleMessage } from "./plausible.ts";
import { type LogReader, planReading, readLog } from "./reading.ts";
import { extendVault } from "./open-vault.ts";
import type { RelayCore } from "./relay-core.ts";
import {
  type Challenge,
  type SessionEffect,
  type SessionEvent,
  type SessionState,
  updateSession,
} from "./session-state.ts";

/** What carries a session. */
export interface Connection {
  /** As limits see it. */
  readonly address: string;
  /** A program of this machine, not a proxy's client. */
  readonly isLoopback: boolean;
  /** Bytes that the other side has yet to take in. */
  readonly waitingBytes: number;
  /** `onTaken`: it has left this process, or the connection is gone. */
  deliver(message: Uint8Array, onTaken?: () => void): void;
  /** Closes it, after what was sent. */
  finish(): void;
  /** Now. */
  cut(): void;
}

type MailboxEffect = Extract<SessionEffect, { readonly id: Uint8Array }>;

const NEW: SessionState = { status: "new" };

export class Session implements Subscriber, MailboxPeer, LogReader {
  isLive = false;
  readonly #core: RelayCore;
  readonly #connection: Connection;
  #state: SessionState = NEW;
  /** Since when the present status holds that must not last. */
  #since: number;
  /** Since when too much waits; 0: it doesn't. */
  #slowSince = 0;
  #vault: LiveVault | undefined;
  #lastPosition: number | undefined;
  /** Mailboxes that it hosts. */
  #hosted: Uint8Array[] | undefined;

  constructor(core: RelayCore, connection: Connection) {
    this.#core = core;
    this.#connection = connection;
    this.#since = core.now();
  }

  get isOpen(): boolean {
    return this.#state.status !== "closed";
  }

  /** Less is expected of it, and less allowed, before it has said who it is. */
  get isEarly(): boolean {
    return this.#state.status !== "member";
  }

  get memberId(): MemberId {
    if (this.#state.status !== "member") throw new Error("only a member has a vault");
    return this.#state.memberId;
  }

  get lastPosition(): number | undefined {
    return this.#lastPosition;
  }

  receive(bytes: Uint8Array): void {
    const decoded = isPlausibleMessage(bytes) ? decodeClientMessage(bytes) : undefined;
    this.handle(decoded?.ok ? { type: "message", message: decoded.value } : { type: "unreadable" });
  }

  /** Not binary, too large, or not WebSocket. */
  receiveUnreadable(): void {
    this.handle({ type: "unreadable" });
  }

  /** The connection is gone. */
  disconnected(): void {
    this.handle({ type: "gone" });
  }

  /** Every second or so. */
  tick(nowMs: number): void {
    const { loginWithinMs, slowBytes, slowMs } = this.#core.policy.limits;
    const { status } = this.#state;
    const isWaitedFor = status === "new" || status === "challenged" || status === "unknown";
    if (isWaitedFor && nowMs - this.#since >= loginWithinMs) this.drop("login");
    if (this.#connection.waitingBytes <= slowBytes) this.#slowSince = 0;
    else if (this.#slowSince === 0) this.#slowSince = nowMs;
    else if (nowMs - this.#slowSince >= slowMs) this.drop("slow");
  }

  handle(event: SessionEvent): void {
    const before = this.#state;
    const [state, ...effects] = updateSession(before, event, this.#core.drawNonce);
    this.#state = state;
    if (state.status !== before.status) this.#since = this.#core.now();
    for (const effect of effects) this.#run(effect);
    if (state.status === "closed" && before.status !== "closed") this.#leave();
  }

  // As its vault and its mailbox see it.

  send(messages: readonly Uint8Array[]): void {
    if (!this.isOpen) return;
    // Before, not after: what comes at once must not count against who takes it in at once.
    if (this.#connection.waitingBytes > this.#core.policy.limits.waitingBytes) return this.drop("slow");
    for (const message of messages) this.#connection.deliver(message);
  }

  say(message: RelayMessage): void {
    this.send([encodeRelayMessage(message)]);
  }

  refuse(what: Uint8Array | null, reason: Refusal, retryAfterMs: number): void {
    this.#core.meter.refused(reason);
    this.say({ type: "refused", what, reason, retryAfterMs });
  }

  endAfter(position: number): void {
    this.#lastPosition ??= position;
    if (this.isLive) this.drop("removed");
  }

  drop(reason: Refusal): void {
    this.handle({ type: "refuse", reason });
  }

  mailboxGone(): void {
    this.handle({ type: "mailbox-gone" });
  }

  // As a reader of the log.

  sendAndWait(message: Uint8Array): Promise<void> {
    if (!this.isOpen) return Promise.resolve();
    return new Promise((resolve) => this.#connection.deliver(message, resolve));
  }

  caughtUp(position: number): void {
    this.isLive = true;
    this.say({ type: "synced", position });
    const facts = this.#vault?.facts;
    if (facts === undefined) return;
    const due = erasureDue(facts, this.#core.policy.limits.eraseDelayMs);
    if (due !== undefined) this.say({ type: "erasure-due", ...due });
    if (facts.receipt !== null) this.say({ type: "receipt", ...facts.receipt });
  }

  ended(): void {
    this.drop("removed");
  }

  #run(effect: SessionEffect): void {
    const { track } = this.#core;
    switch (effect.type) {
      case "challenge":
        return this.#challenge(effect.challenge);
      case "look-up":
        return track(this.#admit(admitLogin(this.#core, this.#applicant, effect)));
      case "open":
        return track(this.#admit(admitOpening(this.#core, this.#applicant, effect)));
      case "enter":
        return track(this.#enter(effect.cursor));
      case "extend":
        return track(this.#extend(effect.entries));
      case "push":
        return this.#push(effect.envelope);
      case "append":
        return this.#append(effect.entry);
      case "signal":
        return this.#signal(effect.bytes);
      case "list-points":
        return this.#listPoints();
      case "send-point":
        return track(this.#sendPoint(effect.position));
      case "refuse":
        return this.#sayRefused(effect);
      case "close":
        return this.#connection.finish();
      default:
        return this.#runMailbox(effect);
    }
  }

  #runMailbox(effect: MailboxEffect): void {
    const { mailboxes, buckets, track, now } = this.#core;
    const { id } = effect;
    if (effect.type === "leave-mailbox") return mailboxes.leave(this, id);
    if (effect.type === "join-mailbox") return track(this.#join(id, effect.guest));
    const guest = effect.type === "post" ? effect.guest : null;
    const by = guest ?? this.memberId;
    const waitMs = buckets.posts.take(nameOf(by), now());
    if (waitMs > 0) return this.refuse(id, "rate", waitMs);
    switch (effect.type) {
      case "make-mailbox":
        return track(this.#makeMailbox(id, effect.lifeSeconds));
      case "post": {
        const { slot, bytes } = effect;
        return track(
          this.#orRefuse(id, mailboxes.post(this, { id, slot, bytes, by, isGuest: guest !== null })),
        );
      }
      case "close-mailbox":
        return track(this.#orRefuse(id, mailboxes.close(this, id, this.memberId)));
    }
  }

  #challenge({ clientNonce, relayNonce }: Challenge): void {
    const { key, now } = this.#core;
    const timeMs = now();
    const signature = key.signHello({ clientNonce, relayNonce, timeMs });
    this.say({ type: "challenge", relayKey: key.publicKey, nonce: relayNonce, timeMs, signature });
  }

  async #admit(admitting: Promise<Admission>): Promise<void> {
    const { event, say, vault } = await admitting;
    if (say?.type === "refused") this.refuse(say.what, say.reason, say.retryAfterMs);
    else if (say !== undefined) this.say(say);
    this.#vault = vault;
    this.handle(event);
  }

  async #enter(cursor: Cursor | null): Promise<void> {
    const vault = this.#vault;
    // It was removed in the very moment in which it came.
    if (vault === undefined || !vault.facts.roster.members.has(formatId(this.memberId))) {
      return this.drop("removed");
    }
    if (vault.isLost) return this.drop("storage");
    vault.subscribers.add(this);
    const { vaultId, log, logNonce } = vault.facts;
    const isOfLog = cursor !== null && isEqualBytes(cursor.log, log);
    const isOnChain = isOfLog && (await vault.isOnChain(cursor));
    if (!this.isOpen) return;
    const { facts } = vault;
    this.say({ type: "welcome", vaultId, logNonce, position: facts.place.position, isOnChain });
    const plan = planReading(facts, cursor, isOnChain);
    const read = await readLog(this, { vault, store: this.#core.store, plan });
    if (!read.ok) this.#storageFailed(read.error);
    else if (read.value === "again") this.drop("other");
  }

  async #extend(entries: readonly Uint8Array[]): Promise<void> {
    const { vaultId } = this.#vault ?? {};
    const { memberId } = this;
    const waitMs = this.#core.buckets.appends.take(nameOf(memberId), this.#core.now());
    if (vaultId === undefined) return;
    if (waitMs > 0) return this.refuse(null, "rate", waitMs);
    const refusal = await extendVault(this.#core, { vaultId, memberId, entries });
    if (refusal !== undefined) this.refuse(null, refusal, 0);
  }

  #push(envelope: Uint8Array): void {
    const { buckets, now, meter } = this.#core;
    const vault = this.#vault;
    if (vault === undefined) return;
    meter.pushed();
    const nowMs = now();
    const waitMs =
      buckets.memberPushes.take(nameOf(this.memberId), nowMs) ||
      buckets.vaultPushes.take(nameOf(vault.vaultId), nowMs);
    if (!vault.push(this, envelope, waitMs)) this.handle({ type: "unreadable" });
  }

  #append(entry: Uint8Array): void {
    const { buckets, now } = this.#core;
    this.#vault?.append(this, entry, { waitMs: buckets.appends.take(nameOf(this.memberId), now()) });
  }

  /** Over its rate it is dropped: presence that comes too often is worth nothing. */
  #signal(bytes: Uint8Array): void {
    const { buckets, now } = this.#core;
    if (buckets.signals.take(nameOf(this.memberId), now()) > 0) return;
    this.#vault?.signal(this, encodeRelayMessage({ type: "signal", bytes }));
  }

  #listPoints(): void {
    const facts = this.#vault?.facts;
    if (facts === undefined) return;
    let bytes = facts.rosterBytes;
    for (const usage of facts.usageByEpoch.values()) bytes += usage.bytes;
    for (const point of facts.points) bytes += point.bytes;
    this.say({ type: "points", points: facts.points, bytes });
  }

  async #sendPoint(position: number): Promise<void> {
    const { buckets, now, store } = this.#core;
    const vaultId = this.#vault?.vaultId;
    if (vaultId === undefined) return;
    const waitMs = buckets.points.take(nameOf(this.memberId), now());
    if (waitMs > 0) return this.refuse(null, "rate", waitMs);
    const envelope = await store.readPoint(vaultId, position);
    if (!envelope.ok) return this.#storageFailed(envelope.error);
    await this.sendAndWait(
      encodeRelayMessage({ type: "point", position, snapshot: envelope.value ?? new Uint8Array() }),
    );
  }

  async #makeMailbox(id: Uint8Array, lifeSeconds: number): Promise<void> {
    const vaultId = this.#vault?.vaultId;
    if (vaultId === undefined) return;
    const { mailboxes } = this.#core;
    const made = await this.#orRefuse(
      id,
      mailboxes.make(this, { id, lifeSeconds, vaultId, host: this.memberId }),
    );
    if (made !== true) return;
    if (this.isOpen) (this.#hosted ??= []).push(id);
    else mailboxes.leave(this, id);
  }

  async #join(id: Uint8Array, guest: Uint8Array): Promise<void> {
    const { buckets, now, mailboxes } = this.#core;
    const waitMs = this.#isFree ? 0 : buckets.joins.take(this.#connection.address, now());
    if (waitMs > 0) {
      this.refuse(id, "rate", waitMs);
      return this.handle({ type: "not-joined" });
    }
    const joined = await mailboxes.join(this, id, guest);
    if (!joined.ok) return this.#storageFailed(joined.error);
    this.handle({ type: joined.value ? "joined" : "not-joined" });
    if (joined.value && !this.isOpen) mailboxes.leave(this, id);
  }

  /** Undefined where the store failed, which is said. */
  async #orRefuse<T>(what: Uint8Array, doing: Promise<Result<T, HoltError>>): Promise<T | undefined> {
    const done = await doing;
    if (done.ok) return done.value;
    logStorageFailure(this.#core.log, done.error);
    this.refuse(what, "storage", STORAGE_RETRY_MS);
    return undefined;
  }

  #storageFailed(error: HoltError): void {
    this.handle(storageFailed(this.#core, error).event);
  }

  #sayRefused({ what, reason, retryAfterMs }: Extract<SessionEffect, { type: "refuse" }>): void {
    const { meter, logRefusal } = this.#core;
    meter.refused(reason);
    if (what === null) logRefusal(reason, this.#connection.address);
    this.#connection.deliver(encodeRelayMessage({ type: "refused", what, reason, retryAfterMs }));
  }

  /** The session is over; the connection may still be taking in what was sent. */
  #leave(): void {
    const vault = this.#vault;
    this.isLive = false;
    if (vault !== undefined) {
      vault.subscribers.delete(this);
      vault.idleSince = this.#core.now();
    }
    for (const id of this.#hosted ?? []) this.#core.mailboxes.leave(this, id);
  }

  get #isFree(): boolean {
    return this.#connection.isLoopback && this.#core.policy.limits.isLoopbackFree;
  }

  get #applicant(): Applicant {
    return { address: this.#connection.address, isFree: this.#isFree };
  }
}

const nameOf = (id: Uint8Array): string =>
  Buffer.from(id.buffer, id.byteOffset, id.length).toString("latin1");
