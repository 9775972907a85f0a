/**
 * A device that was away for long: what it missed isn't even there any more, one by one, and yet it has all of it.
 */
import { writeFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { eventually } from "../support/eventually.ts";
import {
  accountsOf,
  addAccount,
  BUSY_MACHINE_MS,
  converge,
  createFleet,
  devicesOf,
  type Fleet,
  logOf,
  statusOf,
  uriOf,
} from "../support/fleet.ts";
import { openRpc } from "../support/rpc.ts";

vi.setConfig({ testTimeout: BUSY_MACHINE_MS });
let fleet: Fleet;
beforeEach(async () => {
  fleet = await createFleet();
});
afterEach(async () => {
  await fleet.end();
});

interface StoredVault {
  readonly bytes: number;
}

test("a device that missed a thousand edits and the log's compaction catches up", async () => {
  const [laptop, desktop, phone] = await fleet.devices("laptop", "desktop", "phone");
  for (const issuer of ["Edited", "Trashed", "Phone"]) await addAccount(laptop, issuer);
  await converge(laptop, desktop, phone);
  await phone.ok(["daemon", "stop"]);

  const rpc = await openRpc(laptop);
  for (let count = 1; count <= 1000; count++) {
    await rpc.call("accounts.edit", { query: "Edited", changes: { name: `name ${count}` } });
  }
  rpc.close();
  await laptop.ok(["rm", "Trashed"]);
  // More than one update holds: it goes as a snapshot of everything.
  const uris = Array.from({ length: 800 }, (_, index) => uriOf(`Imported ${index}`));
  writeFileSync(laptop.file("uris"), uris.join("\n"));
  await laptop.ok(["import", laptop.file("uris")]);
  await laptop.ok(["sync", "--wait"]);
  await desktop.ok(["sync", "--wait"]);

  const data = ["--data", fleet.relay.directory];
  const size = async (): Promise<number> =>
    (await laptop.json<readonly StoredVault[]>(["relay", "vaults", ...data]))[0]?.bytes ?? 0;
  const before = await size();
  await fleet.relay.stop();
  await fleet.relay.restart(fleet.relay.directory, ["--retain-days", "0"]);
  await eventually(size, (bytes) => expect(bytes).toBeLessThan(before / 2));

  // It had something to say, too.
  await fleet.relay.stop();
  await phone.ok(["edit", "Phone", "--name", "from the phone"]);
  await addAccount(phone, "OnlyPhone");
  await fleet.relay.restart();
  const accounts = await converge(laptop, desktop, phone);
  expect(accounts).toHaveLength(803);
  const account = (wanted: string) => accounts.find(({ issuer }) => issuer === wanted);
  expect(account("Edited")?.name).toBe("name 1000");
  expect(account("Phone")?.name).toBe("from the phone");
  expect(account("OnlyPhone")).toBeDefined();
  expect(account("Trashed")).toBeUndefined();
  for (const device of [laptop, desktop, phone]) {
    expect((await statusOf(device)).problems).toEqual([{ type: "no-passphrase" }]);
    const types = (await logOf(device)).map(({ type }) => type);
    for (const alarm of ["relay-lost-data", "relay-fork", "devices-differ", "record-void"]) {
      expect(types).not.toContain(alarm);
    }
  }
  // And one that comes anew gets the same.
  const tablet = await fleet.admit(laptop, "tablet");
  expect(await accountsOf(tablet)).toEqual(await accountsOf(laptop));
  expect(await devicesOf(tablet)).toHaveLength(4);
});
