/**
 * macOS's launchd, for the person who is logged in (launchctl(1), domain gui/UID), as a service manager.
 */
import type { Installation } from "./installation.ts";
import { makeAgent } from "./launchd-agent.ts";
import type { ServiceManager } from "./manager.ts";
import type { RunTool, ToolEnd } from "./tool.ts";

export interface LaunchdOptions {
  readonly installation: Installation;
  readonly uid: number;
  readonly run: RunTool;
}

export function createLaunchd({ installation, uid, run }: LaunchdOptions): ServiceManager {
  const agent = makeAgent(installation);
  const domain = `gui/${uid}`;
  const target = `${domain}/${installation.name}`;
  const launchctl = (...args: readonly string[]): Promise<ToolEnd> => run("launchctl", args);
  return {
    kind: "launchd",
    variants: [{ isSandboxed: false, files: [agent] }],
    links: [],
    looks: { count: 50, everyMs: 200 },
    isThere: async () => (await launchctl("print", domain)).code === 0,
    isOn: async () => (await launchctl("print", target)).code === 0,
    turnOn: () => launchctl("bootstrap", domain, agent.path),
    async turnOff() {
      await launchctl("bootout", target);
    },
    forget: () => Promise.resolve(),
  };
}
