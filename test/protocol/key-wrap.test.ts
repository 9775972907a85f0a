import { beforeAll, describe, expect, it } from "vitest";
import { type CborMap, decode, encode } from "../../src/protocol/codec.ts";
import { openKeyWrap, readKeyWrap, sealKeyWrap } from "../../src/protocol/key-wrap.ts";
import { seal } from "../../src/protocol/seal.ts";
import { Secret } from "../../src/protocol/secret.ts";
import type { CryptoTools } from "../../src/protocol/sodium.ts";
import { TAGS } from "../../src/protocol/tags.ts";
import { survivors } from "./damage.ts";
import { fixedTools } from "./fixed-random.ts";

let tools: CryptoTools;
let key: Secret;
let unlockKey: Secret;
let entry: Uint8Array;
let salt: Uint8Array;
beforeAll(async () => {
  tools = await fixedTools("key wrap");
  key = new Secret(tools.random(32));
  unlockKey = new Secret(tools.random(32));
  entry = tools.random(16);
  salt = tools.random(16);
});

const sealed = (): Uint8Array => sealKeyWrap(tools, { entry, salt, key, unlockKey });
const opens = (bytes: Uint8Array, by = key): boolean => {
  const wrap = readKeyWrap(bytes);
  return wrap.ok && openKeyWrap(tools.sodium, wrap.value, by).ok;
};

describe("a key wrap", () => {
  it("[KW1] names its entry and the salt, and opens to the unlock key", () => {
    const wrap = readKeyWrap(sealed());
    expect(wrap).toMatchObject({ ok: true, value: { entry, salt } });
    const opened = wrap.ok && openKeyWrap(tools.sodium, wrap.value, key);
    expect(opened && opened.ok && opened.value.expose()).toEqual(unlockKey.expose());
  });

  it("[KW1] shows neither key", () => {
    const bytes = Buffer.from(sealed());
    for (const hidden of [key, unlockKey]) expect(bytes.includes(Buffer.from(hidden.expose()))).toBe(false);
  });

  it("[KW1] another key opens nothing, nor does one of its own under another name or salt", () => {
    expect(opens(sealed())).toBe(true);
    expect(opens(sealed(), new Secret(tools.random(32)))).toBe(false);
    const decoded = decode(sealed(), "test");
    if (!decoded.ok) throw new Error("not decoded");
    const map = decoded.value as CborMap;
    expect(opens(encode({ ...map, entry: new Uint8Array(16) }))).toBe(false);
    expect(opens(encode({ ...map, salt: new Uint8Array(16) }))).toBe(false);
  });

  it("[KW1] every truncation and every flipped byte is an error", () => {
    expect(survivors(sealed(), (bytes) => !opens(bytes))).toEqual([]);
  });

  it("[KW1] what opens and is no key of 32 bytes is refused", () => {
    const associatedData = encode([TAGS.keyWrap, 1, entry, salt]);
    const box = seal(tools, { key, content: new Uint8Array(31), associatedData });
    expect(opens(encode({ version: 1, entry, salt, box }))).toBe(false);
  });

  it.each([
    ["of another version", { version: 2 }],
    ["with a short name", { entry: new Uint8Array(15) }],
    ["with a short salt", { salt: new Uint8Array(15) }],
    ["without a box", { box: null }],
    ["with more in it", { passes: 1 }],
  ])("[KW1] one %s is malformed", (_name, change) => {
    const map = { version: 1, entry, salt, box: new Uint8Array(300), ...change };
    expect(readKeyWrap(encode(map))).toMatchObject({ ok: false, error: { type: "malformed" } });
  });
});
