/**
 * What a service is made from: whose daemon it runs, with which Node and which program.
 */
import { homedir } from "node:os";
import { dirname, resolve } from "node:path";
import { installedProgram } from "../../client/start-daemon.ts";
import type { Paths } from "../../protocol/paths.ts";
import type { Context } from "../command.ts";
import { serviceName } from "./service-name.ts";

export interface Installation {
  readonly name: string;
  readonly paths: Paths;
  /** HOLT_HOME, absolute. */
  readonly home: string | undefined;
  /** The person's home directory. */
  readonly userHome: string;
  /** What the daemon is run with: Node's path and the program's. */
  readonly node: string;
  readonly program: string;
  /** Variables without which the daemon would look elsewhere than its clients. */
  readonly environment: Readonly<Record<string, string>>;
}

/** A file that a service is made of. */
export interface ServiceFile {
  readonly path: string;
  readonly text: string;
}

/** Says that holt made the file, and may change and remove it. */
export const MADE_BY_HOLT = "Made by `holt daemon install`; `holt daemon uninstall` removes it.";

const PLACES = ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"] as const;

export function findInstallation({ env, paths }: Pick<Context, "env" | "paths">): Installation {
  const wished = env["HOLT_HOME"];
  // The directory of config.toml is HOLT_HOME itself, made absolute once for all.
  const home = wished ? dirname(paths.configFile) : undefined;
  const places = PLACES.flatMap((name) => {
    const value = env[name];
    return value?.startsWith("/") ? [[name, value] as const] : [];
  });
  return {
    name: serviceName(home),
    paths,
    home,
    userHome: resolve(env["HOME"] || homedir()),
    node: process.execPath,
    program: installedProgram(),
    environment: home === undefined ? Object.fromEntries(places) : { HOLT_HOME: home },
  };
}

/** The daemon's command, as client/start-daemon.ts calls it, but for the starter that waits there. */
export const daemonCommand = ({ node, program }: Installation): readonly string[] => [
  node,
  "--disable-sigusr1",
  program,
  "daemon",
  "run",
];

/** What the daemon writes to. */
export const writtenDirectories = ({ paths, home }: Installation): readonly string[] =>
  home === undefined ? [dirname(paths.configFile), paths.dataDirectory, paths.stateDirectory] : [home];
