/**
 * The Secret Service of a Linux desktop (GNOME Keyring, KWallet, KeePassXC …), spoken to through libsecret's own
 * `secret-tool`.
 *
 * `search` never asks the person anything and shows whether an entry is there, and its secret where the keyring is
 * unlocked; `lookup` has the desktop ask for the keyring's password. A secret goes by stdin and stdout alone: the
 * arguments name the entry.
 */
import type { OsKeyringTrouble } from "../protocol/os-keyring-trouble.ts";
import { formatHex, parseHex } from "../protocol/bytes.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import { Secret } from "../protocol/secret.ts";
import { findProgram } from "./find-program.ts";
import { type Asked, askProgram } from "./ask-program.ts";
import { keyToText, type OsKeyring, readBack, STALE } from "./os-keyring.ts";

export interface KeyringProgramOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly quietMs?: number;
  readonly askingMs?: number;
}

/** A service that is there answers within tens of milliseconds; D-Bus itself gives up after 25 s. */
export const QUIET_MS = 5_000;
/** Long enough to type a password into the desktop's own window. */
export const ASKING_MS = 60_000;

export function createSecretService(options: KeyringProgramOptions): OsKeyring {
  const { env, quietMs = QUIET_MS, askingMs = ASKING_MS } = options;
  const stopping = new AbortController();
  const ask = async (
    args: readonly string[],
    { timeoutMs, input = "" }: { readonly timeoutMs: number; readonly input?: string },
  ): Promise<Asked | undefined> => {
    const program = findProgram("secret-tool", env);
    if (program === undefined) return undefined;
    return askProgram({ program, args, input, timeoutMs, env, signal: stopping.signal });
  };

  const search = async (entry: Uint8Array): Promise<Result<Secret, OsKeyringTrouble>> => {
    const found = await ask(["search", ...attributes(entry)], { timeoutMs: quietMs });
    if (found?.status !== "exited" || found.code !== 0) return err(troubleOf(found));
    const secret = /^secret = (.*)$/mu.exec(found.output)?.[1];
    if (secret !== undefined) return readKey(secret);
    // The entry's path stands in its head, whether its secret can be read or not.
    return err(/^\[.+\]$/mu.test(found.output) ? "locked" : "missing");
  };

  const keyring: OsKeyring = {
    async find(entry, { mayAsk }) {
      const found = await search(entry);
      if (found.ok || found.error !== "locked" || !mayAsk) return found;
      const asked = await ask(["lookup", ...attributes(entry)], { timeoutMs: askingMs });
      if (asked?.status !== "exited") return err(troubleOf(asked));
      return asked.code === 0 ? readKey(asked.output.trimEnd()) : err("refused");
    },
    async store(entry, key) {
      const args = ["store", "--label=holt", ...attributes(entry)];
      const stored = await ask(args, { timeoutMs: askingMs, input: keyToText(key) });
      if (stored?.status !== "exited" || stored.code !== 0) return err(troubleOf(stored));
      return readBack(keyring, entry, key);
    },
    async remove(entry) {
      await ask(["clear", ...attributes(entry)], { timeoutMs: quietMs });
    },
    stop: () => stopping.abort(),
  };
  return keyring;
}

const attributes = (entry: Uint8Array): readonly string[] => [
  "application",
  "holt",
  "entry",
  formatHex(entry),
];

/** As `keyToText` wrote it. */
export function readKey(text: string): Result<Secret, OsKeyringTrouble> {
  const bytes = /^[0-9a-f]{64}$/u.test(text) ? parseHex(text) : undefined;
  return bytes === undefined ? STALE : ok(new Secret(bytes));
}

/** Of what didn't work. */
function troubleOf(asked: Asked | undefined): OsKeyringTrouble {
  if (asked === undefined) return "not-installed";
  if (asked.status === "timeout") return "timeout";
  return asked.status === "exited" && /locked|dismissed|denied/iu.test(asked.errors)
    ? "refused"
    : "unavailable";
}
