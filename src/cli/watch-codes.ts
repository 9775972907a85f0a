/**
 * `holt code --watch`: codes as they come. In a terminal one line, or a table of all, counts down; elsewhere and with
 * `--json` each new code is a line.
 *
 * Looking is no use of the vault: it locks as if nobody looked, and that ends the watch. The codes are asked for when
 * one of them is over, and now and then for what other devices changed; in between only whether the vault is open.
 */
import type { Code, NoCode } from "../protocol/account.ts";
import type { HoltError } from "../protocol/errors.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import { printable, printableJson } from "../client/printable.ts";
import { renderCodeLine, renderCodeTable } from "./code-lines.ts";
import { ask, type Context, type Outcome } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import type { LiveScreen } from "./live-screen.ts";
import { withQuery } from "./pick.ts";

export interface WatchOptions {
  readonly query: string | undefined;
  /** Other options, which have no meaning here: "--next". */
  readonly conflicts: readonly string[];
}

type Shown = Code | NoCode;
/** How long a change by somebody else may go unseen. */
const STALE_MS = 5_000;

export async function watchCodes({ query, conflicts }: WatchOptions, context: Context): Promise<Outcome> {
  const [conflict] = conflicts;
  if (conflict !== undefined) {
    return err({ type: "usage", reason: "options-conflict", value: `--watch ${conflict}` });
  }
  const id = query === undefined ? ok(undefined) : await findId(query, context);
  if (!id.ok) return id;
  // The first look is a person's.
  const begun = id.value === undefined ? await context.getCodes({}) : ok(undefined);
  if (!begun.ok) return begun;
  const screen = context.isJson
    ? undefined
    : await context.openScreen(id.value === undefined ? "whole" : "line");
  if (screen === undefined) return follow(id.value, lines(id.value !== undefined, context), context);
  context.onInterrupt(() => Promise.resolve(screen.close()));
  const { cli } = await context.words();
  const { hasColor } = context;
  try {
    return await follow(
      id.value,
      {
        left: screen.left,
        show(codes) {
          screen.draw((size) => {
            const surface = { ...size, hasColor, nowMs: context.now(), cli };
            const [first] = codes;
            if (id.value === undefined) return renderCodeTable(codes, surface);
            return first === undefined ? [] : [renderCodeLine(first, surface)];
          });
        },
      },
      context,
    );
  } finally {
    screen.close();
  }
}

/** A time keeps a counter from advancing for what can't be watched. */
async function findId(query: string, context: Context): Promise<Result<string, HoltError>> {
  const at = Math.floor(context.now() / 1000);
  const found = await withQuery(context, query, (query) => context.getCodes({ query, at }));
  if (!found.ok) {
    const isHotp = found.error.type === "usage" && found.error.reason === "hotp-has-no-time";
    return isHotp ? err({ type: "usage", reason: "hotp-not-watched" }) : found;
  }
  const [code] = found.value.codes;
  return code === undefined ? err({ type: "not-found", query }) : ok(code.id);
}

interface Viewer {
  show(codes: readonly Shown[]): void;
  readonly left: LiveScreen["left"];
}

async function follow(id: string | undefined, viewer: Viewer, context: Context): Promise<Outcome> {
  let codes: readonly Shown[] = [];
  let dueAtMs = 0;
  for (;;) {
    if (context.now() >= dueAtMs) {
      const answer = await ask(context, "codes.watch", id === undefined ? {} : { id });
      if (!answer.ok) return answer;
      ({ codes } = answer.value);
      const ends = codes.flatMap(({ validUntil }) => (validUntil === null ? [] : [validUntil * 1000]));
      dueAtMs = Math.min(context.now() + STALE_MS, ...ends);
    } else {
      const isOpen = await ask(context, "codes.peek", { ids: [] });
      if (!isOpen.ok) return isOpen;
    }
    viewer.show(codes);
    const end = await Promise.race([viewer.left, context.wait(1000 - (context.now() % 1000))]);
    if (end !== undefined) return end === "done" ? ok(EXIT.done) : err({ type: "interrupted" });
  }
}

/** For a script: a code that wasn't there before is a line. One that has none now is none. */
function lines(isOne: boolean, context: Context): Viewer {
  const said = new Map<string, string>();
  return {
    left: new Promise(() => {}),
    show(codes) {
      for (const code of codes) {
        const what = `${code.code} ${code.validFrom}`;
        if (code.code === null || said.get(code.id) === what) continue;
        said.set(code.id, what);
        const names = [code.code, code.issuer, code.name].map(printable).join("\t");
        context.print(context.isJson ? printableJson(code) : isOne ? code.code : names);
      }
    },
  };
}
