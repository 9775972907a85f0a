// A throwaway holt: its own HOLT_HOME, a daemon, sample accounts. Everything goes when the run ends.
import { execFile, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

const execute = promisify(execFile);
export const PROGRAM = resolve(import.meta.dirname, "..", "bin", "holt.cjs");

export function createWorld(base = tmpdir()) {
  const home = mkdtempSync(join(base, "holt-bench-"));
  const env = { ...process.env, HOLT_HOME: home, TERM: "xterm-256color" };
  for (const name of ["TMUX", "HOLT_PASSPHRASE_FILE", "NODE_OPTIONS"]) delete env[name];
  const holt = async (...args) =>
    (await execute(process.execPath, [PROGRAM, ...args], { env, maxBuffer: 1 << 26 })).stdout;
  return {
    home,
    env,
    holt,
    async destroy() {
      await holt("daemon", "stop").catch(() => {});
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** `count` otpauth URIs with secrets that are different and mean nothing. */
export function sampleUris(count) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  return Array.from({ length: count }, (_, index) => {
    let seed = index + 1;
    const secret = Array.from({ length: 32 }, () => {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
      return letters[seed >>> 27];
    }).join("");
    const issuer = `Service ${String(index).padStart(5, "0")}`;
    return `otpauth://totp/${encodeURIComponent(`${issuer}:user${index}@example.org`)}?secret=${secret}&issuer=${encodeURIComponent(issuer)}`;
  });
}

export function writeSample(world, count) {
  const file = join(world.home, `sample-${count}.txt`);
  writeFileSync(file, sampleUris(count).join("\n") + "\n");
  return file;
}

/** Wall time in ms of one whole process whose output is thrown away. */
export function timeProcess(command, args, env) {
  return new Promise((done, fail) => {
    const start = performance.now();
    const child = spawn(command, args, { env, stdio: "ignore" });
    child.on("error", fail);
    child.on("exit", (code) =>
      code === 0
        ? done(performance.now() - start)
        : fail(new Error(`${command} ${args.join(" ")}: exit ${code}`)),
    );
  });
}

/** CPU seconds used so far (all threads, to the nanosecond) and resident bytes of a process (Linux). */
export function readProcess(pid) {
  const nanoseconds = readdirSync(`/proc/${pid}/task`)
    .map((thread) => Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]))
    .reduce((sum, part) => sum + part, 0);
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return {
    cpuSeconds: nanoseconds / 1e9,
    residentBytes: Number(/VmRSS:\s+(\d+)/.exec(status)[1]) * 1024,
  };
}
