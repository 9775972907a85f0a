/**
 * A stream of chunks → its lines, as bytes without the newline. Pure; the owner decides what a line means.
 *
 * Lines stay bytes until they are whole, so a character that is split across chunks is never damaged. Costs are
 * linear however the stream is cut. After `overflow` the stream can't be trusted any more: close it.
 */
export interface LineSplitter {
  /** The lines that this chunk completes; "overflow" where an unfinished line is longer than allowed. */
  push(chunk: Uint8Array): readonly Uint8Array[] | "overflow";
  /** What stands after the last newline. */
  rest(): Uint8Array;
}

const NEWLINE = 0x0a;

export function createLineSplitter(maxLineBytes: number): LineSplitter {
  let parts: Uint8Array[] = [];
  let length = 0;

  const take = (last: Uint8Array): Uint8Array => {
    const line = parts.length === 0 ? last : Buffer.concat([...parts, last]);
    parts = [];
    length = 0;
    return line;
  };

  return {
    push(chunk) {
      const lines: Uint8Array[] = [];
      let start = 0;
      for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
        if (length + end - start > maxLineBytes) return "overflow";
        lines.push(take(chunk.subarray(start, end)));
        start = end + 1;
      }
      if (start < chunk.length) {
        parts.push(chunk.subarray(start));
        length += chunk.length - start;
      }
      return length > maxLineBytes ? "overflow" : lines;
    },
    rest: () => take(new Uint8Array(0)),
  };
}
