/** The words of beginning again from a backup, in English. */
const many = (count: number, one: string, more: string): string => `${count} ${count === 1 ? one : more}`;
const accounts = (count: number): string => many(count, "account", "accounts");

export const recoverEn = {
  title: "Begin recovery",
  addressHint: "Both stand on your recovery kit. The handle goes with a passphrase; words need none.",
  addressEmpty: "the relay's address is missing",
  ways: ["Use recovery words", "Use the recovery passphrase", "Use my other device"],
  wayNotes: ["24 words, from your paper", "with its handle", "it shows a link: nothing has to be recovered"],
  way: "How do you want to get in?",
  handleNeeded: "a passphrase needs its handle: NAME, or NAME@HOST",
  words: "Type the 24 words in order, with blanks between them. Four letters of each suffice.",
  passphrase: (handle: string): string => `The passphrase of ${handle}:`,
  wrong: "nothing opens with this: look at each word, at the handle and the relay",
  found: (count: number, time: string): string => `${accounts(count)}, as of ${time}`,
  foundBy: (name: string): string => `last written by ${name}`,
  mergeAsk: (vault: string): string => `Take this device into vault ${vault}?`,
  mergeDevices: (names: string): string => `Its devices: ${names}`,
  mergeOurs: (count: number): string =>
    count === 0
      ? "This device has no accounts to bring."
      : `The ${accounts(count)} of this device ${count === 1 ? "goes" : "go"} in, and all its devices have them.`,
  mergeLeave: "The vault that is here now stays beside it, sealed, for 30 days.",
  devices: "Which of these devices do you still have?",
  devicesNone: "No other device is in this vault.",
  removes: (names: string): string => `Will be removed: ${names}`,
  removesNone: "No device will be removed.",
  failed: "It didn't work.",
  declined: "nothing was changed",
  calledOff: "recovery was called off",
  done: (count: number, time: string): string =>
    `${accounts(count)}, as of ${time} · try each code, then mark it`,
};
