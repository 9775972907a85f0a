/**
 * Where holt's files are: whose they are, who may read them, on what they lie, and how much room there is.
 */
import { lstatSync, type Stats, statfsSync } from "node:fs";
import { dirname } from "node:path";
import type { DoctorWords } from "../../client/language/en-doctor.ts";
import type { Paths } from "../../protocol/paths.ts";
import { readSettings } from "../settings.ts";
import { type Check, check } from "./check.ts";

export function checkConfig(configFile: string, words: DoctorWords): Check {
  try {
    const { problems } = readSettings(configFile);
    if (problems.length === 0) return check("config", "ok", words.config(configFile));
    const isUnreadable = problems.some(({ key }) => key === "config.toml");
    const keys = problems.map(({ key }) => key);
    return check("config", isUnreadable ? "fail" : "warn", words.badSettings(configFile, keys));
  } catch (error) {
    return check("config", "fail", words.noConfig(configFile, (error as NodeJS.ErrnoException).code ?? ""));
  }
}

export interface PlaceOptions {
  readonly paths: Paths;
  readonly uid: number;
  readonly words: DoctorWords;
}

export function checkDirectories({ paths, uid, words }: PlaceOptions): Check {
  const { dataDirectory, stateDirectory, runtimeDirectory, databaseFile, keyFile } = paths;
  const own = [dataDirectory, stateDirectory, runtimeDirectory, databaseFile, keyFile];
  const facts = own.flatMap((path) => {
    const found = look(path);
    return found === undefined ? [] : [{ path, found }];
  });
  const foreign = facts.filter(({ found }) => found === "unreadable" || found.uid !== uid);
  if (foreign.length > 0) return check("directories", "fail", words.foreign(foreign.map(({ path }) => path)));
  const open = facts.filter(({ found }) => found !== "unreadable" && (found.mode & 0o077) !== 0);
  // The daemon makes it its own again but for the sockets': what was open may hold another's socket already.
  const isRefused = open.some(({ path }) => path === runtimeDirectory);
  if (open.length > 0) {
    return check("directories", isRefused ? "fail" : "warn", words.open(open.map(({ path }) => path)));
  }
  return check(
    "directories",
    "ok",
    facts.length === 0 ? words.noDirectories : words.directories(dataDirectory),
  );
}

function look(path: string): Stats | "unreadable" | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return "unreadable";
  }
}

/** A Unix socket's longest path: 107 bytes on Linux, 103 on macOS. */
const LONGEST_SOCKET_PATH = 103;

export function checkSockets({ paths, words }: PlaceOptions): Check {
  const length = Buffer.byteLength(paths.viewSocket);
  if (length > LONGEST_SOCKET_PATH) return check("sockets", "fail", words.longSockets(paths.rpcSocket));
  return check("sockets", "ok", words.sockets(paths.rpcSocket, length));
}

/** statfs(2): where file locks and shared memory are another machine's matter. */
const NETWORK_TYPES: ReadonlyMap<number, string> = new Map([
  [0x6969, "NFS"],
  [0x517b, "SMB"],
  [0xff534d42, "CIFS"],
  [0xfe534d42, "SMB"],
  [0x01021997, "9P"],
  [0x5346414f, "AFS"],
  [0x00c36400, "Ceph"],
  [0x65735546, "FUSE"],
]);

export interface FileSystem {
  readonly type: number;
  readonly freeBytes: number;
}

/** Of the nearest directory that is there; undefined where nobody can tell. */
export function readFileSystem(directory: string): FileSystem | undefined {
  try {
    const { type, bavail, bsize } = statfsSync(directory);
    return { type, freeBytes: bavail * bsize };
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT" && dirname(directory) !== directory;
    return isMissing ? readFileSystem(dirname(directory)) : undefined;
  }
}

export function checkFileSystem(system: FileSystem | undefined, words: DoctorWords): Check {
  // The number is signed on some machines.
  const name = system && NETWORK_TYPES.get(system.type >>> 0);
  // FUSE may be a disk of this machine's own.
  if (name === "FUSE") return check("filesystem", "warn", words.networkFileSystem(name));
  return name === undefined
    ? check("filesystem", "ok", words.localFileSystem)
    : check("filesystem", "fail", words.networkFileSystem(name));
}

const MIB = 1024 * 1024;
/** Below it, a checkpoint or an update may not find room. */
const LITTLE_BYTES = 200 * MIB;
const NEXT_TO_NOTHING_BYTES = 10 * MIB;

export function checkDisk(system: FileSystem | undefined, words: DoctorWords): Check {
  if (system === undefined) return check("disk", "warn", words.diskUnknown);
  const { freeBytes } = system;
  const status = freeBytes < NEXT_TO_NOTHING_BYTES ? "fail" : freeBytes < LITTLE_BYTES ? "warn" : "ok";
  return check("disk", status, words.disk(Math.floor(freeBytes / MIB), status === "ok"));
}
