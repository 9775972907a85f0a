/**
 * Puts a short text on the person's clipboard, wherever that is: tmux, the terminal (OSC 52), then the desktop's
 * own tool. Clears it after a while if it is unchanged.
 *
 * The text travels by standard input alone, never in an argument. A terminal doesn't say whether it obeyed OSC 52,
 * so a desktop tool is tried after it where there is one; what went by OSC 52 alone can't be read back and is
 * therefore not cleared.
 */
import { spawn } from "node:child_process";
import { closeSync, openSync, writeSync } from "node:fs";
import { err, ok, type Result } from "../protocol/result.ts";

type CopyMethod = "tmux" | "osc52" | "wl-copy" | "xclip" | "pbcopy" | "clip.exe";

export interface Copied {
  readonly method: CopyMethod;
  /** Seconds until it is cleared if unchanged; null: it stays (asked for, or it can't be read back). */
  readonly clearsAfterSeconds: number | null;
}
export interface CopyFailed {
  readonly type: "no-clipboard";
}

export interface CopyOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** 0: never. */
  readonly clearAfterSeconds: number;
  /** Writes to the terminal itself; false where there is none. Default: /dev/tty. */
  readonly writeToTerminal?: (sequence: string) => boolean;
}

interface Tool {
  readonly method: CopyMethod;
  /** The environment variable without which the tool can't work. */
  readonly needs: string | null;
  readonly copy: readonly [string, ...string[]];
  /** Shell words: print the clipboard, empty it. */
  readonly paste: string;
  readonly clear: string;
  /** Shell words: take the text away where it is no longer what would be pasted. */
  readonly leftovers?: string;
}

const TMUX: Tool = {
  method: "tmux",
  needs: "TMUX",
  copy: ["tmux", "load-buffer", "-w", "-"],
  paste: "tmux show-buffer",
  // The second buffer overwrites what -w gave to the terminal around tmux.
  clear: 'tmux delete-buffer; printf " " | tmux load-buffer -w - && tmux delete-buffer',
  // Where something newer was copied the code still lies below it, in the list of buffers.
  leftovers:
    'tmux list-buffers -F "#{buffer_name}" | while IFS= read -r b; do [ "$(tmux show-buffer -b "$b")" = "$want" ] && tmux delete-buffer -b "$b"; done',
};

const DESKTOP: readonly Tool[] = [
  {
    method: "wl-copy",
    needs: "WAYLAND_DISPLAY",
    copy: ["wl-copy"],
    paste: "wl-paste --no-newline",
    clear: "wl-copy --clear",
  },
  {
    method: "xclip",
    needs: "DISPLAY",
    copy: ["xclip", "-selection", "clipboard"],
    paste: "xclip -selection clipboard -o",
    clear: "printf '' | xclip -selection clipboard",
  },
  { method: "pbcopy", needs: null, copy: ["pbcopy"], paste: "pbpaste", clear: "printf '' | pbcopy" },
  {
    method: "clip.exe",
    needs: "WSL_DISTRO_NAME",
    copy: ["clip.exe"],
    paste: "powershell.exe -NoProfile -Command Get-Clipboard | tr -d '\\r'",
    clear: "printf '' | clip.exe",
  },
];

const TOOL_TIMEOUT_MS = 3000;

export async function copyText(text: string, options: CopyOptions): Promise<Result<Copied, CopyFailed>> {
  const { env, clearAfterSeconds } = options;
  const done = (tool: Tool): Result<Copied, CopyFailed> => {
    const clears = clearAfterSeconds > 0 && !text.includes("\n");
    if (clears) clearLater(tool, text, options);
    return ok({ method: tool.method, clearsAfterSeconds: clears ? clearAfterSeconds : null });
  };
  if (await copyWith(TMUX, text, env)) return done(TMUX);
  const isSent = env["TERM"] !== "dumb" && (options.writeToTerminal ?? writeToTerminal)(osc52(text));
  for (const tool of DESKTOP) if (await copyWith(tool, text, env)) return done(tool);
  return isSent ? ok({ method: "osc52", clearsAfterSeconds: null }) : err({ type: "no-clipboard" });
}

const osc52 = (text: string): string => `\u001b]52;c;${Buffer.from(text).toString("base64")}\u0007`;

function writeToTerminal(sequence: string): boolean {
  try {
    const terminal = openSync("/dev/tty", "w");
    try {
      writeSync(terminal, sequence);
    } finally {
      closeSync(terminal);
    }
    return true;
  } catch {
    return false;
  }
}

/** The tools go on in the background to serve the clipboard: "exit" says that they have it, "close" would wait. */
function copyWith(tool: Tool, text: string, env: CopyOptions["env"]): Promise<boolean> {
  if (tool.needs !== null && !env[tool.needs]) return Promise.resolve(false);
  return new Promise((resolve) => {
    const [command, ...rest] = tool.copy;
    const child = spawn(command, rest, {
      env,
      stdio: ["pipe", "ignore", "ignore"],
      timeout: TOOL_TIMEOUT_MS,
    });
    child.on("error", () => resolve(false));
    child.on("exit", (code) => resolve(code === 0));
    child.stdin.on("error", () => undefined);
    child.stdin.end(text);
  });
}

/** A shell that sleeps and outlives us; it is told the text by its standard input, so `ps` doesn't show it. */
function clearLater(tool: Tool, text: string, { env, clearAfterSeconds }: CopyOptions): void {
  const script = `IFS= read -r want; sleep ${clearAfterSeconds}; [ "$(${tool.paste})" = "$want" ] && { ${tool.clear}; }; ${tool.leftovers ?? ":"}`;
  const child = spawn("sh", ["-c", script], { env, stdio: ["pipe", "ignore", "ignore"], detached: true });
  child.on("error", () => undefined);
  child.stdin.on("error", () => undefined);
  child.stdin.end(`${text}\n`);
  child.unref();
}
