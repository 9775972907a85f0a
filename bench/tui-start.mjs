// `holt` to the first codes on screen, against an Ink "hello": as installed, and bundled as holt itself is.
import { join } from "node:path";
import { buildSync } from "esbuild";
import { inTurn, median, ms, pairedRatio, times, verdict } from "./stats.mjs";
import { openTerminal } from "./terminal.mjs";
import { PROGRAM, createWorld, writeSample } from "./world.mjs";

const CODES = /\d{3} \d{3}/;

export async function benchTuiStart({ rounds = 15 } = {}) {
  const world = createWorld();
  try {
    await world.holt("init", "--name", "bench", "--no-passphrase");
    await world.holt("import", writeSample(world, 40));
    const hello = join(import.meta.dirname, "hello.mjs");
    const bundled = bundleHello(world.home);
    const first = (args, pattern) => async () => {
      const terminal = openTerminal(args, { env: world.env });
      const taken = await terminal.until(pattern);
      terminal.kill();
      await terminal.exited;
      return taken;
    };
    const taken = await inTurn(
      {
        holt: first([PROGRAM], CODES),
        hello: first([hello], /hello/),
        bundled: first([bundled], /hello/),
      },
      rounds,
    );
    const ratio = pairedRatio(taken.holt, taken.hello);
    const strict = pairedRatio(taken.holt, taken.bundled);
    return [
      {
        what: "TUI start to first codes, against an Ink hello as npm installs it",
        measured: `${ms(median(taken.holt))} / ${ms(median(taken.hello))} = ${times(ratio)}`,
        target: "≤ × 1.5",
        verdict: verdict(ratio <= 1.5),
      },
      {
        what: "… against the same hello bundled and minified",
        measured: `${ms(median(taken.holt))} / ${ms(median(taken.bundled))} = ${times(strict)}`,
        target: "≤ × 1.5",
        verdict: verdict(strict <= 1.5),
      },
    ];
  } finally {
    await world.destroy();
  }
}

function bundleHello(directory) {
  const outfile = join(directory, "hello.mjs");
  buildSync({
    entryPoints: [join(import.meta.dirname, "hello.mjs")],
    outfile,
    bundle: true,
    minify: true,
    format: "esm",
    platform: "node",
    target: "node24",
    alias: { "react-devtools-core": join(import.meta.dirname, "..", "src", "tui", "no-devtools.ts") },
    define: { "process.env.NODE_ENV": '"production"' },
    banner: {
      js: 'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);',
    },
  });
  return outfile;
}
