/** Codes below newer text in tmux's list of buffers, against a stand-in for tmux. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { copyText } from "../../src/client/clipboard.ts";

let directory: string;
const at = (name: string): string => join(directory, name);
function tool(name: string, script: string): void {
  writeFileSync(at(name), `#!/bin/sh\ncd ${directory}\n${script}\n`);
  chmodSync(at(name), 0o755);
}
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "holt-tmux-"));
  // While holt waits to clear the code, the person copies something else.
  tool("sleep", "printf 'a newer text' > buffer2");
  tool(
    "tmux",
    `case "$*" in
      "load-buffer -w -") cat > buffer1 ;;
      "show-buffer") cat buffer2 ;;
      "show-buffer -b "*) cat "$3" ;;
      list-buffers*) ls buffer1 buffer2 ;;
      "delete-buffer -b "*) rm "$3"; : > "gone-$3" ;;
      *) echo "$*" >> unexpected ;;
    esac`,
  );
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test("a code is taken out of tmux's buffers though a newer text lies above it, which stays", async () => {
  const gone = new Promise<void>((resolve) => {
    const watcher = watch(directory, () => {
      if (!existsSync(at("gone-buffer1"))) return;
      watcher.close();
      resolve();
    });
  });
  const copied = await copyText("123456", {
    env: { TMUX: "/tmp/tmux", PATH: [directory, "/usr/bin", "/bin"].join(delimiter) },
    clearAfterSeconds: 30,
    writeToTerminal: () => false,
  });
  expect(copied).toEqual({ ok: true, value: { method: "tmux", clearsAfterSeconds: 30 } });
  await gone;
  expect(existsSync(at("buffer1"))).toBe(false);
  expect(readFileSync(at("buffer2"), "utf8")).toBe("a newer text");
  expect(existsSync(at("unexpected"))).toBe(false);
});
