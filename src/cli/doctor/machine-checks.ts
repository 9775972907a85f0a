/**
 * The machine and the desktop around: memory that could reach a disk, clipboard, notifications, terminal.
 */
import { readFileSync } from "node:fs";
import type { DoctorWords } from "../../client/language/en-doctor.ts";
import { canRun } from "../find-program.ts";
import { type Check, check } from "./check.ts";

type Env = Readonly<Record<string, string | undefined>>;

export interface MemoryFacts {
  /** The text of /proc/swaps; undefined where there is none. */
  readonly swaps: string | undefined;
  /** The text of the daemon's /proc/PID/limits; undefined: no daemon, or it can't be read. */
  readonly limits: string | undefined;
}

export function readMemoryFacts(daemonPid: number | undefined): MemoryFacts {
  return {
    swaps: readText("/proc/swaps"),
    limits: daemonPid === undefined ? undefined : readText(`/proc/${daemonPid}/limits`),
  };
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** A dump of the daemon holds its keys; so may swap, but for zram, which is memory itself. */
export function checkMemory({ swaps, limits }: MemoryFacts, words: DoctorWords): Check {
  const core = limits === undefined ? undefined : /^Max core file size\s+(\S+)/m.exec(limits)?.[1];
  if (core !== undefined && core !== "0") return check("memory", "warn", words.coreDumps);
  const devices = (swaps ?? "")
    .split("\n")
    .slice(1)
    .flatMap((line) => line.split(/\s+/)[0] || [])
    .filter((device) => !device.startsWith("/dev/zram"));
  return devices.length === 0
    ? check("memory", "ok", words.memory(core !== undefined))
    : check("memory", "warn", words.swap(devices));
}

/** [program, variable without which it can't work] (client/clipboard.ts) */
const CLIPBOARDS = [
  ["tmux", "TMUX"],
  ["wl-copy", "WAYLAND_DISPLAY"],
  ["xclip", "DISPLAY"],
  ["pbcopy", undefined],
  ["clip.exe", "WSL_DISTRO_NAME"],
] as const;

export function checkClipboard(env: Env, words: DoctorWords): Check {
  const fitting = CLIPBOARDS.filter(([, needs]) => needs === undefined || env[needs]);
  const found = fitting.find(([program]) => canRun(program, env["PATH"]));
  if (found !== undefined) return check("clipboard", "ok", words.clipboard(found[0]));
  const wanted = fitting.find(([program]) => program === "wl-copy" || program === "xclip")?.[0];
  return check("clipboard", "warn", words.noClipboard(wanted));
}

export function checkNotifications(env: Env, isOn: boolean, words: DoctorWords): Check {
  if (!isOn) return check("notifications", "ok", words.notificationsOff);
  const found = ["notify-send", "osascript"].find((program) => canRun(program, env["PATH"]));
  return found === undefined
    ? check("notifications", "warn", words.noNotifications)
    : check("notifications", "ok", words.notifications(found));
}

export interface TerminalFacts {
  /** Undefined: none. */
  readonly columns: number | undefined;
  readonly hasColor: boolean;
  readonly env: Env;
}

/** What the terminal UI needs to show a table. */
const LEAST_COLUMNS = 40;

export function checkTerminal({ columns, hasColor, env }: TerminalFacts, words: DoctorWords): Check {
  if (columns === undefined) return check("terminal", "ok", words.noTerminal);
  const locale = env["LC_ALL"] || env["LC_CTYPE"] || env["LANG"] || "";
  const isUnicode = process.platform === "darwin" || /utf-?8/i.test(locale);
  if (env["TERM"] === "dumb") return check("terminal", "warn", words.dumbTerminal);
  if (!isUnicode) return check("terminal", "warn", words.noUnicode(locale));
  if (columns < LEAST_COLUMNS) return check("terminal", "warn", words.narrowTerminal(columns));
  return check("terminal", "ok", words.terminal(columns, hasColor));
}
