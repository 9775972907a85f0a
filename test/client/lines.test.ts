import fc from "fast-check";
import { expect, test } from "vitest";
import { createLineSplitter } from "../../src/protocol/lines.ts";
import { formatStartAck, parseStartAck } from "../../src/protocol/start-ack.ts";

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("utf8");

test("however a stream is cut, its lines are the same", () => {
  const line = fc.string({ unit: "grapheme", maxLength: 20 }).filter((text) => !text.includes("\n"));
  fc.assert(
    fc.property(fc.array(line), line, fc.array(fc.nat(200)), (lines, rest, cuts) => {
      const stream = Buffer.from([...lines, rest].join("\n"));
      const splitter = createLineSplitter(1_000);
      const found: string[] = [];
      let start = 0;
      for (const end of [
        ...cuts.map((cut) => cut % (stream.length + 1)).sort((a, b) => a - b),
        stream.length,
      ]) {
        const more = splitter.push(stream.subarray(start, end));
        if (more !== "overflow") found.push(...more.map(textOf));
        start = end;
      }
      expect([...found, textOf(splitter.rest())]).toEqual([...lines, rest]);
    }),
    { seed: 1, numRuns: 500 },
  );
});

test("a line may be as long as allowed, and not a byte longer", () => {
  const fits = createLineSplitter(4).push(Buffer.from("1234\n5678"));
  expect(fits === "overflow" ? fits : fits.map(textOf)).toEqual(["1234"]);
  expect(createLineSplitter(4).push(Buffer.from("12345"))).toBe("overflow");
  expect(createLineSplitter(4).push(Buffer.from("12345\n"))).toBe("overflow");
  const split = createLineSplitter(4);
  split.push(Buffer.from("123"));
  expect(split.push(Buffer.from("45"))).toBe("overflow");
});

test("a starter understands what a daemon says, and takes nothing else for it", () => {
  const ready = { type: "ready", pid: 7, version: "1.0.0" } as const;
  expect(parseStartAck(formatStartAck(ready))).toEqual(ready);
  const failed = { type: "error", error: { type: "storage", reason: "full" } } as const;
  expect(parseStartAck(formatStartAck(failed))).toEqual(failed);
  for (const text of [
    "",
    "null",
    "{}",
    '{"type":"ready"}',
    '{"type":"error"}',
    "ready",
    '{"type":"ready","pid":"7"}',
  ]) {
    expect(parseStartAck(text)).toBe(undefined);
  }
});
