/**
 * Asks for a secret in a pinentry program's window (or its own terminal screen): the Assuan protocol over its stdin
 * and stdout, as GnuPG speaks it.
 *
 * Knows no settings and no sentences of holt's: what is shown is given. A program that answers otherwise than the
 * protocol has it, too much, or not in time, is ended, and is an error; a person who closes the window has said no.
 */
import { spawn } from "node:child_process";
import { bytesToUtf8 } from "../protocol/bytes.ts";
import type { HoltError } from "../protocol/errors.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import { createAssuan, escapeAssuan, type AssuanReply } from "./assuan.ts";

export interface PinentryQuestion {
  readonly title: string;
  readonly description: string;
  readonly prompt: string;
  /** What was wrong with the answer before. */
  readonly problem?: string | undefined;
  /** It is typed twice: the second prompt, and what is said where they differ. */
  readonly repeat?: { readonly prompt: string; readonly mismatch: string } | undefined;
}

export interface PinentryOptions {
  /** Its absolute path. */
  readonly program: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The terminal that a program without windows may use; undefined: there is none. */
  readonly ttyName: string | undefined;
  readonly timeoutMs?: number;
}

/** Nobody leaves a question open for longer who means to answer it. */
const TIMEOUT_MS = 5 * 60_000;
const CLOSING_MS = 1_000;
/** libgpg-error: the low 16 bits of an Assuan error number. */
const CANCELLED: ReadonlySet<number> = new Set([99, 198]);
const TIMED_OUT = 62;

export async function askPinentry(
  question: PinentryQuestion,
  options: PinentryOptions,
): Promise<Result<string, HoltError>> {
  const { program, env, ttyName, timeoutMs = TIMEOUT_MS } = options;
  const child = spawn(program, [], { stdio: ["pipe", "pipe", "ignore"], env: { ...env } });
  const failed = (detail: string): Result<never, HoltError> =>
    err({ type: "pinentry", reason: "failed", program, detail });
  let end: Result<never, HoltError> | undefined;
  const assuan = createAssuan(child.stdin);
  // Before anything can end it.
  const gone = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
  const giveUp = (outcome: Result<never, HoltError>): void => {
    end ??= outcome;
    assuan.close();
    // What it left running can't hold us up by holding this open.
    child.stdout.destroy();
  };
  // A window must not outlive who opened it.
  const kill = (): void => void child.kill("SIGKILL");
  process.once("exit", kill);
  const timer = setTimeout(() => giveUp(err({ type: "timeout", what: "pinentry" })), timeoutMs);
  child.on("error", (error: NodeJS.ErrnoException) => giveUp(failed(error.code ?? "it could not be run")));
  child.stdin.on("error", () => undefined);
  child.stdout.on("data", (chunk: Buffer) => {
    if (!assuan.take(chunk)) giveUp(failed("it doesn't speak the protocol"));
    chunk.fill(0);
  });
  child.stdout.on("close", () => giveUp(failed("it ended without an answer")));
  try {
    const reply = await converse(assuan, question, { env, ttyName });
    if (reply.type === "closed") return end ?? failed("it ended without an answer");
    if (reply.type === "error") return refusal(reply, failed);
    const text = bytesToUtf8(reply.data);
    reply.data.fill(0);
    return text === undefined ? failed("its answer is not UTF-8") : ok(text);
  } finally {
    clearTimeout(timer);
    assuan.say("BYE");
    child.stdin.end();
    const late = setTimeout(kill, end === undefined ? CLOSING_MS : 0);
    await gone;
    clearTimeout(late);
    process.off("exit", kill);
  }
}

type Assuan = ReturnType<typeof createAssuan>;

/** What one program doesn't know is left out: older ones lack some, and none is needed but GETPIN. */
async function converse(
  assuan: Assuan,
  question: PinentryQuestion,
  { env, ttyName }: Pick<PinentryOptions, "env" | "ttyName">,
): Promise<AssuanReply> {
  const greeting = await assuan.reply();
  if (greeting.type !== "ok") return greeting;
  const { title, description, prompt, problem, repeat } = question;
  const language = env["LC_ALL"] || env["LC_CTYPE"] || env["LANG"];
  const lines = [
    ...(ttyName === undefined ? [] : [`OPTION ttyname=${ttyName}`]),
    ...(ttyName !== undefined && env["TERM"] ? [`OPTION ttytype=${env["TERM"]}`] : []),
    ...(language ? [`OPTION lc-ctype=${language}`] : []),
    ...(language ? [`OPTION lc-messages=${env["LC_ALL"] || env["LC_MESSAGES"] || language}`] : []),
    `SETTITLE ${escapeAssuan(title)}`,
    `SETDESC ${escapeAssuan(description)}`,
    `SETPROMPT ${escapeAssuan(prompt)}`,
    ...(problem === undefined ? [] : [`SETERROR ${escapeAssuan(problem)}`]),
  ];
  for (const line of lines) {
    const reply = await assuan.ask(line);
    if (reply.type === "closed") return reply;
  }
  if (repeat === undefined) return assuan.ask("GETPIN");
  const isKnown = await assuan.ask(`SETREPEAT ${escapeAssuan(repeat.prompt)}`);
  if (isKnown.type === "closed") return isKnown;
  if (isKnown.type === "ok") {
    await assuan.ask(`SETREPEATERROR ${escapeAssuan(repeat.mismatch)}`);
    return assuan.ask("GETPIN");
  }
  return askTwice(assuan, { prompt, repeat });
}

/** As long as the two differ, like a program that knows how to repeat. */
async function askTwice(
  assuan: Assuan,
  { prompt, repeat }: { prompt: string; repeat: NonNullable<PinentryQuestion["repeat"]> },
): Promise<AssuanReply> {
  for (;;) {
    await assuan.ask(`SETPROMPT ${escapeAssuan(prompt)}`);
    const first = await assuan.ask("GETPIN");
    if (first.type !== "ok") return first;
    await assuan.ask(`SETPROMPT ${escapeAssuan(repeat.prompt)}`);
    const second = await assuan.ask("GETPIN");
    if (second.type !== "ok") return second;
    const isSame = Buffer.from(first.data).equals(second.data);
    second.data.fill(0);
    if (isSame) return first;
    first.data.fill(0);
    await assuan.ask(`SETERROR ${escapeAssuan(repeat.mismatch)}`);
  }
}

function refusal(
  { code, text }: Extract<AssuanReply, { type: "error" }>,
  failed: (detail: string) => Result<never, HoltError>,
): Result<never, HoltError> {
  if (CANCELLED.has(code & 0xffff)) return err({ type: "interrupted" });
  if ((code & 0xffff) === TIMED_OUT) return err({ type: "timeout", what: "pinentry" });
  return failed(text);
}
