import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createKeychain } from "../../src/daemon/keychain.ts";
import type { OsKeyring } from "../../src/daemon/os-keyring.ts";
import { createSecretService } from "../../src/daemon/secret-service.ts";
import { err } from "../../src/protocol/result.ts";
import { Secret } from "../../src/protocol/secret.ts";

const ENTRY = new Uint8Array(16).fill(0xe1);
const NAME = "e1".repeat(16);
const KEY = "ab".repeat(32);
const key = (): Secret => new Secret(Buffer.from(KEY, "hex"));

let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), "holt-keyring-"))));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const inside = (name: string): string => join(directory, name);
const readOr = (name: string): string => (existsSync(inside(name)) ? readFileSync(inside(name), "utf8") : "");

/** A program in PATH; what it was told lies in `arguments`, `input` is what came by stdin. */
function fakeProgram(name: string, body: string): void {
  writeFileSync(inside(name), `#!/bin/sh\ncd "${directory}"\necho "$@" >> arguments\n${body}\n`);
  chmodSync(inside(name), 0o755);
}
const options = () => ({
  env: { PATH: `${directory}:/usr/bin:/bin`, LC_ALL: "sv_SE.UTF-8" },
  quietMs: 5_000,
  askingMs: 5_000,
});
const exposed = async (keyring: OsKeyring, mayAsk = false): Promise<unknown> => {
  const found = await keyring.find(ENTRY, { mayAsk });
  return found.ok ? Buffer.from(found.value.expose()).toString("hex") : found.error;
};

describe("the Secret Service, by secret-tool", () => {
  /** As secret-tool prints: the attributes go to stderr. */
  const SEARCH = `[ "$1" = search ] && [ -f entry ] && {
    echo "[/1]"; echo "label = holt"; [ -f unlocked ] && echo "secret = $(cat entry)"
    echo "attribute.entry = ${NAME}" >&2; }
  [ "$1" = search ] && exit 0`;
  const PROGRAM = `${SEARCH}
  [ "$1" = store ] && { cat > entry; exit 0; }
  [ "$1" = clear ] && { rm -f entry; exit 0; }
  [ "$1" = lookup ] && { printf %s "$(cat entry)"; exit 0; }`;

  test("[KW2] stores, finds and removes, and no argument holds the key", async () => {
    fakeProgram("secret-tool", PROGRAM);
    writeFileSync(inside("unlocked"), "");
    const keyring = createSecretService(options());
    expect(await keyring.store(ENTRY, key())).toEqual({ ok: true, value: undefined });
    expect(readOr("entry")).toBe(KEY);
    expect(await exposed(keyring)).toBe(KEY);
    await keyring.remove(ENTRY);
    expect(await exposed(keyring)).toBe("missing");
    expect(readOr("arguments")).not.toContain(KEY);
    expect(readOr("arguments")).toContain(`application holt entry ${NAME}`);
  });

  test("a keyring that is locked is told from an entry that is missing, and nobody is asked", async () => {
    fakeProgram("secret-tool", PROGRAM);
    const keyring = createSecretService(options());
    expect(await exposed(keyring)).toBe("missing");
    writeFileSync(inside("entry"), KEY);
    expect(await exposed(keyring)).toBe("locked");
    expect(readOr("arguments")).not.toContain("lookup");
    expect(await exposed(keyring, true)).toBe(KEY);
  });

  test("the person says no", async () => {
    fakeProgram("secret-tool", `${SEARCH}\nexit 1`);
    writeFileSync(inside("entry"), KEY);
    expect(await exposed(createSecretService(options()), true)).toBe("refused");
  });

  test("[KW2] what is no key is none", async () => {
    fakeProgram("secret-tool", PROGRAM);
    writeFileSync(inside("unlocked"), "");
    for (const other of ["", KEY.toUpperCase(), KEY.slice(2), `${KEY}00`, "password"]) {
      writeFileSync(inside("entry"), other);
      expect(await exposed(createSecretService(options()))).toBe("stale");
    }
  });

  test("what was stored and doesn't read back was not stored", async () => {
    fakeProgram("secret-tool", `[ "$1" = store ] && exit 0\n${SEARCH}`);
    expect(await createSecretService(options()).store(ENTRY, key())).toEqual(err("unavailable"));
  });

  test("its messages are asked for in a language that is known", async () => {
    fakeProgram(
      "secret-tool",
      `[ "$LC_ALL" = C ] || exit 9\necho "Cannot create an item in a locked collection" >&2; exit 1`,
    );
    expect(await createSecretService(options()).store(ENTRY, key())).toEqual(err("refused"));
  });

  test("without the program, without a session, and with one that hangs, there is an answer in time", async () => {
    expect(await exposed(createSecretService({ env: { PATH: directory } }))).toBe("not-installed");
    expect(await exposed(createSecretService({ env: {} }))).toBe("not-installed");
    fakeProgram("secret-tool", `echo "Cannot autolaunch D-Bus without X11" >&2; exit 1`);
    expect(await exposed(createSecretService(options()))).toBe("unavailable");
    // Whatever it started holds its output open: that must not be waited for.
    fakeProgram("secret-tool", "sleep 5 & exec sleep 600");
    expect(await exposed(createSecretService({ ...options(), quietMs: 100 }))).toBe("timeout");
    fakeProgram("secret-tool", "cat /dev/zero");
    expect(await exposed(createSecretService(options()))).toBe("unavailable");
  });

  test("stopping gives up what is being asked", async () => {
    fakeProgram("secret-tool", "exec sleep 600");
    const keyring = createSecretService({ ...options(), quietMs: 600_000 });
    const asked = exposed(keyring);
    keyring.stop();
    expect(await asked).toBe("timeout");
  });
});

describe("the keychain, by security", () => {
  test("[KW2] a key goes by stdin alone, and is read back", async () => {
    fakeProgram(
      "security",
      `[ "$1" = -i ] && { cat > input; sed 's/.* -w //' input > entry; exit 0; }
      [ "$1" = find-generic-password ] && { [ -f entry ] && cat entry && exit 0; exit 44; }
      [ "$1" = delete-generic-password ] && rm -f entry`,
    );
    const keyring = createKeychain(options());
    expect(await exposed(keyring)).toBe("missing");
    expect(await keyring.store(ENTRY, key())).toEqual({ ok: true, value: undefined });
    expect(readOr("input")).toBe(`add-generic-password -U -s holt -a ${NAME} -l holt -w ${KEY}\n`);
    expect(readOr("arguments")).not.toContain(KEY);
    expect(await exposed(keyring)).toBe(KEY);
    await keyring.remove(ENTRY);
    expect(await exposed(keyring)).toBe("missing");
  });

  test.each([
    [36, "locked"],
    [51, "refused"],
    [128, "refused"],
    [1, "unavailable"],
  ])("its exit code %i means %s", async (code, trouble) => {
    fakeProgram("security", `exit ${code}`);
    expect(await exposed(createKeychain(options()))).toBe(trouble);
  });

  test("one that says yes and keeps nothing is found out", async () => {
    fakeProgram("security", `[ "$1" = -i ] && { cat > /dev/null; exit 0; }; exit 44`);
    expect(await createKeychain(options()).store(ENTRY, key())).toEqual(err("unavailable"));
  });
});
