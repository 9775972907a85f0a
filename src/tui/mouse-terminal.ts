/**
 * The terminal's side of the mouse: telling it to report clicks or to stop, and taking the reports out of its input.
 * Knows nothing of what a click means.
 */
import type { ReadStream } from "node:tty";
import { createMouseFilter, type MouseAction } from "./mouse.ts";

const ON = "\u001b[?1000h\u001b[?1006h";
const OFF = "\u001b[?1006l\u001b[?1000l";

/** The same input, without the mouse: what it did is told apart. */
export function withoutMouse(stdin: ReadStream, onMouse: (action: MouseAction) => void): ReadStream {
  const filter = createMouseFilter();
  const read = (size?: number): string | null => {
    const chunk = stdin.read(size) as string | Buffer | null;
    if (chunk === null) return null;
    const { text, actions } = filter.push(chunk.toString());
    for (const action of actions) onMouse(action);
    return text;
  };
  return new Proxy(stdin, {
    get(target, name) {
      if (name === "read") return read;
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
}

export interface MouseMode {
  /** Called as often as one likes: writes when it changes. */
  readonly want: (isWanted: boolean) => void;
  /** The terminal is someone else's until `resume`. */
  readonly pause: () => void;
  readonly resume: () => void;
  readonly stop: () => void;
}

export function createMouseMode(write: (text: string) => void): MouseMode {
  let isWanted = false;
  let isOn = false;
  let isAway = false;
  const settle = (): void => {
    if (isOn === (isWanted && !isAway)) return;
    isOn = !isOn;
    write(isOn ? ON : OFF);
  };
  const away = (next: boolean): void => {
    isAway = next;
    settle();
  };
  return {
    want(next) {
      isWanted = next;
      settle();
    },
    pause: () => away(true),
    resume: () => away(false),
    stop: () => away(true),
  };
}
