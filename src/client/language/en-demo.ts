/**
 * What `holt demo` tells, in English.
 */
export const enDemo = {
  opening: (directory: string): string =>
    `The whole story, with real processes in ${directory}. Nothing of yours is touched.`,
  begin: "A relay on a small server, and a laptop with accounts",
  relay: (url: string, fingerprint: string): string => `${url}, fingerprint ${fingerprint}`,
  imported: (count: number): string => `${count} accounts; the relay will never see more than sealed bytes`,
  pair: "A second device joins by a link",
  device: (name: string, words: string): string => `${name}: ${words}`,
  edit: "An edit on the one shows on the other",
  turnOn: "Backup is turned on: the other device has to agree, and it is read back before it counts",
  asked: (words: string): string => `the desktop asks its owner: was it you? ${words}`,
  on: (handle: string): string => `on, and proven; handle ${handle}`,
  proven: (accounts: number, differences: number): string =>
    `a full recovery into memory: ${accounts} accounts, ${differences} differences`,
  lose: "The laptop falls into the sea, and a new one begins again with 24 words",
  destroyed: "killed, and every file of it gone",
  recovered: (accounts: number): string => `${accounts} accounts are back, each to be tried once`,
  turnOff: "Backup is turned off: it is erased at the relay, the accounts stay",
  receipt: (relay: string, signature: string): string => `receipt of ${relay}, verified: ${signature}…`,
  same: (count: number, devices: readonly string[]): string =>
    `the same ${count} codes on ${devices.join(" and ")}`,
  done: (seconds: number): string => `Done in ${seconds} s; everything of it is gone again.`,
  kept: (directory: string): string => `All of it is kept in ${directory}.`,
};
