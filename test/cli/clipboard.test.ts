/**
 * Copying, against stand-ins for the tools: which is tried when, and that a text nobody touched is cleared.
 */
import { chmodSync, mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { copyText } from "../../src/client/clipboard.ts";

let directory: string;
let clipboard: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "holt-clip-"));
  clipboard = join(directory, "clipboard");
  writeFileSync(clipboard, "");
  // Nobody waits half a minute for a test.
  tool("sleep", `echo "$1" > ${directory}/slept`);
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function tool(name: string, script: string): void {
  writeFileSync(join(directory, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(directory, name), 0o755);
}
function wayland(): void {
  tool("wl-copy", `[ "$1" = --clear ] && printf "" > ${clipboard} || cat > ${clipboard}`);
  tool("wl-paste", `cat ${clipboard}`);
}
const copy = (
  env: Record<string, string>,
  options: { after?: number; isSeen?: (sequence: string) => boolean } = {},
) =>
  copyText("123456", {
    env: { PATH: [directory, "/usr/bin", "/bin"].join(delimiter), ...env },
    clearAfterSeconds: options.after ?? 0,
    writeToTerminal: options.isSeen ?? (() => false),
  });

/** Resolves when the file's content is as told: at once, or after some change to it. */
function becomes(path: string, content: string): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(directory, check);
    check();
    function check(): void {
      if (readFileSync(path, "utf8") !== content) return;
      watcher.close();
      resolve();
    }
  });
}

test("tmux comes first, and nothing else is asked then", async () => {
  tool("tmux", `[ "$*" = "load-buffer -w -" ] && cat > ${clipboard}`);
  wayland();
  let isWritten = false;
  const copied = await copy(
    { TMUX: "/tmp/tmux", WAYLAND_DISPLAY: "wayland-0" },
    { isSeen: () => (isWritten = true) },
  );
  expect(copied).toEqual({ ok: true, value: { method: "tmux", clearsAfterSeconds: null } });
  expect(readFileSync(clipboard, "utf8")).toBe("123456");
  expect(isWritten).toBe(false);
});

test("a terminal is asked by OSC 52, which is not cleared since nobody knows what it did", async () => {
  const sequences: string[] = [];
  const copied = await copy({}, { after: 30, isSeen: (sequence) => sequences.push(sequence) > 0 });
  expect(copied).toEqual({ ok: true, value: { method: "osc52", clearsAfterSeconds: null } });
  expect(sequences).toEqual([`\u001b]52;c;${Buffer.from("123456").toString("base64")}\u0007`]);
});

test("a desktop's tool is asked as well, and it is what can be said to have worked", async () => {
  wayland();
  const copied = await copy({ WAYLAND_DISPLAY: "wayland-0" }, { isSeen: () => true });
  expect(copied).toMatchObject({ ok: true, value: { method: "wl-copy" } });
  expect(readFileSync(clipboard, "utf8")).toBe("123456");
});

test("tools whose desktop isn't there, or which fail, are passed over", async () => {
  wayland();
  tool("xclip", "cat > /dev/null; exit 1");
  expect(await copy({ DISPLAY: ":0" })).toEqual({ ok: false, error: { type: "no-clipboard" } });
});

test("an untouched text is cleared after the time", async () => {
  wayland();
  const copied = await copy({ WAYLAND_DISPLAY: "wayland-0" }, { after: 30 });
  expect(copied).toMatchObject({ ok: true, value: { clearsAfterSeconds: 30 } });
  await becomes(clipboard, "");
  expect(readFileSync(join(directory, "slept"), "utf8")).toBe("30\n");
});

test("a text that was copied since is left alone", async () => {
  wayland();
  // While it sleeps, the person copies something else; the look at the clipboard is the last that happens.
  tool("sleep", `printf mine > ${clipboard}`);
  tool("wl-paste", `cat ${clipboard}; echo > ${directory}/looked`);
  writeFileSync(join(directory, "looked"), "");
  await copy({ WAYLAND_DISPLAY: "wayland-0" }, { after: 30 });
  await becomes(join(directory, "looked"), "\n");
  expect(readFileSync(clipboard, "utf8")).toBe("mine");
});
