/**
 * `holt pair`: makes a join link and waits for the device that opens it, until it is in, turned away or too late.
 *
 * A person at a terminal is asked whether the words agree; else `--yes` says so, or `holt approve ID` does from
 * elsewhere. Whoever stops waiting (Ctrl-C) takes the link back.
 */
import { printable } from "../../client/printable.ts";
import type { PairEvent } from "../../protocol/local-api.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { ask, type CommandSpec, type Context, FLAG, type Input, type Outcome, value } from "../command.ts";
import { askYesNo } from "../confirm.ts";
import { EXIT } from "../exit-codes.ts";
import { createPairReport, type PairReport } from "../pair-report.ts";
import { readSeconds } from "../seconds-option.ts";

export const spec = {
  arguments: [],
  options: { lan: FLAG, yes: FLAG, timeout: value("SECONDS") },
  examples: ["holt pair", "holt pair --lan", "holt pair --json --timeout 120"],
} as const satisfies CommandSpec;

export async function run({ options }: Input<typeof spec>, context: Context): Promise<Outcome> {
  const timeout = readSeconds("--timeout", options.timeout);
  if (!timeout.ok) return timeout;
  const started = await ask(context, "pair.start", {
    lan: options.lan,
    ...(timeout.value === undefined ? {} : { timeoutSeconds: timeout.value }),
  });
  if (!started.ok) return started;
  const { pairingId, link, expiresAt } = started.value;
  context.onInterrupt(() => ask(context, "pair.cancel", { pairingId }));
  const isAsking = !options.yes && !context.isJson && context.terminal.isThere();
  const report = await createPairReport(context, isAsking || options.yes);
  await report.link(link, expiresAt);
  const answer: Answer = options.yes
    ? () => Promise.resolve(ok(true))
    : isAsking
      ? askPerson(context)
      : "later";
  return follow({ pairingId, answer, report }, context);
}

type Request = Extract<PairEvent, { type: "request" }>;
/** Whether the words agree; "later": somebody says so elsewhere. */
type Answer = ((request: Request) => Promise<Result<boolean, HoltError>>) | "later";

const askPerson =
  (context: Context) =>
  async ({ name }: Request): Promise<Result<boolean, HoltError>> =>
    askYesNo(context, printable((await context.words()).devices.askWordsMatch(name)));

interface Pairing {
  readonly pairingId: string;
  readonly answer: Answer;
  readonly report: PairReport;
}

async function follow({ pairingId, answer, report }: Pairing, context: Context): Promise<Outcome> {
  for (let after = 0; ; after++) {
    const waited = await ask(context, "pair.wait", { pairingId, after });
    if (!waited.ok) return waited;
    const { event } = waited.value;
    report.event(event);
    switch (event.type) {
      case "request": {
        const said = answer === "later" ? ok(undefined) : await answer(event);
        if (!said.ok) {
          await ask(context, "pair.cancel", { pairingId });
          return said;
        }
        if (said.value === undefined) break;
        const { requestId } = event;
        const answered = await ask(context, "pair.answer", { requestId, accept: said.value });
        // It was answered elsewhere or is too late: the next event tells.
        if (!answered.ok && !isOver(answered.error)) return answered;
        break;
      }
      case "joined":
        return ok(EXIT.done);
      case "rejected":
        return err({ type: "refused", reason: "rejected" });
      case "expired":
        return err({ type: "timeout", what: "pair" });
      case "failed":
        return err(event.error);
    }
  }
}

const isOver = (error: HoltError): boolean => error.type === "usage" && error.reason === "no-such-request";
