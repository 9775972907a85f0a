/** Which of two versions is the older one. Versions are compared by number; what differs otherwise is replaced. */
export function isOlderVersion(version: string, than: string): boolean {
  const own = numbers(version);
  const other = numbers(than);
  for (const [index, number] of own.entries()) {
    const difference = number - (other[index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return version !== than;
}

const numbers = (version: string): readonly number[] =>
  [0, 1, 2].map((index) => Number.parseInt(version.split(".")[index] ?? "", 10) || 0);
