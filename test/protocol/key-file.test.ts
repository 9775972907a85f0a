import { beforeAll, describe, expect, it } from "vitest";
import { formatKeyFile, parseKeyFile } from "../../src/protocol/key-file.ts";
import { Secret } from "../../src/protocol/secret.ts";
import type { CryptoTools } from "../../src/protocol/sodium.ts";
import { fixedTools } from "./fixed-random.ts";

let tools: CryptoTools;
let key: Secret;
let text: string;
beforeAll(async () => {
  tools = await fixedTools("key file");
  key = new Secret(tools.random(32));
  text = formatKeyFile(tools.sodium, key);
});
const parse = (text: string) => parseKeyFile(tools.sodium, text);

describe("the key file", () => {
  it("[KF1] is one line that comes back as the key it was made from", () => {
    expect(text).toMatch(/^holt-key-1 [a-z2-7]{58}\n$/);
    const parsed = parse(text);
    expect(parsed.ok && parsed.value.expose()).toEqual(key.expose());
  });

  it("[KF1] may lose its line ending, or get one of Windows", () => {
    for (const ending of ["", "\r\n"]) expect(parse(text.trimEnd() + ending).ok).toBe(true);
  });

  it("[KF2] with any one character changed, lost or doubled it is refused", () => {
    const line = text.trimEnd();
    for (let index = 0; index < line.length; index++) {
      const before = line.slice(0, index);
      const after = line.slice(index + 1);
      const other = line[index] === "a" ? "b" : "a";
      for (const replaced of [other, "", `${line[index]}${line[index]}`]) {
        expect(parse(before + replaced + after)).toMatchObject({ ok: false, error: { type: "malformed" } });
      }
    }
  });

  it.each([
    ["nothing", () => ""],
    ["upper case", () => text.toUpperCase()],
    ["two lines", () => text + text],
    ["a leading space", () => ` ${text}`],
    ["a version that isn't known", () => text.replace("key-1", "key-2")],
    ["another program's key", () => "AGE-SECRET-KEY-1QQQQ\n"],
  ])("[KF2] %s is refused, and the error holds nothing of it", (_name, make) => {
    const parsed = parse(make());
    expect(parsed.ok).toBe(false);
    expect(JSON.stringify(parsed)).not.toContain(text.slice(11, 30));
  });
});
