/**
 * What a person types or drops into a field for files → paths, as a shell would read it: words with spaces between,
 * quotes, backslashes, `~` for home, file: URLs. Pure.
 */
import { isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";

export interface PathContext {
  readonly homeDirectory: string;
  readonly workingDirectory: string;
}

export const splitPaths = (typed: string, context: PathContext): readonly string[] =>
  words(typed).map((word) => resolvePath(word, context));

export function resolvePath(word: string, { homeDirectory, workingDirectory }: PathContext): string {
  if (word.startsWith("file://") && URL.canParse(word)) return fileURLToPath(word);
  if (word === "~") return homeDirectory;
  if (word.startsWith("~/")) return join(homeDirectory, word.slice(2));
  return isAbsolute(word) ? word : join(workingDirectory, word);
}

function words(typed: string): readonly string[] {
  const found: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (let index = 0; index < typed.length; index++) {
    const character = typed[index] ?? "";
    if (character === "\\" && quote !== "'" && index + 1 < typed.length) {
      word = (word ?? "") + (typed[++index] ?? "");
    } else if (quote !== undefined) {
      if (character === quote) quote = undefined;
      else word += character;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= "";
    } else if (/\s/.test(character)) {
      if (word !== undefined) found.push(word);
      word = undefined;
    } else word = (word ?? "") + character;
  }
  return word === undefined ? found : [...found, word];
}
