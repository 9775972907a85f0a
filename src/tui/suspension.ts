/**
 * Ctrl-Z and its relatives: gives the terminal back, stops the whole job, and takes the terminal again when the
 * job goes on. A SIGTSTP from outside does the same; a SIGCONT that comes without us having stopped redraws.
 */
import type { SuspendTerminal } from "ink";

export interface Suspension {
  /** Where Ink says how to give the terminal away. */
  readonly attach: (suspendTerminal: SuspendTerminal) => void;
  readonly suspend: () => void;
  readonly close: () => void;
}

export interface SuspensionEvents {
  readonly onAway: () => void;
  readonly onBack: () => void;
}

export function createSuspension({ onAway, onBack }: SuspensionEvents): Suspension {
  let giveAway: SuspendTerminal | undefined;
  let isAway = false;

  const around = async (stop: () => void): Promise<void> => {
    if (giveAway === undefined || isAway) return;
    isAway = true;
    onAway();
    try {
      await giveAway(stop);
    } finally {
      isAway = false;
      onBack();
    }
  };
  // With a listener a process doesn't stop: it steps aside while the whole job (a wrapper, npx) is stopped. Where
  // nobody could ever continue it, the system ignores the signal, and holt is back at once.
  const suspend = (): void => {
    void around(() => {
      process.off("SIGTSTP", suspend);
      try {
        process.kill(0, "SIGTSTP");
      } finally {
        process.on("SIGTSTP", suspend);
      }
    });
  };
  const resumed = (): void => void around(() => undefined);

  process.on("SIGTSTP", suspend);
  process.on("SIGCONT", resumed);
  return {
    attach(suspendTerminal) {
      giveAway = suspendTerminal;
    },
    suspend,
    close() {
      process.off("SIGTSTP", suspend);
      process.off("SIGCONT", resumed);
    },
  };
}
