/**
 * Prompts on a real pseudo-terminal: what is typed into them isn't shown, Ctrl-C leaves, and the terminal is as it was.
 */
import { spawn as spawnPty } from "@lydell/node-pty";
import { writeFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createProgram, PROGRAM, type Program } from "../support/program.ts";

let program: Program;
beforeEach(() => {
  program = createProgram();
});
afterEach(async () => {
  await program.stop();
});

interface Step {
  /** What has to be on the screen before the keys are typed. */
  readonly when: string;
  readonly keys: string;
}

/** A shell runs holt and then tells the exit code and whether the terminal still echoes. */
function type(words: string, steps: readonly Step[]): Promise<string> {
  const script = `"$0" "$1" ${words}; echo "exit $?"; stty -a | grep -o -- '-\\?echo\\b' | head -n 1`;
  const shell = spawnPty("sh", ["-c", script, process.execPath, PROGRAM], {
    cols: 100,
    rows: 30,
    env: { ...program.env, TERM: "xterm-256color" },
  });
  let screen = "";
  let seen = 0;
  const left = [...steps];
  shell.onData((data) => {
    screen += data;
    for (let next = left[0]; next !== undefined; next = left[0]) {
      const at = screen.indexOf(next.when, seen);
      if (at < 0) break;
      seen = at + next.when.length;
      left.shift();
      shell.write(next.keys);
    }
  });
  return new Promise((resolve) => shell.onExit(() => resolve(screen.replaceAll("\r", ""))));
}

const SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

test("a passphrase is typed twice, unseen, and once to unlock", async () => {
  const made = await type("init --name laptop", [
    { when: "new passphrase: ", keys: "korrekt häst\r" },
    { when: "once more: ", keys: "korrekt häst\r" },
  ]);
  expect(made).toContain("exit 0\necho\n");
  expect(made).not.toContain("korrekt");
  await program.ok(["lock"]);
  const wrong = await type("unlock", [{ when: "passphrase: ", keys: "korrekt hast\r" }]);
  expect(wrong).toContain("wrong passphrase");
  expect(wrong).toContain("exit 4\necho\n");
  const opened = await type("unlock", [{ when: "passphrase: ", keys: "korrekt häsx\u007ft\r" }]);
  expect(opened).toContain("exit 0\necho\n");
});

test("Ctrl-C at a prompt is exit 130, and the terminal echoes again", async () => {
  const left = await type("init", [{ when: "new passphrase: ", keys: "half\u0003" }]);
  expect(left).toContain("exit 130\necho\n");
  expect((await program.run(["status"])).code).toBe(3);
});

test("where several accounts fit, one is picked by its number, and only its code is on stdout", async () => {
  await program.ok(["init", "--no-passphrase"]);
  for (const site of ["GitHub", "GitLab"]) {
    await program.ok(["add", "-"], `otpauth://totp/${site}:me?secret=${SECRET}&issuer=${site}`);
  }
  const out = program.file("out");
  const screen = await type(`code git --at 59 > ${out}; cat ${out}`, [{ when: "which one? ", keys: "2\r" }]);
  expect(screen).toMatch(/1 {2}GitHub \(me\)\n +2 {2}GitLab \(me\)\n/);
  expect(screen).toContain("\n287082\n");
});

test("the trash is emptied after a yes", async () => {
  await program.ok(["init", "--no-passphrase"]);
  await program.ok(["add", "-"], `otpauth://totp/X:me?secret=${SECRET}&issuer=X`);
  await program.ok(["rm", "X"]);
  expect(await type("trash --empty", [{ when: "[y/N] ", keys: "n\r" }])).toContain("exit 2");
  expect(await type("trash --empty", [{ when: "[y/N] ", keys: "y\r" }])).toContain("exit 0");
  expect(await program.json(["trash"])).toEqual([]);
});

test("the password of an encrypted export is asked for when the file turns out to need one", async () => {
  await program.ok(["init", "--no-passphrase"]);
  await program.ok(["add", "-"], `otpauth://totp/X:me?secret=${SECRET}&issuer=X`);
  writeFileSync(program.file("password"), "open sesame");
  const out = program.file("out");
  await program.ok(["export", out, "--to", "holt", "--password-file", program.file("password")]);
  const screen = await type(`import ${out}`, [{ when: "password of the file: ", keys: "open sesame\r" }]);
  expect(screen).toContain("imported 0 accounts from holt, left out 1 that is there already");
  expect(screen).not.toContain("sesame");
});

test("a heading is bold on a terminal, and NO_COLOR and --no-color keep it plain", async () => {
  await program.ok(["init", "--no-passphrase"]);
  expect(await type("formats", [])).toContain("\u001b[1m");
  expect(await type("formats --no-color", [])).not.toContain("\u001b[");
  (program.env as Record<string, string>)["NO_COLOR"] = "1";
  expect(await type("formats", [])).not.toContain("\u001b[");
});

test("--copy asks the terminal, says so on stderr, and still prints the code", async () => {
  await program.ok(["init", "--no-passphrase"]);
  await program.ok(["add", "-"], `otpauth://totp/X:me?secret=${SECRET}&issuer=X`);
  const screen = await type("code X --at 59 --copy 2>/dev/null", []);
  expect(screen).toContain(`\u001b]52;c;${Buffer.from("287082").toString("base64")}\u0007`);
  expect(screen).toContain("287082\n");
  expect(await type("code X --copy >/dev/null", [])).toContain("asked the terminal to copy (OSC 52)");
});
