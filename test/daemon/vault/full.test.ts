import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { openDatabase } from "../../../src/daemon/database.ts";
import type { ServiceEvent, VaultService } from "../../../src/daemon/service.ts";
import { createSqliteStore } from "../../../src/daemon/sqlite-store.ts";
import { NO_MARK } from "../../../src/daemon/lock-mark.ts";
import { createVaultHolder } from "../../../src/daemon/vault-holder.ts";
import { createVaultProblems } from "../../../src/daemon/vault-problems.ts";
import type { VaultSession } from "../../../src/daemon/vault-session.ts";
import { ok } from "../../../src/protocol/result.ts";
import { loadSodium } from "../../../src/protocol/sodium.ts";
import { addAccount } from "../../../src/vault/accounts.ts";
import { newAccountToDraft } from "../../../src/vault/draft.ts";
import { base64, call, createVaultBench, failureOf, NOON } from "../../support/vault-bench.ts";

/** A file system of one megabyte, where this machine lets a test have one. */
const place = mountSmall();
afterAll(() => {
  if (place === undefined) return;
  execFileSync("umount", ["-l", place]);
  rmSync(place, { recursive: true, force: true });
});

const SECRET = "JBSWY3DPEHPK3PXP";

test("an edit that finds no page is taken back from memory too, and the next one works once there is room", async () => {
  const bench = createVaultBench();
  const service = await bench.start();
  await call(service, "vault.init", { device: "laptop", passphrase: null });
  service.close();

  const { databaseFile, keyFile } = bench;
  const now = () => NOON;
  const opened = openDatabase({ file: databaseFile, now });
  if (!opened.ok || opened.value === undefined) throw new Error("not opened");
  const database = opened.value;
  const pages = Number(database.pragma("page_count", { simple: true }));
  database.pragma(`max_page_count = ${pages + 12}`);
  const problems = createVaultProblems({ databaseFile, now });
  const created = createVaultHolder(
    {
      databaseFile,
      keyFile,
      tools: { sodium: await loadSodium(), random: (length) => new Uint8Array(randomBytes(length)) },
      now,
      defer: (task) => task(),
      problems,
      emit: () => undefined,
      installation: () => null,
      lockMark: NO_MARK,
    },
    createSqliteStore(database, databaseFile),
  );
  if (!created.ok) throw new Error(created.error.type);
  const unlocked = await created.value.unlock("");
  if (!unlocked.ok) throw new Error(unlocked.error.type);
  const session = unlocked.value;

  let added = 0;
  let result = addTo(session, added);
  while (result.ok) result = addTo(session, ++added);
  expect(result.error).toMatchObject({ type: "storage", reason: "full" });
  expect(problems.list()).toContainEqual({ type: "storage-failing", reason: "full" });
  expect(session.accounts()).toHaveLength(added);
  expect(session.labels()).toHaveLength(added);
  expect(session.view().undo?.text).toBe(`Issuer ${added - 1}`);

  database.pragma("max_page_count = 100000");
  expect(addTo(session, added).ok).toBe(true);
  expect(problems.list()).not.toContainEqual({ type: "storage-failing", reason: "full" });
  created.value.close();
  const again = await bench.start();
  expect(again.labels()).toHaveLength(added + 1);
  again.close();
  bench.remove();
});

// Where no small file system can be mounted, the test above stands for these.
if (place !== undefined) describeFullDisk(place);

function describeFullDisk(disk: string): void {
  describe("a full disk", () => {
    test("refuses the edit, goes on reading, and takes edits again once there is room", async () => {
      const bench = createVaultBench(join(disk, "edits"));
      const service = await bench.start();
      await call(service, "vault.init", { device: "laptop", passphrase: null });
      await add(service, "Ada", "kept");
      const events: ServiceEvent[] = [];
      service.subscribe((event) => void events.push(event));
      const ballast = fill(disk);

      const failed = await addUntilFull(service);
      expect(failed.error).toMatchObject({ type: "storage", reason: "full", file: bench.databaseFile });
      const added = failed.count;
      expect(service.labels()).toHaveLength(1 + added);
      expect(service.status().problems).toContainEqual({ type: "storage-failing", reason: "full" });
      expect((await call(service, "accounts.show", { query: "Ada", reveal: true })).account.note).toBe(
        "kept",
      );
      expect((await call(service, "codes.get", { query: "Ada" })).codes[0]?.code).toMatch(/^\d{6}$/);
      const uris = Array.from({ length: 500 }, (_, index) => `otpauth://totp/I${index}?secret=${SECRET}`);
      const files = [{ name: "a.txt", bytes: base64(uris.join("\n")) }];
      expect(await failureOf(service, "import.run", { files })).toMatchObject({
        type: "storage",
        reason: "full",
      });
      expect(service.labels()).toHaveLength(1 + added);
      bench.runChores();

      rmSync(ballast);
      await add(service, "Eve", "after");
      expect(service.status().problems).toEqual([{ type: "no-passphrase" }]);
      expect(events.some(({ type }) => type === "state")).toBe(true);
      service.close();
      const again = await bench.start();
      expect(again.labels()).toHaveLength(2 + added);
      const { account } = await call(again, "accounts.show", { query: "Eve", reveal: true });
      expect(account.note).toBe("after");
      again.close();
      bench.remove();
    });

    test("shows no HOTP code whose counter could not be stored", async () => {
      const bench = createVaultBench(join(disk, "hotp"));
      const service = await bench.start();
      await call(service, "vault.init", { device: "laptop", passphrase: null });
      await call(service, "accounts.add", { issuer: "Bob", otp: { type: "hotp", secret: SECRET } });
      const ballast = fill(disk);
      const shown: number[] = [];
      for (;;) {
        const answer = await call(service, "codes.get", { query: "Bob" }).catch(() => undefined);
        if (answer === undefined) break;
        shown.push(answer.codes[0]?.counter ?? -1);
      }
      rmSync(ballast);
      const [next] = (await call(service, "codes.get", { query: "Bob" })).codes;
      expect(next?.counter).toBe(shown.length);
      expect(shown).toEqual(shown.map((_, index) => index));
      service.close();
      bench.remove();
    });

    test("can still be locked, and says so when a vault is to be founded", async () => {
      const bench = createVaultBench(join(disk, "founding"));
      const service = await bench.start();
      const ballast = fill(disk);
      expect(await failureOf(service, "vault.init", { device: "x", passphrase: null })).toMatchObject({
        type: "storage",
        reason: "full",
      });
      expect(service.status().vaultId).toBeNull();
      rmSync(ballast);
      await call(service, "vault.init", { device: "x", passphrase: null });
      const second = fill(disk);
      await addUntilFull(service);
      await call(service, "vault.lock", {});
      expect(service.status().locked).toBe(true);
      rmSync(second);
      await call(service, "vault.unlock", { passphrase: "" });
      service.close();
      bench.remove();
    });
  });
}

const add = async (service: VaultService, issuer: string, note: string): Promise<void> =>
  void (await call(service, "accounts.add", { issuer, note, otp: { type: "totp", secret: SECRET } }));

async function addUntilFull(service: VaultService): Promise<{ count: number; error: unknown }> {
  for (let count = 0; ; count++) {
    try {
      await add(service, `Filler ${count}`, "x".repeat(5000));
    } catch (thrown) {
      return { count, error: (thrown as { error?: unknown }).error };
    }
  }
}

function fill(directory: string): string {
  const ballast = join(directory, "ballast");
  for (let bytes = 512 * 1024; bytes >= 4096;) {
    try {
      writeFileSync(ballast, new Uint8Array(bytes), { flag: "a" });
    } catch {
      bytes /= 2;
    }
  }
  return ballast;
}

function mountSmall(): string | undefined {
  const directory = mkdtempSync(join(tmpdir(), "holt-small-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", directory], { stdio: "ignore" });
    return directory;
  } catch {
    rmSync(directory, { recursive: true, force: true });
    return undefined;
  }
}

function addTo(session: VaultSession, number: number) {
  const typed = newAccountToDraft({
    issuer: `Issuer ${number}`,
    note: "n".repeat(1000),
    otp: { type: "totp", secret: "JBSWY3DPEHPK3PXP" },
  });
  if (!typed.ok) throw new Error(typed.error.type);
  const draft = typed.value;
  return session.edit({ act: (doc) => ok(addAccount(doc, draft, session.making())), isUndoable: true });
}
