/**
 * Many seeds, one after the other: `npm run soak`, or with SEEDS=n FROM=n. Ends with 1 where anything was wrong.
 */
import { loadSodium } from "../../src/protocol/sodium.ts";
import { type Trait, TRAITS } from "./plan.ts";
import { type Outcome, runSeed } from "./run.ts";

const [seedsArgument, fromArgument] = process.argv.slice(2);
const seeds = Number(seedsArgument ?? process.env.SEEDS ?? 1000);
const from = Number(fromArgument ?? process.env.FROM ?? 1);
const namesOf = (text: string | undefined): readonly Trait[] | undefined =>
  text?.split(",").filter((name): name is Trait => TRAITS.some((trait) => trait === name));
const without = namesOf(process.env.WITHOUT) ?? [];
const traits = namesOf(process.env.TRAITS);
const SHOWN_LINES = 80;

const sodium = await loadSodium();
const bad: number[] = [];
const startedAt = performance.now();
for (let seed = from; seed < from + seeds; seed++) {
  const outcome = await runSeed(sodium, seed, { without, traits });
  if (outcome.wrong.length === 0) continue;
  bad.push(seed);
  await show(outcome);
}
const seconds = (performance.now() - startedAt) / 1000;
console.log(`${seeds} seeds from ${from}: ${bad.length} wrong, ${(seeds / seconds).toFixed(1)} per second`);
if (bad.length > 0) console.log(`wrong: ${bad.join(" ")}`);
process.exit(bad.length > 0 ? 1 : 0);

/** With as few steps and as little going wrong as it still takes. */
async function show(outcome: Outcome): Promise<void> {
  const { seed } = outcome.plan;
  const [smallest, dropped] = process.env.SHRINK === "0" ? [outcome, []] : await shrink(outcome);
  console.log(`\nseed ${seed}, steps ${smallest.plan.steps}, devices ${smallest.plan.devices}`);
  console.log(`  traits ${[...smallest.plan.traits].join(" ")}`);
  if (dropped.length > 0) console.log(`  without ${dropped.join(",")}`);
  for (const line of smallest.wrong) console.log(`  WRONG ${line}`);
  for (const line of smallest.trace.slice(-SHOWN_LINES)) console.log(`  ${line}`);
}

async function shrink(outcome: Outcome): Promise<readonly [Outcome, readonly Trait[]]> {
  const { seed } = outcome.plan;
  let smallest = outcome;
  let dropped: readonly Trait[] = without;
  const attempt = async (steps: number, others: readonly Trait[]): Promise<boolean> => {
    const again = await runSeed(sodium, seed, { steps, without: others, traits });
    if (again.wrong.length === 0) return false;
    smallest = again;
    dropped = others;
    return true;
  };
  for (const trait of TRAITS) {
    if (smallest.plan.traits.has(trait)) await attempt(smallest.plan.steps, [...dropped, trait]);
  }
  for (let part = 2; part <= 32; part *= 2) {
    while (smallest.plan.steps > 1) {
      const steps = smallest.plan.steps - Math.max(1, Math.floor(smallest.plan.steps / part));
      if (!(await attempt(steps, dropped))) break;
    }
  }
  return [smallest, dropped];
}
