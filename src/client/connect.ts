/**
 * The way to the daemon: connects to rpc.sock, starts a daemon where none listens, and replaces an older one.
 *
 * Several clients may do this at once: whoever loses the race for the vault's lock waits for the winner's socket.
 * Only node:net and node:fs are loaded until a daemon has to be started.
 */
import { lstatSync, type Stats } from "node:fs";
import { connect as connectSocket } from "node:net";
import type { HoltError } from "../protocol/errors.ts";
import type { RpcParams, RpcResult } from "../protocol/local-api.ts";
import type { Paths } from "../protocol/paths.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import { isPrivateDirectory } from "../protocol/socket-directory.ts";
import { createRpcClient, type RpcClient } from "./rpc-client.ts";
import { isOlderVersion } from "./versions.ts";

export interface ConnectOptions {
  readonly paths: Paths;
  /** This front end's version. */
  readonly version: string;
  /** Start a daemon where none listens, and replace one that is older than `version`. */
  readonly start: boolean;
  /** What to run as the daemon; default: this installation's bin/holt.cjs. */
  readonly program?: string;
  /**
   * Asked in the same write as the hello, which saves a round trip: a daemon of another version refuses it, and
   * where none listened it was not sent. Its answer is the connection's `first`.
   */
  readonly first?: RpcParams<"codes.get">;
}

type Hello = RpcResult<"daemon.hello">;
export interface Connection extends RpcClient {
  /** What the daemon said of itself at the beginning. */
  readonly hello: Hello;
  /** The answer to what was asked first. */
  readonly first: Promise<Result<RpcResult<"codes.get">, HoltError>> | undefined;
}

/** A daemon that is there says hello within a few milliseconds, one that starts within a second. */
const HELLO_TIMEOUT_MS = 15_000;
/** While another process starts or stops a daemon: how often to look, and how long in all (about 15 s). */
const WAIT_MS = 50;
const MAX_WAITS = 300;
/** Between two attempts to start a daemon of our own in that time. */
const WAITS_PER_START = 20;

export async function connect(options: ConnectOptions): Promise<Result<Connection, HoltError>> {
  const { paths, version, start } = options;
  let hasHandedOver = false;
  let waits = 0;
  let isHeld = false;
  for (;;) {
    const attempt = await openConnection(paths, version, options.first);
    if (attempt.status === "failed") return err(attempt.error);
    if (attempt.status === "open") {
      const { connection } = attempt;
      const daemonVersion = connection.hello.version;
      if (daemonVersion === version) return ok(connection);
      if (!start || hasHandedOver || !isOlderVersion(daemonVersion, version)) {
        connection.close();
        return err({ type: "version-mismatch", daemonVersion, clientVersion: version });
      }
      hasHandedOver = true;
      await handOver(connection, version);
      continue;
    }
    if (!start) return err({ type: "unreachable", what: "daemon" });
    if (waits === MAX_WAITS) {
      const held = { detail: `one runs, but doesn't listen at ${paths.rpcSocket}` };
      return err({ type: "unreachable", what: "daemon", log: paths.logFile, ...(isHeld ? held : {}) });
    }
    if (waits++ % WAITS_PER_START === 0) {
      const { startDaemon } = await import("./start-daemon.ts");
      const started = await startDaemon(options);
      if (started.ok) continue;
      if (started.error.type !== "already-running") return started;
      // It may be starting or stopping, or listen elsewhere: under another XDG_RUNTIME_DIR.
      isHeld = true;
    }
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
  }
}

type Attempt =
  | { readonly status: "open"; readonly connection: Connection }
  | { readonly status: "absent" }
  | { readonly status: "failed"; readonly error: HoltError };

/** One try, whatever the daemon's version. "absent": nobody listens, or it went while we said hello. */
export async function openConnection(
  paths: Paths,
  version: string,
  params?: ConnectOptions["first"],
): Promise<Attempt> {
  const unsafe = checkDirectory(paths.runtimeDirectory);
  if (unsafe !== undefined) return unsafe;
  const socket = connectSocket(paths.rpcSocket);
  let failure: NodeJS.ErrnoException | undefined;
  socket.on("error", (error) => (failure = error));
  const client = createRpcClient(socket);
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    client.close();
  }, HELLO_TIMEOUT_MS);
  const greeting = client.call("daemon.hello", { version });
  const first = params && client.call("codes.get", params);
  const hello = await greeting;
  clearTimeout(timer);
  if (hello.ok) return { status: "open", connection: { ...client, hello: hello.value, first } };
  client.close();
  if (hello.error.type !== "unreachable") return { status: "failed", error: hello.error };
  if (failure?.code === "EACCES" || failure?.code === "EPERM") {
    return {
      status: "failed",
      error: { type: "storage", reason: "permission", file: paths.rpcSocket, detail: failure.code },
    };
  }
  if (!isLate) return { status: "absent" };
  const detail = "the daemon doesn't answer";
  return { status: "failed", error: { type: "unreachable", what: "daemon", log: paths.logFile, detail } };
}

/** Undefined where the directory is there and ours. */
function checkDirectory(directory: string): Attempt | undefined {
  const refuse = (detail: string): Attempt => ({
    status: "failed",
    error: { type: "storage", reason: "permission", file: directory, detail },
  });
  let facts: Stats | undefined;
  try {
    facts = lstatSync(directory, { throwIfNoEntry: false });
  } catch (error) {
    // In a directory of somebody else's, as where XDG_RUNTIME_DIR was taken over from another user.
    return refuse((error as NodeJS.ErrnoException).code ?? "");
  }
  if (facts === undefined) return { status: "absent" };
  if (isPrivateDirectory(facts, process.getuid?.() ?? facts.uid)) return undefined;
  return refuse("not a directory of yours alone");
}

/** The old daemon closes its connections when the vault's lock is free; one that hangs is left behind. */
async function handOver(connection: Connection, version: string): Promise<void> {
  await connection.call("daemon.handover", { version });
  const timer = setTimeout(() => connection.close(), HELLO_TIMEOUT_MS);
  await connection.closed;
  clearTimeout(timer);
}
