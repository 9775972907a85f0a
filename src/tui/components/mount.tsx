/**
 * Puts the app on the terminal. Loaded lazily: Ink takes its time.
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

export function mount({ store, onTerminal, stdin, stdout, isScreenReader }: MountOptions): Instance {
  return render(<App store={store} onTerminal={onTerminal} isScreenReader={isScreenReader} />, {
    stdin,
    stdout,
    alternateScreen: !isScreenReader,
    incrementalRendering: true,
    exitOnCtrlC: false,
    patchConsole: false,
    interactive: true,
  });
}
