import { afterEach, describe, expect, test } from "vitest";
import { REQUEST_TABLE } from "../../../src/daemon/request-table.ts";
import type { VaultService } from "../../../src/daemon/service.ts";
import { call, createVaultBench, failureOf, NOON, type VaultBench } from "../../support/vault-bench.ts";

const benches: VaultBench[] = [];
afterEach(() => benches.splice(0).forEach((bench) => bench.remove()));

/** RFC 4226 appendix D and RFC 6238 appendix B: "12345678901234567890". */
const SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const HOTP_CODES = ["755224", "287082", "359152", "969429", "338314"];

async function found(): Promise<{ bench: VaultBench; service: VaultService }> {
  const bench = createVaultBench();
  benches.push(bench);
  const service = await bench.start();
  await call(service, "vault.init", { device: "laptop", passphrase: null });
  await call(service, "accounts.add", { issuer: "Time", otp: { type: "totp", secret: SECRET, digits: 8 } });
  await call(service, "accounts.add", { issuer: "Count", otp: { type: "hotp", secret: SECRET } });
  return { bench, service };
}

describe("codes", () => {
  test("are those of the time, or of a time that is named", async () => {
    const { service } = await found();
    const { codes } = await call(service, "codes.get", { query: "Time", at: 1_111_111_109 });
    expect(codes).toMatchObject([{ code: "07081804", validFrom: 1_111_111_080, validUntil: 1_111_111_110 }]);
    expect(codes[0]?.remainingSeconds).toBe(1);
    const now = await call(service, "codes.get", { query: "Time" });
    expect(now.codes[0]?.validFrom).toBe(NOON / 1000);
  });

  test("are ahead of a clock that can't be set right, and their times are that clock's", async () => {
    const { bench, service } = await found();
    const [right] = (await call(service, "codes.get", { query: "Time" })).codes;
    bench.clock.nowMs -= 90_000;
    bench.clock.offsetMs = 90_000;
    const [shown] = (await call(service, "codes.get", { query: "Time" })).codes;
    const [peeked] = (await call(service, "codes.peek", { ids: [shown?.id ?? ""] })).codes;
    expect(shown?.code).toBe(right?.code);
    expect(shown?.validUntil).toBe((right?.validUntil ?? 0) - 90);
    expect(shown?.remainingSeconds).toBe(right?.remainingSeconds);
    expect(peeked).toEqual(shown);
    const at = await call(service, "codes.get", { query: "Time", at: 1_111_111_109 });
    expect(at.codes[0]?.code).toBe("07081804");
  });

  test("[VD4] of a counter advance it, one for each request, in order", async () => {
    const { service } = await found();
    const answers = await Promise.all(HOTP_CODES.map(() => call(service, "codes.get", { query: "Count" })));
    expect(answers.map(({ codes: [code] }) => code?.code)).toEqual(HOTP_CODES);
    expect(answers.map(({ codes: [code] }) => code?.counter)).toEqual([0, 1, 2, 3, 4]);
    expect(answers[0]?.codes[0]).toMatchObject({ next: null, validFrom: null, validUntil: null });
    expect(service.labels().find(({ type }) => type === "hotp")?.counter).toBe(5);
  });

  test("of a counter have no time", async () => {
    const { service } = await found();
    const error = await failureOf(service, "codes.get", { query: "Count", at: 5 });
    expect(error).toEqual({ type: "usage", reason: "hotp-has-no-time" });
    expect(service.labels().find(({ type }) => type === "hotp")?.counter).toBe(0);
  });

  test("[LA6] for a screen leave counters and counts alone, and unknown ids out", async () => {
    const { service } = await found();
    const ids = [...service.labels().map(({ id }) => id), "unknown"];
    const { codes } = await call(service, "codes.peek", { ids });
    expect(codes.map(({ issuer }) => issuer)).toEqual(["Time"]);
    const all = (await call(service, "codes.get", {})).codes;
    expect(all.map(({ issuer, code, counter }) => [issuer, code === null, counter])).toEqual([
      ["Count", true, 0],
      ["Time", false, null],
    ]);
    expect(service.labels().map(({ usedCount }) => usedCount)).toEqual([0, 0]);
  });

  test("that are watched are all of them or one, cost no counter, and are nobody's use of the vault", async () => {
    const { service } = await found();
    const { codes } = await call(service, "codes.watch", {});
    expect(codes).toEqual((await call(service, "codes.get", {})).codes);
    for (const { id } of codes) {
      expect((await call(service, "codes.watch", { id })).codes.map((code) => code.id)).toEqual([id]);
    }
    expect(service.labels().map(({ counter, usedCount }) => [counter, usedCount])).toEqual([
      [null, 0],
      [0, 0],
    ]);
    const [first] = codes;
    await call(service, "accounts.trash", { query: first?.id ?? "" });
    const gone = await failureOf(service, "codes.watch", { id: first?.id ?? "" });
    expect(gone).toMatchObject({ type: "not-found" });
    expect(REQUEST_TABLE["codes.watch"]).toMatchObject({ needs: "open", isUse: false });
  });

  test("count as use when they are asked for or copied, on this device and over restarts", async () => {
    const { bench, service } = await found();
    await call(service, "codes.get", { query: "Time" });
    bench.clock.nowMs += 5000;
    const [label] = service.labels().filter(({ issuer }) => issuer === "Time");
    expect(await call(service, "codes.used", { id: String(label?.id) })).toEqual({ usedCount: 2 });
    service.close();
    const again = await bench.start();
    const [same] = again.labels().filter(({ issuer }) => issuer === "Time");
    expect(same).toMatchObject({ usedCount: 2, lastUsedAt: NOON / 1000 + 5 });
    again.close();
  });

  test("of a PIN that isn't stored are refused, not guessed", async () => {
    const { service } = await found();
    await call(service, "accounts.add", {
      issuer: "Moto",
      otp: { type: "motp", secret: "00112233445566778899" },
    });
    expect(await failureOf(service, "codes.get", { query: "Moto" })).toMatchObject({
      type: "usage",
      reason: "pin-needed",
      value: "Moto",
    });
    const [, moto] = (await call(service, "codes.get", {})).codes;
    expect(moto).toMatchObject({ issuer: "Moto", code: null, next: null, counter: null });
  });

  test("of an impossible time are refused", async () => {
    const { service } = await found();
    for (const at of [-1, Number.NaN, 1e300]) {
      expect(await failureOf(service, "codes.get", { at })).toMatchObject({
        type: "usage",
        reason: "bad-field",
      });
    }
  });
});
