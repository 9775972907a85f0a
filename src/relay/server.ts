/**
 * The relay's port: plain HTTP for its operator, WebSockets for devices, TLS where it has a certificate.
 *
 * Makes a session of each connection and knows nothing of what it says.
 */
import { createServer as createHttpServer, type IncomingMessage } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { type RawData, type WebSocket, WebSocketServer } from "ws";
import type { HoltError } from "../protocol/errors.ts";
import { MAX_MESSAGE_BYTES, SUBPROTOCOL } from "../protocol/messages.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import { peerOf } from "./addresses.ts";
import { createRequestHandler, type HttpEndpoints, pathOf } from "./http-endpoints.ts";
import { createIntake } from "./intake.ts";
import type { RelayCore } from "./relay-core.ts";
import { Session } from "./session.ts";
import { RelaySocket } from "./web-socket.ts";

export interface TlsFiles {
  readonly cert: string | Buffer;
  readonly key: string | Buffer;
}

export interface RelayServer {
  readonly address: { readonly host: string; readonly port: number };
  readonly sessions: () => number;
  /** Every second: who is late, slow or gone. */
  tick(nowMs: number): void;
  /** For new connections. */
  useTls(files: TlsFiles): void;
  stopAccepting(): void;
  /** After what was sent, or after `withinMs` at the latest. */
  close(withinMs: number): Promise<void>;
}

export interface ServerOptions {
  readonly host: string;
  readonly port: number;
  readonly tls: TlsFiles | undefined;
  readonly endpoints: HttpEndpoints;
}

type ServerOptionsOfWs = ConstructorParameters<typeof WebSocketServer<typeof RelaySocket>>[0];

const PATHS: readonly string[] = ["/", "/holt"];
const CLOSE_WITHIN_MS = 3000;
const HTTP = {
  headersTimeout: 10_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 5000,
  maxHeaderSize: 8192,
  noDelay: true,
} as const;

export async function startServer(
  core: RelayCore,
  { host, port, tls, endpoints }: ServerOptions,
): Promise<Result<RelayServer, HoltError>> {
  const { limits } = core.policy;
  const sockets = new Set<RelaySocket>();
  const countByAddress = new Map<string, number>();
  const intake = createIntake(limits);
  let isStopping = false;
  let ticks = 0;

  const server =
    tls === undefined
      ? createHttpServer(HTTP)
      : createHttpsServer({ ...HTTP, ...tls, minVersion: "TLSv1.2" });
  const webSockets = new WebSocketServer<typeof RelaySocket>({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE_BYTES,
    WebSocket: RelaySocket,
    handleProtocols: () => SUBPROTOCOL,
    // Newer than its types.
    closeTimeout: CLOSE_WITHIN_MS,
  } as ServerOptionsOfWs);

  function refusalOf(request: IncomingMessage): string | undefined {
    if (isStopping) return "503 Service Unavailable";
    if (!PATHS.includes(pathOf(request))) return "404 Not Found";
    // A web page of somebody else's, in this person's browser.
    if (request.headers.origin !== undefined) return "403 Forbidden";
    const offered = request.headers["sec-websocket-protocol"]?.split(",").map((name) => name.trim());
    if (offered?.includes(SUBPROTOCOL) !== true) return "400 Bad Request";
    const { address, isLoopback } = peerOf(request);
    const isFree = isLoopback && limits.isLoopbackFree;
    const isFull = !isFree && (countByAddress.get(address) ?? 0) >= limits.connectionsPerAddress;
    return isFull || sockets.size >= limits.connections ? "429 Too Many Requests" : undefined;
  }

  function admit(socket: RelaySocket, request: IncomingMessage): void {
    const { address, isLoopback } = peerOf(request);
    socket.address = address;
    socket.isLoopback = isLoopback;
    socket.session = new Session(core, socket);
    intake.watch(request.socket, socket);
    sockets.add(socket);
    countByAddress.set(address, (countByAddress.get(address) ?? 0) + 1);
    socket.on("message", onMessage);
    socket.on("pong", onPong);
    socket.on("error", onError);
    socket.on("close", onClose);
  }

  function onMessage(this: WebSocket, data: RawData, isBinary: boolean): void {
    const socket = this as RelaySocket;
    intake.taken(socket);
    socket.heard();
    if (isBinary && data instanceof Uint8Array) socket.session?.receive(data);
    else socket.session?.receiveUnreadable();
  }

  function onClose(this: WebSocket): void {
    const socket = this as RelaySocket;
    intake.taken(socket);
    sockets.delete(socket);
    const count = (countByAddress.get(socket.address) ?? 1) - 1;
    if (count === 0) countByAddress.delete(socket.address);
    else countByAddress.set(socket.address, count);
    socket.session?.disconnected();
  }

  /** Together they may not take more than there is. */
  function cutSlowest(): void {
    let waiting = 0;
    for (const socket of sockets) waiting += socket.waitingBytes;
    if (waiting <= limits.waitingBytesOfAll) return;
    for (const socket of [...sockets].sort((a, b) => b.waitingBytes - a.waitingBytes)) {
      if (waiting <= limits.waitingBytesOfAll) return;
      waiting -= socket.waitingBytes;
      socket.session?.drop("slow");
      socket.cut();
    }
  }

  const answer = createRequestHandler(endpoints);
  server.on("request", (request, response) => core.track(answer(request, response)));
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on("error", ignore);
    const refusal = refusalOf(request);
    if (refusal !== undefined) return refuseUpgrade(socket, refusal);
    webSockets.handleUpgrade(request, socket, head, admit);
  });
  server.on("clientError", (_error: Error, socket: Duplex) => void socket.destroy());

  const listening = await listen(server, host, port);
  if (!listening.ok) return listening;
  return ok({
    address: listening.value,
    sessions: () => sockets.size,
    tick(nowMs) {
      ticks++;
      const period = Math.max(1, Math.round(limits.pingEveryMs / 1000));
      let index = 0;
      for (const socket of sockets) {
        socket.session?.tick(nowMs);
        if ((index++ + ticks) % period === 0 && !socket.check()) socket.cut();
      }
      cutSlowest();
    },
    useTls(files) {
      if ("setSecureContext" in server) server.setSecureContext({ ...files, minVersion: "TLSv1.2" });
    },
    stopAccepting() {
      isStopping = true;
      server.close();
    },
    async close(withinMs) {
      for (const socket of sockets) socket.session?.drop("stopping");
      const closed = new Promise<void>((resolve) => {
        if (sockets.size === 0) resolve();
        for (const socket of sockets) socket.once("close", () => void (sockets.size === 0 && resolve()));
      });
      await Promise.race([closed, afterMs(withinMs)]);
      for (const socket of sockets) socket.cut();
      server.closeAllConnections();
    },
  });
}

type AnyServer = ReturnType<typeof createHttpServer> | ReturnType<typeof createHttpsServer>;

function listen(
  server: AnyServer,
  host: string,
  port: number,
): Promise<Result<RelayServer["address"], HoltError>> {
  return new Promise((resolve) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const detail = `can't listen on ${host}:${port} (${error.code ?? "unknown"})`;
      resolve(err({ type: "unreachable", what: "relay", detail }));
    });
    server.listen({ host, port }, () => {
      const { address, port: real } = server.address() as AddressInfo;
      resolve(ok({ host: address, port: real }));
    });
  });
}

function onPong(this: WebSocket): void {
  (this as RelaySocket).heard();
}

/** The close that follows says the rest. */
function onError(this: WebSocket): void {
  (this as RelaySocket).session?.receiveUnreadable();
}

function refuseUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

const ignore = (): void => undefined;
const afterMs = (delayMs: number): Promise<void> =>
  new Promise((resolve) => void setTimeout(resolve, delayMs).unref());
