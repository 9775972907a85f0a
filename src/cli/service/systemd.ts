/**
 * A person's own systemd (systemctl --user) as a service manager.
 */
import { join } from "node:path";
import type { Installation } from "./installation.ts";
import type { ServiceManager } from "./manager.ts";
import { makeUnits } from "./systemd-units.ts";
import type { RunTool, ToolEnd } from "./tool.ts";

export interface SystemdOptions {
  readonly installation: Installation;
  readonly directory: string;
  readonly run: RunTool;
}

export function createSystemd({ installation, directory, run }: SystemdOptions): ServiceManager {
  const { name } = installation;
  const [service, socket] = [`${name}.service`, `${name}.socket`];
  const systemctl = (...args: readonly string[]): Promise<ToolEnd> => run("systemctl", ["--user", ...args]);
  return {
    kind: "systemd",
    variants: [true, false].map((isSandboxed) => {
      const units = makeUnits({ installation, directory, isSandboxed });
      return { isSandboxed, files: [units.service, units.socket] };
    }),
    links: [
      join(directory, "default.target.wants", service),
      join(directory, "sockets.target.wants", socket),
    ],
    // The socket is there at once: who connects waits for the daemon.
    looks: { count: 1, everyMs: 0 },
    isThere: async () => (await systemctl("show", "--property=Version")).code === 0,
    isOn: async () =>
      (await systemctl("is-active", "--quiet", socket)).code === 0 &&
      (await systemctl("is-enabled", "--quiet", service, socket)).code === 0,
    async turnOn() {
      for (const args of [["daemon-reload"], ["enable", socket, service], ["start", socket, service]]) {
        const end = await systemctl(...args);
        if (end.code !== 0) return end;
      }
      return { code: 0, stdout: "", stderr: "" };
    },
    async turnOff() {
      // The socket first: nobody starts the daemon again meanwhile.
      await systemctl("disable", "--now", socket, service);
      await systemctl("reset-failed", socket, service);
    },
    async forget() {
      await systemctl("daemon-reload");
    },
  };
}
