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
  /** Before the terminal is given back for good, however that comes. */
  readonly onLeave: () => void;
  readonly stdin: ReadStream;
  readonly stdout: WriteStream;
  /** A screen reader reads lines as they come: no second screen for it. */
  readonly isScreenReader: boolean;
}

export function mount({ stdin, stdout, ...app }: MountOptions): Instance {
  return render(<App {...app} />, {
    stdin,
    stdout,
    alternateScreen: !app.isScreenReader,
    incrementalRendering: true,
    exitOnCtrlC: false,
    patchConsole: false,
    interactive: true,
  });
}
