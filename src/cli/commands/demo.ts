/** `holt demo`: the whole story on real processes in a throwaway directory, told as it happens. */
import { printable } from "../../client/printable.ts";
import { ok } from "../../protocol/result.ts";
import { type CommandSpec, type Context, FLAG, type Input, type Outcome } from "../command.ts";
import { createDemoStage } from "../demo-stage.ts";
import { playDemo } from "../demo-story.ts";
import { EXIT } from "../exit-codes.ts";

export const spec = {
  arguments: [],
  options: { keep: FLAG },
  examples: ["holt demo"],
} as const satisfies CommandSpec;

export async function run({ options }: Input<typeof spec>, context: Context): Promise<Outcome> {
  const { demo: texts } = await context.words();
  const stage = createDemoStage(context.env);
  const startedAt = context.now();
  const seconds = (): number => Math.round((context.now() - startedAt) / 100) / 10;
  // With --json only the result goes to stdout.
  const narrate = (line: string): void => (context.isJson ? context.say : context.print)(printable(line));
  let acts = 0;
  context.onInterrupt(() => stage.end(false));
  try {
    narrate(texts.opening(stage.directory));
    const played = await playDemo({
      stage,
      texts,
      act: (title) => {
        acts++;
        narrate("");
        narrate(`${acts}. ${title}`);
      },
      show: (device, command) => narrate(`   ${device} $ ${command}`),
      tell: (line) => narrate(`     ${line}`),
    });
    if (!played.ok) return played;
  } finally {
    await stage.end(options.keep);
  }
  narrate("");
  narrate(options.keep ? texts.kept(stage.directory) : texts.done(seconds()));
  if (context.isJson) context.printJson({ acts, seconds: seconds() });
  return ok(EXIT.done);
}
