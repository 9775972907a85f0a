/**
 * A program in a real pseudo-terminal: keys go in, and what it shows can be waited for.
 */
import { spawn, type IPty } from "@lydell/node-pty";
import { TerminalScreen } from "./terminal-screen.ts";

export interface Terminal {
  readonly screen: TerminalScreen;
  readonly pid: number;
  send(keys: string): void;
  resize(columns: number, rows: number): void;
  /** Resolves as soon as the screen is so; rejects with the screen after a long while. */
  until(what: string | RegExp | ((screen: TerminalScreen) => boolean)): Promise<string>;
  readonly exited: Promise<{ readonly exitCode: number; readonly signal?: number | undefined }>;
  kill(signal?: string): void;
}

export interface TerminalOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly columns?: number;
  readonly rows?: number;
}

const PATIENCE_MS = 20_000;

export function openTerminal(command: string, args: readonly string[], options: TerminalOptions): Terminal {
  const { columns = 80, rows = 24 } = options;
  const screen = new TerminalScreen(columns, rows);
  const watchers = new Set<() => void>();
  const pty: IPty = spawn(command, [...args], {
    cols: columns,
    rows,
    name: "xterm-256color",
    env: { ...options.env, TERM: "xterm-256color" },
    cwd: options.env["HOME"] ?? "/",
  });
  const exited = new Promise<{ exitCode: number; signal?: number | undefined }>((resolve) =>
    pty.onExit(resolve),
  );
  pty.onData((data) => {
    screen.write(data);
    for (const watch of watchers) watch();
  });
  return {
    screen,
    pid: pty.pid,
    send: (keys) => pty.write(keys),
    resize(newColumns, newRows) {
      screen.resize(newColumns, newRows);
      pty.resize(newColumns, newRows);
    },
    until(what) {
      const isSo = (): boolean =>
        typeof what === "function"
          ? what(screen)
          : typeof what === "string"
            ? screen.text().includes(what)
            : what.test(screen.text());
      return new Promise((resolve, reject) => {
        const stop = (): void => {
          clearTimeout(timer);
          watchers.delete(look);
        };
        const look = (): void => {
          if (!isSo()) return;
          stop();
          resolve(screen.text());
        };
        const timer = setTimeout(() => {
          stop();
          reject(new Error(`the screen never showed ${String(what)}:\n${screen.text()}`));
        }, PATIENCE_MS);
        watchers.add(look);
        look();
      });
    },
    exited,
    kill: (signal) => pty.kill(signal),
  };
}
