/**
 * Environment → the paths of one installation (CLI.md, ground rules). Pure: nothing is created or looked at.
 *
 * HOLT_HOME=DIR puts everything under DIR; otherwise XDG. A Unix socket path is at most 107 bytes on Linux and
 * 103 on macOS: where it would be longer, the sockets go to a short directory named by uid and a hash.
 */

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeDirectory: string;
  readonly uid: number;
  /** What a relative HOLT_HOME is relative to. */
  readonly workingDirectory?: () => string;
  /** Where XDG_RUNTIME_DIR is not set: what it is in the person's other sessions, if there is such a directory. */
  readonly loginRuntimeDirectory?: (uid: number) => string | undefined;
}

export interface Paths {
  readonly configFile: string;
  readonly dataDirectory: string;
  readonly stateDirectory: string;
  /** 0700; holds the sockets and nothing else. */
  readonly runtimeDirectory: string;
  readonly databaseFile: string;
  readonly lockFile: string;
  readonly keyFile: string;
  readonly logFile: string;
  /** Says that the vault was locked, and by no restart. */
  readonly lockMarkFile: string;
  readonly rpcSocket: string;
  readonly viewSocket: string;
}

const LONGEST_SOCKET_PATH = 103;

export function resolvePaths(surroundings: Surroundings): Paths {
  const { env, homeDirectory, uid, workingDirectory } = surroundings;
  const root = absolute(env["HOLT_HOME"], workingDirectory);
  const xdg = (name: string, fallback: string): string => {
    const value = env[name];
    return value !== undefined && value.startsWith("/") ? value : join(homeDirectory, fallback);
  };
  const configDirectory = root ?? join(xdg("XDG_CONFIG_HOME", ".config"), "holt");
  const dataDirectory = root ? join(root, "data") : join(xdg("XDG_DATA_HOME", ".local/share"), "holt");
  const stateDirectory = root ? join(root, "state") : join(xdg("XDG_STATE_HOME", ".local/state"), "holt");
  const runtimeBase = root
    ? undefined
    : (nonEmpty(env["XDG_RUNTIME_DIR"]) ?? surroundings.loginRuntimeDirectory?.(uid));
  const wished = root
    ? join(root, "run")
    : runtimeBase?.startsWith("/")
      ? join(runtimeBase, "holt")
      : join(stateDirectory, "run");
  const runtimeDirectory = isShortEnough(wished) ? wished : shortDirectory(wished, uid);
  return {
    configFile: join(configDirectory, "config.toml"),
    dataDirectory,
    stateDirectory,
    runtimeDirectory,
    databaseFile: join(dataDirectory, "vault.db"),
    lockFile: join(dataDirectory, "lock.db"),
    keyFile: join(dataDirectory, "vault.key"),
    logFile: join(stateDirectory, "daemon.log"),
    lockMarkFile: join(stateDirectory, "locked"),
    rpcSocket: join(runtimeDirectory, "rpc.sock"),
    viewSocket: join(runtimeDirectory, "view.sock"),
  };
}

const join = (...parts: readonly string[]): string => parts.join("/").replace(/\/{2,}/g, "/");
const nonEmpty = (text: string | undefined): string | undefined => (text ? text : undefined);
/**
 * One directory has one text, however it was typed: the daemon, which runs in /, and every client agree on it.
 * Not imported, like crypto below; path is loaded already.
 */
const absolute = (text: string | undefined, base: () => string = () => "/"): string | undefined =>
  text ? process.getBuiltinModule("node:path").resolve(text.startsWith("/") ? "/" : base(), text) : undefined;
const isShortEnough = (directory: string): boolean =>
  Buffer.byteLength(join(directory, "view.sock")) <= LONGEST_SOCKET_PATH;

/** /tmp itself may be written by anyone: the daemon uses this directory only if it is ours, 0700 and no symlink. */
function shortDirectory(wished: string, uid: number): string {
  // Not imported: loading crypto would cost every command a few milliseconds, and nearly none comes here.
  const { createHash } = process.getBuiltinModule("node:crypto");
  const hash = createHash("sha256").update(wished).digest("hex").slice(0, 16);
  return `/tmp/holt-${uid}-${hash}`;
}
