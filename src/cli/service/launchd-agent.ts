/**
 * The daemon as a launchd agent (launchd.plist(5)): it runs while the person is logged in, and again when it failed.
 * Pure.
 *
 * launchd hands sockets over by a call of its own that Node doesn't have: the daemon makes them itself.
 */
import { join } from "node:path";
import { daemonCommand, type Installation, MADE_BY_HOLT, type ServiceFile } from "./installation.ts";

const agentDirectory = (userHome: string): string => join(userHome, "Library", "LaunchAgents");

export function makeAgent(installation: Installation): ServiceFile {
  const { name, paths, environment, userHome } = installation;
  const text = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<!-- ${MADE_BY_HOLT} -->
<plist version="1.0">
<dict>
  <key>Label</key>
  ${string(name)}
  <key>ProgramArguments</key>
  <array>
${daemonCommand(installation)
  .map((word) => `    ${string(word)}`)
  .join("\n")}
  </array>
  <key>EnvironmentVariables</key>
  <dict>
${Object.entries({ ...environment, NODE_ENV: "production" })
  .map(([variable, value]) => `    <key>${escape(variable)}</key>\n    ${string(value)}`)
  .join("\n")}
  </dict>
  <key>WorkingDirectory</key>
  <string>/</string>
  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <dict>
    <key>SuccessfulExit</key>
    <false/>
  </dict>
  <key>ProcessType</key>
  <string>Background</string>
  <key>Umask</key>
  <integer>63</integer>
  <key>SoftResourceLimits</key>
  <dict>
    <key>Core</key>
    <integer>0</integer>
  </dict>
  <key>HardResourceLimits</key>
  <dict>
    <key>Core</key>
    <integer>0</integer>
  </dict>
  <key>StandardErrorPath</key>
  ${string(paths.logFile)}
</dict>
</plist>
`;
  return { path: join(agentDirectory(userHome), `${name}.plist`), text };
}

const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const string = (text: string): string => `<string>${escape(text)}</string>`;
