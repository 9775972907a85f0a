/**
 * The login keychain of macOS, spoken to through the system's own `security`.
 *
 * A new key goes to `security -i` by stdin, as a command of its own language: in an argument every user of the
 * machine could read it. What that shell answers is not relied on; the entry is read back.
 */
import type { OsKeyringTrouble } from "../protocol/os-keyring-trouble.ts";
import { formatHex } from "../protocol/bytes.ts";
import { err } from "../protocol/result.ts";
import { findProgram } from "./find-program.ts";
import { type Asked, askProgram } from "./ask-program.ts";
import { keyToText, type OsKeyring, readBack } from "./os-keyring.ts";
import { ASKING_MS, type KeyringProgramOptions, QUIET_MS, readKey } from "./secret-service.ts";

/** Exit codes: errSec… numbers, modulo 256. */
const TROUBLES: ReadonlyMap<number, OsKeyringTrouble> = new Map([
  [44, "missing"],
  [36, "locked"],
  [51, "refused"],
  [128, "refused"],
]);

export function createKeychain(options: KeyringProgramOptions): OsKeyring {
  const { env, quietMs = QUIET_MS, askingMs = ASKING_MS } = options;
  const stopping = new AbortController();
  const ask = async (args: readonly string[], timeoutMs: number, input = ""): Promise<Asked | undefined> => {
    const program = findProgram("security", env);
    if (program === undefined) return undefined;
    return askProgram({ program, args, input, timeoutMs, env, signal: stopping.signal });
  };
  const keyring: OsKeyring = {
    async find(entry, { mayAsk }) {
      const args = ["find-generic-password", ...attributes(entry), "-w"];
      const found = await ask(args, mayAsk ? askingMs : quietMs);
      return found?.status === "exited" && found.code === 0
        ? readKey(found.output.trimEnd())
        : err(troubleOf(found));
    },
    async store(entry, key) {
      const command = [
        "add-generic-password",
        "-U",
        ...attributes(entry),
        "-l",
        "holt",
        "-w",
        keyToText(key),
      ];
      const stored = await ask(["-i"], askingMs, `${command.join(" ")}\n`);
      if (stored?.status !== "exited") return err(troubleOf(stored));
      return readBack(keyring, entry, key);
    },
    async remove(entry) {
      await ask(["delete-generic-password", ...attributes(entry)], quietMs);
    },
    stop: () => stopping.abort(),
  };
  return keyring;
}

const attributes = (entry: Uint8Array): readonly string[] => ["-s", "holt", "-a", formatHex(entry)];

function troubleOf(asked: Asked | undefined): OsKeyringTrouble {
  if (asked === undefined) return "not-installed";
  if (asked.status === "timeout") return "timeout";
  return (asked.status === "exited" ? TROUBLES.get(asked.code) : undefined) ?? "unavailable";
}
