/**
 * What people do to the link: use a relay, stop using it, sync now (CLI.md, devices and sync).
 */
import { isEqualBytes } from "../../protocol/bytes.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { fingerprintOfRelay, formatFingerprint, parseFingerprint } from "../../protocol/handshake.ts";
import type { Linked, RelayChoice } from "../../protocol/local-api.ts";
import { parseRelayAddress } from "../../protocol/relay-address.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { makeHome } from "../../protocol/roster-make.ts";
import { Secret } from "../../protocol/secret.ts";
import type { CryptoTools } from "../../protocol/sodium.ts";
import type { SyncHome } from "../../protocol/sync-record.ts";
import type { Problem } from "../../protocol/view.ts";
import { utf8ToBytes } from "../../protocol/bytes.ts";
import { happening } from "../vault-activity.ts";
import type { VaultSession } from "../vault-session.ts";
import { appendEntry, toHoltError } from "./append-entry.ts";
import { askWelcome, probeRelay } from "./ask-relay.ts";
import { connectFailure, linkFailure } from "./link-failure.ts";
import type { Opening } from "./link-opening.ts";
import type { LinkShell, SyncNetwork } from "./link-shell.ts";
import type { Pin } from "./relay-connection.ts";
import { markUnlinked, unmarkUnlinked } from "./locked-link.ts";
import { createReplicaState, hasLeft, isRosterInStep, wipeReplica } from "./replica.ts";

export interface LinkPlace {
  readonly shell: LinkShell;
  readonly session: () => VaultSession;
  /** What was told of the relay before is past. */
  readonly clearAlarms: (types?: readonly Problem["type"][]) => void;
  readonly tools: CryptoTools;
  readonly now: () => number;
  readonly network: SyncNetwork;
}

const STEP_MS = 60_000;
/** How long the old home is tried before it counts as lost. */
const OLD_HOME_MS = 10_000;
const RECORDS_MS = 20_000;
const MOST_ANNOUNCEMENTS = 3;

export async function setLink(place: LinkPlace, choice: RelayChoice): Promise<Result<Linked, HoltError>> {
  const address = parseRelayAddress(choice.url);
  if (!address.ok) return err({ type: "usage", reason: address.error.type });
  const given = choice.fingerprint === undefined ? undefined : parseFingerprint(choice.fingerprint);
  if (choice.fingerprint !== undefined && given === undefined) {
    return err({ type: "usage", reason: "bad-fingerprint" });
  }
  const fingerprint = given ?? address.value.fingerprint;
  const pin: Pin = fingerprint === undefined ? null : { type: "fingerprint", fingerprint };
  const { url } = address.value;
  const wasLinked = isLinked(place);
  const probed = await probeRelay(place, { urls: [url], pin });
  if (!probed.ok) return probed;
  if (wasLinked && !isLinked(place)) return err({ type: "no-link" });
  const { relayKey } = probed.value;
  const token = choice.token === undefined ? null : new Secret(utf8ToBytes(choice.token.trim()));
  const linked = await useRelay(place, {
    home: { url, relayKey, otherUrls: [], isEmbedded: false },
    token,
  });
  token?.wipe();
  if (!linked.ok) return linked;
  const used = place.session().syncRecord().home ?? { url, relayKey };
  const shown = formatFingerprint(fingerprintOfRelay(place.tools.sodium, used.relayKey));
  return ok({ relay: used.url, fingerprint: shown, isFirstSeen: pin === null });
}

/** Makes it the vault's home, and waits until the vault stands there. On a failure the link is what it was. */
export async function useRelay(
  place: LinkPlace,
  { home, token }: { readonly home: SyncHome; readonly token: Secret | null },
): Promise<Result<void, HoltError>> {
  const { shell } = place;
  const before = place.session().syncRecord();
  if (before.revoked !== null) return err({ type: "revoked", by: before.revoked.by });
  const isSameRelay = before.home !== null && isEqualBytes(before.home.relayKey, home.relayKey);
  const prepared = isSameRelay ? ok(null) : await prepareMove(place, { home, hasToken: token !== null });
  if (!prepared.ok) return prepared;
  // Relays were asked meanwhile.
  if (shell.replica() === undefined) return err({ type: "locked" });
  if (before.home !== null && !isLinked(place)) return err({ type: "no-link" });
  const opening: Opening = { homeEntry: prepared.value, token };
  const session = place.session();
  const record = session.syncRecord();
  session.setSyncRecord({ ...record, home, cursor: isSameRelay ? record.cursor : null });
  session.queue(unmarkUnlinked);
  if (!isSameRelay) session.queueActivity(happening("linked", { relay: home.url }));
  const stored = session.flush();
  if (!stored.ok) return stored;
  shell.relink(opening);
  const reached = await waitFor(shell, STEP_MS, () => shell.state().phase.status === "live");
  if (!reached.ok) {
    const { error, phase } = shell.state();
    const told = reached.error.type === "timeout" && error !== null ? connectFailure(error) : reached.error;
    // Where the old relay knows of the new one there is no way back: once that one takes the vault, all follow.
    const { state } = place.session().roster();
    const isHome = state !== undefined && !hasLeft(state, home.relayKey) && state.home !== null;
    // Nor is there one for who unlinked meanwhile.
    const isUnlinked = place.session().syncRecord().home === null;
    if (phase.status !== "revoked" && !isHome && !isUnlinked) restore(place, before.home, before.cursor);
    return err(told);
  }
  if (!isSameRelay) place.clearAlarms();
  // Where that relay said that the vault has moved on, this device followed.
  if (hasFollowed(place.session(), home)) return ok(undefined);
  const announced = await announceHome(place, home);
  // Erased, and not to be begun anew by who isn't a full member: it goes on alone.
  const isErased = place.session().roster().state?.isErased === true;
  if (!announced.ok && isErased && before.home === null) restore(place, before.home, before.cursor);
  return announced;
}

/**
 * Who unlinks in the midst of a move has called it off: without a connection the old relay would not be told, and the
 * others would stay there.
 */
const isLinked = ({ session }: LinkPlace): boolean => session().syncRecord().home !== null;

function hasFollowed(session: VaultSession, { relayKey }: SyncHome): boolean {
  const { home } = session.syncRecord();
  return home !== null && !isEqualBytes(home.relayKey, relayKey);
}

/** Not while it is locked: then it goes on when it is opened. */
function restore(place: LinkPlace, home: SyncHome | null, cursor: VaultSessionCursor): void {
  if (place.shell.replica() === undefined) return;
  const session = place.session();
  if (home === null) session.queue(markUnlinked);
  session.setSyncRecord({ ...session.syncRecord(), home, cursor });
  session.flush();
  place.shell.relink(null);
}
type VaultSessionCursor = ReturnType<VaultSession["syncRecord"]>["cursor"];

/** At the old relay where it is there, so that the others follow; else the roster grows on at the new one. */
async function prepareMove(
  place: LinkPlace,
  { home, hasToken }: { readonly home: SyncHome; readonly hasToken: boolean },
): Promise<Result<Uint8Array | null, HoltError>> {
  const { shell, tools, now, network } = place;
  const { url, relayKey } = home;
  const wasLinked = isLinked(place);
  await reachOldHome(shell);
  if (wasLinked && !isLinked(place)) return err({ type: "no-link" });
  if (shell.replica() === undefined) return err({ type: "locked" });
  const session = place.session();
  // Keys of its own: the shell's are wiped where memory is thrown away while a relay is asked.
  const replica = createReplicaState({ session, tools, now, onAlarm: () => {}, onAcknowledged: () => {} });
  try {
    if (shell.state().phase.status === "live") {
      const welcome = await askWelcome({ tools, now, network, member: replica.member, home });
      if (!welcome.ok) return welcome;
      if (welcome.value === "closed" && !hasToken) return err({ type: "refused", reason: "token-needed" });
      const appended = await appendEntry(shell, ({ replica: { member: author }, roster }) => {
        const made = makeHome(tools, { state: roster, author, url, relayKey });
        return made.ok ? made : err(toHoltError(made.error));
      });
      return appended.ok ? ok(null) : appended;
    }
    const { state } = session.roster();
    if (state === undefined) return err({ type: "storage", reason: "damaged", detail: "roster" });
    if (state.home !== null && !hasLeft(state, relayKey)) return ok(null);
    const made = makeHome(tools, { state, author: replica.member, url, relayKey });
    if (made.ok) return made;
    // Who may not move the vault may follow it to where others have.
    const welcome = await askWelcome({ tools, now, network, member: replica.member, home });
    return welcome.ok && welcome.value === "known" ? ok(null) : err(toHoltError(made.error));
  } finally {
    wipeReplica(replica);
  }
}

/**
 * A moment without a connection is no relay that is gone: whoever isn't told stays behind there, and nothing would tell
 * anyone of it.
 */
async function reachOldHome(shell: LinkShell): Promise<void> {
  if (shell.state().phase.status === "off") return;
  shell.go();
  await waitFor(shell, OLD_HOME_MS, () => shell.state().phase.status === "live");
}

/** A relay that knew the vault already takes the entry now, if its roster names another home. */
async function announceHome({ shell, tools }: LinkPlace, home: SyncHome): Promise<Result<void, HoltError>> {
  const { url, relayKey } = home;
  const isBack = (): boolean => {
    const replica = shell.replica();
    // What it had lost may end with an erasure, after which the home is to be named anew.
    if (replica?.rosterAt === undefined || !isRosterInStep(replica)) return false;
    return !hasLeft(replica.rosterAt, relayKey);
  };
  // It was sent already, with what the roster has grown by elsewhere.
  const back = await waitForRecords(shell, isBack);
  if (!back.ok) return back;
  for (let attempt = 1; ; attempt++) {
    const announced = await appendEntry(shell, ({ replica, roster }) => {
      if (roster.home !== null) return ok(undefined);
      const made = makeHome(tools, { state: roster, author: replica.member, url, relayKey });
      return made.ok ? made : err(toHoltError(made.error));
    });
    if (announced.ok) return ok(undefined);
    // A relay that erases ends its sessions, and takes the entry in the next.
    if (announced.error.type !== "unreachable" || attempt === MOST_ANNOUNCEMENTS) return announced;
    const live = await waitFor(shell, STEP_MS, () => shell.state().phase.status === "live");
    if (!live.ok) return announced;
  }
}

/** Until what the relay says has made it so. */
function waitForRecords(shell: LinkShell, isSo: () => boolean): Promise<Result<void, HoltError>> {
  return new Promise((resolve) => {
    if (isSo()) return resolve(ok(undefined));
    const finish = (result: Result<void, HoltError>): void => {
      callOff();
      stop();
      resolve(result);
    };
    const callOff = shell.schedule(() => finish(err({ type: "timeout", what: "relay" })), RECORDS_MS);
    const stop = shell.listen((message) => {
      if (isSo()) finish(ok(undefined));
      else if (message.type === "refused" && message.what === null) {
        finish(err({ type: "refused", reason: "not-allowed", value: message.reason }));
      }
    });
  });
}

export function clearLink({
  shell,
  session,
  clearAlarms,
}: LinkPlace): Result<{ wasLinked: boolean }, HoltError> {
  const open = session();
  const record = open.syncRecord();
  if (record.home === null) return ok({ wasLinked: false });
  const newest = open.outbox().at(-1)?.seq;
  // What waits is in the document; a later link finds that the relay lacks it.
  if (newest !== undefined) open.acknowledge(newest);
  open.setSyncRecord({ ...record, home: null, cursor: null });
  open.queue(markUnlinked);
  open.queueActivity(happening("unlinked", { relay: record.home.url }));
  const stored = open.flush();
  if (!stored.ok) return stored;
  if (record.revoked === null) clearAlarms();
  shell.relink(null);
  return ok({ wasLinked: true });
}

export async function syncNow(
  { shell }: LinkPlace,
  { wait, timeoutMs }: { readonly wait: boolean; readonly timeoutMs: number },
): Promise<Result<void, HoltError>> {
  if (shell.state().phase.status === "off") return err({ type: "no-link" });
  shell.go();
  const status = () => shell.state().phase.status;
  // Who doesn't wait is told of the first attempt that failed.
  const reached = await waitFor(shell, timeoutMs, () =>
    wait ? shell.isInStep() : status() === "live" || status() === "offline",
  );
  // What came lies on this disk before anyone is told that all is in step.
  if (reached.ok && wait) return shell.replica()?.session.flush() ?? reached;
  if (reached.ok && status() === "live") return reached;
  if (!reached.ok && reached.error.type !== "timeout") return reached;
  const { error, phase, pushing } = shell.state();
  // What the relay refuses won't come with more waiting.
  const isRefused = phase.status === "live" && pushing.status === "paused";
  if (error !== null && (isRefused || !wait)) return err(connectFailure(error));
  return err({ type: "timeout", what: "sync" });
}

/** Until it is so, or can't become so without a person. */
export function waitFor(
  shell: LinkShell,
  timeoutMs: number,
  isSo: () => boolean,
): Promise<Result<void, HoltError>> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (isSo()) finish(ok(undefined));
      else {
        const failure = linkFailure(shell.state());
        if (failure !== undefined) finish(err(failure));
      }
    };
    const finish = (result: Result<void, HoltError>): void => {
      callOff();
      stop();
      resolve(result);
    };
    const callOff = shell.schedule(() => finish(err({ type: "timeout", what: "sync" })), timeoutMs);
    const stop = shell.watch(look);
    look();
  });
}
