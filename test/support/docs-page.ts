/**
 * A page of the documentation, taken apart: its links, headings, and the calls of holt that it shows.
 *
 * Knows Markdown as these pages use it: fenced blocks, inline code, headings with "#". Of a block with the language
 * "console" only what is typed counts, of a script not its comments. A call ends where the shell would end it.
 */
import { readFileSync } from "node:fs";

export interface DocsPage {
  /** From the repository's root. */
  readonly file: string;
  /** As GitHub makes them of headings. */
  readonly anchors: ReadonlySet<string>;
  readonly links: readonly string[];
  /** What follows "holt" in each call, as words. */
  readonly calls: readonly (readonly string[])[];
  /** Inline code, without its backticks. */
  readonly spans: readonly string[];
  readonly text: string;
}

const FENCE = /^```(\w*)$/;
/** "holt" as a command: after a prompt, a path, a variable, a quote or another command, and followed by a word. */
const CALL = /(?:^|[\s"'(/=@])holt +(-?-?[a-z].*)/;
const END = /\s#|[|;&>"'`)…]/;

export function readDocsPage(root: string, file: string): DocsPage {
  const text = readFileSync(`${root}/${file}`, "utf8");
  const prose: string[] = [];
  const typed: string[] = [];
  let language: string | undefined;
  for (const line of text.split("\n")) {
    const fence = FENCE.exec(line);
    if (fence !== null) language = language === undefined ? (fence[1] ?? "") : undefined;
    else if (language === undefined) prose.push(line);
    else if (isTyped(language, line)) typed.push(line.replace(/\s# .*/, ""));
  }
  const whole = prose.join("\n");
  const spans = [...whole.matchAll(/`([^`]+)`/g)].map(([, span = ""]) => span.replace(/\s+/g, " "));
  return {
    file,
    anchors: new Set(prose.filter((line) => line.startsWith("#")).map(anchorOf)),
    links: [...whole.matchAll(/(?:\]\(|src="|srcset=")([^)"\s]+)/g)].map(([, target = ""]) => target),
    calls: [...typed, ...spans].flatMap(callsIn),
    spans,
    text,
  };
}

/** Of a session what stands after a prompt; the rest is what came out of it. */
const isTyped = (language: string, line: string): boolean => {
  if (language === "console") return /^\S*[$#] /.test(line);
  return ["sh", "ini", "json", "tcl", ""].includes(language) && !line.startsWith("#");
};

function callsIn(line: string): readonly (readonly string[])[] {
  const found = CALL.exec(line)?.[1];
  if (found === undefined) return [];
  const call = found.split(END, 1)[0] ?? "";
  const others = callsIn(found.slice(call.length));
  return [call.trim().split(/\s+/), ...others];
}

const anchorOf = (heading: string): string =>
  heading
    .replace(/^#+ /, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");
