/**
 * A device whose disk is full while others write: its codes and lists go on, nothing is half taken, and it catches up
 * when there is room again. The disk is a small one in memory, which takes a superuser to mount.
 */
import { execFileSync } from "node:child_process";
import { chmodSync, closeSync, mkdirSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { eventually } from "../support/eventually.ts";
import {
  addAccount,
  BUSY_MACHINE_MS,
  converge,
  createFleet,
  errorOf,
  type Fleet,
  homeOf,
  issuersOf,
  pairUp,
  statusOf,
} from "../support/fleet.ts";

vi.setConfig({ testTimeout: BUSY_MACHINE_MS });
let fleet: Fleet;
let disk: string | undefined;
beforeEach(async () => {
  fleet = await createFleet();
});
afterEach(async () => {
  if (disk !== undefined) execFileSync("umount", ["--lazy", disk]);
  disk = undefined;
  await fleet.end();
});

function mountSmallDisk(directory: string): boolean {
  mkdirSync(directory, { recursive: true });
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=2m,mode=0700", "tmpfs", directory], {
      stdio: "ignore",
    });
  } catch {
    return false;
  }
  chmodSync(directory, 0o700);
  disk = directory;
  return true;
}

/** Until not one byte more goes in. */
function fill(file: string): void {
  const handle = openSync(file, "a");
  for (const size of [64 * 1024, 4096, 1]) {
    const chunk = Buffer.alloc(size);
    try {
      for (;;) writeSync(handle, chunk);
    } catch {
      // Full for pieces of this size.
    }
  }
  closeSync(handle);
}

test("with a full disk codes and lists go on, and what others wrote comes when there is room", async ({
  skip,
}) => {
  const laptop = await fleet.foundLinked("laptop");
  const phone = fleet.newHome();
  const data = join(homeOf(phone), "data");
  skip(!mountSmallDisk(data), "no disk can be mounted here");
  await pairUp(laptop, phone, ["--name", "phone", "--no-passphrase"]);
  await addAccount(laptop, "Before");
  await converge(laptop, phone);
  await phone.ok(["sync", "--wait"]);

  const ballast = join(data, "ballast");
  fill(ballast);
  for (let count = 0; count < 30; count++) await addAccount(laptop, `Meanwhile ${count}`);
  await eventually(
    () => statusOf(phone),
    ({ problems, link }) => {
      expect(problems.map(({ type }) => type)).toContain("storage-failing");
      expect(link).toMatchObject({ error: "storage" });
    },
  );
  expect(await phone.ok(["code", "Before"])).toMatch(/^\d{6}\n$/u);
  expect(await phone.json(["show", "Before", "--reveal"])).toMatchObject({ issuer: "Before" });
  expect(await issuersOf(phone)).toContain("Before");
  const added = await phone.run(
    ["add", "-", "--json"],
    "otpauth://totp/No:room?secret=GEZDGNBVGY3TQOJQ&issuer=No",
  );
  expect({ code: added.code, type: errorOf(added).type }).toEqual({ code: 7, type: "storage" });
  // A restart in the middle of it.
  await phone.ok(["daemon", "restart"]);
  expect(await phone.ok(["code", "Before"])).toMatch(/^\d{6}\n$/u);

  rmSync(ballast);
  await converge(laptop, phone);
  expect(await issuersOf(phone)).toHaveLength(31);
  const { problems, link } = await statusOf(phone);
  expect(problems).toEqual([{ type: "no-passphrase" }]);
  expect(link).toMatchObject({ state: "online", error: null });
  await addAccount(phone, "Room");
  await eventually(
    () => issuersOf(laptop),
    (issuers) => expect(issuers).toContain("Room"),
  );
});
