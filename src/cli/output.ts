/**
 * Writing to stdout and stderr so that nothing is lost unsaid.
 *
 * A file is written to directly: Node's stream drops the rest of a short write, and tells of a full disk too late for
 * the exit code. Pipes and terminals take what they can, when they can: the stream's matter.
 */
import { fstatSync, writeSync } from "node:fs";

export type Write = (chunk: string | Uint8Array) => void;

export interface Output {
  /** 1 or 2. */
  readonly descriptor: number;
  /** A stream is touched at the first write: that costs more than all of a command that prints nothing. */
  readonly stream: () => NodeJS.WriteStream;
  /** A file's is called once and at once; a stream's when it pleases. */
  readonly onError: (error: NodeJS.ErrnoException) => void;
}

export function createWriter({ descriptor, stream, onError }: Output): Write {
  let write: Write | undefined;
  return (chunk) => {
    write ??= isFile(descriptor) ? toFile(descriptor, onError) : toStream(stream(), onError);
    write(chunk);
  };
}

/** /dev/full and the like count: they are written to at once, as files are. */
function isFile(descriptor: number): boolean {
  try {
    const facts = fstatSync(descriptor);
    return (
      facts.isFile() ||
      (facts.isCharacterDevice() && !process.getBuiltinModule("node:tty").isatty(descriptor))
    );
  } catch {
    return false;
  }
}

function toFile(descriptor: number, onError: Output["onError"]): Write {
  let isBroken = false;
  return (chunk) => {
    if (isBroken) return;
    const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    try {
      let written = 0;
      while (written < bytes.length) written += writeSync(descriptor, bytes, written);
    } catch (error) {
      isBroken = true;
      onError(error as NodeJS.ErrnoException);
    }
  };
}

function toStream(stream: NodeJS.WriteStream, onError: Output["onError"]): Write {
  stream.on("error", onError);
  return (chunk) => void stream.write(chunk);
}
