import { expect, test } from "vitest";
import { formatListenUrl, parseListenAddress } from "../../src/cli/listen-address.ts";

const DEFAULTS = { host: "127.0.0.1", port: 8650 };

test.each([
  ["127.0.0.1:1", { host: "127.0.0.1", port: 1 }],
  ["relay.example.org:443", { host: "relay.example.org", port: 443 }],
  ["localhost", { host: "localhost", port: 8650 }],
  ["[::1]:9", { host: "::1", port: 9 }],
  ["[::1]", { host: "::1", port: 8650 }],
  [":8650", { host: "", port: 8650 }],
  [":0", { host: "", port: 0 }],
])("%s is an address to listen on", (text, address) => {
  expect(parseListenAddress(text, DEFAULTS)).toEqual({ ok: true, value: address });
});

test.each([
  "",
  ":",
  "host:",
  "host:port",
  "host:99999",
  "::1",
  "[::1",
  "[localhost]:1",
  "a b:1",
  "ws://h:1",
  "h:1:2",
])("%j is none", (text) => {
  expect(parseListenAddress(text, DEFAULTS)).toEqual({
    ok: false,
    error: { type: "usage", reason: "bad-listen-address", value: text },
  });
});

test("an address is shown as the URL that devices use", () => {
  expect(formatListenUrl({ host: "::1", port: 9 }, { isTls: false })).toBe("ws://[::1]:9");
  expect(formatListenUrl({ host: "192.0.2.7", port: 443 }, { isTls: true })).toBe("wss://192.0.2.7:443");
});
