/**
 * The words of the screens about devices and sync, in English: the list of devices, linking to a relay, adding a
 * device, joining a vault, and what to do about trouble with the relay.
 */
import type { RefusalReason } from "../../protocol/errors.ts";
import type { LinkError, Problem } from "../../protocol/view.ts";
import type { Forms } from "./tui-en-health.ts";

const many = (count: number, one: string, more: string): string => `${count} ${count === 1 ? one : more}`;
const changes = (count: number): string => many(count, "change", "changes");
const accounts = (count: number): string => many(count, "account", "accounts");

/** The person's keys, as they are shown. */
export interface SyncKeys {
  readonly devices: string;
  readonly newDevice: string;
  readonly join: string;
  readonly link: string;
  readonly syncNow: string;
  readonly refound: string;
  readonly revoke: string;
  readonly requests: string;
}
type Advice = (keys: SyncKeys) => string;
/** `name`: of the device that is meant; `date`: when. */
interface ProblemFacts {
  readonly name: string;
  readonly date: string;
  readonly keys: SyncKeys;
}
type SyncProblem = Exclude<
  Problem["type"],
  "no-passphrase" | "os-keyring" | "storage-damaged" | "storage-failing"
>;

const TWO_LISTS: Advice = ({ newDevice, join }) =>
  `Somebody may be tampering, or the relay was put back from an old copy. Your accounts here are whole. On a device that you trust press ${newDevice}, and join it from here with ${join}: accounts are merged, none is lost.`;
const TWO_HISTORIES: Advice = ({ link, join, refound }) =>
  `Somebody may be tampering, or the relay was put back from an old copy. Your accounts here are whole. ${link} moves to another relay, ${join} joins a device that you trust, ${refound} founds a new vault with what is held here.`;

export const devicesEn = {
  title: "Devices",
  thisOne: "this device",
  noRelay: ({ link, newDevice }: SyncKeys): string =>
    `This vault is on this device alone. A relay passes sealed changes between your devices and can read none: ${link} links to one that you host or chose. ${newDevice} adds a device; on one network it needs no server.`,
  unnamed: "(no name)",
  words: "recovery words",
  passphrase: "recovery passphrase",
  online: "online",
  seen: (ago: string): string => `seen ${ago} ago`,
  neverSeen: "not seen yet",
  upToDate: "up to date",
  behind: (count: number): string => `${changes(count)} behind`,
  founder: "founded the vault",
  addedBy: (name: string): string => `added by ${name}`,
  toConfirm: "to confirm",
  wasItYou: (by: string, name: string): string => `${by} added ${name}: was it you?`,
  answerWith: (key: string): string => `${key} answers`,
  waitsForOthers: "counts in full once another device says yes",
  selfProvisional: "This device counts in full once another one says yes to it there.",
  relay: (address: string): string => `relay ${address}`,
  key: "its key",
  clock: (seconds: number): string =>
    `Your clock and the relay's differ by ${seconds} s: codes may be refused. Let the system set its clock by the network.`,
  onlyDevices: "recovery words and passphrase are changed on the Backup screen",
  syncedAllSent: "in sync: everything is sent and received",
  noLink: (key: string): string => `there is no relay yet: ${key} links to one`,
  /** What the link is doing, in words, for the head of the screen. */
  state: {
    off: "no relay",
    connecting: "connecting",
    online: "in sync",
    sending: "sending",
    offline: "offline",
    waiting: "waits for the vault to be unlocked",
    refused: "refused",
    held: "held: nothing is taken or sent",
    revoked: "removed from the vault",
  },
  since: (state: string, time: string): string => `${state} since ${time}`,
  allSent: "everything sent",
  toSend: (count: number): string => `${changes(count)} to send`,

  /** What is wrong with the link: a part of the health line, and the same for a narrow window. */
  linkErrors: {
    unreachable: ["the relay can't be reached", "no contact"],
    tls: ["no secure connection to the relay", "no TLS"],
    "not-a-relay": ["what answers is no relay", "not a relay"],
    "wrong-relay-key": ["the relay's key is another one", "other relay key"],
    "token-needed": ["the relay wants a token", "token needed"],
    "token-refused": ["the relay refuses the token", "token refused"],
    quota: ["no room left at the relay", "relay full"],
    rate: ["the relay asks to wait", "relay is busy"],
    "too-large": ["too large for the relay", "too large"],
    "relay-storage": ["the relay can't store it", "relay disk fails"],
    "roster-fork": ["the relay shows two lists of devices", "two device lists"],
    "log-fork": ["the relay shows two histories", "two histories"],
    "roster-rolled-back": ["the relay shows an old list of devices", "old device list"],
    "broken-stream": ["the relay breaks the protocol", "broken protocol"],
    "wrong-key": ["this device's key doesn't fit the vault", "key doesn't fit"],
    storage: ["this device can't store what comes", "disk fails"],
  } as Readonly<Record<LinkError, Forms>>,

  /** What it means and what to do, on the Devices screen. */
  linkAdvice: {
    unreachable: ({ syncNow, link }) =>
      `Changes wait here and go out by themselves. Is this device online, and does the relay run? ${syncNow} tries now, ${link} changes the address.`,
    tls: ({ link }) =>
      `Nothing was sent. Is this device's clock right, and is the address of the right host? ${link} changes it.`,
    "not-a-relay": ({ link }) =>
      `Something else answers at this address, or a relay of another version. ${link} changes the address.`,
    "wrong-relay-key": ({ link }) =>
      `It may be another machine, or one that sits between: nothing was sent. If the relay was set up anew, ask whoever runs it for the new fingerprint and give it with ${link}.`,
    "token-needed": ({ link }) =>
      `It takes new vaults only with a token. Ask whoever runs it for one, and give it with ${link}.`,
    "token-refused": ({ link }) =>
      `The token may be used up or too old. Ask whoever runs the relay for another, and give it with ${link}.`,
    quota: ({ link }) =>
      `Changes wait here, nothing is lost. Ask whoever runs the relay for more room, or move to another with ${link}.`,
    rate: () => "Changes wait here and go out by themselves in a while.",
    "too-large": ({ link }) =>
      `Changes wait here, nothing is lost. Ask whoever runs the relay for a higher limit, or move to another with ${link}.`,
    "relay-storage": () =>
      "Changes wait here and go out by themselves. Whoever runs the relay should look at its disk.",
    "roster-fork": TWO_LISTS,
    "log-fork": TWO_HISTORIES,
    "roster-rolled-back": ({ link }) =>
      `This device has seen a newer list, so nothing is taken or sent. Was the relay put back from an old copy? Ask whoever runs it, or move to another with ${link}.`,
    "broken-stream": ({ syncNow, link }) =>
      `What it sent broke the rules twice. Is holt the newest, here and there? ${syncNow} tries again, ${link} moves to another relay.`,
    "wrong-key": ({ newDevice, join }) =>
      `Nothing was sent. On another device press ${newDevice}, and join it from here with ${join}: accounts are merged.`,
    storage: () => "Make room on this device's disk: it goes on by itself.",
  } as Readonly<Record<LinkError, Advice>>,

  /** Troubles that last: a part of the health line, and the same for a narrow window. */
  problems: {
    "relay-lost-data": () => ["the relay had lost data", "relay lost data"],
    "relay-fork": () => ["the relay can't be trusted", "relay not trusted"],
    "devices-differ": (name) => [`${name} holds other accounts`, "devices differ"],
    "void-records": (name) => [`changes by ${name} were not taken`, "changes not taken"],
    "bad-box": (name) => [`${name} has no working key`, "a device has no key"],
    revoked: (name) => [
      `removed from the vault by ${name}: accounts stay readable here`,
      "removed: accounts stay",
    ],
  } as Readonly<Record<SyncProblem, (name: string) => Forms>>,
  /** Said whole where there is room for it. */
  revokedFully: (name: string, date: string): string =>
    `this device was removed from the vault by ${name} on ${date}; accounts stay readable here`,

  problemAdvice: {
    "relay-lost-data": ({ date }) =>
      `On ${date} the relay had lost what it had confirmed. This device put back what it holds: look on your other devices whether anything is missing.`,
    "relay-fork": ({ date, keys }) =>
      `Since ${date} the relay shows two versions of the vault, and nothing is taken from it or sent. ${TWO_HISTORIES(keys)}`,
    "devices-differ": ({ name, date, keys }) =>
      `On ${date} ${name} had read the same as this device and held other accounts, which must not be. Export on both, compare, and join one of them to the other again: ${keys.newDevice} there, ${keys.join} here.`,
    "void-records": ({ name, keys }) =>
      `What ${name} wrote broke the vault's rules and was not taken. Is its holt the newest? If you can't explain it, remove it: ${keys.revoke}.`,
    "bad-box": ({ name, keys }) =>
      `The vault's key was sealed wrongly for ${name}, so it reads nothing new. Remove it with ${keys.revoke} and add it again with ${keys.newDevice}.`,
    revoked: ({ name, date, keys }) =>
      `${name} removed this device from the vault on ${date}. Accounts stay readable here; nothing is sent or received any more. ${keys.join} joins again, ${keys.refound} founds a new vault with what is held here.`,
  } as Readonly<Record<SyncProblem, (facts: ProblemFacts) => string>>,
  voidCount: (count: number, reason: string): string => `${changes(count)}: ${reason}`,

  link: {
    title: "Relay",
    hint: "A relay keeps your devices the same and can read nothing. Its address, with #fingerprint if you were given one; the token only if it asks for one.",
    moveHint: "The vault moves to the relay that you name; your other devices follow by themselves.",
    busy: "Reaching the relay and bringing it the sealed vault …",
    addressEmpty: "the relay's address is missing",
    now: (address: string): string => `This vault's relay is ${address}`,
    ways: ["Move to another relay", "Stop using a relay"],
    stopAsk:
      "Stop using the relay? Changes stay on this device, and your other devices don't get them. What the relay holds stays there, sealed.",
    stopped: "no relay any more: this vault is on its own",
    pinned:
      "Its key was seen for the first time and is pinned from now on. Compare it with what the relay shows:",
    given: "Its key is the one that you gave:",
    done: (address: string): string => `linked to ${address}`,
  },

  pair: {
    title: "New device",
    where: "How shall the new device reach this one?",
    ways: ["Through a relay", "On this network"],
    wayNotes: ["that you host or chose; reached from anywhere", "no server: this device is the relay"],
    starting: "Making a link …",
    how: "On the new device start holt, choose “Join my other device”, and give it this link:",
    howShort: "On the new device: holt, “Join my other device”, then this link:",
    once: "It works once, and only after a yes here.",
    left: (minutes: number, seconds: string): string => `valid ${minutes}:${seconds} more`,
    copied: (how: string): string => `link copied (${how})`,
    handedOver: "link handed to the terminal (OSC 52)",
    asks: (name: string): string => `${name} wants to join. Does it show these words?`,
    unnamed: "A device",
    careful: "Only when they are the same, in the same order, is it your device that you let in.",
    admitting: "Letting it in …",
    joined: (name: string): string => `${name} is in this vault.`,
    joinedProvisional: (name: string): string =>
      `${name} is in this vault. It counts in full once another of your devices says yes to it there.`,
    rejected: "You said no: that device got nothing, and the link is used up.",
    expired: "Nobody used the link in time. That device got nothing.",
    failed: "It didn't work.",
    withdrawn: "the link was withdrawn and no longer works",
  },

  join: {
    title: "Join my other device",
    titleAgain: "Join another vault",
    linkHint: "On the other device: holt, then 2 Devices, then n. Paste the link that it shows.",
    linkEmpty: "paste the link first",
    reaching: "Reaching the other device …",
    compare: "The other device shows a name and six words. Say yes there only if these are the words:",
    waiting: "Waiting for the other device to say yes …",
    mergeTitle: (vault: string): string => `Join vault ${vault}?`,
    mergeDevices: (names: string): string => `Its devices: ${names}`,
    mergeTheirs: (count: number): string => `It holds ${accounts(count)}.`,
    mergeOurs: (count: number): string =>
      count === 0
        ? "This device has no accounts to bring."
        : `The ${accounts(count)} of this device would go in, and all its devices would have them.`,
    mergeLeave: "This device then leaves the vault that it is in now.",
    merging: "Going in …",
    syncing: "Fetching the vault …",
    failed: "It didn't work.",
    declined: "nothing was changed",
    cancelled: "joining was called off",
    joined: (count: number): string => `joined: ${accounts(count)}`,
    joinedProvisional: (count: number): string =>
      `joined: ${accounts(count)} · another device still has to say yes to this one`,
  },

  /** What to do when linking, adding or joining didn't work. */
  flowAdvice: {
    unreachable:
      "Is the address right, does the relay run, and is this device on a network that reaches it? Then try again.",
    tls: "Is this device's clock right, and is the address of the right host?",
    "not-a-relay": "Look at the address; or the relay is of another version.",
    "wrong-relay-key":
      "Nothing was sent. Ask whoever runs the relay for its fingerprint: it may be another machine, or one that sits between.",
    "token-needed": "Ask whoever runs the relay for a token.",
    "token-refused": "It may be used up or too old: ask whoever runs the relay for another.",
    quota: "Ask whoever runs the relay for more room, or choose another.",
    rate: "Try again in a while.",
    "too-large": "Ask whoever runs the relay for a higher limit, or choose another.",
    "relay-storage": "Whoever runs the relay should look at its disk.",
    "roster-fork": "Ask on a device that you trust for a new link.",
    "log-fork": "Choose another relay, or ask on a device that you trust for a new link.",
    "roster-rolled-back": "Was the relay put back from an old copy? Ask whoever runs it.",
    "broken-stream": "Is holt the newest, on all sides?",
    "wrong-key": "Ask on another device for a new link.",
    storage: "Make room on this device's disk, then try again.",
    rejected: "If that was a mistake, make a new link on the other device and start again.",
    "link-used-twice":
      "If only one of the two was yours, somebody else has seen the link. Make a new one, and pass it on where nobody reads along.",
    "link-expired": "A link holds for ten minutes and for one device. Make a new one on the other device.",
    "link-version": "Bring holt on both devices to the same version.",
    "not-allowed": "Look on the Devices screen who may do this, and what waits for an answer.",
    conflict: "Try again.",
    "too-many": "Look on the Devices screen for what is no longer needed, or try again later.",
    "no-backups-here": "keeps no backups",
    "fabricated-vault": "not your vault: somebody made it up",
    "no-relay-here": "Are both devices on the same network, and is the other one on?",
    other: "Try again; the other device may say more.",
  } as Readonly<Record<RefusalReason, string>>,

  requests: {
    title: "Was it you?",
    of: (index: number, count: number): string => `${index} of ${count}`,
    ask: {
      join: (by: string, name: string) => `${by} added ${name}: was it you?`,
      "recovery-change": (by: string, name: string) => `${by} wants to ${name}: was it you?`,
      erase: (by: string, name: string) => `${by} wants to delete ${name}: was it you?`,
    },
    /** What somebody wants. */
    changes: {
      enable: "turn backup on",
      add: (way: string): string => `add ${way} as a way in`,
      replace: (way: string): string => `replace the ${way}`,
      remove: (way: string): string => `remove the ${way}`,
      other: "change the ways into the backup",
    },
    ways: { words: "recovery words", passphrase: "recovery passphrase" },
    scopes: { backup: "the backup", all: "the backup and all at the relay" },
    atTheDoor: (name: string): string => `${name} wants to join with your link`,
    letIn: (name: string): string => `yes: ${name} gets all accounts, and may read and change them`,
    yes: {
      join: (name: string) => `yes: ${name} counts in full, and may add and remove devices`,
      "recovery-change": () => "yes: what was written down there opens this vault, on any device",
      erase: () => "yes: it is deleted at once; accounts stay on your devices",
    },
    no: {
      join: (name: string) =>
        `no: ${name} is removed and the vault's key changes; what it has read already it keeps`,
      "recovery-change": () => "no: nothing changes. If you asked for nothing, remove that device",
      erase: () => "no: the backup stays",
    },
    yesRemove: "yes: that way in opens nothing any more",
    words: (name: string): string => `${name} shows these words:`,
    until: (time: string): string => `It lapses ${time}.`,
    happens: (time: string): string => `Without a no it happens on ${time}.`,
    eraser: (by: string): string => `${by} has these words:`,
    asker: (name: string): string => `${name} shows these words, too:`,
    approved: (name: string): string => `you said yes: ${name}`,
    rejected: (name: string): string => `you said no: ${name}`,
    banner: (question: string, key: string): string => `${question} ${key} answers`,
    bannerShort: (name: string, key: string): string => `${name}: was it you? ${key} answers`,
    bannerShortest: (key: string): string => `was it you? ${key} answers`,
    gone: "this question no longer waits for an answer",
  },

  revoke: {
    ask: (name: string): string => `Remove ${name} from the vault?`,
    looking: "Looking what goes along …",
    consequence:
      "The vault's key changes, and it gets nothing new. What it holds already stays readable to it.",
    renew: (count: number): string =>
      `If it was lost or stolen, set up the second factor of your ${accounts(count)} anew at each site.`,
    alongside: (names: string): string => `With it go, not confirmed yet: ${names}`,
    admitted: (names: string): string =>
      `It had let in, and they stay: ${names}. Remove them too if you don't know them.`,
    done: (names: string): string => `Removed: ${names}`,
    renewed: (key: string): string =>
      `Go through your accounts one by one: ask each site for a new secret, and give it here with ${key}.`,
    renamed: (name: string): string => `renamed: ${name}`,
    renameTitle: "Rename",
    nameEmpty: "the device needs a name",
  },
  forget: {
    title: "Leave the vault",
    text: "This device leaves the vault, and all that it holds is wiped: accounts, keys, history. Your other devices keep theirs.",
    alone: "No other device holds these accounts: they would be gone for good. Export them first.",
    confirm: (name: string): string => `To do it, type this device's name: ${name}`,
    differs: "that is not its name",
    left: "this device left the vault; nothing of it is left here",
    notLeft: "wiped here; the relay was not reached: remove this device on another one",
  },
  refound: {
    title: "New vault",
    ask: "Found a new vault with the accounts held here?",
    text: "For a vault that can't be trusted or that this device was removed from. It gets new keys and no relay; your other devices join it anew. The old database stays beside it, sealed.",
    busy: "Founding a new vault …",
    done: (count: number): string => `a new vault with ${accounts(count)}; the old one is kept beside it`,
  },
};

export type DevicesText = typeof devicesEn;
