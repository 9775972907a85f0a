/**
 * The daemon as a service: what the files say, and what is asked of systemd, which is played by a script on PATH.
 */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { installService, type ServiceOptions, uninstallService } from "../../src/cli/service/install.ts";
import { findInstallation, type Installation } from "../../src/cli/service/installation.ts";
import { makeAgent } from "../../src/cli/service/launchd-agent.ts";
import { serviceName } from "../../src/cli/service/service-name.ts";
import { createSystemd } from "../../src/cli/service/systemd.ts";
import { makeUnits } from "../../src/cli/service/systemd-units.ts";
import { hasOwnView } from "../../src/cli/service/own-view.ts";
import { createTool } from "../../src/cli/service/tool.ts";
import { commandLine, unitLine, unitWord } from "../../src/cli/service/unit-text.ts";
import { en } from "../../src/client/language/en.ts";
import type { StatusResult } from "../../src/protocol/local-api.ts";
import { resolvePaths } from "../../src/protocol/paths.ts";
import { ok } from "../../src/protocol/result.ts";
import { type Answers, play } from "../support/cli-context.ts";

const installationOf = (env: Readonly<Record<string, string>>): Installation =>
  findInstallation({ env, paths: resolvePaths({ env, homeDirectory: env["HOME"] ?? "/", uid: 1 }) });

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "holt-service-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe("a unit's words", () => {
  test("nothing in a path means something to systemd", () => {
    expect(unitLine("/a b/50%")).toBe("/a b/50%%");
    expect(unitWord('/a "b"\\c %h $d')).toBe('"/a \\"b\\"\\\\c %%h $d"');
    expect(commandLine(["/opt/$x/node", "/a $HOME/%i"])).toBe('"/opt/$x/node" "/a $$HOME/%%i"');
  });

  test("a service is named after its HOLT_HOME, and two of one name have different ones", () => {
    expect(serviceName(undefined)).toBe("holt");
    expect(serviceName("/home/sven/work")).toMatch(/^holt-work-[0-9a-f]{8}$/);
    expect(serviceName("/home/sven/work")).not.toBe(serviceName("/home/eva/work"));
    expect(serviceName("/srv/Arbeit & Spaß!")).toMatch(/^holt-Arbeit-Spa-[0-9a-f]{8}$/);
    expect(serviceName("/")).toMatch(/^holt-[0-9a-f]{8}$/);
  });
});

describe("the systemd units", () => {
  const lines = (env: Readonly<Record<string, string>>, isSandboxed = true): readonly string[] => {
    const units = makeUnits({ installation: installationOf(env), directory: "/units", isSandboxed });
    return `${units.service.text}${units.socket.text}`.split("\n");
  };
  const XDG = { HOME: "/home/sven", XDG_RUNTIME_DIR: "/run/user/1", XDG_STATE_HOME: "/var/state" };

  test("they run this Node and this program, without an inspector and without core dumps", () => {
    const start = lines(XDG).find((line) => line.startsWith("ExecStart="));
    expect(start).toBe(
      `ExecStart="${process.execPath}" "--disable-sigusr1" "${join(import.meta.dirname, "../../bin/holt.cjs")}" "daemon" "run"`,
    );
    expect(lines(XDG)).toContain("LimitCORE=0");
    expect(lines(XDG).join("\n")).not.toContain("MemoryDenyWriteExecute");
  });

  test("the sockets are those that clients look for, rpc before view", () => {
    expect(lines(XDG).filter((line) => line.startsWith("ListenStream="))).toEqual([
      "ListenStream=/run/user/1/holt/rpc.sock",
      "ListenStream=/run/user/1/holt/view.sock",
    ]);
  });

  test("the daemon looks where its clients look, and can write there alone", () => {
    expect(lines(XDG)).toEqual(
      expect.arrayContaining([
        'Environment="XDG_STATE_HOME=/var/state"',
        "PrivateUsers=yes",
        "ProtectSystem=strict",
        'ReadWritePaths="/home/sven/.config/holt"',
        'ReadWritePaths="/home/sven/.local/share/holt"',
        'ReadWritePaths="/var/state/holt"',
        "PrivateTmp=yes",
      ]),
    );
    const home = lines({ HOME: "/home/sven", HOLT_HOME: "/home/sven/work" });
    expect(home).toContain('Environment="HOLT_HOME=/home/sven/work"');
    expect(home.filter((line) => line.startsWith("ReadWritePaths="))).toEqual([
      'ReadWritePaths="/home/sven/work"',
    ]);
  });

  test("a home in /tmp is not hidden by a /tmp of the service's own", () => {
    expect(lines({ HOME: "/home/sven", HOLT_HOME: "/tmp/work" })).not.toContain("PrivateTmp=yes");
  });

  test("without user namespaces the seccomp filter stays", () => {
    const text = lines(XDG, false).join("\n");
    expect(text).toContain("SystemCallFilter=@system-service");
    expect(text).not.toMatch(/ProtectSystem|PrivateTmp|ReadWritePaths/);
  });
});

test("launchd's agent names program and home, whatever they are called", () => {
  const { path, text } = makeAgent(installationOf({ HOME: "/Users/eva", HOLT_HOME: "/Users/eva/a<b>&c" }));
  expect(path).toMatch(/^\/Users\/eva\/Library\/LaunchAgents\/holt-a-b-c-[0-9a-f]{8}\.plist$/);
  expect(text).toContain("<key>HOLT_HOME</key>\n    <string>/Users/eva/a&lt;b&gt;&amp;c</string>");
  expect(text).toContain(`<string>${process.execPath}</string>`);
  expect(text).toContain("<string>--disable-sigusr1</string>");
});

/** A systemctl that writes down what it was asked. */
function fakeSystemctl(script = "exit 0"): {
  readonly path: string;
  readonly asked: () => readonly string[];
} {
  const bin = join(directory, "bin");
  mkdirSync(bin);
  const log = join(directory, "asked");
  writeFileSync(join(bin, "systemctl"), `#!/bin/sh\necho "$*" >> ${log}\n${script}\n`);
  chmodSync(join(bin, "systemctl"), 0o755);
  const asked = (): readonly string[] =>
    existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [];
  return { path: bin, asked };
}

describe("installing", () => {
  const units = (): string => join(directory, "config", "systemd", "user");
  const options = (
    path: string,
    answers: readonly boolean[],
  ): ServiceOptions & { readonly stops: () => number } => {
    const env = { HOME: directory, HOLT_HOME: join(directory, "h"), PATH: path };
    const installation = installationOf(env);
    const left = [...answers];
    let stops = 0;
    return {
      installation,
      manager: createSystemd({ installation, directory: units(), run: createTool(env) }),
      stopDaemon: () => {
        stops += 1;
        return Promise.resolve(ok(undefined));
      },
      answers: () => Promise.resolve(left.shift() ?? false),
      wait: () => Promise.resolve(),
      stops: () => stops,
    };
  };

  test("writes both units, enables and starts them, and makes the directories that the daemon writes to", async () => {
    const { path, asked } = fakeSystemctl();
    const call = options(path, [true]);
    const { name } = call.installation;
    const installed = await installService(call);
    expect(installed).toEqual(
      ok({
        files: [join(units(), `${name}.service`), join(units(), `${name}.socket`)],
        isSandboxed: true,
        hasChanged: true,
      }),
    );
    expect(asked().slice(-3)).toEqual([
      "--user daemon-reload",
      `--user enable ${name}.socket ${name}.service`,
      `--user start ${name}.socket ${name}.service`,
    ]);
    expect(existsSync(join(directory, "h"))).toBe(true);
    expect(call.stops()).toBe(1);
  });

  test("a second time it changes nothing and stops nothing", async () => {
    const { path } = fakeSystemctl();
    await installService(options(path, [true]));
    const again = options(path, [true]);
    expect(await installService(again)).toMatchObject({ ok: true, value: { hasChanged: false } });
    expect(again.stops()).toBe(0);
  });

  test("units that name another program are written anew", async () => {
    const { path } = fakeSystemctl();
    const call = options(path, [true]);
    await installService(call);
    const file = join(units(), `${call.installation.name}.service`);
    const text = readFileSync(file, "utf8");
    writeFileSync(file, text.replace(process.execPath, "/opt/old/node"));
    expect(await installService(options(path, [true]))).toMatchObject({
      ok: true,
      value: { hasChanged: true },
    });
    expect(readFileSync(file, "utf8")).toBe(text);
  });

  test("where the daemon doesn't come up with a file system of its own, it runs without", async () => {
    const { path } = fakeSystemctl();
    const call = options(path, [false, true]);
    expect(await installService(call)).toMatchObject({ ok: true, value: { isSandboxed: false } });
    const text = readFileSync(join(units(), `${call.installation.name}.service`), "utf8");
    expect(text).not.toContain("ProtectSystem");
  });

  test("where it doesn't come up at all, nothing is left behind", async () => {
    const { path } = fakeSystemctl();
    expect(await installService(options(path, [false, false]))).toMatchObject({
      ok: false,
      error: { type: "unreachable", what: "daemon" },
    });
    expect(readdirSync(units())).toEqual([]);
  });

  test("a unit that somebody else wrote stays as it is, when installing and when uninstalling", async () => {
    const { path } = fakeSystemctl();
    const call = options(path, [true]);
    const file = join(units(), `${call.installation.name}.service`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, "[Service]\n");
    expect(await installService(call)).toMatchObject({
      ok: false,
      error: { type: "usage", reason: "service-file-taken", value: file },
    });
    expect(await uninstallService(call)).toEqual(ok([]));
    expect(readFileSync(file, "utf8")).toBe("[Service]\n");
  });

  test("a path with a line break is refused before anything is written", async () => {
    const { path, asked } = fakeSystemctl();
    const call = options(path, [true]);
    const installation = { ...call.installation, node: "/opt/no\nde" };
    expect(await installService({ ...call, installation })).toMatchObject({
      ok: false,
      error: { type: "usage", reason: "bad-field" },
    });
    expect(asked()).toEqual([]);
  });

  test("uninstalling removes exactly what was written, even where systemd left its links", async () => {
    const { path } = fakeSystemctl();
    const call = options(path, [true]);
    await installService(call);
    const other = join(units(), "mail.service");
    writeFileSync(other, "[Service]\n");
    const removed = await uninstallService(call);
    expect(removed.ok && removed.value.length).toBe(2);
    expect(readdirSync(units())).toEqual(["mail.service"]);
    expect(await uninstallService(call)).toEqual(ok([]));
  });
});

test("a process that shares our view of the file system is told from one that doesn't", () => {
  const entry = (pid: string, view: string): void => {
    mkdirSync(join(directory, pid, "ns"), { recursive: true });
    symlinkSync(view, join(directory, pid, "ns", "mnt"));
  };
  entry("self", "mnt:[1]");
  entry("7", "mnt:[1]");
  entry("8", "mnt:[2]");
  entry("10", "mnt:[2]");
  writeFileSync(join(directory, "10", "status"), "Name:\tholt\nPPid:\t8\n");
  expect([7, 8, 9, 10].map((pid) => hasOwnView(pid, directory))).toEqual([false, true, true, false]);
});

describe.runIf(process.platform === "linux")("holt daemon", () => {
  test("install says where there is no systemd of the person's, and what to do instead", async () => {
    const { path } = fakeSystemctl("exit 1");
    const env = { HOME: directory, HOLT_HOME: directory, PATH: path };
    const played = await play("daemon install", { env, home: directory });
    expect(played.outcome).toMatchObject({ ok: false, error: { reason: "no-service-manager" } });
    expect(readdirSync(directory).sort()).toEqual(["asked", "bin"]);
  });

  test("install says what it wrote and how to undo it; uninstall what it removed", async () => {
    const { path } = fakeSystemctl();
    const env = { HOME: directory, HOLT_HOME: directory, PATH: path };
    const daemon = { pid: process.pid, version: "0.1.0", uptimeSeconds: 1 };
    const answers: Answers = { "daemon.status": () => ok({ daemon } as StatusResult) };
    const installed = await play("daemon install", { env, home: directory, answers });
    expect(installed.outcome).toEqual(ok(0));
    expect(installed.stdout).toMatch(/^wrote .*\.service\nwrote .*\.socket\n$/);
    expect(installed.stderr.join("\n")).toContain("holt daemon uninstall");
    // The daemon that answers here is this very process.
    expect(installed.stderr).toContain(en.service.notSandboxed);
    const removed = await play("daemon uninstall --json", { env, home: directory });
    expect(JSON.parse(removed.stdout)).toMatchObject({
      installed: false,
      removed: [{}, {}].map(() => expect.any(String) as string),
    });
  });

  test("status doesn't connect where no daemon holds the lock: systemd would start one", async () => {
    const played = await play("daemon status --json", { home: directory });
    expect(played.stdout).toBe('{"running":false}\n');
    expect(played.calls).toEqual([]);
  });
});
