/**
 * A secret asked for by a pinentry program, with holt's own sentences. Loaded when something is to be asked.
 */
import type { Catalogue } from "../client/language/en.ts";
import { printable } from "../client/printable.ts";
import type { HoltError } from "../protocol/errors.ts";
import { ok, type Result } from "../protocol/result.ts";
import { askPinentry } from "./pinentry.ts";
import { choosePinentry } from "./pinentry-choice.ts";
import type { SecretWindow } from "./terminal.ts";

export interface WindowOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly configFile: string;
  readonly words: () => Promise<Catalogue>;
  readonly hasTerminal: boolean;
}

/** Undefined: the terminal asks, or nobody. */
export async function findSecretWindow(
  options: WindowOptions,
): Promise<Result<SecretWindow | undefined, HoltError>> {
  const chosen = choosePinentry(options);
  if (!chosen.ok || chosen.value === undefined) return chosen.ok ? ok(undefined) : chosen;
  const program = chosen.value;
  const { env, hasTerminal } = options;
  const { pinentry } = await options.words();
  return ok({
    readSecret: ({ prompt, what, again, problem }) =>
      askPinentry(
        {
          title: "holt",
          description:
            descriptionOf(pinentry.descriptions, isNew(what, again) ? "new-passphrase" : what) ??
            printable(prompt),
          prompt: labelOf(prompt),
          problem,
          repeat: again === undefined ? undefined : { prompt: labelOf(again), mismatch: pinentry.differ },
        },
        { program, env, ttyName: hasTerminal ? (env["GPG_TTY"] ?? "/dev/tty") : undefined },
      ),
  });
}

const isNew = (what: string, again: string | undefined): boolean =>
  what === "passphrase" && again !== undefined;

const descriptionOf = (descriptions: Readonly<Record<string, string>>, what: string): string | undefined =>
  Object.hasOwn(descriptions, what) ? descriptions[what] : undefined;

/** "passphrase: " on a line is "passphrase:" beside a field. */
const labelOf = (prompt: string): string => printable(prompt).trim();
