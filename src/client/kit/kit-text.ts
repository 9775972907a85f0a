/**
 * The recovery kit as lines for a terminal, at most as wide as asked: what the printed page says, without its codes.
 *
 * Commands and addresses are never wrapped: they are to be copied.
 */
import type { KitFacts } from "../../protocol/backup-api.ts";
import type { Language } from "../language/choose.ts";
import { printable } from "../printable.ts";
import { kitCommands, kitDate } from "./kit-commands.ts";
import { kitTexts } from "./kit-texts.ts";

const INDENT = "  ";

export function makeKitText(facts: KitFacts, language: Language, columns = 72): string {
  const texts = kitTexts[language];
  const { relay, fingerprint, handle, vaultId, words, recovery } = facts;
  const { start, byWords, byPassphrase, drill } = kitCommands(facts);
  const say = (text: string): readonly string[] => wrap(text, columns);
  const fact = (name: string, value: string): readonly string[] => [`${name}:`, INDENT + printable(value)];
  const command = (text: string): string => INDENT + printable(text);
  const hasWords = recovery.includes("words") || words !== null;
  return [
    texts.title.toUpperCase(),
    ...say(`${texts.subtitle} ${texts.made(kitDate(facts.madeAt))}`),
    ...say(texts.warning),
    "",
    texts.words.toUpperCase(),
    ...(hasWords ? say(words === null ? texts.wordsToWrite : texts.wordsHint) : say(texts.noWords)),
    ...(words === null ? [] : wordColumns(words, columns)),
    ...(recovery.includes("passphrase") ? ["", `${texts.passphrase}:`, ...say(texts.passphraseHint)] : []),
    "",
    texts.where.toUpperCase(),
    ...fact(texts.relay, relay),
    ...fact(texts.fingerprint, fingerprint),
    ...fact(texts.handle, handle ?? texts.noHandle),
    ...fact(texts.vault, vaultId),
    "",
    texts.recover.toUpperCase(),
    ...say(texts.install),
    command(start),
    ...say(texts.screen),
    ...say(texts.byWords),
    command(byWords),
    ...(byPassphrase === null ? [] : [...say(texts.byPassphrase), command(byPassphrase)]),
    ...say(texts.afterwards),
    ...say(texts.otherDevice),
    "",
    texts.drill.toUpperCase(),
    ...say(texts.drillHint),
    command(drill),
    "",
  ].join("\n");
}

/** Numbered, down the columns. */
function wordColumns(words: readonly string[], columns: number): readonly string[] {
  const cells = words.map((word, index) => `${String(index + 1).padStart(2)} ${printable(word)}`.padEnd(13));
  const across = Math.max(1, Math.min(4, Math.floor((columns - INDENT.length) / 13)));
  const rows = Math.ceil(cells.length / across);
  return Array.from({ length: rows }, (_, row) =>
    (INDENT + cells.filter((_cell, index) => index % rows === row).join("")).trimEnd(),
  );
}

function wrap(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > columns) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
