/**
 * Puts the app on the terminal. Loaded after the colours are settled: Ink reads them when it is loaded.
 */
import { render, type Instance, type SuspendTerminal } from "ink";
import type { ReadStream, WriteStream } from "node:tty";
import type { Store } from "../store.ts";
import { App } from "./App.tsx";

export interface MountOptions {
  readonly store: Store;
  readonly onTerminal: (suspendTerminal: SuspendTerminal) => void;
  readonly stdin: ReadStream;
  readonly stdout: WriteStream;
  /** A screen reader reads lines as they come: no second screen for it. */
  readonly isScreenReader: boolean;
}

/** Ink's 30 would let a key wait up to 33 ms for the frame before it. */
const FRAMES_PER_SECOND = 250;

export function mount({ store, onTerminal, stdin, stdout, isScreenReader }: MountOptions): Instance {
  return render(<App store={store} onTerminal={onTerminal} isScreenReader={isScreenReader} />, {
    stdin,
    stdout,
    alternateScreen: !isScreenReader,
    incrementalRendering: true,
    exitOnCtrlC: false,
    // What a library prints must not land in the frame.
    patchConsole: true,
    maxFps: FRAMES_PER_SECOND,
    interactive: true,
  });
}
