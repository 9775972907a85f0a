/**
 * `holt daemon logs`: the last lines of daemon.log, and those that follow.
 *
 * The daemon begins a new file when the old one is full, and keeps the old one as daemon.log.1.
 */
import { closeSync, fstatSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { printable } from "../client/printable.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import type { HoltError } from "../protocol/errors.ts";
import type { Context, Outcome } from "./command.ts";
import { EXIT } from "./exit-codes.ts";

export interface LogRequest {
  readonly file: string;
  readonly lines: number | undefined;
  /** It goes on until Ctrl-C. */
  readonly isFollowing: boolean;
  readonly context: Pick<Context, "print" | "say" | "wait" | "words">;
}

const DEFAULT_LINES = 100;
const LOOK_EVERY_MS = 250;

export async function showLog(request: LogRequest): Promise<Outcome> {
  const { file, lines: wanted = DEFAULT_LINES, isFollowing, context } = request;
  const newest = read(file);
  if (!newest.ok) return newest;
  if (newest.value === undefined) context.say((await context.words()).service.noLog(file));
  const { text = "", inode } = newest.value ?? {};
  let lines = toLines(text);
  if (lines.length < wanted) {
    const older = read(`${file}.1`);
    if (older.ok && older.value !== undefined) lines = [...toLines(older.value.text), ...lines];
  }
  for (const line of wanted === 0 ? [] : lines.slice(-wanted)) context.print(printable(line));
  if (isFollowing) await follow(request, { inode, offset: Buffer.byteLength(text) });
  return ok(EXIT.done);
}

interface Place {
  /** Undefined: there was no file. */
  readonly inode: number | undefined;
  /** Bytes of it that were shown. */
  readonly offset: number;
}

async function follow({ file, context }: LogRequest, start: Place): Promise<never> {
  let { inode, offset } = start;
  let rest = "";
  for (;;) {
    await context.wait(LOOK_EVERY_MS);
    const facts = statSync(file, { throwIfNoEntry: false });
    if (facts === undefined) continue;
    // What was written last to the old one is there under its new name.
    if (inode !== undefined && facts.ino !== inode) rest += readFrom(`${file}.1`, { inode, offset });
    if (facts.ino !== inode) {
      inode = facts.ino;
      offset = 0;
    }
    const more = readFrom(file, { inode, offset });
    offset += Buffer.byteLength(more);
    const parts = (rest + more).split("\n");
    rest = parts.pop() ?? "";
    for (const line of parts) if (line !== "") context.print(printable(line));
  }
}

/** What stands after the offset; nothing where it is another file by now. */
function readFrom(file: string, { inode, offset }: Place): string {
  let handle: number | undefined;
  try {
    handle = openSync(file, "r");
    const { ino, size } = fstatSync(handle);
    if (ino !== inode || size <= offset) return "";
    const bytes = Buffer.alloc(size - offset);
    const count = readSync(handle, bytes, 0, bytes.length, offset);
    return bytes.toString("utf8", 0, count);
  } catch {
    return "";
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}

const toLines = (text: string): string[] => text.split("\n").filter((line) => line !== "");

function read(
  file: string,
): Result<{ readonly text: string; readonly inode: number } | undefined, HoltError> {
  try {
    return ok({ text: readFileSync(file, "utf8"), inode: statSync(file).ino });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return ok(undefined);
    return err({ type: "storage", reason: "permission", file });
  }
}
