import { parse } from "smol-toml";
import { describe, expect, it } from "vitest";
import {
  isSettingKey,
  parseConfig,
  parseSetting,
  setInConfig,
  SETTINGS,
  type SettingKey,
} from "../../src/protocol/config.ts";

const defaults = Object.fromEntries(Object.entries(SETTINGS).map(([key, { fallback }]) => [key, fallback]));

describe("reading config.toml", () => {
  it("an empty file gives the defaults and no complaint", () => {
    expect(parseConfig("")).toEqual({ settings: defaults, problems: [], keys: {} });
  });

  it("keys are read from their sections, and unknown ones are left to a newer holt", () => {
    const { settings, problems } = parseConfig(`
      new-key = 1
      [lock]
      idle-minutes = 5
      [ui]
      language = "sv"
      [future]
      x = [1]
    `);
    expect(settings).toEqual({ ...defaults, "lock.idle-minutes": 5, "ui.language": "sv" });
    expect(problems).toEqual([]);
  });

  it.each([
    ["[lock]\nidle-minutes = -1", "lock.idle-minutes"],
    ["[lock]\nidle-minutes = 1.5", "lock.idle-minutes"],
    ['[lock]\nidle-minutes = "5"', "lock.idle-minutes"],
    ["[lock]\nidle-minutes = 10081", "lock.idle-minutes"],
    ["[lock]\non-suspend = 1", "lock.on-suspend"],
    ['[ui]\nlanguage = "xx"', "ui.language"],
    ["[ui]\nsort = []", "ui.sort"],
    ["[copy]\nclear-seconds = 2024-01-01", "copy.clear-seconds"],
  ])("%j is named, and the default holds", (text, key) => {
    const { settings, problems } = parseConfig(text);
    expect(settings).toEqual(defaults);
    expect(problems).toEqual([{ type: "bad-setting", key, reason: expect.any(String) }]);
  });

  it.each(["[lock", "= 1", "lock = 5\n[lock]\n", "\u0000"])(
    "%j is no TOML: said once, defaults hold",
    (text) => {
      const { settings, problems } = parseConfig(text);
      expect(settings).toEqual(defaults);
      expect(problems.map(({ key }) => key)).toEqual(["config.toml"]);
    },
  );

  it("a section that is a plain value does no harm", () => {
    expect(parseConfig("lock = 5\nui = []").settings).toEqual(defaults);
  });
});

describe("a setting typed on the command line", () => {
  it.each([
    ["lock.idle-minutes", "0", 0],
    ["lock.on-suspend", "false", false],
    ["ui.language", "sv", "sv"],
    ["ui.hide-codes", "true", true],
  ] as const)("%s %s", (key, text, value) => {
    expect(parseSetting(key, text)).toEqual({ ok: true, value });
  });

  it.each([
    ["lock.idle-minutes", ""],
    ["lock.idle-minutes", "1e3"],
    ["lock.idle-minutes", "99999999999999999999"],
    ["lock.on-suspend", "yes"],
    ["ui.language", "true"],
  ] as const)("%s %j is refused with what it may be", (key, text) => {
    expect(parseSetting(key, text)).toMatchObject({ ok: false, error: { type: "bad-setting", key } });
  });

  it("keys are known by name, and nothing else passes for one", () => {
    expect(isSettingKey("ui.sort")).toBe(true);
    for (const key of ["ui", "sort", "toString", "__proto__", ""]) expect(isSettingKey(key)).toBe(false);
  });
});

describe("writing config.toml", () => {
  const read = (text: string, key: SettingKey): unknown => parseConfig(text).settings[key];

  it.each(Object.keys(SETTINGS).filter(isSettingKey))(
    "%s is set in an empty file, and set again in place",
    (key) => {
      const { fallback } = SETTINGS[key];
      const other = typeof fallback === "boolean" ? !fallback : typeof fallback === "number" ? 7 : undefined;
      const value =
        other ??
        {
          "ui.language": "sv",
          "ui.sort": "used",
          "ui.theme": "light",
          "prompt.pinentry": "/usr/bin/pinentry-qt",
        }[key as string] ??
        "";
      const once = setInConfig("", key, value);
      expect(read(once, key)).toBe(value);
      expect(setInConfig(once, key, value)).toBe(once);
      expect(read(setInConfig(once, key, fallback), key)).toBe(fallback);
    },
  );

  it("leaves everything else as it stands, comments above all", () => {
    const text = [
      "# my settings",
      "",
      "[lock] # how it locks",
      "# not too short",
      "idle-minutes = 5 # tea",
      "on-suspend = true",
      "",
      "[ui]",
      'language = "sv"',
      "# the end",
      "",
    ].join("\n");
    expect(setInConfig(text, "lock.idle-minutes", 90)).toBe(text.replace("= 5 #", "= 90 #"));
    expect(setInConfig(text, "ui.language", "en")).toBe(text.replace('"sv"', '"en"'));
    expect(setInConfig(text, "ui.sort", "used")).toBe(text.replace("[ui]\n", '[ui]\nsort = "used"\n'));
    expect(setInConfig(text, "copy.clear-seconds", 0)).toBe(`${text}\n[copy]\nclear-seconds = 0\n`);
  });

  it.each([
    "lock.idle-minutes = 5\n",
    "[ lock ]\nidle-minutes = 5\n",
    '[lock]\n"idle-minutes" = 5\n',
    "[lock]\nidle-minutes=5",
    "[lock]\r\nidle-minutes = 5\r\n",
    '[ui]\nsort = "name"\n[lock]\nidle-minutes = 5\n[copy]\nclear-seconds = 1\n',
    "lock = { idle-minutes = 5 }\n",
    "lock = { on-suspend = true, idle-minutes = 5 } # inline\n",
    "lock = {}\n",
    "lock = 5\n",
    "lock.on-suspend = false\n",
    "[lock]\n# idle-minutes = 5\n",
    "[other]\nidle-minutes = 5\nwhen = 2024-01-01\nbig = inf",
    '[["other"]]\nidle-minutes = 1\n[lock]\nidle-minutes = 5\n',
    'note = """\n[lock]\nidle-minutes = 6\n"""\n[lock]\nidle-minutes = 5\n',
  ])("a key is found however it is written: %j", (text) => {
    const written = setInConfig(text, "lock.idle-minutes", 90);
    expect(() => parse(written)).not.toThrow();
    expect(read(written, "lock.idle-minutes")).toBe(90);
    expect(parseConfig(written).problems).toEqual([]);
    expect(written.match(/90/g)).toHaveLength(1);
  });
});
