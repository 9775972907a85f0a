/**
 * Sync behind one front, for handlers and for the view: the link, the devices, pairing. Composition of this folder.
 *
 * Lives as long as the daemon; follows the vault as it is opened and locked.
 */
import type { HoltError } from "../../protocol/errors.ts";
import { fingerprintOfRelay, formatFingerprint } from "../../protocol/handshake.ts";
import { ok, type Result } from "../../protocol/result.ts";
import type { CryptoTools } from "../../protocol/sodium.ts";
import type { DeviceView, LinkStateName, LinkView, RequestView } from "../../protocol/view.ts";
import { happening } from "../vault-activity.ts";
import type { VaultHolder } from "../vault-holder.ts";
import type { VaultProblems } from "../vault-problems.ts";
import type { VaultSession } from "../vault-session.ts";
import { removeMembers, type MembersPlace } from "./member-operations.ts";
import { viewDevices, viewRequests } from "./devices-view.ts";
import { createLinkShell, type LinkShell, type SyncNetwork } from "./link-shell.ts";
import { type LinkPlace, waitFor } from "./link-operations.ts";
import { viewLockedLink } from "./locked-link.ts";
import { type Alarm, nameOfMember } from "./replica.ts";

export interface SyncPlace {
  readonly holder: VaultHolder;
  readonly tools: CryptoTools;
  readonly now: () => number;
  readonly installation: () => Uint8Array | null;
  readonly problems: VaultProblems;
  /** What is shown has changed. */
  readonly onChange: () => void;
  readonly network: SyncNetwork;
}

export interface SyncService {
  readonly shell: LinkShell;
  link(): LinkView;
  clockSkewSeconds(): number | null;
  devices(): readonly DeviceView[];
  requests(): readonly RequestView[];
  linkPlace(session: VaultSession): LinkPlace;
  membersPlace(session: VaultSession): MembersPlace;
  /** What waits beside the roster's proposals: a pairing at hand. */
  setRequestSource(source: () => readonly RequestView[]): void;
  /** Takes this device out of the vault, where the relay can be reached. */
  leave(session: VaultSession): Promise<Result<void, HoltError>>;
  opened(): void;
  locked(): void;
  edited(): void;
  stop(): void;
}

const NO_LINK: LinkView = {
  relay: null,
  fingerprint: null,
  state: "off",
  pending: 0,
  lastSyncAt: null,
  since: null,
  error: null,
};
const LEAVE_MS = 10_000;
const ROTATE_WITHIN_MS = 2_000;

export function createSyncService(place: SyncPlace): SyncService {
  const { holder, tools, now, problems, onChange } = place;
  let requestSource: () => readonly RequestView[] = () => [];
  /** As of the last time it could be read: a locked vault still says where it stands. */
  let shown: LinkView = NO_LINK;

  const onAlarm = (alarm: Alarm): void => {
    const session = holder.session();
    if (session === undefined) return;
    if (problems.noteAlarm(toProblem(session, alarm, Math.floor(now() / 1000)))) tell(session, alarm);
    onChange();
  };
  const shell = createLinkShell({
    holder,
    tools,
    now,
    installation: place.installation,
    onAlarm,
    onChange,
    network: place.network,
  });

  /** A device has left, and couldn't make the key that it is not to have: whoever is there makes it. */
  let isRotating = false;
  shell.watch(() => {
    if (isRotating || shell.state().phase.status !== "live") return;
    if (shell.replica()?.rosterAt?.isEpochDue !== true) return;
    isRotating = true;
    place.network.schedule(
      () => {
        const isDue = shell.replica()?.rosterAt?.isEpochDue === true;
        const rotated = isDue ? removeMembers({ shell, tools }, []) : Promise.resolve(ok(undefined));
        void rotated.finally(() => {
          isRotating = false;
        });
      },
      ((tools.random(1)[0] ?? 0) / 255) * ROTATE_WITHIN_MS,
    );
  });

  const link = (): LinkView => {
    const session = holder.session();
    const { phase, error, pushing } = shell.state();
    const record = session?.syncRecord();
    const home = record?.home ?? null;
    if (record !== undefined && home === null) return (shown = NO_LINK);
    if (record === undefined && shown.relay === null) return viewLockedLink(tools.sodium, holder) ?? NO_LINK;
    const isPaused = phase.status === "live" && pushing.status === "paused" && error !== null;
    const state: LinkStateName = isPaused ? "refused" : STATE_NAMES[phase.status];
    const base =
      record === undefined || home === null
        ? shown
        : {
            relay: home.url,
            fingerprint: formatFingerprint(fingerprintOfRelay(tools.sodium, home.relayKey)),
            lastSyncAt: record.lastSyncAt,
            pending: countPending(session),
          };
    if (base.relay === null) return NO_LINK;
    shown = { ...NO_LINK, ...base, state, since: shell.since(), error };
    return shown;
  };

  /** What the log lacks and no draft says counts as one. */
  const countPending = (session: VaultSession | undefined): number => {
    const isErased = session?.roster().state?.isErased === true;
    const least = isErased || shell.replica()?.isLogBehind === true ? 1 : 0;
    return Math.max(session?.outbox().length ?? 0, least);
  };

  const sightings = {
    peer: (member: string) => shell.presence()?.peer(member),
    isOnline: (member: string) => shell.presence()?.isOnline(member) ?? false,
    get position() {
      return shell.state().phase.status === "live" ? shell.replica()?.chain?.cursor.position : undefined;
    },
  };
  const devicesPlace = (session: VaultSession) => ({ session, sodium: tools.sodium, sightings });

  return {
    shell,
    link,
    clockSkewSeconds: shell.clockSkewSeconds,
    devices: () => {
      const session = holder.session();
      return session === undefined ? [] : viewDevices(devicesPlace(session));
    },
    requests: () => {
      const session = holder.session();
      return session === undefined ? [] : [...requestSource(), ...viewRequests(devicesPlace(session))];
    },
    linkPlace: (session) => ({
      shell,
      clearAlarms: (types) => problems.clearAlarms(types),
      tools,
      now,
      network: place.network,
      session: () => holder.session() ?? session,
    }),
    membersPlace: (session) => ({ ...devicesPlace(session), shell, tools }),
    setRequestSource: (source) => {
      requestSource = source;
    },
    leave: async (session) => {
      if (shell.state().phase.status === "off") return ok(undefined);
      shell.go();
      const live = await waitFor(shell, LEAVE_MS, () => shell.state().phase.status === "live");
      if (!live.ok) return live;
      const self = session.roster().state?.members.get(session.identity.memberId);
      return self === undefined ? ok(undefined) : removeMembers({ shell, tools }, [self.id]);
    },
    opened: shell.opened,
    locked: () => {
      link();
      shell.locked();
    },
    edited: shell.edited,
    stop: shell.stop,
  };
}

const STATE_NAMES = {
  off: "off",
  waiting: "waiting",
  connecting: "connecting",
  reading: "connecting",
  live: "online",
  offline: "offline",
  refused: "refused",
  held: "held",
  revoked: "revoked",
} as const satisfies Readonly<Record<string, LinkStateName>>;

function toProblem(session: VaultSession, alarm: Alarm, at: number) {
  switch (alarm.type) {
    case "relay-lost-data":
      return { type: alarm.type, at } as const;
    case "relay-fork":
      return { type: alarm.type, what: alarm.what, at } as const;
    case "devices-differ":
      return { type: alarm.type, device: nameOfMember(session, alarm.member), at } as const;
    case "void":
      return {
        type: "void-records",
        device: nameOfMember(session, alarm.member),
        count: 1,
        reason: alarm.reason,
      } as const;
    case "bad-box":
      return { type: alarm.type, member: nameOfMember(session, alarm.member) } as const;
    default:
      return alarm;
  }
}

/** What isn't told where it happens. */
function tell(session: VaultSession, alarm: Alarm): void {
  if (alarm.type === "void") {
    const device = nameOfMember(session, alarm.member);
    session.queueActivity(happening("record-void", { device, count: 1, reason: alarm.reason }), device);
  }
  if (alarm.type === "devices-differ") {
    session.queueActivity(happening("devices-differ", { device: nameOfMember(session, alarm.member) }));
  }
  if (alarm.type === "relay-fork" && alarm.what === "roster") {
    session.queueActivity(happening("relay-fork", { what: "roster" }));
  }
}
