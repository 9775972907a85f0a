/**
 * The backup behind one front, for handlers and for the view. Composition of this folder.
 *
 * Lives as long as the daemon. Sees to what nobody asks for: the daily look, receipts, an erasure whose time has come,
 * a wish that waited for the relay, proposals that nobody waits for any more.
 */
import { isEqualBytes } from "../../protocol/bytes.ts";
import { findBadBoxes } from "../../protocol/epoch-chain.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { formatId } from "../../protocol/ids.ts";
import { epochInForce, memberWithId } from "../../protocol/roster-model.ts";
import type { RosterState } from "../../protocol/roster-state.ts";
import { ok, type Result } from "../../protocol/result.ts";
import type { BackupProblem, BackupView, Problem, RecoveryKind, RequestView } from "../../protocol/view.ts";
import type { CryptoTools } from "../../protocol/sodium.ts";
import { readBackupNotes } from "../../vault/backup-notes.ts";
import { readDevices } from "../../vault/devices.ts";
import type { SyncNetwork } from "../sync/link-shell.ts";
import { nameOfMember } from "../sync/replica.ts";
import type { SyncService } from "../sync/sync-service.ts";
import { happening } from "../vault-activity.ts";
import type { VaultHolder } from "../vault-holder.ts";
import type { VaultSession } from "../vault-session.ts";
import { type BackupFacts, NO_FACTS, readBackupFacts, writeBackupFacts } from "./backup-facts.ts";
import { type BackupSigns, viewBackup } from "./backup-state.ts";
import { erasureHash } from "./disable.ts";
import { createErasures } from "./erasure.ts";
import { createJobs, type Jobs } from "./jobs.ts";
import type { BackupPlace } from "./place.ts";
import { withdraw } from "./second-signature.ts";
import { checkBackup } from "./self-check.ts";

export interface BackupServicePlace {
  readonly holder: VaultHolder;
  readonly sync: SyncService;
  readonly tools: CryptoTools;
  readonly now: () => number;
  readonly network: SyncNetwork;
  readonly problems: () => readonly Problem[];
  readonly onChange: () => void;
  /** Somebody asks for something that a person has to decide. */
  readonly onRequest: (request: RequestView) => void;
}

export interface BackupService {
  readonly place: BackupPlace;
  readonly jobs: Jobs;
  view(): BackupView;
  /** What waits for this device's word; of an erasure also when it happens anyway. */
  requests(): readonly RequestView[];
  /** When an open proposal to erase may be carried out alone; epoch ms. */
  readonly dueAt: () => number | null;
  opened(): void;
  locked(): void;
  stop(): void;
}

const CHECK_EVERY_S = 24 * 60 * 60;
/** Devices that were in step at one moment don't all look at one moment. */
const CHECK_SPREAD_S = 60 * 60;
/** Where it couldn't be looked at: all of the log is read each time. */
const CHECK_AGAIN_S = 60 * 60;
const LOOK_MS = 60_000;
const FIRST_LOOK_MS = 5_000;

export function createBackupService(given: BackupServicePlace): BackupService {
  const { holder, sync, tools, now, network, problems, onChange } = given;
  const { sodium } = tools;
  let facts: BackupFacts = NO_FACTS;
  /** Jobs that have proposals of their own. */
  let working = 0;
  let isLooking = false;
  const spread = (most: number): number => Math.floor(((tools.random(1)[0] ?? 0) / 256) * most);
  const checkSpread = spread(CHECK_SPREAD_S);
  /** Epoch seconds. */
  let checkNotBefore = 0;
  /** What only an open vault tells, as of the last time: a locked one still says where it stands. */
  let known: KnownSigns | undefined;
  let callOffLook: (() => void) | undefined;

  const remember = (change: Partial<BackupFacts>): Result<void, HoltError> => {
    const session = holder.session();
    if (session === undefined) return ok(undefined);
    facts = { ...facts, ...change };
    writeBackupFacts(session, facts);
    const stored = session.flush();
    onChange();
    return stored;
  };
  const place: BackupPlace = {
    holder,
    sync,
    tools,
    now,
    network,
    remember,
    facts: () => facts,
    working: (isWorking) => {
      working += isWorking ? 1 : -1;
    },
  };

  const erasures = createErasures({
    place,
    setFacts: (next) => {
      facts = next;
    },
    onChange,
  });

  const stopListening = sync.shell.listen((message) => {
    // After whoever listens has heard it, too.
    if (message.type === "receipt") network.schedule(() => erasures.takeReceipt(message), 0);
    if (message.type === "erasure-due") erasures.takeDue(message);
    if (message.type === "synced") lookSoon(FIRST_LOOK_MS);
    if (message.type === "points") remember({ points: message.points.length, bytes: message.bytes });
    if (message.type === "synced" || message.type === "erasure-due" || message.type === "receipt") onChange();
  });

  /** Told of, in this run. */
  const told = new Set<string>();
  const stopWatching = sync.shell.watch(() => {
    for (const request of sync.requests()) {
      const name = `${request.type} ${request.id}`;
      if (told.has(name)) continue;
      told.add(name);
      given.onRequest(request);
    }
  });

  /** Whatever is due while the vault is open and in step with its relay. */
  const look = async (): Promise<void> => {
    const session = holder.session();
    if (session === undefined) return;
    if (sync.shell.state().phase.status === "live") await lookLive(session);
    if (holder.session() === session && working === 0) noteTrouble(session);
  };

  const lookLive = async (session: VaultSession): Promise<void> => {
    const { state } = session.roster();
    if (state === undefined) return;
    const { memberId } = session.identity;
    const own = state.proposals.filter(({ author }) => formatId(author) === memberId);
    const orphan = working > 0 ? undefined : own.find(({ type }) => type === "recovery-change");
    if (orphan !== undefined) await withdraw(place, orphan.entry);
    await erasures.look(session, working > 0);
    await lookDaily(session);
  };

  const lookDaily = async (session: VaultSession): Promise<void> => {
    const { state } = session.roster();
    const isOn = [...(state?.members.values() ?? [])].some(({ kind }) => kind !== "device");
    const seconds = Math.floor(now() / 1000);
    // A clock that was ahead is no reason to wait for it.
    const last = Math.min(facts.checkedAt ?? 0, seconds + 1);
    const dueAt = last > seconds ? 0 : last + CHECK_EVERY_S + checkSpread;
    if (!isOn || working > 0 || seconds < Math.max(dueAt, checkNotBefore)) return;
    checkNotBefore = seconds + CHECK_AGAIN_S + spread(CHECK_AGAIN_S);
    const problem = await checkBackup(place);
    if (problem === undefined || holder.session() !== session) return;
    remember({ checkedAt: seconds, problem });
    sync.shell.send({ type: "points" });
  };

  /** Each problem is told of once, however often it is seen. */
  const noteTrouble = (session: VaultSession): void => {
    const { state, problem, since } = view();
    if (state !== "failing" || problem === null) {
      if (facts.told !== null || facts.since !== null) remember({ told: null, since: null });
      return;
    }
    if (problem === facts.told) return;
    session.queueActivity(happening("backup-failing", { reason: problem }));
    remember({ told: problem, since: since ?? Math.floor(now() / 1000) });
  };

  const lookSoon = (delayMs: number): void => {
    callOffLook?.();
    callOffLook = network.schedule(() => {
      lookSoon(LOOK_MS);
      if (isLooking) return;
      isLooking = true;
      void look().finally(() => {
        isLooking = false;
      });
    }, delayMs);
  };

  let seen: { readonly roster: RosterState; readonly isBad: boolean } | undefined;
  /** Words or passphrase would not open the epoch in force. Of one roster it is always the same. */
  const hasBadBox = (roster: RosterState): boolean => {
    const keys = sync.shell.replica()?.keys;
    const epochKey = keys?.key(epochInForce(roster).number);
    if (epochKey === undefined) return seen?.isBad === true;
    if (seen?.roster !== roster) {
      const bad = findBadBoxes(sodium, { state: roster, epochKey });
      const isBad = bad.some((id) => memberWithId(roster.members, id)?.kind !== "device");
      seen = { roster, isBad };
    }
    return seen.isBad;
  };

  const alarmOf = (roster: RosterState | undefined): BackupProblem | null => {
    if (roster !== undefined && hasBadBox(roster)) return "bad-box";
    return problems().some(({ type }) => type === "relay-lost-data") ? "relay-lost-data" : null;
  };

  const readSigns = (session: VaultSession): KnownSigns => {
    const roster = session.roster().state;
    const hash = erasureHash(sodium, session);
    const receipt = hash && facts.receipts.find(({ entry }) => isEqualBytes(entry, hash));
    return {
      roster,
      notes: readBackupNotes(session.doc()),
      self: session.identity.memberId,
      addedAt: addedTimes(session),
      receiptedAt: receipt?.atMs ?? null,
      endedBy: roster?.erasure == null ? "" : nameOfMember(session, formatId(roster.erasure.author)),
    };
  };

  const view = (): BackupView => {
    const session = holder.session();
    if (session !== undefined) known = readSigns(session);
    else if (holder.state() === "none") known = undefined;
    const signs = known ?? { ...UNKNOWN, roster: holder.roster()?.state };
    return viewBackup({
      ...signs,
      link: sync.link(),
      facts,
      dueAt: erasures.dueAt(),
      alarm: alarmOf(signs.roster),
      now: Math.floor(now() / 1000),
    });
  };

  const jobs = createJobs(tools.random);
  return {
    place,
    jobs,
    dueAt: () => erasures.dueAt(),
    view,
    requests: () => {
      const dueAt = erasures.dueAt();
      if (dueAt === null) return sync.requests();
      const expiresAt = Math.floor(dueAt / 1000);
      return sync
        .requests()
        .map((request) => (request.type === "erase" ? { ...request, expiresAt } : request));
    },
    opened: () => {
      const session = holder.session();
      facts = session === undefined ? NO_FACTS : readBackupFacts(session);
      erasures.forget();
      checkNotBefore = 0;
      lookSoon(FIRST_LOOK_MS);
    },
    locked: () => {
      jobs.locked();
      callOffLook?.();
      callOffLook = undefined;
    },
    stop: () => {
      callOffLook?.();
      stopListening();
      stopWatching();
    },
  };
}

/** When each way in came, as the device that made it noted. */
function addedTimes(session: VaultSession): ReadonlyMap<RecoveryKind, number> {
  const known = readDevices(session.doc());
  const times = new Map<RecoveryKind, number>();
  for (const [id, { kind }] of session.roster().state?.members ?? []) {
    const at = kind === "device" ? null : (known.get(id)?.addedAt ?? null);
    if (kind !== "device" && at !== null) times.set(kind, at);
  }
  return times;
}

type KnownSigns = Pick<BackupSigns, "roster" | "notes" | "self" | "addedAt" | "receiptedAt" | "endedBy">;

/** A locked vault's roster can be read; the rest is not known, and nobody is reminded of what may be done. */
const UNKNOWN: Omit<KnownSigns, "roster"> = {
  notes: null,
  self: "",
  addedAt: new Map(),
  receiptedAt: null,
  endedBy: "",
};
