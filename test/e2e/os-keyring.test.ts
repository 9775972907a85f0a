/**
 * The desktop's keyring with real processes: one that is a few lines of shell, and a real Secret Service where the
 * programs for it are installed.
 */
import { execFile } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createProgram, type Program, PROGRAM, readTree } from "../support/program.ts";

let holt: Program;
beforeEach(() => {
  holt = createProgram();
  (holt.env as Record<string, string>)["PATH"] = `${holt.file("bin")}:${holt.env["PATH"]}`;
  mkdirSync(holt.file("bin"));
  mkdirSync(holt.file("desktop"));
  writeFileSync(holt.file("passphrase"), "correct horse");
  writeFileSync(holt.file("new"), "battery staple");
});
afterEach(() => holt.stop());

const isLocked = async (): Promise<boolean> => (await holt.json<{ locked: boolean }>(["status"])).locked;

/** Keeps an entry in a file of its name. */
const KEEPS = `case "$1" in
  store) cat > "$6";;
  search) [ -f "$6" ] && { echo "[/1]"; echo "secret = $(cat "$6")"; }; exit 0;;
  lookup|clear) [ "$1" = clear ] && rm -f "$6"; exit 0;;
esac`;
function secretTool(body: string): void {
  const place = join(holt.file("bin"), "secret-tool");
  // The arguments of "search" begin one place before those of "store --label=…".
  const script = `#!/bin/sh\ncd "${holt.file("desktop")}"\n[ "$1" = store ] || set -- "$1" - "$2" "$3" "$4" "$5"\n${body}\n`;
  writeFileSync(place, script);
  chmodSync(place, 0o755);
}

async function found(): Promise<void> {
  await holt.ok(["init", "--name", "desk", "--passphrase-file", holt.file("passphrase")]);
  await holt.ok(["add", "-"], "otpauth://totp/GitHub:sven?secret=JBSWY3DPEHPK3PXP&issuer=GitHub");
}

test("a daemon that starts opens the vault; what a person locked stays locked until unlock, which asks nothing", async () => {
  secretTool(KEEPS);
  await found();
  await holt.ok(["keyring", "enable", "--passphrase-file", holt.file("passphrase")]);
  expect(await holt.json(["keyring", "status"])).toEqual({ state: "on", problem: null });
  await holt.ok(["daemon", "restart"]);
  expect(await holt.ok(["code", "GitHub"])).toMatch(/^\d{6}\n$/u);

  await holt.ok(["lock"]);
  expect((await holt.run(["code", "GitHub"])).code).toBe(3);
  await holt.ok(["daemon", "restart"]);
  expect((await holt.run(["code", "GitHub"])).code).toBe(3);
  await holt.ok(["unlock"]);
  expect(await isLocked()).toBe(false);

  // Locked where no daemon runs: the next one leaves it so.
  await holt.ok(["daemon", "stop"]);
  await holt.ok(["lock"]);
  expect(await isLocked()).toBe(true);
  await holt.ok(["unlock"]);

  await holt.ok([
    "passwd",
    "--passphrase-file",
    holt.file("passphrase"),
    "--new-passphrase-file",
    holt.file("new"),
  ]);
  expect(readdirSync(holt.file("desktop")).length).toBe(1);
  await holt.ok(["daemon", "restart"]);
  expect(await isLocked()).toBe(false);

  // The key is the desktop's alone.
  const [entry = ""] = readdirSync(holt.file("desktop"));
  const key = readFileSync(join(holt.file("desktop"), entry), "utf8");
  const files = readTree(join(holt.home, "h"));
  expect(files.length).toBeGreaterThan(1);
  const holding = files.filter(({ bytes }) => bytes.includes(key) || bytes.includes(Buffer.from(key, "hex")));
  expect(holding.map(({ path }) => path)).toEqual([]);

  await holt.ok(["keyring", "disable"]);
  expect(readdirSync(holt.file("desktop"))).toEqual([]);
  await holt.ok(["daemon", "restart"]);
  expect(await isLocked()).toBe(true);
});

test("where the keyring hangs, is missing or says nothing, a daemon starts, one line says so, and the passphrase opens", async () => {
  secretTool(KEEPS);
  await found();
  await holt.ok(["keyring", "enable", "--passphrase-file", holt.file("passphrase")]);
  for (const [body, said] of [
    ["exec sleep 600", /doesn't answer/u],
    ["exit 1", /can't be reached/u],
    ["exit 0", /no entry for this vault/u],
  ] as const) {
    secretTool(body);
    await holt.ok(["daemon", "restart"]);
    expect(await isLocked()).toBe(true);
    const unlock = await holt.run(["unlock"]);
    expect(unlock.code).toBe(2);
    expect(unlock.stderr.split("\n")[0]).toMatch(said);
    await holt.ok(["unlock", "--passphrase-file", holt.file("passphrase")]);
    expect(await holt.ok(["code", "GitHub"])).toMatch(/^\d{6}\n$/u);
  }
  rmSync(join(holt.file("bin"), "secret-tool"));
});

const TOOLS = [
  "/usr/bin/secret-tool",
  "/usr/bin/gnome-keyring-daemon",
  "/usr/bin/dbus-run-session",
  "/usr/bin/dbus-send",
];

test.runIf(TOOLS.every((tool) => existsSync(tool)))(
  "with a real Secret Service (secret-tool, gnome-keyring and dbus need to be installed): enabled, locked itself, disabled",
  async () => {
    await found();
    await holt.ok(["daemon", "stop"]);
    const run = `"${process.execPath}" "${PROGRAM}"`;
    const collection = "/org/freedesktop/secrets/collection/login";
    writeFileSync(
      holt.file("session.sh"),
      `printf login > login-password
gnome-keyring-daemon --foreground --unlock --components=secrets < login-password > /dev/null 2>&1 &
service=$!
until secret-tool search application none > /dev/null 2>&1; do :; done
say() { echo "$1 $?"; }
${run} keyring enable --passphrase-file passphrase; say enable
${run} daemon restart; ${run} list --json > /dev/null; say opened
${run} passwd --passphrase-file passphrase --new-passphrase-file new; say passwd
${run} daemon restart; ${run} list --json > /dev/null; say renewed
secret-tool search --all application holt 2> /dev/null | grep -c '^secret = '
dbus-send --session --print-reply --dest=org.freedesktop.secrets /org/freedesktop/secrets org.freedesktop.Secret.Service.Lock array:objpath:${collection} > /dev/null
${run} daemon restart; ${run} list --json > /dev/null; say locked
${run} keyring status --json
${run} unlock --passphrase-file new; say passphrase
kill $service; wait $service
gnome-keyring-daemon --foreground --unlock --components=secrets < login-password > /dev/null 2>&1 &
service=$!
until secret-tool search application none > /dev/null 2>&1; do :; done
${run} daemon restart; ${run} list --json > /dev/null; say again
${run} keyring disable; say disable
secret-tool search --all application holt 2> /dev/null | grep -c '^secret = '
${run} daemon stop
kill $service
`,
    );
    mkdirSync(holt.file("run"), { mode: 0o700 });
    const { stdout } = await promisify(execFile)(
      "/usr/bin/dbus-run-session",
      ["--", "/bin/sh", "session.sh"],
      {
        cwd: holt.home,
        env: { ...holt.env, XDG_RUNTIME_DIR: holt.file("run") },
      },
    );
    expect(stdout.trim().split("\n")).toEqual([
      "enable 0",
      "opened 0",
      "passwd 0",
      "renewed 0",
      "1",
      "locked 3",
      '{"state":"on","problem":"locked"}',
      "passphrase 0",
      "again 0",
      "disable 0",
      "0",
    ]);
  },
  120_000,
);
