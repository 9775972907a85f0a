// Import of 10,000 accounts from plain formats (no key derivation in them), the whole command.
import { join } from "node:path";
import { median, ms, verdict } from "./stats.mjs";
import { PROGRAM, createWorld, timeProcess, writeSample } from "./world.mjs";

export async function benchImport({ rounds = 5 } = {}) {
  const taken = { otpauth: [], aegis: [] };
  for (let round = 0; round < rounds; round++) {
    const world = createWorld();
    try {
      await world.holt("init", "--name", "bench", "--no-passphrase");
      const uris = writeSample(world, 10_000);
      taken.otpauth.push(await timeProcess(process.execPath, [PROGRAM, "import", uris], world.env));
      const aegis = join(world.home, "aegis.json");
      await world.holt("export", aegis, "--to", "aegis", "--plaintext");
      const other = createWorld();
      try {
        await other.holt("init", "--name", "bench", "--no-passphrase");
        taken.aegis.push(await timeProcess(process.execPath, [PROGRAM, "import", aegis], other.env));
      } finally {
        await other.destroy();
      }
    } finally {
      await world.destroy();
    }
  }
  return Object.entries(taken).map(([format, times]) => ({
    what: `Import of 10,000 accounts, \`${format}\` (plain), until durable`,
    measured: `${ms(median(times))} (median of ${times.length})`,
    target: "≤ 1 s",
    verdict: verdict(median(times) <= 1000),
  }));
}
