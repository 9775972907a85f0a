/**
 * Turning backup on, between real processes: alone, with another device's yes, with its no, and with nobody there.
 */
import { existsSync, rmSync, statSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
  backupOf,
  enableBackup,
  enabling,
  readLine,
  requestAt,
  secretsOf,
  withPassphrase,
} from "../support/backup-devices.ts";
import type { DeviceView, RequestView } from "../../src/protocol/view.ts";
import { addAccount, BUSY_MACHINE_MS, createFleet, errorOf, type Fleet, logOf } from "../support/fleet.ts";

vi.setConfig({ testTimeout: BUSY_MACHINE_MS });
let fleet: Fleet;
beforeEach(async () => {
  fleet = await createFleet();
});
afterEach(() => fleet.end());

test("a device alone turns it on: everything was read back, and the secrets are in files of its own", async () => {
  const laptop = await fleet.foundLinked("laptop");
  await addAccount(laptop, "GitHub");
  const view = await enableBackup(laptop, [...withPassphrase(laptop), "--kit", laptop.file("kit.html")]);
  expect(view).toMatchObject({
    state: "on",
    relay: fleet.relay.url,
    fingerprint: fleet.relay.fingerprint,
    handle: `sven@127.0.0.1:${fleet.relay.port}`,
    pendingChanges: 0,
    problem: null,
  });
  expect(view.lastVerifiedAt).toBeTypeOf("number");
  expect(view.recovery.map(({ kind }) => kind).toSorted()).toEqual(["passphrase", "words"]);
  const { words, passphrase } = secretsOf(laptop);
  for (const file of [words, passphrase, laptop.file("kit.html")]) {
    expect(statSync(file).mode & 0o777).toBe(0o600);
  }
  expect(readLine(words).split(" ")).toHaveLength(24);
  expect(readLine(passphrase).split(/[ -]/u)).toHaveLength(6);
  for (const word of readLine(words).split(" ")) expect(readLine(laptop.file("kit.html"))).toContain(word);
  expect(readLine(laptop.file("kit.html"))).not.toContain(readLine(passphrase));
  expect((await logOf(laptop)).map(({ type }) => type)).toContain("backup-on");
  expect(await laptop.run(["backup", "status"])).toMatchObject({ code: 0 });
});

test("it is not turned on twice, and no file is overwritten", async () => {
  const laptop = await fleet.foundLinked("laptop");
  const { words } = secretsOf(laptop);
  writeFileSync(words, "mine");
  const taken = await enabling(laptop);
  expect(taken).toMatchObject({ code: 2, stdout: "" });
  expect(readLine(words)).toBe("mine");
  rmSync(words);
  await enableBackup(laptop);
  rmSync(words);
  const again = await enabling(laptop);
  expect(again.code).toBe(2);
  expect(existsSync(words)).toBe(false);
});

test("without a relay there is nowhere to keep it: exit 2; with --relay the vault is linked first", async () => {
  const laptop = await fleet.found("laptop");
  expect((await enabling(laptop)).code).toBe(2);
  const view = await enableBackup(laptop, ["--relay", fleet.relay.address, "--no-recovery-passphrase"]);
  expect(view).toMatchObject({ state: "on", relay: fleet.relay.url, handle: null });
});

test("a relay without backups says so: exit 5, and nothing is left behind", async () => {
  const laptop = await fleet.found("laptop");
  const relay = await fleet.newRelay(["--no-backups"]);
  const refused = await enabling(laptop, ["--relay", relay.address, "--no-recovery-passphrase"]);
  expect(refused.code).toBe(5);
  expect(errorOf(refused).type).toBe("refused");
  expect(await backupOf(laptop)).toMatchObject({ state: "off", recovery: [] });
  expect(existsSync(secretsOf(laptop).words)).toBe(false);
});

test("with a second device it waits for that one's yes, which shows what is asked", async () => {
  const [laptop, desktop] = await fleet.devices("laptop", "desktop");
  const running = enabling(laptop);
  const request = await requestAt(desktop, "recovery-change");
  expect(request).toMatchObject({ by: "laptop", change: { kind: "words", what: "add" } });
  await desktop.ok(["approve", request.id]);
  const { code, stdout } = await running;
  expect({ code, ...(JSON.parse(stdout) as object) }).toMatchObject({ code: 0, state: "on" });
  expect(await backupOf(desktop)).toMatchObject({ state: "on", recovery: [{ kind: "words" }] });
});

test("the other device's no ends it: exit 5, backup stays off, and the words open nothing", async () => {
  const [laptop, desktop] = await fleet.devices("laptop", "desktop");
  const running = enabling(laptop);
  await desktop.ok(["reject", (await requestAt(desktop, "recovery-change")).id]);
  const refused = await running;
  expect(refused.code).toBe(5);
  expect(errorOf(refused)).toMatchObject({ type: "refused" });
  expect(await backupOf(laptop)).toMatchObject({ state: "off", recovery: [] });
});

test("nobody's yes in time is exit 9, and what was asked is taken back", async () => {
  const [laptop, desktop] = await fleet.devices("laptop", "desktop");
  const late = await enabling(laptop, ["--no-recovery-passphrase", "--wait", "1"]);
  expect(late.code).toBe(9);
  expect(errorOf(late).type).toBe("timeout");
  await desktop.ok(["sync", "--wait"]);
  expect(await desktop.json(["requests"])).toEqual([]);
  expect(await backupOf(laptop)).toMatchObject({ state: "off" });
});

test("the only device that could say yes is removed meanwhile: then the own word is enough", async () => {
  const [laptop, desktop] = await fleet.devices("laptop", "desktop");
  const running = enabling(laptop);
  await requestAt(desktop, "recovery-change");
  await laptop.ok(["devices", "revoke", "desktop", "--yes"]);
  const { code, stdout } = await running;
  expect({ code, ...(JSON.parse(stdout) as object) }).toMatchObject({ code: 0, state: "on" });
  const verified = await laptop.run(["backup", "verify", "--words-file", secretsOf(laptop).words, "--json"]);
  expect([verified.code, JSON.parse(verified.stdout)]).toMatchObject([0, { differences: [] }]);
});

test("one of two that could say yes is removed meanwhile: the other one's counts, its own doesn't", async () => {
  const [laptop, desktop, phone] = await fleet.devices("laptop", "desktop", "phone");
  await desktop.ok(["approve", (await requestAt(desktop, "join")).id]);
  const running = enabling(laptop);
  const request = await requestAt(phone, "recovery-change");
  await desktop.ok(["devices", "revoke", "phone", "--yes"]);
  const refused = await phone.run(["approve", request.id, "--json"]);
  expect(refused.code).not.toBe(0);
  expect(await backupOf(laptop)).not.toMatchObject({ state: "on" });
  await desktop.ok(["approve", (await requestAt(desktop, "recovery-change")).id]);
  const { code, stdout } = await running;
  expect({ code, ...(JSON.parse(stdout) as object) }).toMatchObject({ code: 0, state: "on" });
});

test("a first device that comes after the backup is confirmed by the words, as its own request says", async () => {
  const laptop = await fleet.foundLinked("laptop");
  await enableBackup(laptop);
  const phone = await fleet.admit(laptop, "phone");
  expect(await phone.json(["requests"])).toEqual([]);
  const [own, ...others] = await laptop.json<readonly RequestView[]>(["requests"]);
  expect(others).toEqual([]);
  expect(own).toMatchObject({ type: "join", name: "phone", by: "laptop", own: true });
  expect((await laptop.run(["requests"])).stderr).toContain(`holt approve ${own?.id} --confirm-words-file`);
  await laptop.ok(["approve", own?.id ?? "", "--confirm-words-file", secretsOf(laptop).words]);
  expect(await laptop.json(["requests"])).toEqual([]);
  await phone.ok(["sync", "--wait"]);
  const devices = await phone.json<readonly DeviceView[]>(["devices"]);
  expect(devices.filter(({ kind }) => kind === "device").map(({ provisional }) => provisional)).toEqual([
    false,
    false,
  ]);
});

test("a relay that is away is exit 5, and nothing is on", async () => {
  const laptop = await fleet.foundLinked("laptop");
  await fleet.relay.stop();
  const away = await enabling(laptop);
  expect(away.code).toBe(5);
  await fleet.relay.restart();
  expect(await backupOf(laptop)).toMatchObject({ state: "off", recovery: [] });
});
