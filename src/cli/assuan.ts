/**
 * The client's half of Assuan, GnuPG's line protocol, as far as a question to a pinentry needs it.
 *
 * One line, one command, at most 1000 bytes; the answer is data lines and then OK or ERR. In texts and data percent,
 * CR and LF are escaped. Sans I/O but for what it writes to: bytes are taken as they come, replies are waited for.
 */
import { concatBytes } from "../protocol/bytes.ts";

export type AssuanReply =
  | { readonly type: "ok"; readonly data: Uint8Array }
  | { readonly type: "error"; readonly code: number; readonly text: string }
  /** It ended, or was given up. */
  | { readonly type: "closed" };

const LONGEST_TEXT = 900;
const MOST_BYTES = 64 * 1024;
const LINE_FEED = 0x0a;
const PERCENT = 0x25;

/** A text as a command's argument. Too long a one is cut, never in the midst of a character. */
export function escapeAssuan(text: string): string {
  let escaped = "";
  let bytes = 0;
  for (const char of text) {
    const one = char === "%" ? "%25" : char === "\r" ? "%0D" : char === "\n" ? "%0A" : char;
    bytes += Buffer.byteLength(one);
    if (bytes > LONGEST_TEXT) break;
    escaped += one;
  }
  return escaped;
}

/** Undefined where a percent stands before no two hexadecimal digits. */
export function unescapeAssuan(bytes: Uint8Array): Uint8Array | undefined {
  const plain: number[] = [];
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index] ?? 0;
    if (byte !== PERCENT) {
      plain.push(byte);
      continue;
    }
    const digits = Buffer.from(bytes.subarray(index + 1, index + 3)).toString("latin1");
    if (!/^[0-9a-fA-F]{2}$/u.test(digits)) return undefined;
    plain.push(Number.parseInt(digits, 16));
    index += 2;
  }
  const result = Uint8Array.from(plain);
  plain.fill(0);
  return result;
}

export function createAssuan(output: { write(text: string): unknown }) {
  let rest: Uint8Array = new Uint8Array();
  let taken = 0;
  let isClosed = false;
  const data: Uint8Array[] = [];
  const replies: AssuanReply[] = [];
  let waiting: ((reply: AssuanReply) => void) | undefined;

  const deliver = (reply: AssuanReply): void => {
    const next = waiting;
    waiting = undefined;
    if (next === undefined) replies.push(reply);
    else next(reply);
  };
  const say = (line: string): void => void (isClosed || output.write(`${line}\n`));

  const readLine = (line: Uint8Array): boolean => {
    const text = Buffer.from(line).toString("latin1");
    if (/^OK( |$)/u.test(text)) {
      deliver({ type: "ok", data: concatBytes(...data) });
      for (const part of data.splice(0)) part.fill(0);
      return true;
    }
    if (text.startsWith("D ")) {
      const part = unescapeAssuan(line.subarray(2));
      if (part !== undefined) data.push(part);
      return part !== undefined;
    }
    const [, code, why = ""] = /^ERR (\d+) ?(.*)$/u.exec(text) ?? [];
    if (code !== undefined) deliver({ type: "error", code: Number(code), text: why.slice(0, 200) });
    // Nothing that it could ask is told.
    else if (/^INQUIRE( |$)/u.test(text)) say("CAN");
    // Status and comments.
    else return /^(S .*|#.*)$/u.test(text);
    return true;
  };

  return {
    say,
    /** False where this is no Assuan, or more than any answer is. */
    take(chunk: Uint8Array): boolean {
      taken += chunk.length;
      if (taken > MOST_BYTES) return false;
      let bytes = concatBytes(rest, chunk);
      for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED)) {
        if (!readLine(bytes.subarray(0, at))) return false;
        bytes.fill(0, 0, at);
        bytes = bytes.subarray(at + 1);
      }
      rest.fill(0);
      rest = new Uint8Array(bytes);
      bytes.fill(0);
      return true;
    },
    /** The next one; the greeting comes by itself. */
    reply(): Promise<AssuanReply> {
      const ready = replies.shift();
      if (ready !== undefined) return Promise.resolve(ready);
      if (isClosed) return Promise.resolve({ type: "closed" });
      return new Promise((resolve) => (waiting = resolve));
    },
    ask(line: string): Promise<AssuanReply> {
      say(line);
      return this.reply();
    },
    close(): void {
      isClosed = true;
      deliver({ type: "closed" });
    },
  };
}
