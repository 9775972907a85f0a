/**
 * What `holt doctor` looked at, in English: what it found, and what to do where that isn't well.
 */
interface Said {
  readonly text: string;
  readonly hints?: readonly string[];
}
const said = (text: string, ...hints: readonly string[]): Said => ({ text, hints });
const list = (items: readonly string[]): string => items.join(", ");

export const enDoctor = {
  arrow: "→",
  status: { ok: "ok", warn: "warn", fail: "FAIL" },
  names: {
    node: "Node",
    sqlite: "SQLite",
    programs: "program",
    config: "settings",
    directories: "directories",
    sockets: "sockets",
    filesystem: "file system",
    disk: "disk",
    daemon: "daemon",
    service: "service",
    vault: "vault",
    damaged: "set aside",
    relay: "relay",
    backup: "backup",
    clock: "clock",
    memory: "memory",
    keyring: "keyring",
    clipboard: "clipboard",
    notifications: "notifications",
    terminal: "terminal",
  },
  summary: (warnings: number, failures: number): string =>
    warnings + failures === 0 ? "all is well" : `${failures} to be put right, ${warnings} to think about`,
  unknownWithoutDaemon: said("not known: the daemon doesn't run"),

  node: (version: string, isNewEnough: boolean): Said =>
    isNewEnough ? said(version) : said(`${version} is too old`, "holt needs Node 24.7 or newer"),
  noSqlite: said(
    "better-sqlite3 can't be loaded: without it no vault opens",
    "install holt anew, with the Node that runs it",
  ),
  sqlite: (version: string, isNewEnough: boolean): Said =>
    isNewEnough ? said(version) : said(`${version} can damage a database`, "install holt anew"),
  program: (version: string, path: string): Said => said(`holt ${version}, ${path}`),
  otherPrograms: (own: string, others: readonly string[]): Said =>
    said(
      `this is ${own}, and PATH finds another: ${list(others)}`,
      "one of two versions refuses the other's daemon: remove one",
    ),
  config: (file: string): Said => said(file),
  badSettings: (file: string, keys: readonly string[]): Said =>
    said(`not understood in ${file}: ${list(keys)}`, "until then the default counts; see: holt config list"),
  noConfig: (file: string, code: string): Said =>
    said(`${file} can't be read (${code})`, "put its rights right"),
  noDirectories: said("none made yet"),
  directories: (place: string): Said => said(`yours alone: ${place}`),
  foreign: (paths: readonly string[]): Said =>
    said(`not yours: ${list(paths)}`, "make them yours (chown), or use another place: HOLT_HOME"),
  open: (paths: readonly string[]): Said =>
    said(
      `others can look into: ${list(paths)}`,
      "chmod -R go-rwx; the sockets' directory: remove it, and the daemon makes it anew",
    ),
  sockets: (path: string, length: number): Said => said(`${path} (${length} of 103 bytes)`),
  longSockets: (path: string): Said => said(`too long for a socket: ${path}`, "use a shorter HOLT_HOME"),
  localFileSystem: said("of this machine"),
  networkFileSystem: (name: string): Said =>
    said(
      `the vault lies on ${name}: a database there can be damaged where two machines or a lost connection meet`,
      "move it to a disk of this machine, and let sync do the rest: holt pair",
    ),
  disk: (mib: number, isEnough: boolean): Said =>
    isEnough
      ? said(`${mib} MiB free`)
      : said(`only ${mib} MiB free`, "an edit fails where the disk is full: make room"),
  diskUnknown: said("how much is free can't be told"),

  daemonAbsent: said("doesn't run; starts when it is needed"),
  daemonRuns: (pid: number, version: string): Said => said(`${version}, pid ${pid}`),
  restart: "replace it: holt daemon restart",
  lookAtLog: "see why: holt daemon logs",
  noService: said("none; other commands start the daemon"),
  service: (name: string): Said => said(name),
  oldService: (name: string): Said =>
    said(`${name} starts another Node or another holt than this`, "holt daemon install"),
  noVault: said("none here yet: holt init, holt join or holt recover"),
  vaultSound: (isLocked: boolean | undefined): Said =>
    said(`intact${isLocked === undefined ? "" : isLocked ? ", locked" : ", unlocked"}`),
  vaultUnchecked: said("its file could not be looked at", "check rights and free room of its directory"),
  vaultDamaged: said(
    "its database is damaged",
    "keep a copy of it before anything else: holt daemon stop, then copy the directory",
    "another device has the same vault: holt forget here, holt pair there, holt join here",
    "no other device, but a backup: holt recover",
  ),
  vaultProblems: (problems: readonly string[]): Said =>
    said(problems.join("; "), "see: holt status, holt log"),
  nothingDamaged: said("nothing"),
  setAside: (count: number, place: string): Said =>
    said(
      `${count} damaged ${count === 1 ? "database" : "databases"} in ${place}`,
      "once all accounts are back, remove them (vault.db.damaged-…)",
    ),
  noRelay: said("none: the vault is on this device only"),
  relay: (url: string, fingerprint: string | null): string =>
    fingerprint === null ? url : `${url}, key pinned`,
  linkStates: {
    off: "off",
    connecting: "connecting",
    online: "in step",
    offline: "not reached",
    waiting: "waits for the vault to be unlocked",
    refused: "takes nothing",
    held: "shows what can't be right",
    revoked: "this device was removed from the vault",
  },
  nothingToBackUp: said("nothing to back up"),
  backupOff: said("off: what is on your devices only is lost with them", "holt backup enable"),
  backupWaiting: said("waits for another device's word", "say it there: holt requests"),
  backupDeleting: said("is being deleted", "see: holt backup status"),
  backupOn: (days: number | null, isOld: boolean): Said => {
    const proof = days === null ? "never proven" : days === 0 ? "proven today" : `proven ${days} d ago`;
    return isOld ? said(`on, ${proof}`, "prove it: holt backup verify") : said(`on, ${proof}`);
  },
  clockOff: (seconds: number): Said =>
    said(
      `${Math.abs(seconds)} s ${seconds > 0 ? "behind" : "ahead of"} the relay's: codes may be refused`,
      "set it right: timedatectl set-ntp true",
      "where it can't be: holt config set clock.offset-seconds",
    ),
  clockAlone: said("not kept right by anyone", "timedatectl set-ntp true"),
  clockAgrees: said("agrees with the relay's"),
  clockSynchronised: said("synchronised"),
  clockUnknown: said("compared with nothing"),
  coreDumps: said(
    "a crash of the daemon would write its memory, and its keys, to the disk",
    "let holt start it: holt daemon stop; then any command, or holt daemon install",
  ),
  swap: (devices: readonly string[]): Said =>
    said(
      `swap (${list(devices)}) can hold keys`,
      "encrypt it, or do without; the service that holt daemon install makes is never swapped",
    ),
  memory: (isKnown: boolean): Said => said(isKnown ? "no swap, no core dumps" : "no swap"),
  clipboard: (program: string): Said => said(program),
  noClipboard: (wanted: string | undefined): Said =>
    said(
      "only the terminal's own way (OSC 52), which not every terminal has",
      ...(wanted === "wl-copy"
        ? ["install wl-clipboard"]
        : wanted === undefined
          ? []
          : [`install ${wanted}`]),
    ),
  notifications: (program: string): Said => said(program),
  notificationsOff: said("off, as set (notify.desktop)"),
  noNotifications: said(
    "no program shows them: what waits for you is in holt requests",
    "install notify-send (libnotify), or: holt config set notify.desktop false",
  ),
  terminal: (columns: number, hasColor: boolean): Said =>
    said(`${columns} columns, ${hasColor ? "colours" : "no colours"}, Unicode`),
  noTerminal: said("none"),
  dumbTerminal: said("it can only print (TERM=dumb)", "the terminal UI then shows plain lines"),
  noUnicode: (locale: string): Said =>
    said(`no Unicode (${locale || "no locale"})`, "set a UTF-8 locale: LANG=C.UTF-8"),
  narrowTerminal: (columns: number): Said => said(`only ${columns} columns`, "make it 40 or wider"),
};

export type DoctorWords = typeof enDoctor;
