// A program in a pseudo-terminal: when a text first appears, and how long a key takes to change the screen.
import { spawn } from "@lydell/node-pty";

export function openTerminal(args, { env, columns = 80, rows = 24 }) {
  const start = performance.now();
  const pty = spawn(process.execPath, args, { cols: columns, rows, cwd: process.cwd(), env });
  let seen = "";
  const listeners = new Set();
  pty.onData((data) => {
    seen += data;
    if (seen.length > 200_000) seen = seen.slice(-100_000);
    for (const listener of listeners) listener(data);
  });
  const exited = new Promise((done) => pty.onExit(done));
  return {
    pid: pty.pid,
    exited,
    write: (text) => pty.write(text),
    kill: () => pty.kill("SIGKILL"),
    forget: () => {
      seen = "";
    },
    /** ms from the start of the process until the output so far matches. */
    until(pattern, timeoutMs = 20_000) {
      return new Promise((done, fail) => {
        const check = () => {
          if (!pattern.test(seen)) return;
          listeners.delete(check);
          clearTimeout(timer);
          done(performance.now() - start);
        };
        const timer = setTimeout(
          () => fail(new Error(`not seen: ${pattern}\n${seen.slice(-2000)}`)),
          timeoutMs,
        );
        listeners.add(check);
        check();
      });
    },
    /** ms from writing a key until the first bytes of the frame that it causes. */
    press(key, timeoutMs = 5000) {
      return new Promise((done, fail) => {
        const pressed = performance.now();
        const timer = setTimeout(() => fail(new Error(`no frame after ${JSON.stringify(key)}`)), timeoutMs);
        const listener = () => {
          listeners.delete(listener);
          clearTimeout(timer);
          done(performance.now() - pressed);
        };
        listeners.add(listener);
        pty.write(key);
      });
    },
  };
}
