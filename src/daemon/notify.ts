/**
 * A desktop notification, where the desktop has a program for it: notify-send, or osascript. Where it has none, or that
 * fails, nothing happens: whoever looks finds the same in the terminal UI and in `holt requests`.
 *
 * Says that something waits, and on which device it was asked; never an account's name or a secret. Texts go as arguments
 * of a program, never through a shell.
 */
import { spawn } from "node:child_process";
import type { RequestView } from "../protocol/view.ts";
import { findProgram } from "./find-program.ts";

export type Notify = (request: RequestView) => void;

export interface NotifyOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isOn: () => boolean;
  /** "auto": as the environment says. */
  readonly language: () => string;
  /** Runs it, and forgets it. */
  readonly run?: (program: string, args: readonly string[]) => void;
}

interface Texts {
  readonly title: string;
  readonly body: Readonly<Record<RequestView["type"], (by: string) => string>>;
}

const EN: Texts = {
  title: "holt: was it you?",
  body: {
    join: (by) => `${by} let a new device in. Look at it: holt requests`,
    "recovery-change": (by) => `${by} wants to change how the backup is opened. Look at it: holt requests`,
    erase: (by) => `${by} wants to delete the backup. Look at it: holt requests`,
  },
};
const SV: Texts = {
  title: "holt: var det du?",
  body: {
    join: (by) => `${by} släppte in en ny enhet. Se efter: holt requests`,
    "recovery-change": (by) => `${by} vill ändra hur säkerhetskopian öppnas. Se efter: holt requests`,
    erase: (by) => `${by} vill radera säkerhetskopian. Se efter: holt requests`,
  },
};

export function createNotifier(options: NotifyOptions): Notify {
  const { env, isOn, language, run = runAndForget } = options;
  return ({ type, by }) => {
    if (!isOn()) return;
    const texts = isSwedish(language(), env) ? SV : EN;
    const body = texts.body[type](plain(by));
    const sender = findProgram("notify-send", env);
    if (sender !== undefined) return run(sender, ["--app-name=holt", "--", texts.title, body]);
    const script = findProgram("osascript", env);
    // Names come as arguments of the script, not as part of it.
    const say = "on run a\ndisplay notification (item 2 of a) with title (item 1 of a)\nend run";
    if (script !== undefined) run(script, ["-e", say, texts.title, body]);
  };
}

function isSwedish(wished: string, env: NotifyOptions["env"]): boolean {
  if (wished !== "auto") return wished === "sv";
  return /^sv([_.@-]|$)/iu.test(env["LC_ALL"] || env["LC_MESSAGES"] || env["LANG"] || "");
}

/** Other devices name themselves as they like; notification daemons read some of it as markup. */
const plain = (name: string): string => name.replace(/[^\p{L}\p{N} ._-]/gu, "").slice(0, 60);

function runAndForget(program: string, args: readonly string[]): void {
  const child = spawn(program, args, { stdio: "ignore", detached: true });
  child.on("error", () => {});
  child.unref();
}
