/**
 * Whether to colour what goes to a stream: NO_COLOR, CLICOLOR, CLICOLOR_FORCE, TERM=dumb and --no-color. Pure.
 */
export interface ColorWishes {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isTerminal: boolean;
  /** --no-color */
  readonly isRefused: boolean;
}

/** https://no-color.org and https://bixense.com/clicolors: a refusal wins over force, force over the rest. */
export function wantsColor({ env, isTerminal, isRefused }: ColorWishes): boolean {
  if (isRefused || env["NO_COLOR"]) return false;
  const force = env["CLICOLOR_FORCE"];
  if (force !== undefined && force !== "" && force !== "0") return true;
  return isTerminal && env["TERM"] !== "dumb" && env["CLICOLOR"] !== "0";
}

export const bold = (text: string, hasColor: boolean): string =>
  hasColor ? `\u001b[1m${text}\u001b[22m` : text;
