import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tuiEn } from "../../src/client/language/tui-en.ts";
import { tuiSv } from "../../src/client/language/tui-sv.ts";
import { codeAt, groupCode } from "../../src/tui/code-time.ts";
import { ASCII, chooseGlyphs, UNICODE } from "../../src/tui/glyphs.ts";
import { toKeys } from "../../src/tui/key.ts";
import { ACTIONS } from "../../src/tui/keymap.ts";
import { fitLine, line, lineWidth, spread } from "../../src/tui/line.ts";
import { strengthOf } from "../../src/protocol/passphrase-strength.ts";
import { fit, pad, widthOf, wrap } from "../../src/tui/text-fit.ts";
import { fieldText, textField, typeInto } from "../../src/tui/text-field.ts";
import { splitPaths } from "../../src/tui/typed-paths.ts";

const anyText = fc.string({ unit: "grapheme", maxLength: 60 });
const width = fc.integer({ min: 0, max: 40 });

describe("text in cells", () => {
  it("is never wider than its place, whatever it is", () => {
    fc.assert(
      fc.property(anyText, width, (text, cells) => {
        const clean = text.replace(/\p{C}/gu, "");
        expect(widthOf(fit(clean, cells))).toBeLessThanOrEqual(cells);
        expect(widthOf(pad(clean, cells))).toBe(cells);
        expect(lineWidth(fitLine(line(clean, clean), cells))).toBeLessThanOrEqual(cells);
        expect(lineWidth(spread(line(clean), line("end"), cells))).toBeLessThanOrEqual(cells);
        for (const row of wrap(clean, cells + 8)) expect(widthOf(row)).toBeLessThanOrEqual(cells + 8);
      }),
      { seed: 7 },
    );
  });

  it("is cut at a word's end where one is near", () => {
    expect(fit("A very long issuer", 13)).toBe("A very long…");
    expect(fit("sven@example.org", 14)).toBe("sven@example…");
    expect(fit("Donaudampfschifffahrt", 8)).toBe("Donauda…");
    expect(fit("日本銀行", 6)).toBe("日本…");
    expect(fit("short", 5)).toBe("short");
  });

  it("is wrapped without losing a word", () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { maxLength: 20 }),
        fc.integer({ min: 12, max: 40 }),
        (words, cells) => {
          expect(wrap(words.join(" "), cells).join(" ")).toBe(words.join(" "));
        },
      ),
      { seed: 7 },
    );
  });
});

describe("codes and time", () => {
  const held = {
    id: "a",
    issuer: "",
    name: "",
    type: "totp",
    code: "111111",
    next: "222222",
    validFrom: 60,
    validUntil: 90,
    remainingSeconds: 30,
    counter: null,
  };

  it("gives way to the next code on the second, and to nothing after that", () => {
    expect(codeAt(held, 60_000)).toMatchObject({ code: "111111", secondsLeft: 30, next: "222222" });
    expect(codeAt(held, 89_999)).toMatchObject({ code: "111111", secondsLeft: 1 });
    expect(codeAt(held, 90_000)).toMatchObject({ code: "222222", secondsLeft: 30, next: null });
    expect(codeAt(held, 119_999)).toMatchObject({ code: "222222" });
    expect(codeAt(held, 120_000)).toBe(undefined);
  });

  it("is not shown before its time: a clock that went back asks again", () => {
    expect(codeAt(held, 59_000)).toBe(undefined);
  });

  it("stands in groups that keep every digit", () => {
    expect(["12345", "123456", "1234567", "12345678", "123456789", "1234567890"].map(groupCode)).toEqual([
      "12345",
      "123 456",
      "123 4567",
      "1234 5678",
      "123 456 789",
      "12345 67890",
    ]);
  });
});

describe("keys and fields", () => {
  const plain = { upArrow: false, ctrl: false, meta: false, tab: false, shift: false } as never;

  it("takes several characters that came at once one by one", () => {
    expect(toKeys("gé\r", plain).map(({ name }) => name)).toEqual(["g", "é", "enter"]);
    expect(toKeys(" ", plain)).toEqual([{ name: "space", text: " " }]);
    expect(toKeys("c", { ...(plain as object), ctrl: true } as never)).toEqual([
      { name: "ctrl-c", text: "" },
    ]);
  });

  it("gives every key one meaning", () => {
    const names = Object.values(ACTIONS).flat();
    expect(new Set(names).size).toBe(names.length);
  });

  it("edits by whole characters", () => {
    let field = textField("x", { text: "a👩‍👩‍👧b" });
    field = typeInto(field, { name: "left", text: "" }) ?? field;
    field = typeInto(field, { name: "backspace", text: "" }) ?? field;
    expect(fieldText(field)).toBe("ab");
    field = typeInto(field, { name: "paste", text: "1\r\n2\n" }) ?? field;
    expect(fieldText(field)).toBe("a1 2b");
  });

  it("moves between lines of a note and keeps the cursor in the text", () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 30 }),
        fc.array(
          fc.constantFrom("up", "down", "left", "right", "home", "end", "backspace", "enter", "ctrl-w"),
          { maxLength: 30 },
        ),
        (text, names) => {
          let field = textField("note", { text: `${text}\nsecond\nthird`, isMultiline: true });
          for (const name of names) field = typeInto(field, { name, text: "" }) ?? field;
          expect(field.cursor).toBeGreaterThanOrEqual(0);
          expect(field.cursor).toBeLessThanOrEqual(field.content.length);
        },
      ),
      { seed: 7 },
    );
  });
});

describe("what a person types for files", () => {
  const context = { homeDirectory: "/home/sven", workingDirectory: "/srv" };

  it("is read as a shell would read it", () => {
    expect(splitPaths(`~/a.json 'b c.txt' d\\ e "~" /abs file:///x%20y`, context)).toEqual([
      "/home/sven/a.json",
      "/srv/b c.txt",
      "/srv/d e",
      "/home/sven",
      "/abs",
      "/x y",
    ]);
    expect(splitPaths("  ", context)).toEqual([]);
  });
});

describe("surroundings", () => {
  it("draws in ASCII where the locale is not UTF-8", () => {
    expect(chooseGlyphs({ LANG: "sv_SE.UTF-8" }, "linux")).toBe(UNICODE);
    expect(chooseGlyphs({ LANG: "C" }, "linux")).toBe(ASCII);
    expect(chooseGlyphs({ LC_ALL: "C", LANG: "sv_SE.UTF-8" }, "linux")).toBe(ASCII);
    expect(chooseGlyphs({}, "darwin")).toBe(UNICODE);
    expect(chooseGlyphs({ LANG: "C.UTF-8", TERM: "linux" }, "linux")).toBe(ASCII);
  });

  it("calls a passphrase strong only when it is", () => {
    for (const weak of [
      "",
      "password",
      "12345678901234567890",
      "aaaaaaaaaaaaaaaaaaaa",
      "correct horse",
      "aaa aaa aaa aaa aaa",
    ]) {
      expect(strengthOf(weak)).toBe("weak");
    }
    expect(strengthOf("correct horse battery")).toBe("fair");
    expect(strengthOf("correct horse battery staple")).toBe("strong");
    expect(strengthOf("h7G-k2p-Q9x-L4w")).toBe("strong");
  });
});

describe("languages", () => {
  it("have the same keys, and nothing left empty", () => {
    const keysOf = (value: unknown, path = ""): readonly string[] =>
      typeof value === "object" && value !== null
        ? Object.entries(value).flatMap(([name, part]) => keysOf(part, `${path}.${name}`))
        : [`${path}:${typeof value}`];
    expect(keysOf(tuiSv)).toEqual(keysOf(tuiEn));
    expect(JSON.stringify(tuiSv)).not.toContain('""');
  });
});
