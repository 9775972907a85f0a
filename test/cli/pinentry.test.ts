import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createAssuan, escapeAssuan, unescapeAssuan } from "../../src/cli/assuan.ts";
import { askPinentry, type PinentryQuestion } from "../../src/cli/pinentry.ts";
import { choosePinentry } from "../../src/cli/pinentry-choice.ts";
import { unlockInWindow } from "../../src/cli/unlock-window.ts";
import { en } from "../../src/client/language/en.ts";
import { err, ok } from "../../src/protocol/result.ts";

let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), "holt-pinentry-"))));
afterEach(() => rmSync(directory, { recursive: true, force: true }));
const inside = (name: string): string => join(directory, name);

/** Answers each command as `cases` (branches of a shell's case) say, and OK to all others; keeps what it was told. */
function fakePinentry(cases: string, greeting = "OK Pleased to meet you"): string {
  const body = `cd "${directory}"; echo '${greeting}'
while IFS= read -r line; do
  printf '%s\\n' "$line" >> told
  case "$line" in
${cases}
  BYE) echo OK; exit 0;;
  *) echo OK;;
  esac
done`;
  writeFileSync(inside("pinentry"), `#!/bin/sh\n${body}\n`);
  chmodSync(inside("pinentry"), 0o755);
  return inside("pinentry");
}
const told = (): string => (existsSync(inside("told")) ? readFileSync(inside("told"), "utf8") : "");

const QUESTION: PinentryQuestion = { title: "holt", description: "100 % of it\nnow", prompt: "passphrase:" };
const ask = (program: string, question: Partial<PinentryQuestion> = {}, timeoutMs = 20_000) =>
  askPinentry(
    { ...QUESTION, ...question },
    {
      program,
      env: { PATH: "/usr/bin:/bin", TERM: "xterm", LANG: "sv_SE.UTF-8" },
      ttyName: "/dev/pts/9",
      timeoutMs,
    },
  );

describe("Assuan", () => {
  test("a text goes as one line, whatever is in it", () => {
    expect(escapeAssuan("50 %\r\nof it")).toBe("50 %25%0D%0Aof it");
    expect(Buffer.byteLength(escapeAssuan("ö".repeat(2_000)))).toBeLessThanOrEqual(900);
    expect(escapeAssuan("%".repeat(2_000)).length % 3).toBe(0);
  });

  test("data comes back as it was, and a broken escape is none", () => {
    const plain = (text: string): string | undefined => {
      const bytes = unescapeAssuan(Buffer.from(text));
      return bytes && Buffer.from(bytes).toString();
    };
    expect(plain("a%25b%0Ac%0d")).toBe("a%b\nc\r");
    expect(plain("sm%C3%B6rgås")).toBe("smörgås");
    for (const broken of ["%", "%2", "%zz", "a%2"]) expect(plain(broken)).toBeUndefined();
  });

  test("replies are the same however the bytes are cut", async () => {
    const bytes = Buffer.from(
      "OK hello\n# comment\nS PIN_REPEATED\nD se%25\nD cret\nOK\nERR 83886179 cancelled\n",
    );
    for (const size of [1, 2, 7, 1000]) {
      const assuan = createAssuan({ write: () => true });
      for (let at = 0; at < bytes.length; at += size)
        expect(assuan.take(bytes.subarray(at, at + size))).toBe(true);
      expect(await assuan.reply()).toMatchObject({ type: "ok" });
      const answer = await assuan.reply();
      expect(answer.type === "ok" && Buffer.from(answer.data).toString()).toBe("se%cret");
      expect(await assuan.reply()).toEqual({ type: "error", code: 83_886_179, text: "cancelled" });
    }
  });

  test("what it is asked in return is not told", async () => {
    const written: string[] = [];
    const assuan = createAssuan({ write: (text) => written.push(text) });
    assuan.take(Buffer.from("INQUIRE QUALITY secret\nOK\n"));
    expect(await assuan.reply()).toMatchObject({ type: "ok" });
    expect(written).toEqual(["CAN\n"]);
  });
});

describe("a question in a window", () => {
  test("is told what to show, and its answer is taken as typed", async () => {
    const program = fakePinentry(`  GETPIN) echo "D 100%25 sm%C3%B6rgås%0A "; echo OK;;`);
    expect(await ask(program, { problem: "wrong passphrase" })).toEqual(ok("100% smörgås\n "));
    expect(told().split("\n")).toEqual([
      "OPTION ttyname=/dev/pts/9",
      "OPTION ttytype=xterm",
      "OPTION lc-ctype=sv_SE.UTF-8",
      "OPTION lc-messages=sv_SE.UTF-8",
      "SETTITLE holt",
      "SETDESC 100 %25 of it%0Anow",
      "SETPROMPT passphrase:",
      "SETERROR wrong passphrase",
      "GETPIN",
      "BYE",
      "",
    ]);
  });

  test("no answer is an empty one; data may come in pieces; what it doesn't know is left out", async () => {
    expect(await ask(fakePinentry(`  OPTION*|SETTITLE*) echo "ERR 83886355 Unknown";;`))).toEqual(ok(""));
    expect(await ask(fakePinentry(`  GETPIN) echo "D one "; echo "D two"; echo OK;;`))).toEqual(
      ok("one two"),
    );
  });

  test.each([83_886_179, 83_886_278])("closed by the person (%i) it says interrupted", async (code) => {
    const program = fakePinentry(`  GETPIN) echo "ERR ${code} Operation cancelled <Pinentry>";;`);
    expect(await ask(program)).toEqual(err({ type: "interrupted" }));
  });

  test("a new one is typed twice, by the program where it can", async () => {
    const repeat = { prompt: "again:", mismatch: "they differ" };
    const program = fakePinentry(`  GETPIN) echo "S PIN_REPEATED"; echo "D new"; echo OK;;`);
    expect(await ask(program, { repeat })).toEqual(ok("new"));
    expect(told()).toContain("SETREPEAT again:\nSETREPEATERROR they differ\nGETPIN\n");
  });

  test("and by holt where it can't: as long as the two differ", async () => {
    const repeat = { prompt: "again:", mismatch: "they differ" };
    const program = fakePinentry(`  SETREPEAT*) echo "ERR 83886355 Unknown command";;
  GETPIN) n=$(($(cat n 2>/dev/null || echo 0) + 1)); echo $n > n
    case $n in 1) echo "D one";; *) echo "D two";; esac; echo OK;;`);
    expect(await ask(program, { repeat })).toEqual(ok("two"));
    expect(told().match(/^GETPIN$/gmu)?.length).toBe(4);
    expect(told()).toContain("SETERROR they differ");
  });

  test("one that can't, or speaks otherwise, is an error that names it; none is waited for in vain", async () => {
    const failed = (detail: unknown, program = inside("pinentry")) =>
      err({ type: "pinentry", reason: "failed", program, detail });
    expect(await ask(inside("none"))).toEqual(failed("ENOENT", inside("none")));
    expect(await ask(fakePinentry(`  GETPIN) echo "ERR 83886340 No pinentry";;`))).toEqual(
      failed("No pinentry"),
    );
    expect(await ask(fakePinentry("", "Hello!"))).toEqual(failed("it doesn't speak the protocol"));
    expect(await ask(fakePinentry("  GETPIN) exit 1;;"))).toEqual(failed("it ended without an answer"));
    expect(await ask(fakePinentry(`  GETPIN) echo "D %zz"; echo OK;;`))).toEqual(
      failed("it doesn't speak the protocol"),
    );
    expect(await ask(fakePinentry(`  GETPIN) echo "D %FF"; echo OK;;`))).toEqual(
      failed("its answer is not UTF-8"),
    );
    expect(await ask(fakePinentry("  GETPIN) cat /dev/zero;;"))).toEqual(
      failed("it doesn't speak the protocol"),
    );
    expect(await ask(fakePinentry(`  GETPIN) echo "ERR 83886142 Timeout";;`))).toEqual(
      err({ type: "timeout", what: "pinentry" }),
    );
    expect(await ask(fakePinentry("  GETPIN) exec sleep 600;;"), {}, 300)).toEqual(
      err({ type: "timeout", what: "pinentry" }),
    );
  });
});

describe("which one asks", () => {
  const choose = (setting: string | undefined, rest: Partial<Parameters<typeof choosePinentry>[0]> = {}) => {
    const configFile = inside("config.toml");
    if (setting !== undefined) writeFileSync(configFile, `[prompt]\npinentry = "${setting}"\n`);
    const env = { PATH: directory, DISPLAY: ":0" };
    return choosePinentry({ env, configFile, hasTerminal: false, platform: "linux", ...rest });
  };

  test("auto: where there is a display and no terminal, the system's own", () => {
    const program = fakePinentry("");
    expect(choose(undefined)).toEqual(ok(program));
    expect(choose("auto", { env: { PATH: directory, WAYLAND_DISPLAY: "wayland-0" } })).toEqual(ok(program));
    expect(choose("auto", { hasTerminal: true })).toEqual(ok(undefined));
    expect(choose("auto", { env: { PATH: directory } })).toEqual(ok(undefined));
    expect(choose("auto", { env: { PATH: "/nonexistent", DISPLAY: ":0" } })).toEqual(ok(undefined));
    // A display of its own has no name there.
    expect(choose("auto", { platform: "darwin" })).toEqual(ok(undefined));
  });

  test("never: none; one that is named: always, or it is said that there is none", () => {
    const program = fakePinentry("");
    expect(choose("never")).toEqual(ok(undefined));
    for (const name of [program, "pinentry"]) {
      expect(choose(name, { hasTerminal: true, env: { PATH: directory } })).toEqual(ok(program));
    }
    for (const name of ["pinentry-none", "/nonexistent/pinentry", "./pinentry"]) {
      expect(choose(name)).toEqual(err({ type: "pinentry", reason: "not-found", program: name }));
    }
  });
});

describe("a locked vault and nobody at a terminal", () => {
  /** "cancel": the window is closed; "broken": it doesn't open. */
  const play = async (typed: readonly string[], hasWindow = true) => {
    const answers = [...typed];
    const said: string[] = [];
    const problems: (string | undefined)[] = [];
    const outcome = await unlockInWindow(
      {
        call: (_method, params) =>
          Promise.resolve(
            (params as { passphrase: string }).passphrase === "right"
              ? ok({ accounts: 1 } as never)
              : err({ type: "wrong-key", what: "passphrase" } as const),
          ),
      },
      {
        words: () => Promise.resolve(en),
        say: (text) => said.push(text),
        findWindow: () =>
          Promise.resolve(
            ok(
              hasWindow
                ? {
                    readSecret: ({ problem }) => {
                      problems.push(problem);
                      const next = answers.shift() ?? "cancel";
                      if (next === "cancel") return Promise.resolve(err({ type: "interrupted" } as const));
                      return Promise.resolve(
                        next === "broken"
                          ? err({
                              type: "pinentry",
                              reason: "failed",
                              program: "/p",
                              detail: "no display",
                            } as const)
                          : ok(next),
                      );
                    },
                  }
                : undefined,
            ),
          ),
      },
    );
    return { outcome, said, problems };
  };

  test("is asked again after a wrong one, three times in all", async () => {
    expect(await play(["wrong", "right"])).toEqual({
      outcome: ok(true),
      said: [],
      problems: [undefined, "wrong passphrase"],
    });
    const { outcome, problems } = await play(["wrong", "wrong", "wrong", "right"]);
    expect(outcome).toEqual(err({ type: "wrong-key", what: "passphrase" }));
    expect(problems.length).toBe(3);
  });

  test("who closes the window has said no; a window that doesn't open leaves all as it was, and is told of", async () => {
    expect((await play(["cancel"])).outcome).toEqual(err({ type: "interrupted" }));
    expect(await play(["broken"])).toMatchObject({
      outcome: ok(false),
      said: ["hint: /p didn't ask: no display\n"],
    });
    expect(await play([], false)).toMatchObject({ outcome: ok(false), said: [] });
  });
});
