/**
 * Questions to the person at the terminal, on /dev/tty: stdin and stdout stay free for data. A secret may be asked for
 * by a pinentry program instead (window.ts), where there is no terminal or one is named.
 *
 * Answers are read in raw mode, so that a secret is never echoed and Ctrl-C is ours to answer; Node puts the
 * terminal back however the process ends.
 */
import { closeSync, openSync, writeSync } from "node:fs";
import type { HoltError } from "../protocol/errors.ts";
import { err, ok, type Result } from "../protocol/result.ts";

/** Not imported: few commands ask anything, and each would pay for it. */
const tty = () => process.getBuiltinModule("node:tty");

export interface Terminal {
  /** Someone can be asked. */
  isThere(): boolean;
  /** Someone can be asked for a secret, here or in a window. */
  canAskSecret(): Promise<boolean>;
  /**
   * `what` is named by the error where nobody can be asked. `problem`: what was wrong with the answer before; a terminal
   * shows none.
   */
  readSecret(prompt: string, what: string, problem?: string): Promise<Result<string, HoltError>>;
  /** Secrets are asked for in a window, which says what was wrong with an answer, and asks again. */
  hasWindow(): Promise<boolean>;
  /** Typed twice, unless it is empty. */
  readNewSecret(prompts: NewSecretPrompts, what: string): Promise<Result<string, HoltError>>;
  readLine(prompt: string, what: string): Promise<Result<string, HoltError>>;
}

interface NewSecretPrompts {
  readonly first: string;
  readonly again: string;
}

/** Asks in a window; undefined: this process has none, and the terminal asks. */
export interface SecretWindow {
  readSecret(question: {
    readonly prompt: string;
    readonly what: string;
    /** It is new: the second prompt. */
    readonly again?: string;
    /** What was wrong with the answer before. */
    readonly problem?: string | undefined;
  }): Promise<Result<string, HoltError>>;
}

/** `findWindow` is told whether the process has a terminal, whatever its streams are. */
export function createTerminal(
  findWindow: (hasTerminal: boolean) => Promise<Result<SecretWindow | undefined, HoltError>>,
): Terminal {
  let typedAhead = "";
  const question = (prompt: string, what: string, isEchoed: boolean): Promise<Result<string, HoltError>> => {
    const device = openDevice();
    if (device === undefined) {
      return Promise.resolve(err({ type: "usage", reason: "no-terminal", value: what }));
    }
    return readAnswer(device, { prompt, isEchoed, typedAhead, keep: (rest) => (typedAhead = rest) });
  };
  const isThere = (): boolean => {
    const device = openDevice();
    if (device !== undefined) closeSync(device);
    return device !== undefined;
  };
  return {
    isThere,
    async canAskSecret() {
      if (isThere()) return true;
      const window = await findWindow(hasTerminal());
      // One that is named and missing is told of when it is to ask.
      return !window.ok || window.value !== undefined;
    },
    async hasWindow() {
      const window = await findWindow(hasTerminal());
      return window.ok && window.value !== undefined;
    },
    async readSecret(prompt, what, problem) {
      const window = await findWindow(hasTerminal());
      if (!window.ok) return window;
      return window.value?.readSecret({ prompt, what, problem }) ?? question(prompt, what, false);
    },
    async readNewSecret({ first: prompt, again }, what) {
      const window = await findWindow(hasTerminal());
      if (!window.ok) return window;
      if (window.value !== undefined) return window.value.readSecret({ prompt, what, again });
      const first = await question(prompt, what, false);
      if (!first.ok || first.value === "") return first;
      const second = await question(again, what, false);
      if (!second.ok) return second;
      return first.value === second.value ? first : err({ type: "usage", reason: "passphrases-differ" });
    },
    readLine: (prompt, what) => question(prompt, what, true),
  };
}

/** Of this process and not merely on its streams: `holt code | wl-copy 2>log` of a shell has one. */
export function hasTerminal(): boolean {
  try {
    closeSync(openSync("/dev/tty", "r+"));
    return true;
  } catch {
    return false;
  }
}

/** There is a terminal when stdin or stderr is one: a script's redirected command is never held up by a prompt. */
function openDevice(): number | undefined {
  if (!tty().isatty(0) && !tty().isatty(2)) return undefined;
  try {
    return openSync("/dev/tty", "r+");
  } catch {
    return undefined;
  }
}

interface Question {
  readonly prompt: string;
  readonly isEchoed: boolean;
  /** What was typed (or pasted) after the line before. */
  readonly typedAhead: string;
  readonly keep: (rest: string) => void;
}

function readAnswer(device: number, question: Question): Promise<Result<string, HoltError>> {
  const { prompt, isEchoed, typedAhead, keep } = question;
  const input = new (tty().ReadStream)(device);
  input.setEncoding("utf8");
  input.setRawMode(true);
  writeSync(device, prompt);
  return new Promise((resolve) => {
    let line = startLine();
    const finish = (answer: Result<string, HoltError>): void => {
      input.setRawMode(false);
      writeSync(device, "\n");
      input.destroy();
      resolve(answer);
    };
    const take = (text: string): void => {
      line = typeInto(line, text);
      if (isEchoed && line.echo !== "") writeSync(device, line.echo);
      if (line.status === "open") return;
      input.off("data", take);
      keep(line.status === "entered" ? line.rest : "");
      finish(line.status === "entered" ? ok(line.text) : err({ type: "interrupted" }));
    };
    input.on("data", take);
    input.on("error", () => finish(err({ type: "interrupted" })));
    if (typedAhead !== "") take(typedAhead);
  });
}

export interface Line {
  readonly status: "open" | "entered" | "interrupted";
  readonly text: string;
  /** What an echoing terminal shows for the last keys. */
  readonly echo: string;
  readonly rest: string;
}
export const startLine = (): Line => ({ status: "open", text: "", echo: "", rest: "" });

// oxlint-disable-next-line no-control-regex -- keys are control characters
const KEYS = /\u001b\[[0-9;]*[~A-Za-z]|\u001bO.|\u001b|[\s\S]/gu;

/** Keys typed into a line: Enter, Backspace, Ctrl-U, Ctrl-C, Ctrl-D; arrow keys and the like are ignored. */
export function typeInto(line: Line, keys: string): Line {
  let { text } = line;
  let echo = "";
  for (const { 0: key, index } of keys.matchAll(KEYS)) {
    if (key === "\r" || key === "\n") {
      const rest = keys.slice(index + 1).replace(/^\n/, "");
      return { status: "entered", text, echo, rest };
    }
    if (key === "\u0003" || (key === "\u0004" && text === ""))
      return { status: "interrupted", text: "", echo, rest: "" };
    if (key === "\u007f" || key === "\b") {
      const last = Array.from(text).at(-1) ?? "";
      text = text.slice(0, text.length - last.length);
      if (last !== "") echo += "\b \b";
    } else if (key === "\u0015") {
      echo += "\b \b".repeat(Array.from(text).length);
      text = "";
    } else if (key >= " " && !key.startsWith("\u001b")) {
      text += key;
      echo += key;
    }
  }
  return { status: "open", text, echo, rest: "" };
}
