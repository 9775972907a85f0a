/**
 * The manual: a page for each command, of what `--help` says; and the pages that the build wrote.
 */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { COMMANDS } from "../../../src/cli/commands.ts";
import { helpEn } from "../../../src/cli/help-en.ts";
import { writeManual } from "../../../src/cli/man/main.ts";
import { plain } from "../../../src/cli/man/roff.ts";
import { SETTINGS } from "../../../src/protocol/config.ts";
import { ROOT } from "../../support/program.ts";

const BUILT = join(ROOT, "dist/man");
const pages = await writeManual("1.2.3");
const names = Object.keys(COMMANDS);

/** What man(1) complains of; nothing where there is no man on this machine. */
function complaints(file: string): string {
  const shown = spawnSync("man", ["--warnings=w", "-l", file], {
    encoding: "utf8",
    env: { ...process.env, LC_ALL: "C.UTF-8", MANPAGER: "cat" },
  });
  return shown.error === undefined ? shown.stderr : "";
}

test("each command has a page, and so have holt itself and its settings", () => {
  const wanted = ["holt.1", "holt-config.5", ...names.map((name) => `holt-${name}.1`)];
  expect([...pages.keys()].toSorted()).toEqual(wanted.toSorted());
  expect(readdirSync(BUILT).toSorted()).toEqual(wanted.toSorted());
  // npm puts no page where man looks for it that isn't named.
  const { man } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { man: readonly string[] };
  expect(man.toSorted()).toEqual(wanted.map((name) => `./dist/man/${name}`).toSorted());
});

test.each(names)("the page of %s says all that its help says of options", (name) => {
  const page = pages.get(`holt-${name}.1`) ?? "";
  const { summary, options } = helpEn.command[name as keyof typeof COMMANDS];
  expect(page).toContain(`.SH NAME\nholt-${plain(name)} \\- ${plain(summary.replace(/\.$/u, ""))}\n`);
  for (const [option, meaning] of Object.entries<string>(options)) {
    expect(page).toContain(`\\fB${plain(`--${option}`)}\\fR`);
    expect(page).toContain(plain(meaning));
  }
});

test("the page of the settings has each of them with its default", () => {
  const page = pages.get("holt-config.5") ?? "";
  for (const [key, { describe: meaning, fallback }] of Object.entries(SETTINGS)) {
    expect(page).toContain(`\\fB${plain(key)}\\fR`);
    expect(page).toContain(plain(`${meaning} (default: ${JSON.stringify(fallback)})`));
  }
});

describe("what a page says", () => {
  test("is never taken for a request, nor for an escape", () => {
    expect(plain(".SH me")).toBe("\\&.SH me");
    expect(plain("'s")).toBe("\\&'s");
    expect(plain("C:\\fB")).toBe("C:\\efB");
    expect(plain('"--x"')).toBe("\\(dq\\-\\-x\\(dq");
  });

  test("is ASCII, and no line begins with what a reader doesn't know", () => {
    for (const text of pages.values()) {
      expect(text).toMatch(/^[\n -~]*$/u);
      for (const line of text.split("\n").filter((one) => /^[.']/u.test(one))) {
        expect(line).toMatch(/^\.(TH|SH|PP|TP|RS|RE|nf|fi)\b/u);
      }
    }
  });

  test("is shown by man(1), where there is one, without a warning", () => {
    for (const name of ["holt.1", "holt-backup.1", "holt-config.5"]) {
      expect(complaints(join(BUILT, name))).toBe("");
    }
    expect(readFileSync(join(BUILT, "holt.1"), "utf8")).toContain(".SH EXIT STATUS");
  });
});
