import { describe, expect, it } from "vitest";
import { resolvePaths, type Paths } from "../../src/protocol/paths.ts";

const resolve = (env: Record<string, string | undefined>, homeDirectory = "/home/ada"): Paths =>
  resolvePaths({ env, homeDirectory, uid: 1000 });

describe("paths", () => {
  it("without any wish are XDG's defaults", () => {
    expect(resolve({})).toEqual({
      configFile: "/home/ada/.config/holt/config.toml",
      dataDirectory: "/home/ada/.local/share/holt",
      stateDirectory: "/home/ada/.local/state/holt",
      runtimeDirectory: "/home/ada/.local/state/holt/run",
      databaseFile: "/home/ada/.local/share/holt/vault.db",
      lockFile: "/home/ada/.local/share/holt/lock.db",
      keyFile: "/home/ada/.local/share/holt/vault.key",
      logFile: "/home/ada/.local/state/holt/daemon.log",
      lockMarkFile: "/home/ada/.local/state/holt/locked",
      rpcSocket: "/home/ada/.local/state/holt/run/rpc.sock",
      viewSocket: "/home/ada/.local/state/holt/run/view.sock",
    });
  });

  it("follow each XDG variable", () => {
    const paths = resolve({
      XDG_CONFIG_HOME: "/c",
      XDG_DATA_HOME: "/d",
      XDG_STATE_HOME: "/s",
      XDG_RUNTIME_DIR: "/run/user/1000",
    });
    expect(paths).toMatchObject({
      configFile: "/c/holt/config.toml",
      databaseFile: "/d/holt/vault.db",
      logFile: "/s/holt/daemon.log",
      rpcSocket: "/run/user/1000/holt/rpc.sock",
    });
  });

  it("ignore XDG variables that are empty or not absolute, as XDG asks", () => {
    const relative = {
      XDG_CONFIG_HOME: "c",
      XDG_DATA_HOME: "",
      XDG_STATE_HOME: "./s",
      XDG_RUNTIME_DIR: "run",
    };
    expect(resolve(relative)).toEqual(resolve({}));
  });

  it("are all under HOLT_HOME, whatever XDG says", () => {
    const paths = resolve({ HOLT_HOME: "/tmp/h", XDG_DATA_HOME: "/d", XDG_RUNTIME_DIR: "/run/user/1000" });
    for (const path of Object.values(paths)) expect(path).toMatch(/^\/tmp\/h\//);
    expect(new Set(Object.values(paths)).size).toBe(Object.values(paths).length);
  });

  it("without XDG_RUNTIME_DIR use that of the login session, where there is one", () => {
    const sockets = (env: Record<string, string>): string =>
      resolvePaths({
        env,
        homeDirectory: "/home/ada",
        uid: 1000,
        loginRuntimeDirectory: (uid) => `/run/user/${uid}`,
      }).runtimeDirectory;
    expect(sockets({})).toBe("/run/user/1000/holt");
    expect(sockets({ XDG_RUNTIME_DIR: "" })).toBe("/run/user/1000/holt");
    expect(sockets({ XDG_RUNTIME_DIR: "/r" })).toBe("/r/holt");
    expect(sockets({ HOLT_HOME: "/h" })).toBe("/h/run");
  });

  it("mean one directory, however HOLT_HOME is written", () => {
    const spelled = (home: string): Paths =>
      resolvePaths({
        env: { HOLT_HOME: home },
        homeDirectory: "/home/ada",
        uid: 1000,
        workingDirectory: () => "/srv/here",
      });
    const plain = spelled("/srv/here/vault");
    for (const home of ["vault", "./vault", "../here/vault/", "/srv//here/./vault", "/srv/x/../here/vault"]) {
      expect(spelled(home)).toEqual(plain);
    }
    const long = "long/".repeat(30);
    expect(spelled(long)).toEqual(spelled(`/srv/here/${long}`));
  });

  it("take an empty HOLT_HOME for none", () => {
    expect(resolve({ HOLT_HOME: "" })).toEqual(resolve({}));
  });

  it("put sockets whose path would be too long into a short directory of the user's own", () => {
    const home = `/${"long/".repeat(30)}`;
    const paths = resolve({ HOLT_HOME: home });
    expect(paths.runtimeDirectory).toMatch(/^\/tmp\/holt-1000-[0-9a-f]{16}$/);
    expect(paths.rpcSocket).toBe(`${paths.runtimeDirectory}/rpc.sock`);
    expect(paths.databaseFile.startsWith(home)).toBe(true);
  });

  it("give two long homes two socket directories, and one home always the same", () => {
    const [one, other] = ["a", "b"].map(
      (name) => resolve({ HOLT_HOME: `/${name.repeat(200)}` }).runtimeDirectory,
    );
    expect(one).not.toBe(other);
    expect(resolve({ HOLT_HOME: `/${"a".repeat(200)}` }).runtimeDirectory).toBe(one);
  });

  it.each([
    [88, false],
    [89, true],
  ])("count bytes, not characters: a home of %i bytes is too long: %s", (bytes, isTooLong) => {
    // "/" + name + "/run/view.sock" is 15 bytes more than the name; 103 is the most that every system takes.
    const home = `/${"å".repeat(44)}${bytes === 89 ? "a" : ""}`;
    expect(Buffer.byteLength(home) - 1).toBe(bytes);
    const { viewSocket } = resolve({ HOLT_HOME: home });
    expect(viewSocket.startsWith("/tmp/holt-1000-")).toBe(isTooLong);
    expect(Buffer.byteLength(viewSocket)).toBeLessThanOrEqual(103);
  });
});
