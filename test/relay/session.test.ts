/**
 * A session on a connection that a test plays: what it does as time passes.
 */
import { expect, test } from "vitest";
import { decodeRelayMessage } from "../../src/protocol/messages.ts";
import { DEFAULT_LIMITS } from "../../src/relay/limits.ts";
import { noMeter } from "../../src/relay/meter.ts";
import type { RelayCore } from "../../src/relay/relay-core.ts";
import { type Connection, Session } from "../../src/relay/session.ts";

/** Of the core, what a session needs that does nothing but wait. */
function waitingSession() {
  const said: string[] = [];
  const connection: Connection & { waitingBytes: number; isFinished: boolean } = {
    address: "192.0.2.7",
    isLoopback: false,
    waitingBytes: 0,
    isFinished: false,
    deliver(message) {
      const decoded = decodeRelayMessage(message);
      said.push(decoded.ok && decoded.value.type === "refused" ? decoded.value.reason : "?");
    },
    finish() {
      this.isFinished = true;
    },
    cut() {},
  };
  const core = {
    now: () => 0,
    policy: { limits: { ...DEFAULT_LIMITS, loginWithinMs: Number.MAX_SAFE_INTEGER } },
    meter: noMeter,
    logRefusal: () => {},
  } as unknown as RelayCore;
  return { session: new Session(core, connection), connection, said };
}

test("much that waits is borne for half a minute, and forgiven when it was taken in meanwhile", () => {
  const { session, connection, said } = waitingSession();
  connection.waitingBytes = DEFAULT_LIMITS.slowBytes + 1;
  session.tick(1_000);
  session.tick(30_999);
  connection.waitingBytes = DEFAULT_LIMITS.slowBytes;
  session.tick(31_000);
  connection.waitingBytes = DEFAULT_LIMITS.slowBytes + 1;
  session.tick(32_000);
  session.tick(61_999);
  expect(said).toEqual([]);
  session.tick(62_000);
  expect(said).toEqual(["slow"]);
  expect(connection.isFinished).toBe(true);
  session.tick(100_000);
  expect(said).toEqual(["slow"]);
});
