/**
 * The daemon on sockets that somebody else listens on. What systemd itself makes of the units is tried where its tools
 * are. Installing is played in test/cli/service.test.ts, the program's own part of it in test/daemon/plane/parts.test.ts.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findInstallation } from "../../src/cli/service/installation.ts";
import { makeUnits } from "../../src/cli/service/systemd-units.ts";
import { resolvePaths } from "../../src/protocol/paths.ts";
import { until } from "../support/plane.ts";
import { createProgram, PROGRAM, type Program } from "../support/program.ts";

let program: Program;
beforeEach(() => {
  program = createProgram();
});
afterEach(() => program.stop());

const hasTool = (name: string): boolean =>
  (process.env["PATH"] ?? "").split(":").some((directory) => existsSync(join(directory, name)));

test.runIf(hasTool("systemd-socket-activate"))(
  "with systemd-socket-activate: the first command starts the daemon, which serves on the sockets it was given",
  async () => {
    const run = join(program.env["HOLT_HOME"] ?? "", "run");
    mkdirSync(run, { recursive: true, mode: 0o700 });
    const listen = (): ReturnType<typeof spawn> =>
      spawn(
        "systemd-socket-activate",
        [
          `--listen=${run}/rpc.sock`,
          `--listen=${run}/view.sock`,
          ...Object.entries(program.env).map(([name, value]) => `--setenv=${name}=${value}`),
          process.execPath,
          "--disable-sigusr1",
          PROGRAM,
          "daemon",
          "run",
        ],
        { env: program.env, stdio: "ignore" },
      );
    const starter = listen();
    try {
      await until(() => readdirSync(run).length === 2);
      // It becomes the daemon.
      await program.ok(["init", "--no-passphrase"]);
      expect(await program.daemonPid()).toBe(starter.pid);
      expect(readdirSync(run).sort()).toEqual(["rpc.sock", "view.sock"]);
      await program.ok(["daemon", "stop"]);
      await until(() => starter.exitCode !== null);
      expect(starter.exitCode).toBe(0);
    } finally {
      starter.kill("SIGKILL");
    }
  },
);

test.runIf(hasTool("systemd-analyze"))("with systemd-analyze: the units are good ones", () => {
  const directory = mkdtempSync(join(tmpdir(), "holt-units-"));
  try {
    for (const env of [
      { HOME: "/root", XDG_RUNTIME_DIR: "/run/user/1" },
      { HOME: "/root", HOLT_HOME: join(directory, "a b%c$d\\e\"f'g") },
    ]) {
      const paths = resolvePaths({ env, homeDirectory: "/root", uid: 1 });
      for (const isSandboxed of [true, false]) {
        const installation = findInstallation({ env, paths });
        const { service, socket } = makeUnits({ installation, directory, isSandboxed });
        for (const { path, text } of [service, socket]) writeFileSync(path, text);
        const verified = spawnSync("systemd-analyze", ["verify", "--man=no", service.path, socket.path], {
          encoding: "utf8",
        });
        expect(verified).toMatchObject({ status: 0, stderr: "" });
      }
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
