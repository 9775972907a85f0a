/**
 * The view as a front end gets it, from a real daemon's socket.
 */
import { afterEach, beforeEach, expect, test } from "vitest";
import { createSession } from "../../src/client/session.ts";
import { stopDaemon } from "../../src/client/stop-daemon.ts";
import { openView, type ViewConnection } from "../../src/client/view-connection.ts";
import { isLockFree } from "../../src/daemon/process-lock.ts";
import { createFakeService, fakeLabel } from "../support/fake-service.ts";
import {
  createHome,
  FAKE_DAEMON,
  type Home,
  startTestDaemon,
  type TestDaemon,
  until,
} from "../support/plane.ts";

let plane: TestDaemon | undefined;
let view: ViewConnection | undefined;
let home: Home;

// A space, a colon and a character outside ASCII: all of them break a ws+unix: URL.
beforeEach(() => {
  home = createHome("holt å: view-");
});
afterEach(async () => {
  view?.close();
  await plane?.end();
  home.remove();
  plane = undefined;
  delete process.env["HOLT_HOME"];
});

async function start(service = createFakeService()): Promise<TestDaemon> {
  plane = await startTestDaemon(service, { home });
  return plane;
}
const look = (): ViewConnection => (view = openView(home.paths));
const add = async (at: TestDaemon, id: string, issuer: string): Promise<void> => {
  await at.service.handlers["accounts.add"]({ issuer, otp: { type: "totp", secret: id } });
};
const issuers = (at: ViewConnection): string[] =>
  Object.values(at.snapshot().accounts)
    .map(({ issuer }) => issuer)
    .sort();
const isLive = (at: ViewConnection) => () => at.snapshot().status === "live";

test("labels and state come, change, and keep their identity where they don't", async () => {
  const daemon = await start();
  await add(daemon, "1", "GitHub");
  const view = look();
  expect(view.snapshot()).toEqual({ status: "connecting", accounts: {}, state: null });
  await until(isLive(view));
  const first = view.snapshot();
  expect(first.state).toMatchObject({ vaultId: "v", activity: 1 });
  expect(first.accounts["id-1"]).toEqual(fakeLabel("id-1", "GitHub"));
  expect(view.snapshot()).toBe(first);
  await add(daemon, "2", "GitLab");
  await until(() => issuers(view).length === 2);
  expect(view.snapshot().accounts["id-1"]).toBe(first.accounts["id-1"]);
  expect(issuers({ ...view, snapshot: () => first })).toEqual(["GitHub"]);
});

test("a burst of changes calls the listener far less often than there are changes", async () => {
  const daemon = await start();
  const view = look();
  await until(isLive(view));
  let calls = 0;
  const stop = view.subscribe(() => (calls += 1));
  for (let index = 0; index < 500; index++) await add(daemon, String(index), "Bulk");
  await until(() => issuers(view).length === 500);
  expect(calls).toBeGreaterThan(0);
  expect(calls).toBeLessThan(250);
  stop();
  const before = calls;
  await add(daemon, "last", "Bulk");
  await until(() => issuers(view).length === 501);
  expect(calls).toBe(before);
});

test("a lock empties the view at once and for good, until it is asked for again", async () => {
  const daemon = await start();
  await add(daemon, "1", "GitHub");
  const view = look();
  await until(isLive(view));
  daemon.service.lock("asked");
  await until(() => view.snapshot().status === "locked");
  expect(view.snapshot()).toEqual({ status: "locked", accounts: {}, state: null });
  await daemon.service.handlers["vault.unlock"]({ passphrase: "right" });
  view.connect();
  expect(view.snapshot().status).toBe("connecting");
  await until(isLive(view));
  expect(issuers(view)).toEqual(["GitHub"]);
});

test("a locked daemon makes the view locked, not connecting for ever", async () => {
  await start(createFakeService({ locked: true }));
  const view = look();
  await until(() => view.snapshot().status === "locked");
  expect(view.snapshot().state).toBe(null);
});

test("after kill -9 the last labels stay until the next daemon's view replaces them all", async () => {
  process.env["HOLT_HOME"] = home.directory;
  const options = { paths: home.paths, version: "1.0.0", start: true, program: FAKE_DAEMON };
  const session = createSession(options);
  const otp = { type: "totp", secret: "1" } as const;
  await session.call("accounts.add", { issuer: "Old", otp });
  await session.call("accounts.add", { issuer: "Old", otp: { ...otp, secret: "2" } });
  const view = look();
  await until(() => issuers(view).length === 2);

  const first = await session.connect();
  if (!first.ok) throw new Error(first.error.type);
  process.kill(first.value.hello.pid, "SIGKILL");
  await first.value.closed;
  await until(() => view.snapshot().status === "connecting");
  expect(issuers(view)).toEqual(["Old", "Old"]);

  await session.call("accounts.add", { issuer: "New", otp });
  await until(() => issuers(view).join() === "New");
  expect(view.snapshot().state).toMatchObject({ activity: 1 });
  const { lockFile } = home.paths;
  await stopDaemon({ paths: home.paths, version: "1.0.0", isLockFree: () => isLockFree(lockFile) });
  await until(() => view.snapshot().status === "locked");
});

test("a view that finds no socket waits for one, and closing it ends that", async () => {
  const view = look();
  const daemon = await start();
  await until(isLive(view));
  view.close();
  await add(daemon, "1", "GitHub");
  expect(issuers(view)).toEqual([]);
});
