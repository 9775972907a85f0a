/**
 * The words of the Backup screen and its flows, in English: turning on and off, proving, the kit, ways in, points in
 * time. Beginning again has its own (tui-en-recover.ts).
 */
import type { BackupStep } from "../../protocol/backup-api.ts";
import type { BackupProblem, RecoveryKind } from "../../protocol/view.ts";

const many = (count: number, one: string, more: string): string => `${count} ${count === 1 ? one : more}`;
const accounts = (count: number): string => many(count, "account", "accounts");

const WAYS: Readonly<Record<RecoveryKind, string>> = {
  words: "recovery words",
  passphrase: "recovery passphrase",
};

/** The person's keys, as they are shown. */
export interface BackupKeys {
  readonly backupOn: string;
  readonly prove: string;
  readonly link: string;
  readonly devices: string;
  readonly requests: string;
  readonly backupOff: string;
  readonly waysIn: string;
}

export const backupEn = {
  ways: WAYS,

  /** The Backup screen's first sentence. */
  heads: {
    off: "There is no backup.",
    onProven: "Backup is on, and proven.",
    onUnproven: "Backup is on. It was not proven yet.",
    waiting: "Backup waits for the word of another device.",
    failing: (problem: string): string => `Backup fails: ${problem}.`,
    failingSince: (problem: string, time: string): string => `Backup fails since ${time}: ${problem}.`,
    deleting: "Deletion pending: there is no receipt yet.",
    deletingAt: (time: string): string => `The backup will be deleted on ${time}.`,
  },
  what: "A relay keeps your vault, sealed, with points in time. Only your recovery words or your recovery passphrase open it: nobody else can read it, not even whoever runs the relay. With them you get every account back on a new device, even if all your devices are gone.",

  offNow: (key: string): string =>
    `Without one, accounts that are on this device alone go with it. ${key} turns it on.`,
  recoverHint: (key: string): string => `${key} begins recovery: an older backup of yours comes here.`,
  ended: {
    backup: (by: string, time: string): string => `${by || "A device"} turned backup off on ${time}.`,
    all: (by: string, time: string): string => `${by || "A device"} turned backup and sync off on ${time}.`,
  },
  waitingWhere: (key: string): string =>
    `Open holt on another of your devices and answer there with ${key}. Whoever asked can also use words or passphrase.`,
  deletingStop: (key: string): string => `${key} stops it: nothing is deleted then.`,
  deletingAsked: (key: string): string => `Was it you? ${key} answers: no stops it.`,
  deletingUntil:
    "Until then it stays as it is. Your accounts stay on this device and all others in any case.",
  deletingPending:
    "It is tried until the relay has signed a receipt. Your accounts stay on this device and all others.",
  reminders: {
    prove: (key: string): string =>
      `The last proof is more than a month old. ${key} proves it: a few minutes with your words or passphrase.`,
    "type-passphrase": (key: string): string =>
      `You haven't typed your words or passphrase for a month. Can you still? ${key} finds out.`,
  },
  problems: {
    unproven: "it was begun, but never read back",
    stale: "not everything has reached the relay",
    unreachable: "the relay can't be reached",
    refused: "the relay takes nothing",
    quota: "no room left at the relay",
    held: "what the relay shows can't be right",
    differs: "the relay would give back something else",
    "bad-box": "a way in would open nothing",
    "no-link": "the vault has no relay",
    "relay-lost-data": "the relay has less than it had",
  } as Readonly<Record<BackupProblem, string>>,
  advice: {
    unproven: ({ prove }) =>
      `${prove} reads it back with your words or passphrase. If you don't have them, turn it on once more.`,
    stale: ({ devices }) =>
      `Changes wait on this device. ${devices} shows what the relay says, and what can be done.`,
    unreachable: ({ devices }) =>
      `Is this device online, and does the relay run? ${devices} says more. Your accounts here are whole.`,
    refused: ({ devices }) => `${devices} shows why. Changes wait here, nothing is lost.`,
    quota: ({ devices }) =>
      `Ask whoever runs the relay for more room, or move to another: ${devices} shows how.`,
    held: ({ devices }) =>
      `Nothing is taken or sent. ${devices} says what can be done. Make an export meanwhile.`,
    differs: ({ prove }) =>
      `Make an export now. Then ${prove} compares account by account, and says what differs.`,
    "bad-box": ({ waysIn }) =>
      `${waysIn} replaces the words or the passphrase: what was sealed wrongly goes.`,
    "no-link": ({ devices }) => `${devices} shows how to link the vault to a relay again.`,
    "relay-lost-data": ({ prove }) =>
      `This device put back what it holds. ${prove} proves that all of it comes back.`,
  } as Readonly<Record<BackupProblem, (keys: BackupKeys) => string>>,

  facts: {
    relay: "relay",
    fingerprint: "its key",
    handle: "handle",
    lastBackup: "last backup",
    proof: "last proof",
    check: "own check",
    size: "size",
    waysIn: "ways in",
    points: "points",
  },

  notYet: "not yet",
  nothingWaits: "nothing waits",
  waits: (count: number): string => `${many(count, "change", "changes")} to send`,
  agoOf: (ago: string): string => `${ago} ago`,
  wayAge: (way: string, ago: string): string => `${way}, ${ago} old`,
  looking: "looking …",
  pointsOf: (count: number): string => many(count, "point in time", "points in time"),
  pointsUnknown: (why: string): string => `not known: ${why}`,

  /** What a job is doing. */
  steps: {
    linking: "Reaching the relay …",
    deriving: "Making the key from what was typed …",
    asking: "Asking …",
    uploading: "Bringing the sealed vault to the relay …",
    "reading-back": "Reading it back …",
    comparing: "Comparing account by account, code by code …",
    erasing: "Deleting, and waiting for the receipt …",
    looking: "Looking for the vault …",
    downloading: "Fetching the vault …",
    admitting: "Letting this device in …",
    "removing-devices": "Removing the devices that are gone …",
    syncing: "Putting all in step …",
  } as Readonly<Record<BackupStep, string>>,
  starting: "Starting …",
  progress: (done: string, total: string): string => `${done} of ${total}`,
  job: {
    confirmOn: (names: string): string => `Confirm on ${names}`,
    confirmHow: (key: string): string =>
      `It shows the same words: answer there with ${key}, then yes. holt is told there as well.`,
    until: (time: string): string => `This waits until ${time}.`,

    typeInstead: "Type your recovery words or passphrase to confirm:",
    wrong: "that opens nothing here: look at each word",
    failed: "It didn't work.",

    calledOff: "called off",
  },

  /** Recovery words or passphrase as they are typed. */
  secret: {
    wordsEmpty: "type the 24 words, with blanks between them",
    passphraseEmpty: "type the passphrase",
    wordsCount: (count: number): string =>
      `recovery words are 24, and here ${count === 1 ? "is one" : `are ${count}`}`,
    counted: (count: number): string => `${count} of 24 words`,
  },

  make: {
    titles: {
      enable: "Turn on backup",
      add: "Add a way in",
      replace: "Replace a way in",
      remove: "Remove a way in",
    },
    consent: [
      "What is kept: your vault, sealed on this device before it leaves, and points in time of it.",
      "Who can read it: whoever has your recovery words or passphrase. Nobody else, not the relay.",
    ],
    where: (relay: string): string => `Where: ${relay}`,
    whereLater: "Where: on a relay, which you name next.",
    next: "Next you get 24 recovery words. Have pen and paper at hand.",
    relayHint:
      "Its address, with #fingerprint if you were given one; the token only if it asks for one. `holt relay serve` runs one of your own.",
    write: "Write down these 24 words, in this order. They are shown this once.",
    writeMore: (page: number, pages: number): string =>
      `Write these words down, in order. Part ${page} of ${pages}.`,
    safe: "Keep them on paper, where nobody else looks. Whoever has them has all your accounts.",
    check: "Type three of them back, from your paper:",
    word: (at: number): string => `Word ${at}`,
    wordDiffers: (at: number): string => `word ${at} is another one. Esc shows the words again`,
    passphraseAsk: "A recovery passphrase, too? It opens the backup with something you remember.",
    passphraseWays: ["Make one for me", "One of my own", "None, the words suffice"],
    passphraseNotes: ["six words, to be learned by heart", "it has to be strong", "you can add one later"],
    generated: "Your recovery passphrase:",
    generatedHint:
      "Learn it, or write it down apart from the words. It works with this handle, which is no secret:",
    own: "It has to withstand years of guessing: five unrelated words or more.",
    ownStrong: "strong enough",
    ownWeak: { "too-short": "too short", guessable: "can be guessed: more unrelated words" },
    ownDiffers: "the two passphrases differ",
    handleEmpty: "the handle is missing",
    send: (names: string): string => `Another of your devices has to say yes: ${names}.`,
    sendHint:
      "That way nobody who finds this device unlocked can make a way in alone. Enter sends the question there.",
    sure: (way: string): string => `Remove the ${way}? They open nothing any more.`,
    on: "Backup is on, and proven.",
    onText: "The vault was read back with what you just wrote down, and every account and code is the same.",
    kitHint: (key: string): string => `${key} makes a recovery kit: a page to print and keep with the words.`,
    changed: "The ways in are changed, and proven.",
    removed: "That way in is removed.",
  },

  off: {
    title: "Turn off backup",
    what: "What shall be deleted at the relay?",
    whats: ["The backup", "All of it, sync too"],
    whatNotes: [
      "points in time, words and passphrase; devices stay in sync",
      "devices are no longer kept the same",
    ],
    stays: "Your accounts stay, on this device and all others.",
    how: "Two have to agree, so that nobody deletes it alone and unseen.",
    hows: {
      device: "Now: another device says yes",
      typed: "Now: with words or passphrase",
      later: "In 7 days: this device alone",
      name: "Now",
    },
    howNotes: {
      device: "it is asked there",
      typed: "they sign for it",
      later: "every other device is told, and can stop it",
      name: "this is the only member",
    },
    typeName: (name: string): string => `Type ${name} to delete it:`,
    nameDiffers: "that is another name: nothing was deleted",
    done: "It is deleted, and the relay has signed for it.",
    receipt: { relay: "relay", at: "time", what: "what", key: "its key" },
    whatDeleted: { backup: "points in time, and all older than now", all: "everything" },
    kept: "The receipt is kept in Activity.",
    pending:
      "It is not deleted yet: there is no receipt. It is tried until there is one; the health line says so.",
    pendingAt: (time: string): string => `It will be deleted on ${time}, unless another device says no.`,
    stopped: "stopped: the backup stays",
  },

  prove: {
    title: "Prove the backup",
    ask: "The whole vault is fetched and opened with what you type, and compared with what is here. Type it from your paper, or from memory:",
    proven: (count: number): string => `Proven: ${accounts(count)} came back, every code the same.`,
    asOf: (time: string, by: string): string => `As of ${time}${by === "" ? "" : `, last written by ${by}`}.`,
    differs: (count: number): string => `${accounts(count)} would not come back as they are here:`,
    differsAdvice: "Make an export now. Then look at Devices: is everything in step?",
  },

  kit: {
    title: "Recovery kit",
    hint: "A page to print: where the backup is, and how to begin again. With the words typed in, they are on it; else there are lines to write on.",
    fileEmpty: "the file's name is missing",
    done: (path: string): string => `The kit is in ${path}, for your eyes alone.`,
    doneHint: "Open it in a browser, print it, keep it with your papers, and delete the file.",
    busy: "Making the page …",
  },

  waysIn: {
    title: "Ways in",
    text: "What opens the backup without any of your devices:",
    replace: (way: string): string => `Replace the ${way}`,
    add: (way: string): string => `Add ${way}`,
    remove: (way: string): string => `Remove the ${way}`,
    age: (ago: string): string => `${ago} old`,
    missing: "there are none yet",
  },

  points: {
    title: "Points in time",
    text: "The vault as it was. Choose one to see what differs from now; nothing is changed by looking.",
    none: "The relay keeps no points yet: they come with the days.",
    comparing: "Fetching it, and comparing …",
    at: (time: string): string => `As of ${time}`,
    by: (name: string): string => `written by ${name}`,
    same: "Nothing differs: all of it is here as it was then.",
    differs: (count: number): string =>
      `${accounts(count)} differ. What is brought back comes as a new edit; what is only here stays.`,
    restored: (count: number): string =>
      count === 0 ? "nothing had to be brought back" : `${accounts(count)} brought back · u takes it back`,
  },
  difference: {
    missing: "missing here",
    extra: "only there",
    code: "gives another code",
    changed: (fields: string): string => `differs: ${fields}`,
    missingThere: "missing in the backup",
    extraThere: "only in the backup",
  },
};

export type BackupText = typeof backupEn;
