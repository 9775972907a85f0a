/**
 * Beginning again: from words, or from handle and passphrase, on an empty device and on one that has accounts.
 */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { backupOf, enableBackup, readLine, secretsOf, withPassphrase } from "../support/backup-devices.ts";
import { eventuallyMatches } from "../support/eventually.ts";
import {
  addAccount,
  BUSY_MACHINE_MS,
  createFleet,
  devicesOf,
  errorOf,
  type Fleet,
  issuersOf,
  statusOf,
} from "../support/fleet.ts";
import type { Program } from "../support/program.ts";

vi.setConfig({ testTimeout: BUSY_MACHINE_MS });
let fleet: Fleet;
beforeEach(async () => {
  fleet = await createFleet();
});
afterEach(() => fleet.end());

interface Recovered {
  readonly accounts: number;
  readonly asOf: number;
  readonly lastAuthor: string;
  readonly devices: readonly string[];
}

type Codes = readonly { readonly code: string; readonly next: string }[];

const recover = async (device: Program, ...args: readonly string[]): Promise<Recovered> =>
  JSON.parse(await device.ok(["recover", "--no-passphrase", "--json", ...args])) as Recovered;

async function laptopWithBackup(args?: readonly string[]): Promise<Program> {
  const laptop = await fleet.foundLinked("laptop");
  for (const issuer of ["GitHub", "GitLab"]) await addAccount(laptop, issuer);
  await enableBackup(laptop, args ?? withPassphrase(laptop));
  return laptop;
}

test("by words on an empty device: every account, to be verified; the old device stays a member", async () => {
  const laptop = await laptopWithBackup(["--no-recovery-passphrase"]);
  const phone = fleet.newHome();
  const words = ["--relay", fleet.relay.address, "--words-file", secretsOf(laptop).words];
  const done = await recover(phone, ...words, "--name", "phone");
  expect(done).toMatchObject({ accounts: 2, lastAuthor: "laptop" });
  expect(done.asOf).toBeGreaterThan(1_700_000_000);
  expect(done.devices.toSorted()).toEqual(["laptop", "phone"]);
  expect(await phone.json(["list", "--unverified"])).toHaveLength(2);
  const [ours, theirs] = [await phone.json<Codes>(["code"]), await laptop.json<Codes>(["code"])];
  const codes = (list: Codes): readonly string[] => list.flatMap(({ code, next }) => [code, next]);
  expect(codes(ours).some((code) => codes(theirs).includes(code))).toBe(true);
  expect((await statusOf(phone)).vaultId).toBe((await statusOf(laptop)).vaultId);
  await addAccount(phone, "After");
  await phone.ok(["sync", "--wait"]);
  await laptop.ok(["sync", "--wait"]);
  expect(await issuersOf(laptop)).toEqual(["After", "GitHub", "GitLab"]);
  expect(await backupOf(phone)).toMatchObject({ state: "on" });
});

test("by a whole handle and passphrase, all others revoked: the lost device reads nothing new", async () => {
  const laptop = await laptopWithBackup();
  const phone = fleet.newHome();
  const handle = ["--handle", `sven@127.0.0.1:${fleet.relay.port}`];
  const secret = ["--recovery-passphrase-file", secretsOf(laptop).passphrase];
  const done = await recover(phone, ...handle, ...secret, "--name", "phone", "--revoke-others");
  expect(done).toMatchObject({ accounts: 2, devices: ["phone"] });
  const devices = (await devicesOf(phone)).filter(({ kind }) => kind === "device");
  expect(devices.map(({ name }) => name)).toEqual(["phone"]);
  await addAccount(phone, "After");
  await phone.ok(["sync", "--wait"]);
  await eventuallyMatches(() => statusOf(laptop), { link: { state: "revoked" } });
  expect(await issuersOf(laptop)).toEqual(["GitHub", "GitLab"]);
});

test("wrong words, a wrong passphrase and an unknown handle are the same: exit 4, and no vault is made", async () => {
  const laptop = await laptopWithBackup();
  const [first = "", second = "", ...rest] = readLine(secretsOf(laptop).words).split(" ");
  const passphrase = readLine(secretsOf(laptop).passphrase);
  const phone = fleet.newHome();
  const relay = ["--relay", fleet.relay.address];
  const attempts: readonly (readonly [readonly string[], string])[] = [
    [["--words-file", "-"], [second, first, ...rest].join(" ")],
    [["--words-file", "-"], `${"abandon ".repeat(23)}art`],
    [["--handle", "sven", "--recovery-passphrase-file", "-"], `${passphrase} x`],
    [["--handle", "eve", "--recovery-passphrase-file", "-"], passphrase],
  ];
  for (const [args, secret] of attempts) {
    const run = await phone.run(["recover", "--no-passphrase", "--json", ...relay, ...args], secret);
    expect({ args, code: run.code, stdout: run.stdout }).toEqual({ args, code: 4, stdout: "" });
    expect(errorOf(run).type).toBe("wrong-key");
  }
  expect((await phone.run(["status"])).code).toBe(3);
});

test("a device with accounts adds them only with --merge, and keeps them otherwise", async () => {
  const laptop = await laptopWithBackup(["--no-recovery-passphrase"]);
  const desktop = await fleet.found("desktop");
  await addAccount(desktop, "Own");
  const args = ["--relay", fleet.relay.address, "--words-file", secretsOf(laptop).words];
  const before = (await statusOf(desktop)).vaultId;
  const asked = await desktop.run(["recover", "--json", "--yes", ...args]);
  expect(asked.code).toBe(2);
  expect((await statusOf(desktop)).vaultId).toBe(before);
  expect(await issuersOf(desktop)).toEqual(["Own"]);
  const done = JSON.parse(await desktop.ok(["recover", "--json", "--merge", ...args])) as Recovered;
  expect(done.accounts).toBe(3);
  expect((await statusOf(desktop)).vaultId).toBe((await statusOf(laptop)).vaultId);
  await laptop.ok(["sync", "--wait"]);
  expect(await issuersOf(laptop)).toEqual(["GitHub", "GitLab", "Own"]);
});

test("a relay that is away is exit 5, and so is one that isn't the one whose key was named", async () => {
  const laptop = await laptopWithBackup(["--no-recovery-passphrase"]);
  const other = await fleet.newRelay();
  const phone = fleet.newHome();
  const from = (relay: string): Promise<number | null> =>
    phone
      .run([
        "recover",
        "--no-passphrase",
        "--json",
        "--relay",
        relay,
        "--words-file",
        secretsOf(laptop).words,
      ])
      .then(({ code }) => code);
  expect(await from(`${fleet.relay.url}#${other.fingerprint}`)).toBe(4);
  await fleet.relay.stop();
  expect(await from(fleet.relay.address)).toBe(5);
  expect((await phone.run(["status"])).code).toBe(3);
});
