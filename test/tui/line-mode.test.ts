import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import type { Session } from "../../src/client/session.ts";
import { ok } from "../../src/protocol/result.ts";
import { runLineMode } from "../../src/tui/line-mode.ts";
import { isLineTerminal } from "../../src/tui/line-terminal.ts";
import { clockTime } from "../../src/tui/screens/ago.ts";
import { createFakeVault, label } from "../support/fake-vault.ts";
import { START_MS, wordsOf } from "./world.ts";

const accounts = [
  label("Bank", { type: "hotp", counter: 4 }),
  label("GitHub", { name: "sven" }),
  label("GitLab", { name: "" }),
  label("Evil\u001b[2J", { name: "" }),
  label("Future", { usable: false }),
];

async function play(
  lines: readonly string[],
  { labels = accounts, hello = { hasVault: true, locked: false } } = {},
) {
  const vault = createFakeVault(labels, START_MS);
  const session = {
    connect: () => Promise.resolve(ok({ hello })),
    call: (method: never, params: never) => Promise.resolve(vault.call(method, params)),
    close: () => undefined,
  } as unknown as Session;
  let printed = "";
  const result = await runLineMode({
    words: await wordsOf("en"),
    session,
    stdin: Readable.from(lines.map((line) => `${line}\n`)),
    print: (text) => (printed += text),
  });
  return { result, printed, vault };
}

describe("a terminal that can only print", () => {
  it.each([undefined, "", "dumb", "unknown"])("is one with TERM=%s", (term) => {
    expect(isLineTerminal({ TERM: term }, "linux")).toBe(true);
    expect(isLineTerminal({ TERM: term }, "win32")).toBe(false);
  });

  it.each(["xterm", "vt100", "linux", "screen.xterm-256color"])("is none with TERM=%s", (term) => {
    expect(isLineTerminal({ TERM: term }, "linux")).toBe(false);
  });

  it("gets the code of a name, with the time until which it holds", async () => {
    const { printed, result } = await play(["github"]);
    expect(result.ok).toBe(true);
    expect(printed).toContain("holt: 5 accounts.");
    const until = clockTime(START_MS / 1000 + 30);
    expect(printed).toMatch(new RegExp(`^> GitHub \\(sven\\)  \\d{3} \\d{3}  until ${until}$`, "m"));
  });

  it("gets all codes on Enter, one line for each account, and no counter is used up by it", async () => {
    const { printed, vault } = await play([""]);
    expect(printed).toMatch(/^GitLab +\d{3} \d{3} {2}until/m);
    expect(printed).toMatch(/Bank \(.*\) +counter: its whole name makes the next code/);
    expect(printed).toMatch(/Future .*needs a newer holt/);
    expect(vault.calls.map(({ method }) => method)).not.toContain("codes.get");
  });

  it("gets a counter's next code for its name alone", async () => {
    const { printed, vault } = await play(["bank"]);
    expect(printed).toMatch(/Bank \(.*\) {2}\d{3} \d{3}\n/);
    expect(vault.calls.filter(({ method }) => method === "codes.get")).toHaveLength(1);
  });

  it("is told when nothing fits, and when there is nothing", async () => {
    expect((await play(["nowhere"])).printed).toContain("No account fits.");
    expect((await play([""], { labels: [] })).printed).toContain("No accounts yet");
  });

  it.each(["q", "quit", "exit"])("is left with %s", async (word) => {
    const { printed } = await play([word, "github"]);
    expect(printed).not.toContain("GitHub");
  });

  it("never gets an escape sequence, whatever an account is called", async () => {
    const { printed } = await play(["", "git", "evil"]);
    // oxlint-disable-next-line no-control-regex -- control characters are what this is about
    expect(printed).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });

  it.each([
    [{ hasVault: false, locked: false }, "no-vault"],
    [{ hasVault: true, locked: true }, "locked"],
  ])("says why there is nothing to show: %j", async (hello, type) => {
    const { result, printed } = await play(["github"], { hello });
    expect(result).toMatchObject({ ok: false, error: { type } });
    expect(printed).toBe("");
  });
});
