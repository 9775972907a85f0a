/**
 * kill -9 of the daemon at any moment: what was answered is there afterwards, and no HOTP counter shows twice.
 */
import { afterEach, expect, test } from "vitest";
import { createProgram, type Program } from "../support/program.ts";

let program: Program;
afterEach(async () => {
  await program.stop();
});

const SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

/** Kills the daemon with SIGKILL again and again, at moments spread by a fixed sequence, until told to stop. */
async function killAtRandom(isOver: () => boolean): Promise<number> {
  let kills = 0;
  let seed = 7;
  while (!isOver()) {
    seed = (seed * 48_271) % 2_147_483_647;
    await new Promise((done) => setTimeout(done, 60 + (seed % 240)));
    const status = await program.run(["daemon", "status", "--json"]);
    const pid = status.code === 0 ? (JSON.parse(status.stdout) as { pid?: number }).pid : undefined;
    if (pid === undefined) continue;
    try {
      process.kill(pid, "SIGKILL");
      kills += 1;
    } catch {
      // It went by itself between the question and the kill.
    }
  }
  return kills;
}

test("every answered edit is there after the daemon was killed at any moment", async () => {
  program = createProgram();
  await program.ok(["init", "--name", "laptop", "--no-passphrase"]);
  let isOver = false;
  const killing = killAtRandom(() => isOver);
  const answered: string[] = [];
  for (let index = 0; index < 40; index++) {
    const uri = `otpauth://totp/Service${index}:user?secret=${SECRET}&issuer=Service${index}`;
    const added = await program.run(["add", "-"], uri);
    if (added.code === 0) answered.push(added.stdout.trim());
  }
  isOver = true;
  const kills = await killing;
  const listed = await program.json<readonly { id: string }[]>(["list"]);
  expect(kills).toBeGreaterThan(2);
  expect(answered.length).toBeGreaterThan(5);
  expect(listed.map(({ id }) => id)).toEqual(expect.arrayContaining(answered));
}, 120_000);

test("HOTP never shows one counter twice, whenever the daemon is killed", async () => {
  program = createProgram();
  await program.ok(["init", "--name", "laptop", "--no-passphrase"]);
  await program.ok(["add", "-"], `otpauth://hotp/Bank:me?secret=${SECRET}&issuer=Bank&counter=0`);
  let isOver = false;
  const killing = killAtRandom(() => isOver);
  const counters: number[] = [];
  for (let index = 0; index < 40; index++) {
    const shown = await program.run(["code", "Bank", "--json"]);
    if (shown.code === 0) counters.push((JSON.parse(shown.stdout) as { counter: number }).counter);
  }
  isOver = true;
  expect(await killing).toBeGreaterThan(2);
  expect(counters.length).toBeGreaterThan(5);
  expect(new Set(counters).size).toBe(counters.length);
  expect(counters).toEqual(counters.toSorted((a, b) => a - b));
}, 120_000);
