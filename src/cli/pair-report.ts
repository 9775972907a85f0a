/**
 * What `holt pair` prints while it waits: for a person the link on stdout and the rest on stderr, where it is a
 * terminal with the link as a QR code; for a script a line of JSON for the link and one for each event, each at once.
 */
import { printable, printableJson } from "../client/printable.ts";
import type { PairEvent } from "../protocol/local-api.ts";
import type { Context } from "./command.ts";
import { qrSide, renderQr } from "./qr-text.ts";

export interface PairReport {
  /** `expiresAt`: epoch seconds. */
  link(link: string, expiresAt: number): Promise<void>;
  event(event: PairEvent): void;
}

/** `isAnswered`: this process says whether the words agree; else the person is told how to. */
export async function createPairReport(context: Context, isAnswered: boolean): Promise<PairReport> {
  return context.isJson ? toScript(context) : toPerson(context, isAnswered);
}

function toScript({ print }: Context): PairReport {
  // Never spread over several lines, not even on a terminal.
  const write = (object: object): void => print(printableJson(object));
  let request: { readonly requestId: string | null; readonly fingerprint: string | null } = {
    requestId: null,
    fingerprint: null,
  };
  return {
    link: (link, expiresAt) => Promise.resolve(write({ link, expiresAt })),
    event({ type, ...facts }) {
      const { requestId, fingerprint } = { ...request, ...facts };
      request = { requestId, fingerprint };
      const { error, ...rest } = { error: undefined, ...facts };
      write({ event: type, ...request, ...rest, ...(error && { error: error.type }) });
    },
  };
}

async function toPerson(context: Context, isAnswered: boolean): Promise<PairReport> {
  const { devices } = await context.words();
  const say = (line: string): void => context.say(printable(line));
  return {
    async link(link, expiresAt) {
      context.print(printable(link));
      for (const line of await drawQr(link, context)) context.say(line);
      say(devices.pairHow(expiresAt));
    },
    event(event) {
      if (event.type === "request") {
        say(devices.pairRequest(event.name));
        say(`  ${event.fingerprint}`);
        if (!isAnswered) devices.pairAnswers(event.requestId).forEach(say);
      }
      if (event.type === "joined") {
        say(devices.paired(event.name));
        if (event.provisional) say(devices.toBeConfirmed(event.name));
      }
    },
  };
}

/** Nothing where there is no terminal, or too small a one: a wrapped code can't be read. */
async function drawQr(link: string, { errorTerminal }: Context): Promise<readonly string[]> {
  if (errorTerminal === undefined) return [];
  const { qrModules } = await import("../client/qr-modules.ts");
  const { columns, hasColor } = errorTerminal;
  const modules = qrModules(link) ?? [];
  return modules.length > 0 && qrSide(modules) <= columns ? renderQr(modules, hasColor) : [];
}
