/** Desktop notifications: said once, to whoever can show them, and never more than who asks for what. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createNotifier } from "../../src/daemon/notify.ts";
import type { RequestView } from "../../src/protocol/view.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "holt-notify-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const REQUEST: RequestView = {
  id: "7",
  type: "recovery-change",
  name: "words",
  by: "laptop",
  fingerprint: "gym rocket cotton glass two slender",
  expiresAt: null,
};

function install(program: string): void {
  const file = join(directory, program);
  writeFileSync(file, "#!/bin/sh\n");
  chmodSync(file, 0o755);
}

function notifyWith(env: Record<string, string>, isOn = true) {
  const ran: (readonly string[])[] = [];
  const notify = createNotifier({
    env: { PATH: directory, ...env },
    isOn: () => isOn,
    language: () => "auto",
    run: (program, args) => void ran.push([program, ...args]),
  });
  return { notify, ran };
}

test("notify-send is given title and text as arguments", () => {
  install("notify-send");
  const { notify, ran } = notifyWith({ LANG: "C" });
  notify(REQUEST);
  expect(ran).toEqual([
    [
      join(directory, "notify-send"),
      "--app-name=holt",
      "--",
      "holt: was it you?",
      "laptop wants to change how the backup is opened. Look at it: holt requests",
    ],
  ]);
});

test("it speaks Swedish where the environment does, and uses osascript where that is there", () => {
  install("osascript");
  const { notify, ran } = notifyWith({ LANG: "sv_SE.UTF-8" });
  notify({ ...REQUEST, type: "erase" });
  expect(ran[0]?.slice(-2)).toEqual([
    "holt: var det du?",
    "laptop vill radera säkerhetskopian. Se efter: holt requests",
  ]);
});

test("a name can't become markup, an option or a script", () => {
  install("notify-send");
  const { notify, ran } = notifyWith({ LANG: "C" });
  notify({ ...REQUEST, by: '--x <b>"&$(reboot)\u0007' });
  expect(ran[0]?.at(-1)).toMatch(/^--x breboot wants/u);
});

test("nothing happens without such a program, or where it is turned off", () => {
  const none = notifyWith({});
  none.notify(REQUEST);
  expect(none.ran).toEqual([]);
  install("notify-send");
  const off = notifyWith({}, false);
  off.notify(REQUEST);
  expect(off.ran).toEqual([]);
});
