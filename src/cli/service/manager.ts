/**
 * What installing needs of the system's service manager, whichever that is.
 */
import type { ServiceFile } from "./installation.ts";
import type { ToolEnd } from "./tool.ts";

export interface ServiceManager {
  readonly kind: "systemd" | "launchd";
  /** Best first: where one doesn't run on this machine, the next is tried. */
  readonly variants: readonly {
    readonly isSandboxed: boolean;
    readonly files: readonly ServiceFile[];
  }[];
  /** Made by the manager beside the files, and gone with them. */
  readonly links: readonly string[];
  /** How often, and every how many milliseconds, to look whether the daemon is there. */
  readonly looks: { readonly count: number; readonly everyMs: number };
  /** It runs, and for this person. */
  isThere(): Promise<boolean>;
  /** The service is on: it runs now, or starts when it is needed, and at each login. */
  isOn(): Promise<boolean>;
  /** Reads the files anew and turns the service on. */
  turnOn(): Promise<ToolEnd>;
  /** Harmless where it is off. */
  turnOff(): Promise<void>;
  /** After files went. */
  forget(): Promise<void>;
}
