// Rows as a Markdown table, printed; and put into ../docs/BENCHMARKS.md where that is asked for.
import { cpus, totalmem } from "node:os";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Runs all measurements, or those named on the command line: each gives rows {what, measured, target, verdict}.
 * `section`: the table's name in docs/BENCHMARKS.md, between <!-- section --> and <!-- /section -->.
 */
export async function runBenches(benches, section) {
  const words = process.argv.slice(2);
  const named = words.filter((word) => !word.startsWith("--"));
  const unknown = named.filter((name) => !Object.hasOwn(benches, name));
  if (unknown.length > 0) throw new Error(`no such measurement: ${unknown.join(", ")}`);
  const rows = [];
  for (const [name, bench] of Object.entries(benches)) {
    if (named.length > 0 && !named.includes(name)) continue;
    process.stderr.write(`${name} …\n`);
    rows.push(...(await bench()));
  }
  const table = renderTable(rows);
  console.log(table);
  if (words.includes("--write")) writeTable(table, section);
}

const renderTable = (rows) =>
  [
    `Node ${process.versions.node}, ${process.platform} ${process.arch}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB.`,
    "",
    "| what | measured | target | |",
    "|---|---|---|---|",
    ...rows.map((row) => `| ${row.what} | ${row.measured} | ${row.target} | ${row.verdict} |`),
  ].join("\n");

function writeTable(table, section) {
  const file = join(import.meta.dirname, "..", "docs", "BENCHMARKS.md");
  const text = readFileSync(file, "utf8");
  const start = `<!-- ${section} -->`;
  const end = `<!-- /${section} -->`;
  writeFileSync(
    file,
    `${text.slice(0, text.indexOf(start) + start.length)}\n${table}\n${text.slice(text.indexOf(end))}`,
  );
}
