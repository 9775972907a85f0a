// All measurements, or those named: node run.mjs [one-shot|tui-start|keys|tui-day|daemon-idle|import …]
// Prints a Markdown table; --write puts it into ../docs/BENCHMARKS.md.
import { cpus, totalmem } from "node:os";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { benchDaemonIdle } from "./daemon-idle.mjs";
import { benchImport } from "./import.mjs";
import { benchKeys } from "./keys.mjs";
import { benchOneShot } from "./one-shot.mjs";
import { benchTuiDay } from "./tui-day-run.mjs";
import { benchTuiStart } from "./tui-start.mjs";

const ALL = {
  "one-shot": benchOneShot,
  "tui-start": benchTuiStart,
  keys: benchKeys,
  "tui-day": benchTuiDay,
  "daemon-idle": benchDaemonIdle,
  import: benchImport,
};
const START = "<!-- measured -->";
const END = "<!-- /measured -->";

const words = process.argv.slice(2);
const named = words.filter((word) => !word.startsWith("--"));
const unknown = named.filter((name) => !Object.hasOwn(ALL, name));
if (unknown.length > 0) throw new Error(`no such measurement: ${unknown.join(", ")}`);

const rows = [];
for (const [name, bench] of Object.entries(ALL)) {
  if (named.length > 0 && !named.includes(name)) continue;
  process.stderr.write(`${name} …\n`);
  rows.push(...(await bench()));
}
const table = [
  `Node ${process.versions.node}, ${process.platform} ${process.arch}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB.`,
  "",
  "| what | measured | target | |",
  "|---|---|---|---|",
  ...rows.map((row) => `| ${row.what} | ${row.measured} | ${row.target} | ${row.verdict} |`),
].join("\n");
console.log(table);

if (words.includes("--write")) {
  const file = join(import.meta.dirname, "..", "docs", "BENCHMARKS.md");
  const text = readFileSync(file, "utf8");
  writeFileSync(
    file,
    `${text.slice(0, text.indexOf(START) + START.length)}\n${table}\n${text.slice(text.indexOf(END))}`,
  );
}
