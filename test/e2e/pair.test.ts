/**
 * Pairing as people do it, with everything that can go wrong: a no, two devices with one link, too late, a link that was
 * garbled or is another relay's, a device that has accounts of its own.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { eventually } from "../support/eventually.ts";
import {
  addAccount,
  BUSY_MACHINE_MS,
  converge,
  createFleet,
  devicesOf,
  errorOf,
  type Fleet,
  homeOf,
  issuersOf,
  logOf,
  pairUp,
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

const JOIN = ["join", "-", "--json", "--name", "desktop", "--no-passphrase"] as const;

interface RequestLine {
  readonly event: string;
  readonly requestId: string;
  readonly fingerprint: string;
  readonly name: string;
}

/** Nothing of a vault is there. */
async function expectNoVault(device: Program): Promise<void> {
  const status = await device.run(["status", "--json"]);
  expect(status.code).toBe(3);
  expect(JSON.parse(status.stdout)).toMatchObject({ vaultId: null });
}

test("who is approved elsewhere is let in; both show the same words", async () => {
  const laptop = await fleet.foundLinked("laptop");
  await addAccount(laptop, "GitHub");
  const pairing = await startPairing(laptop, []);
  expect(pairing.expiresAt).toBeGreaterThan(Date.now() / 1000 + 540);
  const desktop = fleet.newHome();
  const joining = startLines(["join", pairing.link, "--name", "desktop", "--no-passphrase"], desktop.env);
  const request = await pairing.next<RequestLine>();
  expect(request).toMatchObject({ event: "request", name: "desktop" });
  expect(await laptop.json(["requests"])).toMatchObject([
    { id: request.requestId, type: "join", name: "desktop", fingerprint: request.fingerprint },
  ]);
  await laptop.ok(["approve", request.requestId]);
  const joined = await joining.ended;
  expect(joined).toMatchObject({ code: 0, stdout: "" });
  expect(joined.stderr).toContain(request.fingerprint);
  expect(await pairing.next()).toMatchObject({ event: "joined", requestId: request.requestId });
  expect((await pairing.ended).code).toBe(0);
  expect(await issuersOf(desktop)).toEqual(["GitHub"]);
  expect(await laptop.json(["requests"])).toEqual([]);
  expect((await devicesOf(desktop))[0]?.fingerprint).toBe(request.fingerprint);
});

test("who is rejected gets nothing, and both are told", async () => {
  const laptop = await fleet.foundLinked("laptop");
  await addAccount(laptop, "GitHub");
  const pairing = await startPairing(laptop, []);
  const desktop = fleet.newHome();
  const joining = desktop.run(JOIN, pairing.link);
  const { requestId } = await pairing.next<RequestLine>();
  await laptop.ok(["reject", requestId]);
  const joined = await joining;
  expect({ code: joined.code, type: errorOf(joined).type }).toEqual({ code: 5, type: "refused" });
  expect(await pairing.next()).toMatchObject({ event: "rejected", requestId });
  expect((await pairing.ended).code).toBe(5);
  await expectNoVault(desktop);
  expect(await devicesOf(laptop)).toHaveLength(1);
  // The link is used up.
  const again = await desktop.run(JOIN, pairing.link);
  expect({ code: again.code, type: errorOf(again).type }).toEqual({ code: 5, type: "refused" });
});

test("a link that two devices use lets neither in", async () => {
  const laptop = await fleet.foundLinked("laptop");
  await addAccount(laptop, "GitHub");
  const pairing = await startPairing(laptop, []);
  const first = fleet.newHome();
  const second = fleet.newHome();
  const joining = first.run(JOIN, pairing.link);
  await pairing.next<RequestLine>();
  const late = await second.run(JOIN, pairing.link);
  for (const { code, stderr } of [late, await joining]) {
    expect(code).toBe(5);
    expect(stderr).toContain("two devices used this join link");
  }
  const { code, stderr } = await pairing.ended;
  expect({ code, type: errorOf({ code, stderr, stdout: "" }).type }).toEqual({ code: 5, type: "refused" });
  for (const device of [first, second]) await expectNoVault(device);
  expect(await laptop.json(["requests"])).toEqual([]);
  expect(await devicesOf(laptop)).toHaveLength(1);
});

test("a link that nobody used in time is of no use any more", async () => {
  const laptop = await fleet.foundLinked("laptop");
  const pairing = await startPairing(laptop, ["--timeout", "1"]);
  expect(await pairing.next()).toMatchObject({ event: "expired" });
  const ended = await pairing.ended;
  expect({ code: ended.code, type: errorOf(ended).type }).toEqual({ code: 9, type: "timeout" });
  const late = await fleet.newHome().run(JOIN, pairing.link);
  expect(late.code).toBe(5);
  expect(errorOf(late)).toMatchObject({
    type: "refused",
    message: expect.stringContaining("expired") as unknown,
  });
});

test("who stops waiting takes the link back", async () => {
  const laptop = await fleet.foundLinked("laptop");
  const pairing = await startPairing(laptop, []);
  pairing.kill("SIGINT");
  expect((await pairing.ended).code).toBe(130);
  const late = await fleet.newHome().run(JOIN, pairing.link);
  expect({ code: late.code, type: errorOf(late).type }).toEqual({ code: 5, type: "refused" });
});

test("what is no join link, or leads to another relay than it names, is told from the start", async () => {
  const laptop = await fleet.foundLinked("laptop");
  const desktop = fleet.newHome();
  const { link } = await startPairing(laptop, []);
  for (const text of [
    "",
    "hello",
    "holt-join:1.",
    link.slice(0, -6),
    `${link.slice(0, 40)}AAAA${link.slice(44)}`,
  ]) {
    const { code } = await desktop.run(JOIN, text);
    expect({ text, code }).toEqual({ text, code: 2 });
  }
  // The same address, and somebody else's relay behind it.
  await fleet.relay.stop();
  await fleet.relay.restart(laptop.file("other-relay"));
  const wrong = await desktop.run(JOIN, link);
  expect({ code: wrong.code, type: errorOf(wrong).type }).toEqual({ code: 4, type: "wrong-key" });
  await fleet.relay.stop();
  const gone = await desktop.run(JOIN, link);
  expect({ code: gone.code, type: errorOf(gone).type }).toEqual({ code: 5, type: "unreachable" });
  await expectNoVault(desktop);
});

test("pair and sync without a relay say what is missing", async () => {
  const alone = await fleet.found("alone");
  const paired = await alone.run(["pair", "--json"]);
  expect({ code: paired.code, type: errorOf(paired).type }).toEqual({ code: 5, type: "no-link" });
  const synced = await alone.run(["sync", "--json"]);
  expect({ code: synced.code, type: errorOf(synced).type }).toEqual({ code: 5, type: "no-link" });
});

test.each([
  ["of its own, never linked", false],
  ["that is linked to the same relay", true],
])("a device with a vault %s keeps it until --merge says that its accounts go along", async (_, isLinked) => {
  const laptop = await fleet.foundLinked("laptop");
  for (const issuer of ["Shared", "OnlyLaptop"]) await addAccount(laptop, issuer);
  const desktop = await (isLinked ? fleet.foundLinked("old name") : fleet.found("old name"));
  for (const issuer of ["Shared", "OnlyDesktop"]) await addAccount(desktop, issuer);
  const { vaultId } = await statusOf(desktop);

  // Nothing says yes for it, not even --yes.
  const pairing = await startPairing(laptop);
  const refused = await desktop.run(["join", "-", "--yes", "--json"], pairing.link);
  expect({ code: refused.code, type: errorOf(refused).type }).toEqual({ code: 2, type: "usage" });
  expect(await statusOf(desktop)).toMatchObject({ vaultId, accounts: 2 });
  expect(await devicesOf(laptop)).toHaveLength(1);
  pairing.kill("SIGINT");
  await pairing.ended;

  const joined = await pairUp(laptop, desktop, ["--merge", "--name", "desktop"]);
  expect(JSON.parse(joined)).toMatchObject({ vaultId: (await statusOf(laptop)).vaultId, accounts: 3 });
  await converge(laptop, desktop);
  for (const device of [laptop, desktop]) {
    expect(await issuersOf(device)).toEqual(["OnlyDesktop", "OnlyLaptop", "Shared"]);
    await eventually(
      () => devicesOf(device),
      (devices) => expect(devices.map(({ name }) => name).toSorted()).toEqual(["desktop", "laptop"]),
    );
    expect((await statusOf(device)).link).toMatchObject({ state: "online", pending: 0 });
  }
  expect((await logOf(desktop)).map(({ type }) => type)).toContain("accounts-merged");
  const added = (await logOf(laptop)).find(({ account }) => account === "OnlyDesktop (me)");
  expect(added).toMatchObject({ type: "account-added", by: "desktop" });
  // The old vault lies beside the new one.
  const kept = readdirSync(join(homeOf(desktop), "data")).filter((name) => /^vault\.db\..+/u.test(name));
  expect(kept).toHaveLength(1);
  await addAccount(laptop, "Later");
  await eventually(
    () => issuersOf(desktop),
    (issuers) => expect(issuers).toContain("Later"),
  );
});

test("a member that is given its own vault's link stays what it is", async () => {
  const [laptop, desktop] = await fleet.devices("laptop", "desktop");
  const { link } = await startPairing(laptop);
  const again = await desktop.run(["join", "-", "--json", "--merge"], link);
  expect({ code: again.code, type: errorOf(again).type }).toEqual({ code: 2, type: "usage" });
  expect(await devicesOf(laptop)).toHaveLength(2);
  await addAccount(desktop, "GitHub");
  await converge(laptop, desktop);
});
