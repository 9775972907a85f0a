import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import type { VaultService } from "../../../src/daemon/service.ts";
import { HoltFailure } from "../../../src/protocol/errors.ts";
import { base64, call, createVaultBench, type VaultBench } from "../../support/vault-bench.ts";

const benches: VaultBench[] = [];
afterEach(() => benches.splice(0).forEach((bench) => bench.remove()));
const keep = (bench: VaultBench): VaultBench => {
  benches.push(bench);
  return bench;
};

const SECRET = "JBSWY3DPEHPK3PXP";

async function found(): Promise<{ bench: VaultBench; service: VaultService }> {
  const bench = keep(createVaultBench());
  const service = await bench.start();
  await call(service, "vault.init", { device: "laptop", passphrase: null });
  return { bench, service };
}

const picture = async (service: VaultService): Promise<unknown> => {
  const { accounts } = await call(service, "accounts.list", { sort: "added" });
  const { accounts: trash } = await call(service, "accounts.list", { trash: true });
  const { entries } = await call(service, "activity.list", { limit: 1000 });
  return { accounts, trash, entries, view: service.viewState()?.undo, redo: service.viewState()?.redo };
};

describe("a machine that stops at any moment", () => {
  test("[ST5] leaves after each answered request exactly what was answered", async () => {
    const { bench, service } = await found();
    const steps: readonly (() => Promise<unknown>)[] = [
      () => call(service, "accounts.add", { issuer: "Ada", otp: { type: "totp", secret: SECRET } }),
      () => call(service, "accounts.add", { issuer: "Bob", otp: { type: "hotp", secret: SECRET } }),
      () => call(service, "accounts.edit", { query: "Ada", changes: { note: "n", addTags: ["work"] } }),
      () => call(service, "codes.get", { query: "Bob" }),
      () => call(service, "accounts.trash", { query: "Ada" }),
      () => call(service, "undo", {}),
      () => call(service, "redo", {}),
      () => call(service, "accounts.restore", { query: "Ada" }),
      () =>
        call(service, "import.run", {
          files: [{ name: "a.txt", bytes: base64(`otpauth://totp/Cyd:c?secret=${SECRET}&issuer=Cyd`) }],
        }),
      () => call(service, "accounts.trash", { query: "Cyd" }),
      () => call(service, "trash.empty", {}),
      () => call(service, "accounts.show", { query: "Ada", reveal: true }),
    ];
    for (const step of steps) {
      await step();
      const answered = await picture(service);
      const after = keep(bench.crash());
      const revived = await after.start();
      expect(await picture(revived)).toEqual(answered);
      revived.close();
    }
    service.close();
  });

  test("[VD4] never shows one HOTP code twice", async () => {
    const { bench, service } = await found();
    await call(service, "accounts.add", { issuer: "Bob", otp: { type: "hotp", secret: SECRET, counter: 7 } });
    const shown: number[] = [];
    let present = bench;
    let running = service;
    for (let round = 0; round < 5; round++) {
      const codes = await Promise.all([1, 2, 3].map(() => call(running, "codes.get", { query: "Bob" })));
      shown.push(...codes.map(({ codes: [code] }) => code?.counter ?? -1));
      present = keep(present.crash());
      running = await present.start();
    }
    expect(shown).toEqual(Array.from({ length: 15 }, (_, index) => 7 + index));
    running.close();
  });

  test("before, during or after folding loses nothing", async () => {
    const { bench, service } = await found();
    for (let count = 0; count < 230; count++) {
      await call(service, "accounts.add", {
        issuer: `Issuer ${count}`,
        otp: { type: "totp", secret: SECRET },
      });
    }
    const before = keep(bench.crash());
    bench.runChores();
    const after = keep(bench.crash());
    await call(service, "accounts.edit", { query: "Issuer 7", changes: { name: "later" } });
    const later = keep(bench.crash());
    for (const moment of [before, after, later]) {
      const revived = await moment.start();
      expect(revived.labels()).toHaveLength(230);
      expect(revived.labels().some(({ name }) => name === "later")).toBe(moment === later);
      expect(revived.status().problems).toEqual([{ type: "no-passphrase" }]);
      revived.close();
    }
    service.close();
  });

  test("[ST5] whatever was done before, in whatever order, leaves what was answered", async () => {
    const issuer = fc.constantFrom("Ada", "Bob", "Cyd");
    const step = fc.oneof(
      fc.record({ type: fc.constant("add" as const), issuer }),
      fc.record({ type: fc.constant("edit" as const), issuer, name: fc.string({ maxLength: 8 }) }),
      fc.record({ type: fc.constantFrom("trash" as const, "restore" as const, "code" as const), issuer }),
      fc.record({ type: fc.constantFrom("undo" as const, "redo" as const, "empty" as const) }),
      fc.record({ type: fc.constantFrom("chores" as const, "day" as const, "restart" as const) }),
    );
    type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
    const run = async (bench: VaultBench, service: VaultService, step: Step): Promise<VaultService> => {
      if (step.type === "restart") {
        service.close();
        return bench.start();
      }
      if (step.type === "chores") bench.runChores();
      if (step.type === "day") bench.clock.nowMs += 24 * 60 * 60 * 1000;
      if (step.type === "add") {
        await call(service, "accounts.add", { issuer: step.issuer, otp: { type: "hotp", secret: SECRET } });
      }
      if (step.type === "edit") {
        await call(service, "accounts.edit", { query: step.issuer, changes: { name: step.name } });
      }
      if (step.type === "trash") await call(service, "accounts.trash", { query: step.issuer });
      if (step.type === "restore") await call(service, "accounts.restore", { query: step.issuer });
      if (step.type === "code") await call(service, "codes.get", { query: step.issuer });
      if (step.type === "undo") await call(service, "undo", {});
      if (step.type === "redo") await call(service, "redo", {});
      if (step.type === "empty") await call(service, "trash.empty", {});
      return service;
    };
    const property = fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
      const { bench, service } = await found();
      let present = service;
      for (const step of steps) {
        // What makes no sense at that point is refused, which is an answer too.
        present = await run(bench, present, step).catch((thrown: unknown) => {
          if (thrown instanceof HoltFailure) return present;
          throw thrown;
        });
      }
      const answered = await picture(present);
      const revived = await keep(bench.crash()).start();
      expect(await picture(revived)).toEqual(answered);
      expect(revived.status().problems).toEqual([{ type: "no-passphrase" }]);
      revived.close();
      present.close();
    });
    await fc.assert(property, { seed: 20_261_122, numRuns: 25 });
  });

  test("while a vault is founded leaves none or a whole one", async () => {
    const bench = keep(createVaultBench());
    const service = await bench.start();
    const founding = call(service, "vault.init", { device: "laptop", passphrase: "words" });
    const early = keep(bench.crash());
    await founding;
    const late = keep(bench.crash());
    service.close();
    const none = await early.start();
    expect(none.status().vaultId).toBeNull();
    await call(none, "vault.init", { device: "laptop", passphrase: null });
    none.close();
    const whole = await late.start();
    expect(await call(whole, "vault.unlock", { passphrase: "words" })).toEqual({ accounts: 0 });
    whole.close();
  });
});
