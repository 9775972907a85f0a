/**
 * What the command line says of devices, pairing and sync, in English.
 */
import type { DeviceView, LinkStateName, LinkView, RequestView } from "../../protocol/view.ts";
import { time } from "./time-text.ts";

const accounts = (count: number): string => `${count} ${count === 1 ? "account" : "accounts"}`;
const changes = (count: number): string => `${count} ${count === 1 ? "change" : "changes"}`;

const LINK_STATES: Readonly<Record<LinkStateName, string>> = {
  off: "no relay",
  connecting: "connecting",
  online: "online",
  offline: "not reached",
  waiting: "waits until the vault is unlocked",
  refused: "refused",
  held: "held: nothing is taken or sent",
  revoked: "this device was removed from the vault",
};

const KINDS: Readonly<Record<DeviceView["kind"], string>> = {
  device: "device",
  words: "recovery words",
  passphrase: "recovery passphrase",
};

const REQUESTS: Readonly<Record<RequestView["type"], string>> = {
  join: "wants to join",
  "recovery-change": "change of recovery",
  erase: "deletion of the backup",
};

/** The facts of a link, from the one that matters most. */
function link({ relay, state, pending, lastSyncAt, since }: LinkView): string {
  const facts = [
    `${LINK_STATES[state]}${since === null ? "" : ` since ${time(since)}`}`,
    ...(lastSyncAt === null ? [] : [`last in step ${time(lastSyncAt)}`]),
    ...(pending === 0 ? [] : [`${changes(pending)} to be sent`]),
  ];
  return `${relay === null ? "" : `${relay}: `}${facts.join(", ")}`;
}

export const enDevices = {
  /** A member already, until somebody says no. */
  letIn: "was let in: was it you?",
  letInHere: "was let in here, and is provisional",
  confirmOwn: (id: string): string =>
    `another device confirms it, or your recovery words do: holt approve ${id} --confirm-words-file FILE`,
  link,

  linked: (relay: string): string => `the vault's relay is ${relay}`,
  firstSeen: "the relay's key was seen for the first time and is pinned now",
  compareAtServer: "compare it with what the server says: holt relay fingerprint",
  unlinked: "this device uses no relay any more; its accounts stay",
  wasNotLinked: "this device used no relay",

  pairHow: (until: number): string =>
    `on the new device: holt join, then paste this link; it works once, until ${time(until)}`,
  pairRequest: (name: string): string => `${name} has opened the link; its words are`,
  askWordsMatch: (name: string): string => `do these words stand on ${name}, too?`,
  pairAnswers: (id: string): readonly string[] => [
    `they stand there, too: holt approve ${id}`,
    `they don't: holt reject ${id}`,
  ],
  paired: (name: string): string => `${name} is in`,
  toBeConfirmed: (name: string): string =>
    `${name} may let nobody in until another device has confirmed it: holt requests`,

  askJoinLink: "join link: ",
  joinWaits: "waiting to be let in; the other device must show these words",
  mergeFacts: (vaultId: string, devices: readonly string[], theirs: number | null): readonly string[] => [
    `this device holds a vault already; the other one is ${vaultId}`,
    `its devices: ${devices.join(", ")}`,
    ...(theirs === null ? [] : [`in it: ${accounts(theirs)}`]),
  ],
  askMerge: (ours: number): string => `put ${accounts(ours)} of this device into it?`,
  joinSyncs: "let in; fetching the vault",
  joined: (count: number): string => `joined: ${accounts(count)}`,
  provisionalHere: "this device may let nobody in until another one has confirmed it",

  kinds: KINDS,
  thisOne: "this device",
  online: "online",
  lastSeen: (at: number): string => `seen ${time(at)}`,
  neverSeen: "never seen",
  provisional: "to be confirmed",
  renamed: (name: string): string => `it is called ${name} now`,
  revokes: (names: readonly string[]): string => `to be removed: ${names.join(", ")}`,
  admittedByIt: (names: readonly string[]): string =>
    `it also let these in, which stay unless you remove them: ${names.join(", ")}`,
  stillReadable:
    "what it holds stays readable to it: consider new secrets at the services (holt list shows which)",
  askRevoke: (name: string): string => `remove ${name} from the vault?`,
  revoked: (names: readonly string[]): string => `removed ${names.join(", ")}; the vault has a new key`,

  requests: REQUESTS,
  noRequests: "nothing waits for this device",
  approved: (name: string): string => `said yes to ${name}`,
  rejected: (name: string): string => `said no to ${name}`,

  forgets: (count: number | null): string =>
    `this device leaves the vault, and its data is wiped: ${count === null ? "all accounts" : accounts(count)}, history and settings of the vault`,
  lastDevice:
    "it is the vault's only device: the accounts are gone for good unless you exported them (holt export) or have a backup",
  othersStay: (names: readonly string[]): string => `they stay on ${names.join(", ")}`,
  othersUnknown: "whether another device has them can't be told now: what is nowhere else is gone for good",
  unsent: (count: number): string => `not sent yet, and gone with it: ${changes(count)}`,
  askForget: "wipe the vault from this device?",
  forgotten: "this device has left the vault, and its data is wiped",
  leftUntold: "the others could not be told: remove it there, too (holt devices revoke)",

  refounds: (count: number): string =>
    `a new vault is made with ${accounts(count)} of this device; the old one stays sealed beside it`,
  othersStayBehind: "other devices stay in the old vault until they join the new one (holt pair)",
  askRefound: "found a new vault?",
  refounded: (count: number): string => `founded a new vault with ${accounts(count)}`,

  columns: {
    name: "name",
    state: "state",
    behind: "behind",
    addedBy: "let in by",
    words: "fingerprint",
    id: "id",
    what: "what",
    by: "asked by",
    until: "until",
  },
};
