/**
 * Recovery words on the terminal, once, and three of them typed back: whoever can't has not written them down.
 *
 * Where stderr is a terminal they stand on its alternate screen, so that they don't stay in what can be scrolled back.
 */
import { randomInt } from "node:crypto";
import type { HoltError } from "../../protocol/errors.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import type { Context } from "../command.ts";

const TYPED_BACK = 3;
const TRIES = 3;
const ACROSS = 3;
const CELL = 13;
const ALTERNATE = "\u001b[?1049h\u001b[2J\u001b[H";
const BACK = "\u001b[?1049l";

export async function showWords(words: string, context: Context): Promise<Result<undefined, HoltError>> {
  const list = words.split(/\s+/u);
  const { backup } = await context.words();
  const isScreen = context.errorTerminal !== undefined;
  context.say(`${isScreen ? ALTERNATE : ""}${backup.theseWords}`);
  for (const line of wordColumns(list)) context.say(line);
  const seen = await context.terminal.readLine(backup.askSeen, "words");
  if (isScreen) context.say(BACK);
  if (!seen.ok) return seen;
  for (const place of drawPlaces(list.length)) {
    const typed = await typeBack(list[place] ?? "", place + 1, context);
    if (!typed.ok) return typed;
  }
  return ok(undefined);
}

async function typeBack(
  word: string,
  place: number,
  context: Context,
): Promise<Result<undefined, HoltError>> {
  const { backup } = await context.words();
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const typed = await context.terminal.readLine(backup.askWord(place), "words");
    if (!typed.ok) return typed;
    if (typed.value.trim().toLowerCase() === word) return ok(undefined);
    context.say(backup.notThatWord);
  }
  return err({ type: "usage", reason: "words-differ" });
}

/** Different ones, in order, from 0. */
function drawPlaces(count: number): readonly number[] {
  const places = new Set<number>();
  while (places.size < Math.min(TYPED_BACK, count)) places.add(randomInt(count));
  return [...places].toSorted((a, b) => a - b);
}

/** Numbered, down the columns; as wide as the smallest terminal. */
function wordColumns(words: readonly string[]): readonly string[] {
  const cells = words.map((word, index) => `${String(index + 1).padStart(2)} ${word}`.padEnd(CELL));
  const rows = Math.ceil(cells.length / ACROSS);
  return Array.from({ length: rows }, (_, row) =>
    cells
      .filter((_cell, index) => index % rows === row)
      .join("")
      .trimEnd(),
  );
}
