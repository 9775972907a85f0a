/**
 * Keys typed into a prompt.
 */
import { expect, test } from "vitest";
import { startLine, typeInto } from "../../src/cli/terminal.ts";

const type = (keys: string) => typeInto(startLine(), keys);

test("Enter ends the line, and what was pasted after it waits for the next prompt", () => {
  expect(type("abc\r")).toMatchObject({ status: "entered", text: "abc", rest: "" });
  expect(type("abc\ndef\r")).toMatchObject({ status: "entered", text: "abc", rest: "def\r" });
  expect(type("abc\r\ndef")).toMatchObject({ status: "entered", text: "abc", rest: "def" });
});

test("Backspace takes a whole character, Ctrl-U all of them", () => {
  expect(type("ab👍\u007fc\r")).toMatchObject({ text: "abc" });
  expect(type("\u007f\u007fx\r")).toMatchObject({ text: "x" });
  expect(type("abc\u0015xy\r")).toMatchObject({ text: "xy" });
});

test("keys may come one by one", () => {
  let line = startLine();
  for (const key of "päss") line = typeInto(line, key);
  expect(typeInto(line, "\r")).toMatchObject({ status: "entered", text: "päss" });
});

test("Ctrl-C interrupts always, Ctrl-D on an empty line, and neither leaves the text behind", () => {
  expect(type("secret\u0003")).toEqual({ status: "interrupted", text: "", echo: "secret", rest: "" });
  expect(type("\u0004")).toMatchObject({ status: "interrupted" });
  expect(type("a\u0004\r")).toMatchObject({ status: "entered", text: "a" });
});

test("arrow and function keys add nothing", () => {
  expect(type("a\u001b[A\u001b[1;5Cb\u001bOPc\u001b\r")).toMatchObject({ text: "abc" });
});
