/**
 * Points in time: what was deleted comes back from one, and nothing else is touched.
 */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { enableBackup } from "../support/backup-devices.ts";
import { addAccount, BUSY_MACHINE_MS, createFleet, type Fleet, issuersOf } from "../support/fleet.ts";

vi.setConfig({ testTimeout: BUSY_MACHINE_MS });
let fleet: Fleet;
beforeEach(async () => {
  fleet = await createFleet();
});
afterEach(() => fleet.end());

interface Point {
  readonly id: string;
  readonly at: number;
  readonly bytes: number;
}
interface Restored {
  readonly differences: readonly { readonly type: string; readonly issuer: string }[];
  readonly restored: number;
}

test("an account deleted for good comes back from a point; what is newer stays; undo takes it back", async () => {
  const laptop = await fleet.foundLinked("laptop");
  for (const issuer of ["GitHub", "GitLab"]) await addAccount(laptop, issuer);
  await enableBackup(laptop);
  const points = await laptop.json<readonly Point[]>(["backup", "history"]);
  expect(points.length).toBeGreaterThan(0);
  const [{ id, at, bytes } = { id: "", at: 0, bytes: 0 }] = points;
  expect(at).toBeGreaterThan(1_700_000_000);
  expect(bytes).toBeGreaterThan(0);
  await laptop.ok(["rm", "GitLab"]);
  await laptop.ok(["trash", "--empty", "--yes"]);
  await addAccount(laptop, "Newer");

  const shown = await laptop.json<Restored>(["backup", "restore", id, "--dry-run"]);
  expect(shown).toMatchObject({ differences: [{ type: "missing", issuer: "GitLab" }], restored: 0 });
  expect(await issuersOf(laptop)).toEqual(["GitHub", "Newer"]);

  const asked = await laptop.run(["backup", "restore", id]);
  expect(asked.code).toBe(2);
  const other = await laptop.json<Restored>(["backup", "restore", id, "github", "--yes"]);
  expect(other).toMatchObject({ differences: [], restored: 0 });
  expect(await laptop.json<Restored>(["backup", "restore", id, "gitlab", "--yes"])).toMatchObject({
    restored: 1,
  });
  expect(await issuersOf(laptop)).toEqual(["GitHub", "GitLab", "Newer"]);
  await laptop.ok(["undo"]);
  expect(await issuersOf(laptop)).toEqual(["GitHub", "Newer"]);
});

test("a point that isn't there is exit 2", async () => {
  const laptop = await fleet.foundLinked("laptop");
  await enableBackup(laptop);
  for (const id of ["999999", "x", "0"]) {
    expect((await laptop.run(["backup", "restore", id, "--yes"])).code).toBe(2);
  }
});
