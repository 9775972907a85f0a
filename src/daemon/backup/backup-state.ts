/**
 * The backup as people see it, from facts alone (docs/SPEC.md [BK12]): what is on, what is wrong with it and since when.
 *
 * Pure. Says "on" only of what is; says nothing reassuring of what isn't known.
 */
import { formatId, type MemberId } from "../../protocol/ids.ts";
import type { RosterState } from "../../protocol/roster-state.ts";
import type { BackupProblem, BackupView, LinkView, RecoveryKind } from "../../protocol/view.ts";
import type { BackupNotes } from "../../vault/backup-notes.ts";
import type { BackupFacts } from "./backup-facts.ts";

export interface BackupSigns {
  readonly roster: RosterState | undefined;
  readonly link: LinkView;
  readonly facts: BackupFacts;
  /** Null: the vault wasn't open yet. */
  readonly notes: BackupNotes | null;
  /** This device's memberId as text. */
  readonly self: string;
  /** When each way in came, epoch seconds; unknown: absent. */
  readonly addedAt: ReadonlyMap<RecoveryKind, number>;
  /** The erasure in force is receipted; epoch ms. */
  readonly receiptedAt: number | null;
  /** An open proposal to erase may be carried out by its author alone from then on; epoch ms. */
  readonly dueAt: number | null;
  readonly endedBy: string;
  /** Boxes that would not open, or a relay that lost what it had. */
  readonly alarm: BackupProblem | null;
  /** Epoch seconds. */
  readonly now: number;
}

const DAY = 24 * 60 * 60;
const PROOF_DAYS = 30;
/** A relay that is away for a moment is no failing backup. */
const STALE_SECONDS = DAY;
/** From letting the ways in come to having read everything back. */
const SETTING_UP_SECONDS = 10 * 60;

export function viewBackup(signs: BackupSigns): BackupView {
  const { roster, link, facts, notes, addedAt } = signs;
  const members = [...(roster?.members.values() ?? [])];
  const recovery = members.flatMap(({ kind }) =>
    kind === "device" ? [] : [{ kind, since: addedAt.get(kind) ?? null }],
  );
  const base = {
    relay: link.relay,
    fingerprint: link.fingerprint,
    handle: recovery.some(({ kind }) => kind === "passphrase") ? (notes?.handle ?? null) : null,
    lastBackupAt: recovery.length === 0 ? null : lastBackup(signs),
    pendingChanges: link.pending,
    bytes: recovery.length === 0 ? null : facts.bytes,
    snapshots: recovery.length === 0 ? null : facts.points,
    recovery,
    checkedAt: facts.checkedAt,
    lastVerifiedAt: recovery.length === 0 ? null : (notes?.verifiedAt ?? null),
    deletesAt: null,
    erasureRequest: null,
    problem: null,
    since: null,
    reminder: null,
    ended: null,
  };
  const erasing = viewErasing(signs);
  if (erasing !== undefined) return { ...base, ...erasing };
  if (recovery.length === 0) return { ...base, ...viewOff(signs) };
  const trouble = findTrouble(signs);
  if (trouble?.problem === "unproven" && isSettingUp(signs)) return { ...base, state: "waiting" };
  if (trouble !== null) return { ...base, state: "failing", ...trouble };
  return { ...base, state: "on", reminder: reminderOf(signs) };
}

type Shown = Pick<BackupView, "state"> & Partial<BackupView>;

/** Nothing waits, and the two are in step: then it is as of now. */
const lastBackup = ({ link }: BackupSigns): number | null => link.lastSyncAt;

function viewErasing({ roster, facts, self, dueAt, receiptedAt }: BackupSigns): Shown | undefined {
  const asked = roster?.proposals.find(({ type }) => type === "erase");
  if (asked !== undefined) {
    const erasureRequest = isSelf(asked.author, self) ? String(asked.entry) : null;
    return {
      state: "deleting",
      deletesAt: dueAt === null ? null : Math.floor(dueAt / 1000),
      erasureRequest,
    };
  }
  if (facts.wish !== null) return { state: "deleting", since: facts.wish.at };
  const isOwed = roster?.erasure != null && receiptedAt === null && !hasCameBack(roster);
  return isOwed ? { state: "deleting" } : undefined;
}

/** Backup was turned on again since. */
const hasCameBack = ({ members, erasure }: RosterState): boolean =>
  [...members.values()].some(
    ({ kind, admittedAt }) => kind !== "device" && admittedAt > (erasure?.entry ?? 0),
  );

function viewOff({ roster, self, receiptedAt, endedBy, now }: BackupSigns): Shown {
  const isWaiting = roster?.proposals.some(
    ({ type, change, author }) =>
      type === "recovery-change" && change.type === "admit" && isSelf(author, self),
  );
  const erasure = roster?.erasure ?? null;
  const at = receiptedAt === null ? now : Math.floor(receiptedAt / 1000);
  return {
    state: isWaiting === true ? "waiting" : "off",
    ended: erasure === null ? null : { by: endedBy, at, scope: erasure.scope },
  };
}

const isSelf = (id: Uint8Array, self: string): boolean => formatId(id as MemberId) === self;

type Trouble = { readonly problem: BackupProblem; readonly since: number | null };

/** Some way in came a moment ago. */
const isSettingUp = ({ addedAt, now }: BackupSigns): boolean =>
  [...addedAt.values()].some((at) => Math.abs(now - at) < SETTING_UP_SECONDS);

/** It is noted by whoever lets one in that a way in came, and by whoever has read by it that it works. */
const isUnproven = ({ roster, notes, addedAt }: BackupSigns): boolean =>
  notes !== null &&
  (notes.verifiedAt === null ||
    [...(roster?.members.values() ?? [])].some(({ kind }) => kind !== "device" && !addedAt.has(kind)));

function findTrouble(signs: BackupSigns): Trouble | null {
  const { link, facts, alarm, addedAt, now } = signs;
  if (link.state === "off") return { problem: "no-link", since: null };
  if (link.state === "held" || link.state === "revoked") return { problem: "held", since: link.since };
  const known = alarm ?? facts.problem;
  if (known !== null) return { problem: known, since: facts.since };
  if (link.state === "refused") {
    return { problem: link.error === "quota" ? "quota" : "refused", since: link.since };
  }
  // What is known of the time before this run is known from there alone.
  const sinceAway = link.state === "online" ? link.since : (link.lastSyncAt ?? link.since);
  if (sinceAway !== null && now - sinceAway >= STALE_SECONDS) {
    if (link.pending > 0) return { problem: "stale", since: sinceAway };
    if (link.state === "offline") return { problem: "unreachable", since: sinceAway };
  }
  return isUnproven(signs) ? { problem: "unproven", since: earliest(addedAt) } : null;
}

const earliest = (times: BackupSigns["addedAt"]): number | null =>
  times.size === 0 ? null : Math.min(...times.values());

function reminderOf({ roster, notes, now }: BackupSigns): BackupView["reminder"] {
  if (notes === null) return null;
  const isOld = (at: number | null): boolean => at === null || now - at >= PROOF_DAYS * DAY;
  if (isOld(notes.verifiedAt)) return "prove";
  const hasPassphrase = [...(roster?.members.values() ?? [])].some(({ kind }) => kind === "passphrase");
  return hasPassphrase && isOld(notes.typedAt) ? "type-passphrase" : null;
}
