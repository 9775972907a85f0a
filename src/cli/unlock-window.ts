/**
 * A locked vault and nobody at a terminal: the passphrase is asked for in a window, a few times where it is wrong.
 */
import type { Catalogue } from "../client/language/en.ts";
import { explainError } from "../client/language/explain.ts";
import type { HoltError } from "../protocol/errors.ts";
import type { RpcMethod, RpcParams, RpcResult } from "../protocol/local-api.ts";
import { ok, type Result } from "../protocol/result.ts";
import type { SecretWindow } from "./terminal.ts";

interface Daemon {
  call<M extends RpcMethod>(method: M, params: RpcParams<M>): Promise<Result<RpcResult<M>, HoltError>>;
}

export interface UnlockOptions {
  readonly findWindow: (hasTerminal: boolean) => Promise<Result<SecretWindow | undefined, HoltError>>;
  readonly words: () => Promise<Catalogue>;
  /** stderr. */
  readonly say: (text: string) => unknown;
}

const TRIES = 3;

/** False: nobody could be asked, and all is as it was. */
export async function unlockInWindow(
  daemon: Daemon,
  { findWindow, words, say }: UnlockOptions,
): Promise<Result<boolean, HoltError>> {
  const catalogue = await words();
  const tell = (error: HoltError): Result<false, never> => {
    say(`${catalogue.cli.hint}: ${explainError(error, catalogue).message}\n`);
    return ok(false);
  };
  const found = await findWindow(false);
  if (!found.ok) return tell(found.error);
  const window = found.value;
  if (window === undefined) return ok(false);
  let problem: string | undefined;
  for (let tries = 1; ; tries++) {
    const typed = await window.readSecret({
      prompt: catalogue.cli.askPassphrase,
      what: "passphrase",
      problem,
    });
    // A window that doesn't open changes nothing: the vault is locked, and that is what is said.
    if (!typed.ok) return typed.error.type === "pinentry" ? tell(typed.error) : typed;
    const unlocked = await daemon.call("vault.unlock", { passphrase: typed.value });
    if (unlocked.ok) return ok(true);
    if (unlocked.error.type !== "wrong-key" || tries === TRIES) return unlocked;
    problem = explainError(unlocked.error, catalogue).message;
  }
}
