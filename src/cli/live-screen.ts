/**
 * The part of a terminal that a command draws anew again and again, and gives back as it was: one line where the
 * cursor stands, or the whole screen (the alternate one, which keeps nothing).
 *
 * Nothing that was drawn stays: codes are no business of a scrollback. Keys are read where stdin is a terminal, so
 * that they don't show up in between; elsewhere Ctrl-C comes as a signal.
 */
interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

export interface LiveScreen {
  /** Drawn at once, and anew by itself when the terminal changes its size. */
  draw(render: (size: ScreenSize) => readonly string[]): void;
  /** The person wants out: by q, or by Ctrl-C. */
  readonly left: Promise<"done" | "interrupted">;
  /** Harmless when called again. */
  close(): void;
}

export interface ScreenStreams {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
}

const HIDE = "\u001b[?25l";
const SHOW = "\u001b[?25h";
const ENTER = "\u001b[?1049h";
const LEAVE = "\u001b[?1049l";
const END_OF_LINE = "\u001b[K";
const REST = "\u001b[J";
/** Lines longer than the terminal would be wrapped: they are cut by whoever renders, and by this. */
const NO_WRAP = "\u001b[?7l";
const WRAP = "\u001b[?7h";

export function openLiveScreen(kind: "line" | "whole", { input, output }: ScreenStreams): LiveScreen {
  const isWhole = kind === "whole";
  const out = Promise.withResolvers<"done" | "interrupted">();
  let render: ((size: ScreenSize) => readonly string[]) | undefined;
  let isOpen = false;

  const paint = (): void => {
    if (!isOpen || render === undefined) return;
    const size = { columns: output.columns || 80, rows: output.rows || 24 };
    const lines = render(size);
    if (!isWhole) return void output.write(`\r${REST}${lines.join(" ")}`);
    // Erased before it is written: at the end of a full line the cursor stands on its last letter.
    const body = lines.map((line) => END_OF_LINE + line).join("\r\n");
    output.write(`\u001b[H${body}${lines.length < size.rows ? `\r\n${REST}` : ""}`);
  };
  const take = (): void => {
    if (isOpen) return;
    isOpen = true;
    output.write((isWhole ? ENTER : "") + HIDE + NO_WRAP);
    if (input.isTTY) input.setRawMode(true);
    paint();
  };
  const giveBack = (): void => {
    if (!isOpen) return;
    isOpen = false;
    output.write((isWhole ? "" : `\r${REST}`) + WRAP + SHOW + (isWhole ? LEAVE : ""));
    if (input.isTTY) input.setRawMode(false);
  };
  /** Whoever stopped us, the terminal may be another's by now. */
  const resume = (): void => {
    isOpen = false;
    take();
  };
  const suspend = (): void => {
    giveBack();
    // With a listener a process doesn't stop.
    process.off("SIGTSTP", suspend);
    process.kill(0, "SIGTSTP");
    process.on("SIGTSTP", suspend);
  };
  const onKeys = (keys: Buffer): void => {
    for (const key of keys.toString("latin1")) {
      if (key === "q" || key === "\u0004") out.resolve("done");
      else if (key === "\u0003") out.resolve("interrupted");
      else if (key === "\u001a") suspend();
    }
  };

  output.on("resize", paint);
  process.on("SIGTSTP", suspend);
  process.on("SIGCONT", resume);
  if (input.isTTY) input.on("data", onKeys);
  take();
  return {
    draw(next) {
      render = next;
      paint();
    },
    left: out.promise,
    close() {
      output.off("resize", paint);
      process.off("SIGTSTP", suspend);
      process.off("SIGCONT", resume);
      input.off("data", onKeys);
      giveBack();
      if (input.isTTY) input.pause();
    },
  };
}
