/**
 * The health line's words, in English. What has two forms has one for a wide window and a shorter one.
 */
const many = (count: number, one: string, more: string): string => `${count} ${count === 1 ? one : more}`;

/** The longer first. */
export type Forms = readonly [wide: string, narrow: string];
const forms = (wide: string, narrow: string): Forms => [wide, narrow];

export const healthEn = {
  onlyHere: forms("only on this device", "only here"),
  noBackup: forms("no backup", "no backup"),
  noPassphrase: forms("no passphrase: holt passwd sets one", "no passphrase"),
  osKeyring: forms("the desktop's keyring didn't unlock: holt keyring status", "see holt keyring"),
  damaged: forms("part of the database was damaged: see Activity", "database was damaged: see 4"),
  failing: forms("the disk fails: make an export now", "the disk fails: make an export now"),
  lost: forms("looking for the daemon: what is shown may be old", "looking for the daemon"),
  inSync: "in sync",
  synced: (ago: string): Forms => [`synced ${ago} ago`, `synced ${ago}`],
  connecting: forms("connecting to the relay", "connecting"),
  sending: (count: number): Forms => [`sending ${many(count, "change", "changes")}`, `sending ${count}`],
  devices: (count: number, online: number): Forms => [
    `${many(count, "device", "devices")}, ${online} online`,
    `${online}/${count} online`,
  ],
  notSent: (count: number): Forms => [`${many(count, "change", "changes")} not sent`, `${count} unsent`],
  notSynced: forms("not in sync", "no sync"),
  since: (time: string): string => ` since ${time}`,
  held: forms("held", "held"),
  waiting: forms("the vault has to be unlocked first", "unlock first"),
  revoked: forms(
    "this device was removed from the vault; accounts stay readable here",
    "removed: accounts stay",
  ),
  /** The key that leads to what can be done. */
  see: (key: string): Forms => [`${key} says more`, `see ${key}`],
  backup: {
    /** `at`: when the relay last had everything; null where that isn't known. */
    proven: (sign: string, at: string | null, ago: string): Forms => [
      `backup ${sign}${at === null ? "" : ` ${at}`}, proven ${ago} ago`,
      `backup ${sign} ${ago}`,
    ],
    unproven: (sign: string, at: string | null): Forms => [
      `backup ${sign}${at === null ? "" : ` ${at}`}, not proven`,
      "backup not proven",
    ],
    reminders: {
      prove: (keys: string): Forms => [`prove your backup: ${keys}`, `prove it: ${keys}`],
      "type-passphrase": (keys: string): Forms => [`practise the way in: ${keys}`, `practise: ${keys}`],
    },
    waiting: forms("backup waits for another device's yes", "backup waits"),
    failing: (why: string, since: string): Forms => [`backup fails${since}: ${why}`, `backup fails${since}`],
    deleting: forms("backup: deletion pending", "deletion pending"),
    deletingAt: (time: string): Forms => [`backup will be deleted ${time}`, `deleted ${time}`],
  },
};
