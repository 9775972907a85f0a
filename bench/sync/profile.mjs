// CPU profiles → where the time went: node profile.mjs FILE.cpuprofile … [--top N]
// Self time by function and by file, and the time of holt's own functions with everything that they call.
import { readFileSync } from "node:fs";
import { basename } from "node:path";

const words = process.argv.slice(2);
const at = words.indexOf("--top");
const top = at < 0 ? 25 : Number(words.splice(at, 2)[1]);

for (const file of words) {
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(file, "utf8"));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const byFunction = new Map();
  const byFile = new Map();
  const whole = new Map();
  const chains = chainsOf(nodes);
  let busyUs = 0;
  for (const [index, id] of samples.entries()) {
    const { functionName, url, lineNumber } = byId.get(id).callFrame;
    if (functionName === "(idle)" || functionName === "(program)") continue;
    const us = timeDeltas[index];
    busyUs += us;
    const place = url === "" ? "native" : url.replace(/^.*\/(node_modules|src)\//u, "");
    add(byFunction, `${functionName || "(anonymous)"}  ${place}:${lineNumber + 1}`, us);
    add(byFile, place, us);
    for (const name of chains.get(id)) add(whole, name, us);
  }
  console.log(`\n${basename(file)}: busy ${(busyUs / 1000).toFixed(0)} ms`);
  print(byFile, busyUs, 12);
  console.log("");
  print(byFunction, busyUs, top);
  console.log("\nwith what they call");
  print(whole, busyUs, top);
}

/** Each node's callers in holt's own code, itself included, each once. */
function chainsOf(nodes) {
  const parentOf = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const chains = new Map();
  for (const { id } of nodes) {
    const names = new Set();
    for (let at = id; at !== undefined; at = parentOf.get(at)) {
      const { functionName, url, lineNumber } = byId.get(at).callFrame;
      const [, place] = /\/src\/(.*)$/u.exec(url) ?? [];
      if (place !== undefined && functionName !== "")
        names.add(`${functionName}  ${place}:${lineNumber + 1}`);
    }
    chains.set(id, names);
  }
  return chains;
}

function add(map, key, us) {
  map.set(key, (map.get(key) ?? 0) + us);
}

function print(map, busyUs, count) {
  for (const [key, us] of [...map].sort((a, b) => b[1] - a[1]).slice(0, count)) {
    console.log(
      `${((100 * us) / busyUs).toFixed(1).padStart(6)} %  ${(us / 1000).toFixed(0).padStart(6)} ms  ${key}`,
    );
  }
}
