/**
 * The daemon as a systemd user service with its sockets (systemd.service(5), systemd.socket(5), systemd.exec(5)). Pure.
 *
 * systemd listens on rpc.sock and view.sock, in this order (daemon/activation.ts relies on it), and starts the daemon
 * at login and whenever somebody connects. What is not set: MemoryDenyWriteExecute, under which V8 can't work, and
 * whatever needs a capability that a user's own manager doesn't have (PrivateDevices, CapabilityBoundingSet …).
 */
import { join } from "node:path";
import {
  daemonCommand,
  type Installation,
  MADE_BY_HOLT,
  type ServiceFile,
  writtenDirectories,
} from "./installation.ts";
import { commandLine, unitLine, unitWord } from "./unit-text.ts";

export interface SystemdUnits {
  readonly service: ServiceFile;
  readonly socket: ServiceFile;
}

export interface UnitsOptions {
  readonly installation: Installation;
  /** The manager's directory for a person's own units. */
  readonly directory: string;
  /**
   * Everything but holt's own directories is read-only, /tmp its own. Needs user namespaces, which not every kernel
   * gives to everyone.
   */
  readonly isSandboxed: boolean;
}

/** Where systemd looks for units that a person made. */
export const unitDirectory = (env: Readonly<Record<string, string | undefined>>, userHome: string): string =>
  join(env["XDG_CONFIG_HOME"] || join(userHome, ".config"), "systemd", "user");

export function makeUnits({ installation, directory, isSandboxed }: UnitsOptions): SystemdUnits {
  const { name, paths, home, environment } = installation;
  const title = home === undefined ? "holt" : `holt in ${home}`;
  const service = [
    `# ${MADE_BY_HOLT}`,
    "[Unit]",
    `Description=${unitLine(title)}: second factors`,
    `Requires=${name}.socket`,
    `After=${name}.socket`,
    "",
    "[Service]",
    "Type=exec",
    `ExecStart=${commandLine(daemonCommand(installation))}`,
    ...Object.entries({ ...environment, NODE_ENV: "production" }).map(
      ([variable, value]) => `Environment=${unitWord(`${variable}=${value}`)}`,
    ),
    // What was meant for other programs, and what would open the vault to them.
    "UnsetEnvironment=NODE_OPTIONS NODE_DEBUG NODE_DEBUG_NATIVE NODE_V8_COVERAGE",
    "Restart=on-failure",
    "RestartSec=1",
    // Another daemon holds the vault: trying again would not help.
    "RestartPreventExitStatus=2 10",
    "TimeoutStopSec=20",
    "UMask=0077",
    ...HARDENING,
    ...(isSandboxed ? sandbox(installation) : []),
    "",
    "[Install]",
    "WantedBy=default.target",
  ];
  const socket = [
    `# ${MADE_BY_HOLT}`,
    "[Unit]",
    `Description=${unitLine(title)}: sockets of the daemon`,
    "",
    "[Socket]",
    `ListenStream=${unitLine(paths.rpcSocket)}`,
    `ListenStream=${unitLine(paths.viewSocket)}`,
    "SocketMode=0600",
    "DirectoryMode=0700",
    "RemoveOnStop=yes",
    "",
    "[Install]",
    "WantedBy=sockets.target",
  ];
  const file = (kind: string, lines: readonly string[]): ServiceFile => ({
    path: join(directory, `${name}.${kind}`),
    text: `${lines.join("\n")}\n`,
  });
  return { service: file("service", service), socket: file("socket", socket) };
}

/** What a seccomp filter and limits do: they need nothing but the kernel. */
const HARDENING = [
  // A dump of its memory, and what of it was swapped out, would hold the keys.
  "LimitCORE=0",
  "MemorySwapMax=0",
  "NoNewPrivileges=yes",
  "LockPersonality=yes",
  "RestrictRealtime=yes",
  "RestrictSUIDSGID=yes",
  "RestrictNamespaces=yes",
  // Netlink: which addresses this machine has, for a relay in the local network.
  "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK",
  "SystemCallArchitectures=native",
  "SystemCallFilter=@system-service",
  "SystemCallFilter=~@privileged @debug @mount @swap @reboot",
  "SystemCallErrorNumber=EPERM",
] as const;

function sandbox(installation: Installation): readonly string[] {
  const { runtimeDirectory } = installation.paths;
  return [
    // Its own would hide what lies there.
    ...(writtenDirectories(installation).some(isTemporary) ? [] : ["PrivateTmp=yes"]),
    // Without it an older systemd of a person's own leaves out the rest, and says nothing.
    "PrivateUsers=yes",
    "ProtectSystem=strict",
    "ProtectKernelTunables=yes",
    "ProtectControlGroups=yes",
    ...writtenDirectories(installation).map((directory) => `ReadWritePaths=${unitWord(directory)}`),
    // Its own socket unit makes it; under HOLT_HOME it lies in a directory named above.
    ...(installation.home === undefined ? [`ReadWritePaths=${unitWord(`-${runtimeDirectory}`)}`] : []),
  ];
}

const isTemporary = (directory: string): boolean => /^\/(?:var\/)?tmp(?:\/|$)/.test(directory);
