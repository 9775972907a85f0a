/**
 * config.toml: its keys, their defaults and bounds. Pure: text in, settings out.
 *
 * Setting a key edits the one value (toml-edit.ts), so that a person's comments stay.
 */
import { parse } from "smol-toml";
import { err, ok, type Result } from "./result.ts";
import { setInToml } from "./toml-edit.ts";

export type SettingValue = string | number | boolean;

interface Setting {
  readonly fallback: SettingValue;
  readonly describe: string;
  readonly check: (value: SettingValue) => boolean;
}

const whole = (least: number, most: number) => (value: SettingValue) =>
  typeof value === "number" && Number.isInteger(value) && value >= least && value <= most;
const oneOf =
  (...choices: readonly string[]) =>
  (value: SettingValue) =>
    typeof value === "string" && choices.includes(value);
const flag = (value: SettingValue): boolean => typeof value === "boolean";

export const SETTINGS = {
  "lock.idle-minutes": {
    fallback: 60,
    describe: "minutes without use until the vault locks; 0: never",
    check: whole(0, 10_080),
  },
  "lock.on-suspend": { fallback: true, describe: "lock when the machine was suspended", check: flag },
  "ui.language": { fallback: "auto", describe: "auto, en or sv", check: oneOf("auto", "en", "sv") },
  "ui.hide-codes": { fallback: false, describe: "show codes only when asked (space)", check: flag },
  "ui.sort": { fallback: "name", describe: "name, used or added", check: oneOf("name", "used", "added") },
  "ui.theme": {
    fallback: "auto",
    describe: "auto, dark, light, high-contrast or terminal (its own 16 colours)",
    check: oneOf("auto", "dark", "light", "high-contrast", "terminal"),
  },
  "ui.mouse": { fallback: false, describe: "clicks and the wheel work in the terminal UI", check: flag },
  "clock.offset-seconds": {
    fallback: 0,
    describe: "seconds that codes are ahead of this machine's clock, where it can't be set right; 0: none",
    check: whole(-86_400, 86_400),
  },
  "prompt.pinentry": {
    fallback: "auto",
    describe: "auto, never, or a pinentry program that asks for passphrases",
    check: (value) => typeof value === "string" && /^[^\s].*$/u.test(value),
  },
  "notify.desktop": {
    fallback: true,
    describe: "show a desktop notification when another device asks for something",
    check: flag,
  },
  "copy.clear-seconds": {
    fallback: 30,
    describe: "seconds until a copied code is cleared, if unchanged; 0: never",
    check: whole(0, 3600),
  },
} as const satisfies Readonly<Record<string, Setting>>;

export type SettingKey = keyof typeof SETTINGS;
export type Settings = { readonly [K in SettingKey]: Widen<(typeof SETTINGS)[K]["fallback"]> };
type Widen<T> = T extends string ? string : T extends number ? number : boolean;

export const isSettingKey = (key: string): key is SettingKey => Object.hasOwn(SETTINGS, key);

export interface ConfigProblem {
  readonly type: "bad-setting";
  /** The key, or "config.toml" where the text as a whole is not TOML. */
  readonly key: string;
  readonly reason: string;
}

/** [keys]: the name of an action of the terminal UI → its keys. Which names and keys there are is not known here. */
export type OwnKeys = Readonly<Record<string, readonly string[]>>;

/** Unknown keys are ignored (a newer holt may know them); bad values are reported and the default is used. */
export function parseConfig(text: string): {
  readonly settings: Settings;
  readonly keys: OwnKeys;
  readonly problems: readonly ConfigProblem[];
} {
  const problems: ConfigProblem[] = [];
  let table: Record<string, unknown> = {};
  try {
    table = parse(text);
  } catch (error) {
    problems.push({ type: "bad-setting", key: "config.toml", reason: firstLine(error) });
  }
  const settings: Record<string, SettingValue> = {};
  for (const [key, setting] of Object.entries<Setting>(SETTINGS)) {
    const value = valueAt(table, key);
    const isGood = isSettingValue(value) && setting.check(value);
    if (value !== undefined && !isGood) problems.push({ type: "bad-setting", key, reason: setting.describe });
    settings[key] = isGood ? value : setting.fallback;
  }
  const keys = parseKeys(table["keys"], problems);
  return { settings: settings as unknown as Settings, keys, problems };
}

function parseKeys(section: unknown, problems: ConfigProblem[]): OwnKeys {
  if (typeof section !== "object" || section === null) return {};
  const keys: Record<string, readonly string[]> = {};
  for (const [action, value] of Object.entries(section)) {
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (list.every((key): key is string => typeof key === "string" && key !== "")) keys[action] = list;
    else problems.push({ type: "bad-setting", key: `keys.${action}`, reason: "a key, or a list of keys" });
  }
  return keys;
}

/** The value as typed on a command line → the value to store. */
export function parseSetting(key: SettingKey, text: string): Result<SettingValue, ConfigProblem> {
  const setting: Setting = SETTINGS[key];
  const value: SettingValue =
    typeof setting.fallback === "boolean" && (text === "true" || text === "false")
      ? text === "true"
      : typeof setting.fallback === "number" && /^-?\d+$/.test(text)
        ? Number(text)
        : text;
  return setting.check(value) ? ok(value) : err({ type: "bad-setting", key, reason: setting.describe });
}

/** The text with `key` set and all else as it stands. The text must be TOML: `parseConfig` tells. */
export function setInConfig(text: string, key: SettingKey, value: SettingValue): string {
  const [section = "", name = ""] = splitKey(key);
  const written = setInToml(text, { section, name, value });
  if (written === undefined) throw new Error(`no way to write ${key} into config.toml`);
  return written;
}

const splitKey = (key: string): readonly string[] => {
  const dot = key.indexOf(".");
  return [key.slice(0, dot), key.slice(dot + 1)];
};
const isSettingValue = (value: unknown): value is SettingValue =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean";

function valueAt(table: Record<string, unknown>, key: string): unknown {
  const [section = "", name = ""] = splitKey(key);
  const inner = table[section];
  return typeof inner === "object" && inner !== null ? (inner as Record<string, unknown>)[name] : undefined;
}

const firstLine = (error: unknown): string =>
  error instanceof Error ? (error.message.split("\n")[0] ?? "") : "";
