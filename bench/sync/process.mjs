// A process that answers one question at a time over IPC, or prints a line of JSON when it is ready.
import { fork, spawn } from "node:child_process";
import { join } from "node:path";

export const script = (name) => join(import.meta.dirname, name);

/** A script of this folder that says `ready`. With BENCH_PROFILE=DIR it leaves a CPU profile there. */
export async function startScript(name, args = [], { flags = [], env = process.env } = {}) {
  const profile = process.env.BENCH_PROFILE;
  const profiling = profile
    ? [
        "--cpu-prof",
        "--cpu-prof-interval",
        "200",
        "--cpu-prof-dir",
        profile,
        "--cpu-prof-name",
        `${name}-${args.at(-1)}-${process.hrtime.bigint()}.cpuprofile`,
      ]
    : [];
  const child = fork(script(name), args, {
    env,
    execArgv: [...flags, ...profiling],
    serialization: "advanced",
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const next = () =>
    new Promise((done, fail) => {
      const onExit = (code) => fail(new Error(`${name} ended: ${code}`));
      child.once("exit", onExit);
      child.once("message", (message) => {
        child.off("exit", onExit);
        done(message);
      });
    });
  const ready = await next();
  const exited = new Promise((done) => child.once("exit", done));
  return {
    pid: child.pid,
    ready,
    next,
    send: (message) => child.send(message),
    ask(message) {
      const answer = next();
      child.send(message);
      return answer;
    },
    async end() {
      if (child.connected) child.send({ type: "end" });
      await exited;
    },
  };
}

/** A program whose first line on stdout is JSON. */
export async function startProgram(command, args, env) {
  const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "inherit"] });
  const exited = new Promise((done) => child.once("exit", done));
  const line = await new Promise((done, fail) => {
    let text = "";
    child.stdout.on("data", (chunk) => {
      text += chunk;
      if (text.includes("\n")) done(text.slice(0, text.indexOf("\n")));
    });
    void exited.then((code) => fail(new Error(`${args.join(" ")}: exit ${code}`)));
  });
  return {
    pid: child.pid,
    ready: JSON.parse(line),
    async end(signal = "SIGTERM") {
      child.kill(signal);
      await exited;
    },
  };
}
