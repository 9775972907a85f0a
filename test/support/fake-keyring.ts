/**
 * A desktop's keyring without a desktop: what it holds, what it is asked, and how it behaves, as the test says.
 */
import type { OsKeyring } from "../../src/daemon/os-keyring.ts";
import type { OsKeyringTrouble } from "../../src/protocol/os-keyring-trouble.ts";
import { err, ok, type Result } from "../../src/protocol/result.ts";
import { Secret } from "../../src/protocol/secret.ts";

export interface FakeKeyring extends OsKeyring {
  /** Name in hexadecimal → key in hexadecimal. */
  readonly entries: Map<string, string>;
  /** In order: "find", "find, may ask", "store", "remove". */
  readonly asked: string[];
  /** Everything it is asked fails so; null: it works. */
  trouble: OsKeyringTrouble | null;
  /** From now on nothing is answered, until the returned function is called. */
  hang(): () => void;
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

export function createFakeKeyring(): FakeKeyring {
  const entries = new Map<string, string>();
  const asked: string[] = [];
  let held: Promise<void> = Promise.resolve();
  const answer = async <T>(
    what: string,
    act: () => Result<T, OsKeyringTrouble>,
  ): Promise<Result<T, OsKeyringTrouble>> => {
    asked.push(what);
    await held;
    return keyring.trouble === null ? act() : err(keyring.trouble);
  };
  const keyring: FakeKeyring = {
    entries,
    asked,
    trouble: null,
    hang() {
      const { promise, resolve } = Promise.withResolvers<void>();
      held = promise;
      return resolve;
    },
    find: (entry, { mayAsk }) =>
      answer(mayAsk ? "find, may ask" : "find", () => {
        const key = entries.get(hex(entry));
        return key === undefined ? err("missing") : ok(new Secret(Buffer.from(key, "hex")));
      }),
    store: (entry, key) =>
      answer("store", () => {
        entries.set(hex(entry), hex(key.expose()));
        return ok(undefined);
      }),
    async remove(entry) {
      await answer("remove", () => {
        entries.delete(hex(entry));
        return ok(undefined);
      });
    },
    stop: () => undefined,
  };
  return keyring;
}
