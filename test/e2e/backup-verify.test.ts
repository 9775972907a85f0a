/**
 * The drill: what words or passphrase would bring back, compared with what is here.
 */
import { cpSync } from "node:fs";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { enableBackup, readLine, secretsOf, withPassphrase } from "../support/backup-devices.ts";
import { addAccount, BUSY_MACHINE_MS, createFleet, errorOf, type Fleet, logOf } from "../support/fleet.ts";

vi.setConfig({ testTimeout: BUSY_MACHINE_MS });
let fleet: Fleet;
beforeEach(async () => {
  fleet = await createFleet();
});
afterEach(() => fleet.end());

interface Verified {
  readonly accounts: number;
  readonly lastAuthor: string;
  readonly differences: readonly unknown[];
  readonly verifiedAt: number;
}

test("words and passphrase both prove it, and what was edited since is in it", async () => {
  const laptop = await fleet.foundLinked("laptop");
  await addAccount(laptop, "GitHub");
  await enableBackup(laptop, withPassphrase(laptop));
  await addAccount(laptop, "GitLab");
  const { words, passphrase } = secretsOf(laptop);
  for (const way of [
    ["--words-file", words],
    ["--recovery-passphrase-file", passphrase],
  ]) {
    const proof = await laptop.json<Verified>(["backup", "verify", ...way]);
    expect(proof).toMatchObject({ accounts: 2, lastAuthor: "laptop", differences: [] });
    expect(proof.verifiedAt).toBeTypeOf("number");
  }
  expect((await logOf(laptop)).map(({ type }) => type)).toContain("backup-verified");
});

test("wrong words, and words of another vault, are exit 4", async () => {
  const laptop = await fleet.foundLinked("laptop");
  await enableBackup(laptop);
  const other = await fleet.foundLinked("other");
  await enableBackup(other);
  const [first = "", second = "", ...rest] = readLine(secretsOf(laptop).words).split(" ");
  const foreign = readLine(secretsOf(other).words);
  for (const words of ["", "abandon", [second, first, ...rest].join(" "), foreign]) {
    const run = await laptop.run(["backup", "verify", "--words-file", "-", "--json"], `${words}\n`);
    expect({ words: words.length, code: run.code, stdout: run.stdout }).toEqual({
      words: words.length,
      code: 4,
      stdout: "",
    });
    expect(errorOf(run).type).toBe("wrong-key");
  }
});

test("a relay that has lost what it had is found out: exit 8, or it is put back", async () => {
  const laptop = await fleet.foundLinked("laptop");
  await addAccount(laptop, "Old");
  await enableBackup(laptop);
  await fleet.relay.stop();
  cpSync(fleet.relay.directory, laptop.file("older"), { recursive: true });
  await fleet.relay.restart();
  await addAccount(laptop, "New");
  await laptop.ok(["sync", "--wait"]);
  await fleet.relay.stop();
  await fleet.relay.restart(laptop.file("older"));
  const { code } = await laptop.run(["backup", "verify", "--words-file", secretsOf(laptop).words, "--json"]);
  const after = await laptop.run(["backup", "verify", "--words-file", secretsOf(laptop).words, "--json"]);
  expect({ code, ...(JSON.parse(after.stdout) as object) }).toMatchObject({ accounts: 2, differences: [] });
  expect([0, 8]).toContain(code);
});

test("the backup that is off can't be proven: exit 2; unreachable: exit 5", async () => {
  const laptop = await fleet.foundLinked("laptop");
  const off = await laptop.run(["backup", "verify", "--words-file", "-"], "abandon");
  expect(off.code).toBe(2);
  await enableBackup(laptop);
  await fleet.relay.stop();
  const away = await laptop.run(["backup", "verify", "--words-file", secretsOf(laptop).words]);
  expect(away.code).toBe(5);
});
