/**
 * `holt relay serve` as a process of its own, that can be stopped, killed and started again at the same port.
 */
import { type LineProcess, startLines } from "./line-process.ts";

export interface RelayProcess {
  readonly directory: string;
  readonly port: number;
  readonly fingerprint: string;
  /** ws://127.0.0.1:PORT */
  readonly url: string;
  /** What `holt link` takes. */
  readonly address: string;
  /** Ends as it should. Harmless when it doesn't run. */
  stop(): Promise<void>;
  /** At once, whatever it is doing. */
  kill(): Promise<void>;
  /** After `stop` or `kill`: the same port; the same directory and options, unless others are named. */
  restart(directory?: string, args?: readonly string[]): Promise<void>;
  /** All that its processes wrote to stdout and stderr; complete after `stop`. */
  output(): string;
}

export interface RelayPlace {
  readonly directory: string;
  readonly env: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
}

interface Ready {
  readonly port: number;
  readonly fingerprint: string;
}

export async function serveRelay({ directory, env, args = [] }: RelayPlace): Promise<RelayProcess> {
  let output = "";
  let running: LineProcess | undefined;
  const start = async (port: number, where: string, options: readonly string[]): Promise<Ready> => {
    const listen = ["--listen", `127.0.0.1:${port}`, "--data", where];
    running = startLines(["relay", "serve", ...listen, "--json", ...options], env);
    return running.next<Ready>();
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const ending = running;
    if (ending === undefined) return;
    running = undefined;
    ending.kill(signal);
    const { stdout, stderr } = await ending.ended;
    output += stdout + stderr;
  };
  const { port, fingerprint } = await start(0, directory, args);
  const url = `ws://127.0.0.1:${port}`;
  return {
    directory,
    port,
    fingerprint,
    url,
    address: `${url}#${fingerprint}`,
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
    restart: async (other = directory, others = args) => void (await start(port, other, others)),
    output: () => output,
  };
}
