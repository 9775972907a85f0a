/**
 * The ways in come, go and take one another's place; what went opens nothing any more.
 */
import { existsSync } from "node:fs";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { backupOf, enableBackup, requestAt, secretsOf } from "../support/backup-devices.ts";
import { BUSY_MACHINE_MS, createFleet, errorOf, type Fleet } from "../support/fleet.ts";

vi.setConfig({ testTimeout: BUSY_MACHINE_MS });
let fleet: Fleet;
beforeEach(async () => {
  fleet = await createFleet();
});
afterEach(() => fleet.end());

test("a passphrase is added, the words replaced, then removed: each with what is there as second signature", async () => {
  const laptop = await fleet.foundLinked("laptop");
  await enableBackup(laptop);
  const { words, passphrase } = secretsOf(laptop);
  const fresh = laptop.file("fresh-words");
  const change = (...args: readonly string[]) => laptop.run(["backup", "recovery", ...args, "--json"]);

  const alone = await change("add", "passphrase", "--recovery-passphrase-out", passphrase);
  expect(alone.code).toBe(2);
  expect(existsSync(passphrase)).toBe(false);

  const added = await change(
    "add",
    "passphrase",
    "--handle",
    "sven",
    "--recovery-passphrase-out",
    passphrase,
    "--confirm-words-file",
    words,
  );
  expect(added).toMatchObject({ code: 0 });
  const replaced = await change(
    "replace",
    "words",
    "--words-out",
    fresh,
    "--confirm-passphrase-file",
    passphrase,
  );
  expect(replaced).toMatchObject({ code: 0 });
  const verify = (file: string) => laptop.run(["backup", "verify", "--words-file", file]);
  expect((await verify(words)).code).toBe(4);
  expect((await verify(fresh)).code).toBe(0);

  const removed = await change("remove", "words", "--yes", "--confirm-passphrase-file", passphrase);
  expect(removed).toMatchObject({ code: 0 });
  expect((await verify(fresh)).code).toBe(4);
  expect(await laptop.json(["backup", "recovery", "list"])).toMatchObject([{ kind: "passphrase" }]);
  const last = await change("remove", "passphrase", "--yes", "--confirm-passphrase-file", passphrase);
  expect(last.code).toBe(2);
});

test("wrong words sign nothing: exit 4", async () => {
  const laptop = await fleet.foundLinked("laptop");
  await enableBackup(laptop);
  const other = await fleet.foundLinked("other");
  await enableBackup(other);
  const wrong = await laptop.run([
    "backup",
    "recovery",
    "replace",
    "words",
    "--words-out",
    laptop.file("new"),
    "--json",
    "--confirm-words-file",
    secretsOf(other).words,
  ]);
  expect(wrong.code).toBe(4);
  expect(errorOf(wrong).type).toBe("wrong-key");
  const still = await laptop.run(["backup", "verify", "--words-file", secretsOf(laptop).words]);
  expect(still.code).toBe(0);
});

test("a weak passphrase is refused before anything is asked: exit 2", async () => {
  const laptop = await fleet.foundLinked("laptop");
  await enableBackup(laptop);
  const weak = await laptop.run(
    [
      "backup",
      "recovery",
      "add",
      "passphrase",
      "--recovery-passphrase-file",
      "-",
      "--json",
      "--confirm-words-file",
      secretsOf(laptop).words,
    ],
    "password123\n",
  );
  expect(weak.code).toBe(2);
  expect(await backupOf(laptop)).toMatchObject({ recovery: [{ kind: "words" }] });
});

test("another device's yes changes the words, and its no leaves them", async () => {
  const [laptop, desktop] = await fleet.devices("laptop", "desktop");
  const { words } = secretsOf(laptop);
  const enabling = laptop.run([
    "backup",
    "enable",
    "--yes",
    "--words-out",
    words,
    "--no-recovery-passphrase",
  ]);
  await desktop.ok(["approve", (await requestAt(desktop, "recovery-change")).id]);
  expect((await enabling).code).toBe(0);
  for (const [answer, code, old] of [
    ["reject", 5, 0],
    ["approve", 0, 4],
  ] as const) {
    const out = laptop.file(`words-${answer}`);
    const running = laptop.run(["backup", "recovery", "replace", "words", "--words-out", out]);
    const request = await requestAt(desktop, "recovery-change");
    expect(request.change).toEqual({ kind: "words", what: "replace" });
    await desktop.ok([answer, request.id]);
    expect((await running).code).toBe(code);
    expect((await laptop.run(["backup", "verify", "--words-file", words])).code).toBe(old);
  }
});
