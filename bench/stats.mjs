// Figures and ratios. Machines are shared and noisy: a ratio of runs taken in turn says more than a time.

export function quantile(values, q) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
}
export const median = (values) => quantile(values, 0.5);

/** Runs the contenders in turn, `rounds` times after one warm-up, and returns their times in ms by name. */
export async function inTurn(contenders, rounds) {
  const names = Object.keys(contenders);
  const times = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (const name of names) {
      const ms = await contenders[name]();
      if (round >= 0) times[name].push(ms);
    }
  }
  return times;
}

/** Median of the ratios a/b, pair by pair. */
export const pairedRatio = (a, b) => median(a.map((value, index) => value / b[index]));

export const ms = (value) => `${value.toFixed(value < 10 ? 2 : 1)} ms`;
export const times = (value) => `× ${value.toFixed(2)}`;
export const megabytes = (bytes) => `${(bytes / 1048576).toFixed(0)} MB`;
export const verdict = (isReached) => (isReached ? "reached" : "missed");
