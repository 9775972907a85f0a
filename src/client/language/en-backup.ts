/**
 * What the command line says of backup and recovery, in English, beside what happened and what is wrong
 * (en-backup-facts.ts).
 */
import type { AccountDifference, BackupStep } from "../../protocol/backup-api.ts";
import type { BackupView } from "../../protocol/view.ts";
import { enBackupProblems, enWays } from "./en-backup-facts.ts";
import { time } from "./time-text.ts";

const accounts = (count: number): string => `${count} ${count === 1 ? "account" : "accounts"}`;

const STEPS: Readonly<Record<BackupStep, string>> = {
  linking: "using the relay",
  deriving: "making keys",
  asking: "asking the vault's members",
  uploading: "sending everything to the relay",
  "reading-back": "reading it back, as a new device would",
  comparing: "comparing account by account, code by code",
  erasing: "waiting for the relay to erase it, and for its receipt",
  looking: "looking for the vault",
  downloading: "fetching the vault",
  admitting: "letting this device in",
  "removing-devices": "removing devices",
  syncing: "bringing this device in step",
};

const DIFFERENCES: Readonly<Record<AccountDifference["type"], string>> = {
  missing: "not there",
  extra: "only there",
  changed: "changed",
  code: "gives another code",
};

/** Of a point in time, seen from here. */
const POINT_DIFFERENCES: Readonly<Record<AccountDifference["type"], string>> = {
  ...DIFFERENCES,
  missing: "not here any more",
  changed: "was otherwise",
  code: "gave another code",
};

const REMINDERS: Readonly<Record<NonNullable<BackupView["reminder"]>, string>> = {
  prove: "not proven for a while: holt backup verify",
  "type-passphrase": "do you still know it? holt backup verify",
};

const CHANGES = { add: "new", replace: "replaced", remove: "removed" } as const;

export const enBackup = {
  requestChange: (what: keyof typeof CHANGES, kind: string): string =>
    `${CHANGES[what]}: ${enWays[kind] ?? kind}`,
  steps: STEPS,
  bytes: (count: number): string => (count < 10_240 ? `${count} bytes` : `${Math.ceil(count / 1024)} KiB`),
  ways: enWays,
  problems: enBackupProblems,
  reminders: REMINDERS,
  differences: DIFFERENCES,
  pointDifferences: POINT_DIFFERENCES,

  consent: (relay: string, handle: string | null): readonly string[] => [
    `${relay} keeps all accounts of this vault, sealed on this device, for as long as backup is on`,
    "nobody but you can read them: not who runs the relay, nor who steals its disk",
    "24 recovery words open it when every device is lost, and so does a recovery passphrase, if you have one",
    ...(handle === null ? [] : [`the passphrase goes with a handle: ${handle}`]),
    "who has the words, or handle and passphrase, has your accounts; without them nobody can help you",
  ],
  mustAgree: (names: readonly string[]): string =>
    `another member has to agree: ${names.join(", ")} (holt requests), or words or passphrase of a backup`,
  mustSign: "no other device can say yes: the words or the passphrase that open the vault now have to sign",
  askSigner: "now: recovery words or recovery passphrase: ",
  askEnable: "turn backup on?",
  theseWords: "your recovery words: write them down now, they are not shown again",
  askSeen: "Enter when they are on paper: ",
  askWord: (place: number): string => `word ${place}: `,
  notThatWord: "that is not it",
  wordsWritten: (file: string): string => `wrote the recovery words to ${file}: keep it where no one looks`,
  thisPassphrase: "your recovery passphrase: write it down now, it is not shown again",
  passphraseWritten: (file: string): string => `wrote the recovery passphrase to ${file}`,
  keptFile: (file: string): string => `${file} is kept: what is in it may open the vault`,
  confirmOn: (names: readonly string[]): string =>
    names.length === 0 ? "a second signature is needed" : `say yes on ${names.join(" or ")}: holt approve`,
  confirmWords: "it must show these words",
  confirmedBy: (name: string): string => `${name} said yes`,
  kitWritten: (file: string): string => `wrote the recovery kit to ${file}: print it, keep it with the words`,
  kitAdvice: "make a recovery kit to print: holt backup kit --out kit.html",
  enabled: "backup is on, and proven",

  rows: {
    backup: "backup",
    relay: "relay",
    key: "relay key",
    handle: "handle",
    waysIn: "ways in",
    last: "stored",
    pending: "to send",
    size: "size",
    points: "points",
    checked: "checked",
    proven: "proven",
    problem: "problem",
    since: "since",
    advice: "advice",
    deletes: "deleted",
    ended: "ended",
  },
  never: "never",
  sinceWhen: (at: number): string => `since ${time(at)}`,
  endedBy: (by: string, at: number): string => `${time(at)}${by === "" ? "" : ` by ${by}`}`,
  whenReached: "when the relay has confirmed it",

  askWay: "recovery words or recovery passphrase: ",
  askWords: "recovery words: ",
  askRecoveryPassphrase: "recovery passphrase: ",
  proven: (count: number, asOf: number, author: string): string =>
    `proven: all ${accounts(count)} came back, as of ${time(asOf)}${author === "" ? "" : ` (${author})`}`,

  added: (kind: string): string => `added: ${enWays[kind] ?? kind}`,
  replaced: (kind: string): string => `replaced: ${enWays[kind] ?? kind}; the old ones open nothing any more`,
  removed: (kind: string): string => `removed: ${enWays[kind] ?? kind}`,
  askRemove: (kind: string): string => `remove the ${enWays[kind] ?? kind}?`,
  noWays: "there is no way in: backup is off",

  noPoints: "the relay keeps no point in time yet",
  pointDiffers: (at: number, author: string): string =>
    `${time(at)}${author === "" ? "" : `, by ${author}`}: what it has, and the vault has not, or otherwise`,
  nothingToBringBack: "nothing in it that isn't here",
  askBringBack: (count: number): string => `bring ${accounts(count)} back?`,
  broughtBack: (count: number): string => `brought ${accounts(count)} back; holt undo takes it back`,

  disables: (relay: string | null, keepsSync: boolean): readonly string[] => [
    keepsSync
      ? `${relay ?? "the relay"} deletes points in time, and recovery words and passphrase open nothing any more`
      : `${relay ?? "the relay"} deletes everything of this vault, and its devices stop syncing`,
    "the accounts stay on this device, and on every other one",
  ],
  disablesLater:
    "with this device alone it happens in 7 days, unless another one says no; at once: --wait SECONDS and a yes there, --confirm-words-file or --confirm-passphrase-file",
  askHandle: (handle: string): string => `type the handle to go on (${handle}): `,
  askDisable: "delete the backup?",
  disabled: "deleted; the relay has signed for it:",
  receipt: {
    relay: "relay",
    at: "at",
    what: "what",
    fingerprint: "relay key",
    signature: "signature",
  },
  receiptWhat: { backup: "the backup", all: "all of it" },
  deletesAt: (at: number): string =>
    `it is deleted ${time(at)}, unless another device says no; until then: holt backup status`,
  deletesSoon:
    "asked for, and not confirmed by the relay yet: this goes on by itself, see holt backup status",

  askRelay: "the relay's address: ",
  found: (count: number, asOf: number, author: string): string =>
    `found: ${accounts(count)}, as of ${time(asOf)}${author === "" ? "" : ` (${author})`}`,
  foundIn: (vaultId: string): string => `in vault ${vaultId}`,
  hereAlready: (ours: number): string =>
    `this device holds a vault with ${accounts(ours)}: they would be added, and the old vault stays sealed beside it for 30 days`,
  askMerge: (ours: number): string => `add the ${accounts(ours)} of this device?`,
  askStillThere: (name: string, fingerprint: string): string => `do you still have ${name} (${fingerprint})?`,
  askRemoveDevices: (names: readonly string[]): string =>
    `remove ${names.join(", ")}, and give the vault a new key?`,
  recovered: (count: number, asOf: number): string => `recovered: ${accounts(count)}, as of ${time(asOf)}`,
  toVerify: (count: number): string =>
    `${count} to verify: try each code once, then holt verify QUERY (see holt list --unverified)`,
  nowProve: "see how the backup is: holt backup status",

  columns: { way: "way in", since: "since", point: "id", at: "stored", size: "size", by: "by", what: "what" },
};
