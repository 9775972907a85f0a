/** Whether the terminal can only print: it doesn't know how to put a text somewhere. By what TERM says of it. */
const ONLY_PRINTS: readonly string[] = ["", "dumb", "unknown", "network", "dialup"];

export const isLineTerminal = (
  env: Readonly<Record<string, string | undefined>>,
  platform: string,
): boolean => platform !== "win32" && ONLY_PRINTS.includes(env["TERM"] ?? "");
