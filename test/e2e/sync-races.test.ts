/**
 * Several devices that do something at the same moment, and a daemon that dies while others write.
 */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { eventually, eventuallyMatches } from "../support/eventually.ts";
import {
  accountsOf,
  addAccount,
  BUSY_MACHINE_MS,
  converge,
  createFleet,
  devicesOf,
  type Fleet,
  issuersOf,
  pairUp,
  SECRET,
  startPairing,
  statusOf,
} from "../support/fleet.ts";
import { startLines } from "../support/line-process.ts";
import type { Program } from "../support/program.ts";

vi.setConfig({ testTimeout: BUSY_MACHINE_MS });
let fleet: Fleet;
beforeEach(async () => {
  fleet = await createFleet();
});
afterEach(async () => {
  await fleet.end();
});

const namesOf = async (device: Program): Promise<readonly string[]> =>
  (await devicesOf(device)).map(({ name }) => name).toSorted();

test("two devices that each let one in at the same moment both succeed", async () => {
  const [laptop, desktop] = await fleet.devices("laptop", "desktop");
  await addAccount(laptop, "GitHub");
  await converge(laptop, desktop);
  const [phone, tablet] = [fleet.newHome(), fleet.newHome()];
  await Promise.all([
    pairUp(laptop, phone, ["--name", "phone", "--no-passphrase"]),
    pairUp(desktop, tablet, ["--name", "tablet", "--no-passphrase"]),
  ]);
  await converge(laptop, desktop, phone, tablet);
  for (const device of [laptop, desktop, phone, tablet]) {
    await eventually(
      () => namesOf(device),
      (names) => expect(names).toEqual(["desktop", "laptop", "phone", "tablet"]),
    );
  }
});

test("two devices that remove each other at the same moment: one of them is out, and all agree which", async () => {
  const [laptop, desktop, phone] = await fleet.devices("laptop", "desktop", "phone");
  await addAccount(laptop, "GitHub");
  await converge(laptop, desktop, phone);
  // Confirmed, it doesn't go along with the one that let it in.
  const [request] = await desktop.json<readonly { id: string }[]>(["requests"]);
  await desktop.ok(["approve", request?.id ?? ""]);
  await converge(laptop, desktop, phone);
  await Promise.all([
    laptop.run(["devices", "revoke", "desktop", "--yes"]),
    desktop.run(["devices", "revoke", "laptop", "--yes"]),
  ]);
  const states = await eventually(
    async () => [(await statusOf(laptop)).link.state, (await statusOf(desktop)).link.state],
    (both) => expect(both.filter((state) => state === "revoked")).toHaveLength(1),
  );
  const [stays, name] =
    states[0] === "revoked" ? ([desktop, "desktop"] as const) : ([laptop, "laptop"] as const);
  for (const device of [stays, phone]) {
    await eventually(
      () => namesOf(device),
      (names) => expect(names).toEqual([name, "phone"].toSorted()),
    );
  }
  await addAccount(phone, "After");
  await converge(stays, phone);
  expect(await issuersOf(stays)).toEqual(["After", "GitHub"]);
});

test("a link still works after the relay was restarted, before and after it was opened", async () => {
  const laptop = await fleet.foundLinked("laptop");
  await addAccount(laptop, "GitHub");
  const pairing = await startPairing(laptop, []);
  await fleet.relay.stop();
  await fleet.relay.restart();
  await laptop.ok(["sync", "--wait", "--timeout", "10"]);
  const desktop = fleet.newHome();
  const joining = startLines(["join", pairing.link, "--name", "desktop", "--no-passphrase"], desktop.env);
  const { requestId } = await pairing.next<{ readonly requestId: string }>();
  await fleet.relay.kill();
  await fleet.relay.restart();
  await laptop.ok(["sync", "--wait", "--timeout", "10"]);
  await laptop.ok(["approve", requestId]);
  expect(await joining.ended).toMatchObject({ code: 0 });
  expect((await pairing.ended).code).toBe(0);
  expect(await issuersOf(desktop)).toEqual(["GitHub"]);
});

test("a daemon that is killed again and again while others write loses nothing that it answered", async () => {
  const [laptop, desktop] = await fleet.devices("laptop", "desktop");
  const answered: string[] = [];
  for (let round = 0; round < 5; round++) {
    const pid = await laptop.daemonPid();
    const adding = [addAccount(desktop, `Desktop ${round}`), addAccount(laptop, `Laptop ${round}`)];
    answered.push(...(await Promise.all(adding)));
    process.kill(pid, "SIGKILL");
  }
  const accounts = await converge(laptop, desktop);
  expect(accounts.map(({ id }) => id)).toEqual(answered.toSorted());
  for (const device of [laptop, desktop]) {
    expect((await statusOf(device)).problems).toEqual([{ type: "no-passphrase" }]);
  }
});

test("a device whose daemon is killed right after it was let in goes on where it was", async () => {
  const laptop = await fleet.foundLinked("laptop");
  for (const issuer of ["GitHub", "Bank"]) await addAccount(laptop, issuer);
  const pairing = await startPairing(laptop);
  const desktop = fleet.newHome();
  await desktop.run(["daemon", "start"]);
  const { pid } = await desktop.json<{ pid: number }>(["daemon", "status"]);
  const joining = desktop.run(["join", "-", "--name", "desktop", "--no-passphrase"], pairing.link);
  await pairing.ended;
  process.kill(pid, "SIGKILL");
  await joining;
  // It is a member, or it has nothing at all and is let in anew: never half of it.
  const status = await desktop.run(["status", "--json"]);
  if (status.code === 3) {
    await laptop.ok(["devices", "revoke", "desktop", "--yes"]);
    await pairUp(laptop, desktop, ["--name", "desktop", "--no-passphrase"]);
  }
  await converge(laptop, desktop);
  expect(await issuersOf(desktop)).toEqual(["Bank", "GitHub"]);
  expect(await namesOf(laptop)).toEqual(["desktop", "laptop"]);
});

test("what one empties from the trash while another restores it is not lost", async () => {
  const [laptop, desktop] = await fleet.devices("laptop", "desktop");
  for (const issuer of ["Restored", "Gone"]) await addAccount(laptop, issuer);
  for (const issuer of ["Restored", "Gone"]) await laptop.ok(["rm", issuer]);
  await converge(laptop, desktop);
  await fleet.relay.stop();
  await laptop.ok(["trash", "--empty", "--yes"]);
  await desktop.ok(["restore", "Restored"]);
  await fleet.relay.restart();
  await converge(laptop, desktop);
  for (const device of [laptop, desktop]) {
    expect(await issuersOf(device)).toEqual(["Restored"]);
    expect(await device.json(["list", "--trash"])).toEqual([]);
  }
});

test("undo takes back what this device did, and not what another did meanwhile", async () => {
  const [laptop, desktop] = await fleet.devices("laptop", "desktop");
  await addAccount(laptop, "Bank");
  await converge(laptop, desktop);
  await laptop.ok(["edit", "Bank", "--name", "by-laptop"]);
  await converge(laptop, desktop);
  await desktop.ok(["edit", "Bank", "--tag", "by-desktop"]);
  await converge(laptop, desktop);
  await laptop.ok(["undo"]);
  const [bank] = await converge(laptop, desktop);
  expect(bank).toMatchObject({ name: "me", tags: ["by-desktop"] });
  await laptop.ok(["redo"]);
  await eventuallyMatches(() => accountsOf(desktop), [{ name: "by-laptop", tags: ["by-desktop"] }]);
});

test("a counter that two devices advance never goes back", async () => {
  const [laptop, desktop] = await fleet.devices("laptop", "desktop");
  await laptop.ok(["add", "-"], `otpauth://hotp/Bank:me?secret=${SECRET}&issuer=Bank&counter=0`);
  await converge(laptop, desktop);
  const counterOf = async (device: Program): Promise<number> =>
    (await device.json<{ counter: number }>(["code", "Bank"])).counter;
  const seen: number[] = [];
  for (let round = 0; round < 3; round++) {
    for (const device of [laptop, desktop]) {
      seen.push(await counterOf(device));
      await device.ok(["sync", "--wait"]);
      await eventually(
        async () => (await laptop.json<readonly { counter: number }[]>(["list"]))[0]?.counter,
        (counter) => expect(counter).toBe(seen.length),
      );
      await eventually(
        async () => (await desktop.json<readonly { counter: number }[]>(["list"]))[0]?.counter,
        (counter) => expect(counter).toBe(seen.length),
      );
    }
  }
  expect(seen).toEqual([0, 1, 2, 3, 4, 5]);
  // Apart, each goes on from where it is; together the greater one holds.
  await fleet.relay.stop();
  await counterOf(laptop);
  for (let count = 0; count < 3; count++) await counterOf(desktop);
  await fleet.relay.restart();
  await converge(laptop, desktop);
  expect(await counterOf(laptop)).toBe(9);
});
