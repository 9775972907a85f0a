import { inspect, format } from "node:util";
import { describe, expect, it } from "vitest";
import { utf8ToBytes } from "../../src/protocol/bytes.ts";
import { Secret } from "../../src/protocol/secret.ts";

const bytes = utf8ToBytes("JBSWY3DPEHPK3PXP");
const secret = new Secret(bytes.slice());
const MASK = "«secret»";

describe("a secret", () => {
  it.each([
    ["a template", () => `key ${String(secret)}`],
    ["String", () => String(secret)],
    ["join", () => [secret].join()],
    ["JSON", () => JSON.stringify({ secret })],
    ["JSON within lists", () => JSON.stringify([[secret]])],
    ["inspect", () => inspect(secret)],
    ["inspect of what holds it", () => inspect({ deep: { secret } }, { depth: null, showHidden: true })],
    ["format %s", () => format("%s", secret)],
    ["format %o", () => format("%o", secret)],
    ["format %j", () => format("%j", secret)],
    ["an error's message", () => new Error(`bad ${String(secret)}`).message],
    ["an error's cause", () => inspect(new Error("bad", { cause: secret }))],
  ])("reads «secret» through %s", (_name, print) => {
    const text = print();
    expect(text).toContain(MASK);
    for (const form of ["JBSWY", "4a425357", "74, 66", "74,66", "SkJTV1k"]) expect(text).not.toContain(form);
  });

  it("has nothing to enumerate, copy or clone", () => {
    expect(Object.keys(secret)).toEqual([]);
    expect(Object.assign({}, secret)).toEqual({});
    expect(structuredClone(secret)).toEqual({});
    expect(JSON.stringify(Object.getOwnPropertyDescriptors(secret))).toBe("{}");
  });

  it("gives its own bytes, not a copy, to who asks by name", () => {
    const own = bytes.slice();
    expect(new Secret(own).expose()).toBe(own);
  });

  it("is zeros after wiping, and using it then is a bug", () => {
    const own = bytes.slice();
    const gone = new Secret(own);
    expect(gone.isWiped).toBe(false);
    gone.wipe();
    gone.wipe();
    expect(gone.isWiped).toBe(true);
    expect([...own].every((byte) => byte === 0)).toBe(true);
    expect(() => gone.expose()).toThrow("a wiped secret was used");
    expect(String(gone)).toBe(MASK);
  });
});
