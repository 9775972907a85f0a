import { describe, expect, test } from "vitest";
import type { IncomingMessage } from "node:http";
import { peerOf } from "../../src/relay/addresses.ts";
import { createBackOff } from "../../src/relay/back-off.ts";
import { createBuckets } from "../../src/relay/token-bucket.ts";

describe("[RD12] token buckets", () => {
  test("give so many at once, then so many per second", () => {
    const buckets = createBuckets({ burst: 3, perSecond: 2 });
    expect([1, 2, 3].map(() => buckets.take("a", 1000))).toEqual([0, 0, 0]);
    expect(buckets.take("a", 1000)).toBe(500);
    expect(buckets.take("a", 1499)).toBe(1);
    expect(buckets.take("a", 1500)).toBe(0);
    expect(buckets.take("a", 1500)).toBe(500);
    expect([1, 2, 3, 4].map(() => buckets.take("a", 60_000)).map((waitMs) => waitMs > 0)).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });

  test("of different names don't touch each other", () => {
    const buckets = createBuckets({ burst: 1, perSecond: 1 });
    expect(buckets.take("a", 0)).toBe(0);
    expect(buckets.take("b", 0)).toBe(0);
    expect(buckets.take("a", 0)).toBe(1000);
  });

  test("are forgotten when they are full again", () => {
    const buckets = createBuckets({ burst: 2, perSecond: 1 });
    buckets.take("a", 0);
    buckets.take("b", 500);
    buckets.forgetFull(1000);
    expect(buckets.size).toBe(1);
    buckets.forgetFull(1500);
    expect(buckets.size).toBe(0);
  });

  test("lock nobody out for long when the clock is set back", () => {
    const buckets = createBuckets({ burst: 2, perSecond: 1 });
    buckets.take("a", 1_000_000_000);
    expect(buckets.take("a", 0)).toBe(1000);
    expect(buckets.take("a", 1000)).toBe(0);
  });
});

describe("[RD12] back-off", () => {
  test("leaves the first four failures free, then doubles from a second on", () => {
    const failures = createBackOff(4);
    const waits = Array.from({ length: 8 }, () => {
      failures.failed("a", 0);
      return failures.waitMs("a", 0);
    });
    expect(waits).toEqual([0, 0, 0, 0, 1000, 2000, 4000, 8000]);
    expect(failures.waitMs("b", 0)).toBe(0);
    expect(failures.waitMs("a", 7999)).toBe(1);
    expect(failures.waitMs("a", 8000)).toBe(0);
  });

  test("never waits for longer than five minutes, and forgets after an hour", () => {
    const failures = createBackOff(0);
    for (let count = 0; count < 50; count++) failures.failed("a", 0);
    expect(failures.waitMs("a", 0)).toBe(300_000);
    failures.forgetOld(300_000 + 3_600_000);
    failures.failed("a", 4_000_000);
    expect(failures.waitMs("a", 4_000_000)).toBe(300_000);
    failures.forgetOld(4_300_000 + 3_600_001);
    failures.failed("a", 9_000_000);
    expect(failures.waitMs("a", 9_000_000)).toBe(1000);
  });
});

describe("[RD12] the address of a peer", () => {
  const peer = (remoteAddress: string, headers: Record<string, string> = {}) =>
    peerOf({ headers, socket: { remoteAddress } } as unknown as IncomingMessage);

  test("is its own, and of this machine only where nothing stands in between", () => {
    expect(peer("192.0.2.7")).toEqual({ address: "192.0.2.7", isLoopback: false });
    expect(peer("127.0.0.1")).toEqual({ address: "127.0.0.1", isLoopback: true });
    expect(peer("::1")).toEqual({ address: "::1", isLoopback: true });
    expect(peer("::ffff:127.0.0.1")).toEqual({ address: "127.0.0.1", isLoopback: true });
    expect(peer("::ffff:192.0.2.7")).toEqual({ address: "192.0.2.7", isLoopback: false });
  });

  test("behind a proxy of this machine is the last one that the proxy names", () => {
    const headers = { "x-forwarded-for": "127.0.0.1, 192.0.2.7" };
    expect(peer("127.0.0.1", headers)).toEqual({ address: "192.0.2.7", isLoopback: false });
    expect(peer("127.0.0.1", { "x-forwarded-for": "nonsense" }).isLoopback).toBe(false);
    expect(peer("127.0.0.1", { forwarded: "for=192.0.2.7" }).isLoopback).toBe(false);
  });

  test("is not what somebody from outside says it is", () => {
    expect(peer("192.0.2.7", { "x-forwarded-for": "127.0.0.1" })).toEqual({
      address: "192.0.2.7",
      isLoopback: false,
    });
  });

  test("is a network of 64 bits in IPv6", () => {
    const network = { address: "2001:db8:0:1::/64", isLoopback: false };
    expect(peer("2001:db8:0:1:aaaa:bbbb:cccc:dddd")).toEqual(network);
    expect(peer("2001:db8::1:0:0:0:5")).toEqual(network);
    expect(peer("2001:0DB8:0000:0001::5")).toEqual(network);
    expect(peer("2001:db8::5").address).toBe("2001:db8:0:0::/64");
  });
});
