/**
 * The daemon as a service of the system, and its log, in English.
 */
export const enService = {
  wrote: (file: string): string => `wrote ${file}`,
  unchanged: (file: string): string => `as it was: ${file}`,
  removed: (file: string): string => `removed ${file}`,
  runs: (name: string): string =>
    `${name} runs, and starts again at each login; the vault opens with: holt unlock`,
  notSandboxed:
    "this system lets no service of yours have a view of the file system of its own: it runs without that part",
  linger: "to keep it while you are logged out: loginctl enable-linger",
  undo: "to undo this: holt daemon uninstall",
  notInstalled: "nothing is installed",
  asBefore: "stopped; from now on other commands start the daemon themselves, as before",
  noLog: (file: string): string => `no log yet: ${file}`,
};
